// store/blob_tables.h - The values of the store's own tables, packed and unpacked.
//
// Layouts: docs/format/tables.md. Unpacking throws kCorrupt for anything else than a whole value.
// Immutable functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/segments.h"
#include "store/sha256.h"

namespace kho::store {

inline constexpr std::size_t kRecipeChunksMax = 65536;
inline constexpr std::size_t kRecipeExtentsMax = 262144;
inline constexpr std::size_t kHoldNameBytesMax = 200;

// A stretch of a chunk that is a stretch of a blob.
struct Extent {
  std::uint32_t chunk = 0;  // Index into Recipe::chunks.
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

// How a blob is put together: its extents in order.
struct Recipe {
  std::uint64_t size = 0;
  std::uint64_t references = 0;
  std::vector<Sha256> chunks;  // Each once.
  std::vector<Extent> extents;
};

struct ChunkEntry {
  Location location;
  std::uint64_t references = 0;
};

struct SegmentEntry {
  SegmentInfo info;
  std::uint64_t live_bytes = 0;
};

struct RecordPlace {
  SegmentId segment = 0;
  std::uint32_t offset = 0;
};

// A dictionary's number comes from its content, so that it means the same for ever.
[[nodiscard]] inline std::uint32_t dictionary_number(const Sha256& id) {
  return get_le<std::uint32_t>(id.raw(), 0);
}

struct DictionaryEntry {
  Location location;  // Its hint says for which media.
  Sha256 id;
};

[[nodiscard]] std::string pack(const Recipe& recipe);
[[nodiscard]] std::string pack(const ChunkEntry& entry);
[[nodiscard]] std::string pack(const SegmentEntry& entry);  // Its key is be32(entry.info.id).
[[nodiscard]] std::string pack(const RecordPlace& place);
[[nodiscard]] std::string pack(const DictionaryEntry& entry);

[[nodiscard]] Recipe unpack_recipe(std::string_view value);
[[nodiscard]] ChunkEntry unpack_chunk_entry(std::string_view value);
[[nodiscard]] SegmentEntry unpack_segment_entry(std::string_view key, std::string_view value);
[[nodiscard]] RecordPlace unpack_record_place(std::string_view value);
[[nodiscard]] DictionaryEntry unpack_dictionary_entry(std::string_view value);

}  // namespace kho::store
