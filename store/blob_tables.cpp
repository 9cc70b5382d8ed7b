#include "store/blob_tables.h"

#include "store/error.h"

namespace kho::store {
namespace {

constexpr std::size_t kRecipeHeadBytes = 20;
constexpr std::size_t kExtentBytes = 48;
constexpr std::size_t kChunkEntryBytes = 40;
constexpr std::size_t kTailValueBytes = 16;

void require(bool ok, const char* what) {
  if (!ok) throw Error(Errc::kCorrupt, what);
}

}  // namespace

std::string pack(const Recipe& recipe) {
  std::string out;
  out.reserve(kRecipeHeadBytes + recipe.extents.size() * kExtentBytes);
  put_le(out, recipe.size);
  put_le(out, recipe.references);
  put_le(out, static_cast<std::uint32_t>(recipe.extents.size()));
  for (const Extent& extent : recipe.extents) {
    out.append(extent.chunk.raw());
    put_le(out, extent.offset);
    put_le(out, extent.length);
  }
  return out;
}

Recipe unpack_recipe(std::string_view value) {
  require(value.size() >= kRecipeHeadBytes, "recipe too short");
  Recipe recipe;
  recipe.size = get_le<std::uint64_t>(value, 0);
  recipe.references = get_le<std::uint64_t>(value, 8);
  const std::size_t count = get_le<std::uint32_t>(value, 16);
  require(value.size() == kRecipeHeadBytes + count * kExtentBytes, "recipe of wrong length");
  recipe.extents.reserve(count);
  std::uint64_t left = recipe.size;
  for (std::size_t at = kRecipeHeadBytes; at < value.size(); at += kExtentBytes) {
    Extent extent;
    extent.chunk = *Sha256::from_raw(value.substr(at, Sha256::kSize));
    extent.offset = get_le<std::uint64_t>(value, at + 32);
    extent.length = get_le<std::uint64_t>(value, at + 40);
    require(extent.length <= left, "recipe longer than its blob");
    left -= extent.length;
    recipe.extents.push_back(extent);
  }
  require(left == 0, "recipe shorter than its blob");
  return recipe;
}

std::string pack(const ChunkEntry& entry) {
  std::string out;
  put_le(out, entry.location.segment);
  put_le(out, entry.location.offset);
  put_le(out, entry.location.raw_length);
  put_le(out, entry.location.stored_length);
  put_le(out, entry.references);
  return out;
}

ChunkEntry unpack_chunk_entry(std::string_view value) {
  require(value.size() == kChunkEntryBytes, "chunk entry of wrong length");
  ChunkEntry entry;
  entry.location.segment = get_le<std::uint64_t>(value, 0);
  entry.location.offset = get_le<std::uint64_t>(value, 8);
  entry.location.raw_length = get_le<std::uint64_t>(value, 16);
  entry.location.stored_length = get_le<std::uint64_t>(value, 24);
  entry.references = get_le<std::uint64_t>(value, 32);
  return entry;
}

std::string pack_tail_value(const Tail& tail) {
  std::string out;
  put_le(out, tail.generation);
  put_le(out, tail.offset);
  return out;
}

Tail unpack_tail(std::string_view key, std::string_view value) {
  require(key.size() == 8 && value.size() == kTailValueBytes, "segment entry of wrong length");
  return {get_be64(key), get_le<std::uint64_t>(value, 0), get_le<std::uint64_t>(value, 8)};
}

}  // namespace kho::store
