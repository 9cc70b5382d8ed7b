// store/blob_tables.h - The values of the store's own tables, packed and unpacked.
//
// Layouts: docs/format/tables.md. Unpacking throws kCorrupt for anything else than a whole value.
// Immutable functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/segment.h"
#include "store/sha256.h"

namespace kho::store {

// A stretch of a chunk that is a stretch of a blob.
struct Extent {
  Sha256 chunk;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

// How a blob is put together: its extents in order.
struct Recipe {
  std::uint64_t size = 0;
  std::uint64_t references = 0;
  std::vector<Extent> extents;
};

struct ChunkEntry {
  Location location;
  std::uint64_t references = 0;
};

[[nodiscard]] std::string pack(const Recipe& recipe);
[[nodiscard]] std::string pack(const ChunkEntry& entry);
[[nodiscard]] std::string pack_tail_value(const Tail& tail);  // Its key is be64(tail.segment).

[[nodiscard]] Recipe unpack_recipe(std::string_view value);
[[nodiscard]] ChunkEntry unpack_chunk_entry(std::string_view value);
[[nodiscard]] Tail unpack_tail(std::string_view key, std::string_view value);

}  // namespace kho::store
