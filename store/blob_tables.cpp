#include "store/blob_tables.h"

#include "store/error.h"
#include "store/varint.h"

namespace kho::store {
namespace {

constexpr std::size_t kChunkEntryBytes = 32;
constexpr std::size_t kSegmentEntryBytes = 40;
constexpr std::size_t kRecordPlaceBytes = 8;
constexpr std::size_t kDictionaryEntryBytes = 52;

void require(bool ok, const char* what) {
  if (!ok) throw Error(Errc::kCorrupt, what);
}

}  // namespace

std::string pack(const Recipe& recipe) {
  std::string out;
  out.reserve(24 + recipe.chunks.size() * Sha256::kSize + recipe.extents.size() * 6);
  put_le(out, recipe.size);
  put_le(out, recipe.references);
  put_le(out, static_cast<std::uint32_t>(recipe.chunks.size()));
  put_le(out, static_cast<std::uint32_t>(recipe.extents.size()));
  for (const Sha256& chunk : recipe.chunks) out.append(chunk.raw());
  for (const Extent& extent : recipe.extents) {
    put_varint(out, extent.chunk);
    put_varint(out, extent.offset);
    put_varint(out, extent.length);
  }
  return out;
}

Recipe unpack_recipe(std::string_view value) {
  FieldReader fields(value);
  Recipe recipe;
  recipe.size = fields.take_le<std::uint64_t>();
  recipe.references = fields.take_le<std::uint64_t>();
  const auto chunks = fields.take_le<std::uint32_t>();
  const auto extents = fields.take_le<std::uint32_t>();
  require(chunks <= kRecipeChunksMax && extents <= kRecipeExtentsMax &&
              std::uint64_t{chunks} * Sha256::kSize + std::uint64_t{extents} * 3 <= value.size(),
          "recipe of impossible size");
  recipe.chunks.reserve(chunks);
  for (std::uint32_t i = 0; i < chunks; ++i) recipe.chunks.push_back(fields.take_hash());
  recipe.extents.reserve(extents);
  std::uint64_t left = recipe.size;
  for (std::uint32_t i = 0; i < extents; ++i) {
    const std::uint64_t chunk = fields.take_varint();
    const std::uint64_t offset = fields.take_varint();
    const std::uint64_t length = fields.take_varint();
    require(chunk < chunks, "recipe names a chunk that it does not list");
    require(offset <= kChunkBytesMax && length <= kChunkBytesMax - offset, "extent out of bounds");
    require(length > 0 && length <= left, "recipe longer than its blob");
    left -= length;
    recipe.extents.push_back({static_cast<std::uint32_t>(chunk), offset, length});
  }
  require(left == 0, "recipe shorter than its blob");
  require(fields.at_end(), "recipe of wrong length");
  return recipe;
}

std::string pack(const ChunkEntry& entry) {
  std::string out;
  put_le(out, entry.location.segment);
  put_le(out, entry.location.offset);
  put_le(out, entry.location.stored_length);
  put_le(out, entry.location.raw_length);
  put_le(out, entry.references);
  put_le(out, entry.location.hint.parameter);
  out.push_back(static_cast<char>(entry.location.codec));
  out.push_back(static_cast<char>(entry.location.hint.media));
  out.append(2, '\0');
  return out;
}

ChunkEntry unpack_chunk_entry(std::string_view value) {
  require(value.size() == kChunkEntryBytes, "chunk entry of wrong length");
  ChunkEntry entry;
  entry.location.segment = get_le<std::uint32_t>(value, 0);
  entry.location.offset = get_le<std::uint32_t>(value, 4);
  entry.location.stored_length = get_le<std::uint32_t>(value, 8);
  entry.location.raw_length = get_le<std::uint32_t>(value, 12);
  entry.references = get_le<std::uint64_t>(value, 16);
  entry.location.hint.parameter = get_le<std::uint32_t>(value, 24);
  entry.location.codec = static_cast<Codec>(value[28]);
  entry.location.hint.media = static_cast<Media>(value[29]);
  return entry;
}

std::string pack(const SegmentEntry& entry) {
  std::string out;
  put_le(out, entry.info.stamp.generation);
  out.push_back(static_cast<char>(entry.info.state));
  out.push_back(static_cast<char>(entry.info.ripeness));
  out.append(2, '\0');
  put_le(out, entry.info.tail);
  put_le(out, entry.live_bytes);
  put_le(out, static_cast<std::uint64_t>(entry.info.sealed_at));
  put_le(out, entry.info.stamp.salt);
  return out;
}

SegmentEntry unpack_segment_entry(std::string_view key, std::string_view value) {
  require(key.size() == 4 && value.size() == kSegmentEntryBytes, "segment entry of wrong length");
  const auto state = static_cast<unsigned char>(value[4]);
  require(state >= 1 && state <= 4, "segment entry of unknown state");
  SegmentEntry entry;
  entry.info.id = get_be32(key);
  entry.info.stamp.generation = get_le<std::uint32_t>(value, 0);
  entry.info.state = static_cast<SegmentState>(state);
  entry.info.ripeness = static_cast<Ripeness>(value[5]);
  entry.info.tail = get_le<std::uint64_t>(value, 8);
  entry.live_bytes = get_le<std::uint64_t>(value, 16);
  entry.info.sealed_at = static_cast<std::int64_t>(get_le<std::uint64_t>(value, 24));
  entry.info.stamp.salt = get_le<std::uint64_t>(value, 32);
  return entry;
}

std::string pack(const RecordPlace& place) {
  std::string out;
  put_le(out, place.segment);
  put_le(out, place.offset);
  return out;
}

RecordPlace unpack_record_place(std::string_view value) {
  require(value.size() == kRecordPlaceBytes, "place of a record of wrong length");
  return {get_le<std::uint32_t>(value, 0), get_le<std::uint32_t>(value, 4)};
}

std::string pack(const DictionaryEntry& entry) {
  std::string out;
  put_le(out, entry.location.segment);
  put_le(out, entry.location.offset);
  put_le(out, entry.location.stored_length);
  put_le(out, entry.location.raw_length);
  out.append(entry.id.raw());
  out.push_back(static_cast<char>(entry.location.hint.media));
  out.append(3, '\0');
  return out;
}

DictionaryEntry unpack_dictionary_entry(std::string_view value) {
  require(value.size() == kDictionaryEntryBytes, "dictionary entry of wrong length");
  DictionaryEntry entry;
  entry.location.segment = get_le<std::uint32_t>(value, 0);
  entry.location.offset = get_le<std::uint32_t>(value, 4);
  entry.location.stored_length = get_le<std::uint32_t>(value, 8);
  entry.location.raw_length = get_le<std::uint32_t>(value, 12);
  entry.id = *Sha256::from_raw(value.substr(16, Sha256::kSize));
  entry.location.hint.media = static_cast<Media>(value[48]);
  return entry;
}

}  // namespace kho::store
