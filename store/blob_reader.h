// store/blob_reader.h - The bytes of one blob, in any stretches, put together from its chunks.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "store/blob_tables.h"
#include "store/core.h"

namespace kho::store {

// Holds two decoded chunks at a time (of a PDF: its skeleton and a stream), so that a large blob
// can be read in a small memory. Thread-confined. Outlived by its store.
class BlobReader {
 public:
  // nullopt if there is no such blob. Throws kCorrupt.
  static std::optional<BlobReader> open(const Core& core, const BlobId& blob);

  [[nodiscard]] std::uint64_t size() const { return recipe_.size; }
  // Fills `out` from `offset` on; returns how many bytes, fewer only at the end of the blob.
  // Every chunk that is touched is read whole and checked. Throws kCorrupt: no wrong byte is ever
  // returned. Throws kCorrupt, too, where the blob is deleted meanwhile.
  std::size_t read(std::uint64_t offset, std::span<std::byte> out);
  [[nodiscard]] Bytes read_all();

 private:
  BlobReader(const Core& core, const BlobId& blob) : core_(&core), blob_(blob) {}
  std::shared_ptr<const Bytes> chunk(std::uint32_t index);
  std::shared_ptr<const Bytes> load(std::uint32_t index);

  const Core* core_;
  BlobId blob_;
  Recipe recipe_;
  std::vector<Location> locations_;    // Of the recipe's chunks.
  std::vector<std::uint64_t> starts_;  // In the blob, of the recipe's extents.
  struct Loaded {
    std::uint32_t index = 0;
    std::shared_ptr<const Bytes> bytes;
  };
  std::array<Loaded, 2> loaded_;  // The one used last first.
};

}  // namespace kho::store
