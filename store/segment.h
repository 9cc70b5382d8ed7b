// store/segment.h - The segment files: where the bytes of chunks lie.
//
// Bytes on disk: docs/format/segment.md. Segments know chunks and offsets; which chunk lies where,
// and how far a segment is valid (its tail), is kept in the tables by the store.
//
//   Segments(tail) ──> append* ──> sync ──> (tables commit the new tail) ──> append* ...
//                        │
//                        └── rewind(mark): the appended records are forgotten and written over
//
// Thread safety: read() is thread-safe and may run beside the one thread that appends.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "store/codec.h"
#include "store/file_system.h"
#include "store/sha256.h"

namespace kho::store {

inline constexpr std::uint64_t kSegmentBytesMax = 256ULL << 20;
inline constexpr std::uint64_t kSuperblockBytes = 4096;
inline constexpr std::uint64_t kRecordHeaderBytes = 64;
inline constexpr std::uint64_t kRecordChecksumBytes = 8;
// A chunk that is stored raw fits into one segment, padding included.
inline constexpr std::uint64_t kChunkBytesMax =
    kSegmentBytesMax - kSuperblockBytes - kRecordHeaderBytes - kRecordChecksumBytes - 7;

struct Location {
  std::uint64_t segment = 0;
  std::uint64_t offset = 0;  // Of the record in the segment.
  std::uint64_t raw_length = 0;
  std::uint64_t stored_length = 0;  // Of the payload.
};

struct Tail {
  std::uint64_t segment = 0;
  std::uint64_t generation = 0;
  std::uint64_t offset = kSuperblockBytes;
};

class Segments {
 public:
  // `directory` exists. `active` is the committed tail of the newest segment, or none yet.
  Segments(FileSystem& file_system, std::filesystem::path directory, std::optional<Tail> active);

  // Appends a record; not durable before sync(). `payload` is `raw_length` bytes packed by
  // `codec`. Throws kTooLarge, kNoSpace.
  Location append(const Sha256& chunk, Codec codec, ByteView payload, std::uint64_t raw_length);
  // Where the next record goes; none while no segment was ever made.
  [[nodiscard]] std::optional<Tail> tail() const { return active_; }
  // Forgets everything that was appended since `mark` was the tail.
  void rewind(std::optional<Tail> mark);
  // The tails of the segments appended to since the last sync(), by segment id.
  [[nodiscard]] const std::map<std::uint64_t, Tail>& unsynced() const { return unsynced_; }
  // Everything appended is durable on return, new files with their names. The only place that
  // waits for the disk: after a throw the outcome is unknown and must stay so.
  void sync();

  // The chunk's raw bytes. Throws kCorrupt where the segment or the record fails its check or the
  // record is not `chunk`.
  [[nodiscard]] Bytes read(const Sha256& chunk, const Location& location) const;

 private:
  struct OpenSegment {
    std::shared_ptr<File> file;
    std::uint64_t generation = 0;
  };
  OpenSegment open_segment(std::uint64_t segment) const;
  void remember(std::uint64_t segment, OpenSegment open) const;
  void start_segment();

  FileSystem& file_system_;
  const std::filesystem::path directory_;
  std::optional<Tail> active_;
  std::map<std::uint64_t, Tail> unsynced_;
  bool names_unsynced_ = false;  // A file was made since the last sync().

  mutable std::mutex open_mutex_;
  mutable std::map<std::uint64_t, OpenSegment> open_;  // Bounded. Protected by open_mutex_.
};

}  // namespace kho::store
