// store/blob_writer.h - From bytes to chunks that lie in a segment, before anything names them.
//
// Hashing, cutting, packing and writing happen here, in the writer's own thread; a commit then only
// has to name what is there. Chunks that no commit names are dead bytes: compaction takes them.
#pragma once

#include <future>
#include <optional>
#include <vector>

#include "store/core.h"
#include "store/operations.h"
#include "store/split_plan.h"

namespace kho::store {

// A blob made ready: hashed, cut, and its new chunks written. Refers to the caller's bytes, which
// must outlive it. Immutable.
struct PreparedBlob {
  BlobId id;
  ByteView raw;
  bool known = false;  // Was stored already; then the rest may be empty.
  Recipe recipe;       // References 0.
  struct Chunk {
    std::vector<Slice> slices;  // Of `raw`; empty for a chunk of a stored document before it.
    MediaHint hint;
    std::optional<Segments::Appended> written;
  };
  std::vector<Chunk> chunks;  // One for each of the recipe's.
};

class BlobWriter {
 public:
  explicit BlobWriter(Core& core) : core_(core) {}

  // Throws kTooLarge, kNoSpace.
  [[nodiscard]] PreparedBlob prepare(ByteView raw) const;

  // What adding `blob` needs now: chunks that went away since, or whose place was given up, are
  // written once more. `stored_bytes` gets what the chunks that it brings take on disk.
  [[nodiscard]] AddBlobOperation operation(const PreparedBlob& blob, const TableReader& reader,
                                           const std::function<bool(SegmentId)>& given_up,
                                           std::uint64_t& stored_bytes) const;

 private:
  PreparedBlob plan(const std::shared_future<BlobId>& id, ByteView raw, std::uint64_t from,
                    const Recipe& before) const;
  Segments::Appended write(const Sha256& id, ByteView bytes, MediaHint hint) const;

  Core& core_;
};

}  // namespace kho::store
