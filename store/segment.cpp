#include "store/segment.h"

#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

#include "store/error.h"

namespace kho::store {
namespace {

constexpr std::string_view kSegmentMagic = "KHOSEGM0";
constexpr std::string_view kRecordMagic = "KHOR";
constexpr std::uint32_t kFormatVersion = 0;
constexpr char kKindChunk = 1;
constexpr std::size_t kHeaderBytes = kRecordHeaderBytes;
constexpr std::size_t kChecksumBytes = kRecordChecksumBytes;
constexpr std::size_t kOpenSegmentsMax = 512;  // Well below the usual limit of descriptors.

std::string segment_name(std::uint64_t segment) { return fmt::format("{:010}.seg", segment); }

std::string superblock(std::uint64_t segment, std::uint64_t generation) {
  std::string block(kSegmentMagic);
  put_le(block, kFormatVersion);
  put_le<std::uint32_t>(block, 0);
  put_le(block, segment);
  put_le(block, generation);
  block.resize(kSuperblockBytes - kChecksumBytes, '\0');
  put_le<std::uint64_t>(block, XXH3_64bits(block.data(), block.size()));
  return block;
}

// The generation in a segment's superblock. Throws kCorrupt where the block is not this segment's.
std::uint64_t read_superblock(const File& file, std::uint64_t segment) {
  Bytes block(kSuperblockBytes);
  const std::size_t n = file.read_at(0, block);
  const std::string_view text = as_text(block);
  if (n != kSuperblockBytes || text.substr(0, kSegmentMagic.size()) != kSegmentMagic ||
      get_le<std::uint64_t>(text, kSuperblockBytes - kChecksumBytes) !=
          XXH3_64bits(text.data(), kSuperblockBytes - kChecksumBytes) ||
      get_le<std::uint32_t>(text, 8) != kFormatVersion ||
      get_le<std::uint64_t>(text, 16) != segment) {
    throw Error(Errc::kCorrupt, fmt::format("segment {} has a damaged superblock", segment));
  }
  return get_le<std::uint64_t>(text, 24);
}

std::string record_header(std::uint64_t generation, Codec codec, std::uint64_t raw_length,
                          std::uint64_t stored_length, const Sha256& chunk) {
  std::string header(kRecordMagic);
  header.push_back(kKindChunk);
  header.push_back(static_cast<char>(codec));
  put_le<std::uint16_t>(header, 0);
  put_le(header, generation);
  put_le(header, raw_length);
  put_le(header, stored_length);
  header.append(chunk.raw());
  assert(header.size() == kHeaderBytes);
  return header;
}

std::uint64_t record_checksum(std::string_view header, ByteView payload) {
  XXH3_state_t state;
  XXH3_64bits_reset(&state);
  XXH3_64bits_update(&state, header.data(), header.size());
  XXH3_64bits_update(&state, payload.data(), payload.size());
  return XXH3_64bits_digest(&state);
}

// A record as it lies in a segment, padding included.
std::uint64_t record_bytes(std::uint64_t stored_length) {
  return (kHeaderBytes + stored_length + kChecksumBytes + 7) / 8 * 8;
}

}  // namespace

Segments::Segments(FileSystem& file_system, std::filesystem::path directory,
                   std::optional<Tail> active)
    : file_system_(file_system), directory_(std::move(directory)), active_(active) {}

Segments::OpenSegment Segments::open_segment(std::uint64_t segment) const {
  {
    const std::lock_guard lock(open_mutex_);
    if (const auto known = open_.find(segment); known != open_.end()) return known->second;
  }
  OpenSegment opened;
  opened.file = file_system_.open(directory_ / segment_name(segment), FileSystem::Mode::kReadWrite);
  opened.generation = read_superblock(*opened.file, segment);
  remember(segment, opened);
  return opened;
}

void Segments::remember(std::uint64_t segment, OpenSegment opened) const {
  const std::lock_guard lock(open_mutex_);
  open_[segment] = std::move(opened);
  if (open_.size() <= kOpenSegmentsMax) return;
  // The oldest goes; whoever is reading it keeps its descriptor until done.
  open_.erase(open_.begin()->first == segment ? std::next(open_.begin()) : open_.begin());
}

void Segments::start_segment() {
  // A file that no committed transaction names, left by a crash or an undone change, is used again.
  const Tail next{active_ ? active_->segment + 1 : 1, 1, kSuperblockBytes};
  const std::filesystem::path path = directory_ / segment_name(next.segment);
  OpenSegment opened{
      file_system_.open(path, file_system_.exists(path) ? FileSystem::Mode::kReadWrite
                                                        : FileSystem::Mode::kCreateNew),
      next.generation};
  opened.file->write_at(0, as_bytes(superblock(next.segment, next.generation)));
  names_unsynced_ = true;
  remember(next.segment, std::move(opened));
  active_ = next;
}

Location Segments::append(const Sha256& chunk, Codec codec, ByteView payload,
                          std::uint64_t raw_length) {
  const std::uint64_t needed = record_bytes(payload.size());
  if (payload.size() > kChunkBytesMax) throw Error(Errc::kTooLarge, "chunk does not fit a segment");
  if (!active_ || active_->offset + needed > kSegmentBytesMax) start_segment();

  const std::shared_ptr<File> target = open_segment(active_->segment).file;
  const std::string header =
      record_header(active_->generation, codec, raw_length, payload.size(), chunk);
  std::string trailer;
  put_le(trailer, record_checksum(header, payload));
  trailer.resize(needed - kHeaderBytes - payload.size(), '\0');

  const Location location{active_->segment, active_->offset, raw_length, payload.size()};
  target->write_at(location.offset, as_bytes(header));
  target->write_at(location.offset + kHeaderBytes, payload);
  target->write_at(location.offset + kHeaderBytes + payload.size(), as_bytes(trailer));
  active_->offset += needed;
  unsynced_[active_->segment] = *active_;
  return location;
}

void Segments::rewind(std::optional<Tail> mark) {
  active_ = mark;
  unsynced_.erase(unsynced_.upper_bound(mark ? mark->segment : 0), unsynced_.end());
  if (mark && unsynced_.contains(mark->segment)) unsynced_[mark->segment] = *mark;
}

void Segments::sync() {
  for (const auto& [segment, tail] : unsynced_) open_segment(segment).file->sync();
  if (names_unsynced_) file_system_.sync_directory(directory_);
  unsynced_.clear();
  names_unsynced_ = false;
}

Bytes Segments::read(const Sha256& chunk, const Location& location) const {
  const auto damaged = [&](std::string_view why) {
    return Error(Errc::kCorrupt, fmt::format("chunk {} in segment {} at {}: {}", chunk.hex(),
                                             location.segment, location.offset, why));
  };
  if (location.stored_length > kChunkBytesMax || location.raw_length > kChunkBytesMax) {
    throw damaged("impossible length");
  }
  const OpenSegment opened = open_segment(location.segment);
  Bytes record(kHeaderBytes + location.stored_length + kChecksumBytes);
  if (opened.file->read_at(location.offset, record) != record.size()) {
    throw damaged("the segment ends inside the record");
  }
  const std::string_view header = as_text(record).substr(0, kHeaderBytes);
  const ByteView payload = ByteView(record).subspan(kHeaderBytes, location.stored_length);
  if (get_le<std::uint64_t>(as_text(record), kHeaderBytes + location.stored_length) !=
      record_checksum(header, payload)) {
    throw damaged("wrong checksum");
  }
  if (header.substr(0, 4) != kRecordMagic || header[4] != kKindChunk ||
      get_le<std::uint16_t>(header, 6) != 0 ||
      get_le<std::uint64_t>(header, 8) != opened.generation ||
      get_le<std::uint64_t>(header, 16) != location.raw_length ||
      get_le<std::uint64_t>(header, 24) != location.stored_length ||
      header.substr(32) != chunk.raw()) {
    throw damaged("another record lies there");
  }
  const auto codec = static_cast<Codec>(header[5]);
  if (codec == Codec::kRaw && location.raw_length == location.stored_length) {
    // The payload is the chunk: cut the record down in place instead of copying it.
    record.resize(kHeaderBytes + location.stored_length);
    record.erase(record.begin(), record.begin() + kHeaderBytes);
    return record;
  }
  return decode(codec, payload, location.raw_length);
}

}  // namespace kho::store
