// store/record.h - One record of a segment, and the superblock, as bytes: docs/format/segment.md.
//
// Immutable functions. They check what bytes say of themselves; whether a record is the one that
// somebody looks for is for the caller to ask.
#pragma once

#include <array>
#include <optional>

#include "store/bytes.h"
#include "store/codec.h"
#include "store/media.h"
#include "store/sha256.h"

namespace kho::store {

inline constexpr std::uint64_t kSuperblockBytes = 4096;
inline constexpr std::uint64_t kRecordHeaderBytes = 64;
inline constexpr std::uint64_t kRecordChecksumBytes = 8;
inline constexpr std::uint64_t kRecordAlignment = 8;

enum class RecordKind : std::uint8_t { kChunk = 1, kCommit = 2, kDictionary = 3 };

struct RecordHeader {
  RecordKind kind = RecordKind::kChunk;
  Codec codec = Codec::kRaw;
  MediaHint hint;
  std::uint64_t raw_length = 0;
  std::uint64_t stored_length = 0;
  Sha256 name;

  // Of a commit.
  [[nodiscard]] std::uint64_t sequence() const { return sequence_of(name); }
  static std::uint64_t sequence_of(const Sha256& name) {
    return get_le<std::uint64_t>(name.raw(), 0);
  }
  static Sha256 name_of_commit(std::uint64_t sequence);
};

// What makes the records of one use of a file valid.
struct SegmentStamp {
  std::uint32_t generation = 0;
  std::uint64_t salt = 0;

  friend bool operator==(const SegmentStamp&, const SegmentStamp&) = default;
};

struct Superblock {
  std::uint32_t segment = 0;
  SegmentStamp stamp;
};

// A record on disk: header, payload, padding, checksum. A multiple of kRecordAlignment.
[[nodiscard]] constexpr std::uint64_t record_bytes(std::uint64_t stored_length) {
  const std::uint64_t body = kRecordHeaderBytes + stored_length;
  return (body + kRecordAlignment - 1) / kRecordAlignment * kRecordAlignment + kRecordChecksumBytes;
}

// The parts around a payload.
struct RecordFrame {
  std::string header;   // kRecordHeaderBytes
  std::string trailer;  // Padding and checksum.
};
[[nodiscard]] RecordFrame frame_record(const RecordHeader& header, const SegmentStamp& stamp,
                                       ByteView payload);

// The header at the beginning of `bytes`, of at least kRecordHeaderBytes; nullopt where there is
// none of this generation. Says nothing of the checksum.
[[nodiscard]] std::optional<RecordHeader> parse_record_header(std::string_view bytes,
                                                              std::uint32_t generation);
// Of whatever generation.
[[nodiscard]] bool looks_like_record(std::string_view bytes);
// `trailer` is what follows the payload, of record_bytes() - header - payload bytes.
[[nodiscard]] bool record_checksum_matches(std::string_view header, ByteView payload,
                                           std::string_view trailer, const SegmentStamp& stamp);

[[nodiscard]] std::string pack_superblock(const Superblock& superblock);  // kSuperblockBytes
// From either of its copies.
[[nodiscard]] std::optional<Superblock> parse_superblock(std::string_view block);

}  // namespace kho::store
