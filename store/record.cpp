#include "store/record.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace kho::store {
namespace {

constexpr std::string_view kSegmentMagic = "KHOSEGM1";
constexpr std::string_view kRecordMagic = "KHOR";
constexpr std::uint32_t kFormatVersion = 1;
constexpr std::size_t kCopyBytes = kSuperblockBytes / 2;
constexpr std::size_t kCopyChecked = kCopyBytes - 8;

std::uint64_t checksum(std::string_view header, ByteView payload, std::string_view padding,
                       std::uint64_t salt) {
  XXH3_state_t state;
  XXH3_INITSTATE(&state);
  XXH3_64bits_reset_withSeed(&state, salt);
  XXH3_64bits_update(&state, header.data(), header.size());
  XXH3_64bits_update(&state, payload.data(), payload.size());
  XXH3_64bits_update(&state, padding.data(), padding.size());
  return XXH3_64bits_digest(&state);
}

}  // namespace

Sha256 RecordHeader::name_of_commit(std::uint64_t sequence) {
  std::string raw;
  put_le(raw, sequence);
  raw.resize(Sha256::kSize, '\0');
  return *Sha256::from_raw(raw);
}

RecordFrame frame_record(const RecordHeader& header, const SegmentStamp& stamp, ByteView payload) {
  RecordFrame frame;
  std::string& out = frame.header;
  out.reserve(kRecordHeaderBytes);
  out.append(kRecordMagic);
  out.push_back(static_cast<char>(header.kind));
  out.push_back(static_cast<char>(header.codec));
  out.push_back(static_cast<char>(header.hint.media));
  out.push_back('\0');
  put_le(out, stamp.generation);
  put_le(out, header.hint.parameter);
  put_le(out, header.raw_length);
  put_le(out, header.stored_length);
  out.append(header.name.raw());
  assert(out.size() == kRecordHeaderBytes && header.stored_length == payload.size());

  const std::size_t padding =
      record_bytes(payload.size()) - kRecordHeaderBytes - payload.size() - kRecordChecksumBytes;
  frame.trailer.assign(padding, '\0');
  put_le(frame.trailer, checksum(out, payload, frame.trailer, stamp.salt));
  return frame;
}

std::optional<RecordHeader> parse_record_header(std::string_view bytes, std::uint32_t generation) {
  if (bytes.size() < kRecordHeaderBytes || bytes.substr(0, 4) != kRecordMagic) return std::nullopt;
  const auto kind = static_cast<unsigned char>(bytes[4]);
  if (kind < 1 || kind > 3 || bytes[7] != 0 || get_le<std::uint32_t>(bytes, 8) != generation) {
    return std::nullopt;
  }
  RecordHeader header;
  header.kind = static_cast<RecordKind>(kind);
  header.codec = static_cast<Codec>(bytes[5]);
  header.hint.media = static_cast<Media>(bytes[6]);
  header.hint.parameter = get_le<std::uint32_t>(bytes, 12);
  header.raw_length = get_le<std::uint64_t>(bytes, 16);
  header.stored_length = get_le<std::uint64_t>(bytes, 24);
  header.name = *Sha256::from_raw(bytes.substr(32, Sha256::kSize));
  return header;
}

bool looks_like_record(std::string_view bytes) {
  return bytes.size() >= 12 && parse_record_header(bytes, get_le<std::uint32_t>(bytes, 8));
}

bool record_checksum_matches(std::string_view header, ByteView payload, std::string_view trailer,
                             const SegmentStamp& stamp) {
  const std::size_t padding = trailer.size() - kRecordChecksumBytes;
  return get_le<std::uint64_t>(trailer, padding) ==
         checksum(header, payload, trailer.substr(0, padding), stamp.salt);
}

std::string pack_superblock(const Superblock& superblock) {
  std::string block(kSegmentMagic);
  put_le(block, kFormatVersion);
  put_le(block, superblock.segment);
  put_le(block, superblock.stamp.generation);
  put_le<std::uint32_t>(block, 0);
  put_le(block, superblock.stamp.salt);
  block.resize(kCopyChecked, '\0');
  put_le<std::uint64_t>(block, XXH3_64bits(block.data(), block.size()));
  return block + block;
}

std::optional<Superblock> parse_superblock(std::string_view block) {
  if (block.size() != kSuperblockBytes) return std::nullopt;
  for (const std::string_view copy : {block.substr(0, kCopyBytes), block.substr(kCopyBytes)}) {
    if (copy.substr(0, 8) == kSegmentMagic && get_le<std::uint32_t>(copy, 8) == kFormatVersion &&
        get_le<std::uint64_t>(copy, kCopyChecked) == XXH3_64bits(copy.data(), kCopyChecked)) {
      return Superblock{get_le<std::uint32_t>(copy, 12),
                        {get_le<std::uint32_t>(copy, 16), get_le<std::uint64_t>(copy, 24)}};
    }
  }
  return std::nullopt;
}

}  // namespace kho::store
