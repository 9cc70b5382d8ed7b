#include "store/blob_writer.h"

#include <algorithm>
#include <map>
#include <utility>

#include "store/blobs.h"
#include "store/error.h"
#include "store/splitter.h"

namespace kho::store {
namespace {

// From so many bytes on, a second thread costs less than it saves.
constexpr std::size_t kHashedAsideBytes = 128 << 10;
constexpr std::size_t kProbeBytes = 16 << 10;

// The bytes of a planned chunk; `gathered` holds them where they do not lie together.
ByteView chunk_bytes(ByteView raw, const std::vector<Slice>& slices, Bytes& gathered) {
  if (slices.size() == 1) return raw.subspan(slices[0].offset, slices[0].length);
  gathered.clear();
  for (const Slice& slice : slices) {
    const ByteView part = raw.subspan(slice.offset, slice.length);
    gathered.insert(gathered.end(), part.begin(), part.end());
  }
  return gathered;
}

// Chunks that are larger than `most`, which small segments make possible, are cut.
SplitPlan bounded(SplitPlan plan, std::uint64_t most) {
  SplitPlan cut;
  for (PlannedChunk& chunk : plan.chunks) {
    PlannedChunk part{chunk.hint, {}};
    std::uint64_t room = most;
    for (Slice slice : chunk.slices) {
      while (slice.length > room) {
        if (room > 0) part.slices.push_back({slice.offset, room});
        slice.offset += room;
        slice.length -= room;
        cut.chunks.push_back(std::exchange(part, {{}, {}}));
        room = most;
      }
      if (slice.length == 0) continue;
      part.slices.push_back(slice);
      room -= slice.length;
    }
    if (!part.slices.empty()) cut.chunks.push_back(std::move(part));
  }
  return cut;
}

// A stretch of the file, and where in which chunk its bytes are.
struct Piece {
  std::uint64_t at = 0;
  Extent extent;
};

// Where a document of its own may end inside of `raw`, ascending. Not just before the last end of
// line: nobody appends that.
std::vector<std::uint64_t> inner_prefixes(ByteView raw) {
  constexpr std::uint64_t kEndOfLineMax = 2;
  std::vector<std::uint64_t> ends = document_prefixes(raw);
  std::erase_if(ends, [&](std::uint64_t end) { return raw.size() - end <= kEndOfLineMax; });
  std::ranges::reverse(ends);
  return ends;
}

std::shared_future<BlobId> ready(const BlobId& id) {
  std::promise<BlobId> promise;
  promise.set_value(id);
  return promise.get_future().share();
}

// Media are compressed already; now and then one of them was by a poor encoder.
bool may_compress(ByteView bytes, Media media) {
  const bool compressed =
      media == Media::kJpeg || media == Media::kFaxG4 || media == Media::kDeflate;
  if (!compressed || bytes.size() < 4 * kProbeBytes) return true;
  return compress_if_smaller(bytes.subspan(bytes.size() / 2, kProbeBytes)).has_value();
}

void append_extents(std::vector<Piece> pieces, std::vector<Extent>& extents) {
  std::ranges::sort(pieces, {}, &Piece::at);
  for (const Piece& piece : pieces) {
    if (!extents.empty()) {
      Extent& last = extents.back();
      if (last.chunk == piece.extent.chunk && last.offset + last.length == piece.extent.offset) {
        last.length += piece.extent.length;
        continue;
      }
    }
    extents.push_back(piece.extent);
  }
}

}  // namespace

Segments::Appended BlobWriter::write(const Sha256& id, ByteView bytes, MediaHint hint) const {
  const std::optional<Bytes> packed =
      may_compress(bytes, hint.media) ? compress_if_smaller(bytes) : std::nullopt;
  RecordHeader header;
  header.codec = packed ? Codec::kZstd : Codec::kRaw;
  header.hint = hint;
  header.raw_length = bytes.size();
  header.stored_length = packed ? packed->size() : bytes.size();
  header.name = id;
  return core_.segments.append(Segments::Stream::kPut, header, packed ? ByteView(*packed) : bytes);
}

PreparedBlob BlobWriter::plan(const std::shared_future<BlobId>& id, ByteView raw,
                              std::uint64_t from, const Recipe& before) const {
  PreparedBlob blob{{}, raw, false, before, {}};
  blob.recipe.size = raw.size();
  blob.recipe.references = 0;
  blob.chunks.resize(before.chunks.size());
  std::map<Sha256, std::uint32_t> indices;
  for (std::uint32_t i = 0; i < before.chunks.size(); ++i) indices[before.chunks[i]] = i;

  const SplitPlan plan = bounded(split(raw, from), core_.segments.payload_bytes_max());
  Bytes gathered;
  std::vector<Piece> pieces;
  for (const PlannedChunk& planned : plan.chunks) {
    // Most files are one chunk, which then has the blob's own name: no need to hash it again.
    const bool whole = plan.chunks.size() == 1 && from == 0 && planned.slices.size() == 1;
    const ByteView bytes = chunk_bytes(raw, planned.slices, gathered);
    const Sha256 name = whole ? id.get() : Sha256::of(bytes);
    const auto [index, is_new] =
        indices.emplace(name, static_cast<std::uint32_t>(blob.recipe.chunks.size()));
    if (is_new) {
      blob.recipe.chunks.push_back(name);
      PreparedBlob::Chunk chunk{planned.slices, planned.hint, std::nullopt};
      if (!core_.tables->snapshot()->get(core_.own.chunks, name.raw())) {
        chunk.written = write(name, bytes, planned.hint);
      }
      blob.chunks.push_back(std::move(chunk));
    }
    std::uint64_t offset = 0;
    for (const Slice& slice : planned.slices) {
      pieces.push_back({slice.offset, {index->second, offset, slice.length}});
      offset += slice.length;
    }
  }
  append_extents(std::move(pieces), blob.recipe.extents);
  if (blob.recipe.chunks.size() > kRecipeChunksMax ||
      blob.recipe.extents.size() > kRecipeExtentsMax) {
    throw Error(Errc::kTooLarge, "a blob of too many pieces");
  }
  blob.id = id.get();
  return blob;
}

PreparedBlob BlobWriter::prepare(ByteView raw) const {
  const std::vector<std::uint64_t> prefixes = inner_prefixes(raw);
  if (prefixes.empty() && raw.size() >= kHashedAsideBytes) {
    // The blob's own hash is only needed at the end, and another processor may be free.
    const std::shared_future<BlobId> id =
        std::async(std::launch::async, [raw] { return Sha256::of(raw); }).share();
    PreparedBlob blob = plan(id, raw, 0, {});
    blob.known = is_whole(*core_.tables->snapshot(), core_.own, blob.id);
    return blob;
  }
  // The hash of each prefix that may be a document of its own is had on the way.
  std::vector<std::pair<std::uint64_t, Sha256>> documents;
  Sha256Hasher hasher;
  std::uint64_t hashed = 0;
  for (const std::uint64_t end : prefixes) {
    hasher.update(raw.subspan(hashed, end - hashed));
    hashed = end;
    documents.emplace_back(end, hasher.so_far());
  }
  hasher.update(raw.subspan(hashed));
  const BlobId id = hasher.finish();

  std::uint64_t from = 0;
  Recipe before;
  {
    const auto reader = core_.tables->snapshot();
    if (is_whole(*reader, core_.own, id)) return {id, raw, true, {}, {}};
    for (auto document = documents.rbegin(); document != documents.rend(); ++document) {
      if (const auto known = reader->get(core_.own.blobs, document->second.raw())) {
        before = unpack_recipe(*known);
        from = document->first;
        break;
      }
    }
  }
  return plan(ready(id), raw, from, before);
}

AddBlobOperation BlobWriter::operation(const PreparedBlob& blob, const TableReader& reader,
                                       const std::function<bool(SegmentId)>& given_up,
                                       std::uint64_t& stored_bytes) const {
  // It was known when it was prepared, but was deleted since.
  if (blob.known && blob.recipe.chunks.empty() && !blob.raw.empty())
    return operation(plan(ready(blob.id), blob.raw, 0, {}), reader, given_up, stored_bytes);
  AddBlobOperation add{blob.id, blob.recipe, {}};
  Bytes gathered;
  for (std::size_t i = 0; i < blob.recipe.chunks.size(); ++i) {
    std::optional<Location>& brought = add.brought.emplace_back();
    if (reader.get(core_.own.chunks, blob.recipe.chunks[i].raw())) continue;
    const PreparedBlob::Chunk& chunk = blob.chunks[i];
    if (chunk.slices.empty()) {
      // It belonged to a document that this one continues, and that was deleted since.
      return operation(plan(ready(blob.id), blob.raw, 0, {}), reader, given_up, stored_bytes);
    }
    if (chunk.written && core_.segments.usable(*chunk.written) &&
        !given_up(chunk.written->location.segment)) {
      brought = chunk.written->location;
    } else {
      brought =
          write(blob.recipe.chunks[i], chunk_bytes(blob.raw, chunk.slices, gathered), chunk.hint)
              .location;
    }
    stored_bytes += brought->stored_length;
  }
  return add;
}

}  // namespace kho::store
