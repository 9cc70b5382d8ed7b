// warehouse/file_reader.h - The bytes of a held file, in any stretches.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>

#include "store/blob_reader.h"

namespace kho::warehouse {

// Thread-confined. Outlived by its warehouse.
class FileReader {
 public:
  // `on_damage` is told before damage is thrown.
  FileReader(store::BlobReader blob, std::function<void()> on_damage)
      : blob_(std::move(blob)), on_damage_(std::move(on_damage)) {}

  [[nodiscard]] std::uint64_t size() const { return blob_.size(); }
  // Fills `out` from `offset` on; fewer bytes only at the end. What is read is checked: no wrong
  // byte is returned. Throws store::Error kCorrupt.
  std::size_t read(std::uint64_t offset, std::span<std::byte> out);

 private:
  store::BlobReader blob_;
  std::function<void()> on_damage_;
};

}  // namespace kho::warehouse
