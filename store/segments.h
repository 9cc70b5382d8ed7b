// store/segments.h - The segment files: where the bytes of chunks and commits lie.
//
// Bytes on disk, and the states of a segment: docs/format/segment.md. Segments know records and
// places; which record is alive is known by the tables, which also keep what changes here
// (changes()).
//
//   append* (any thread) ──> sync (the leader of a group) ──> the tables commit changes()
//
// Thread-safe; sync() by one thread at a time.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "store/file_system.h"
#include "store/options.h"
#include "store/record.h"

namespace kho::store {

using SegmentId = std::uint32_t;

inline constexpr std::uint64_t kSegmentBytesMax = 256ULL << 20;
inline constexpr std::uint64_t kChunkBytesMax = 64ULL << 20;

// Where a record lies, and what it needs to be read.
struct Location {
  SegmentId segment = 0;
  std::uint32_t offset = 0;
  std::uint32_t stored_length = 0;
  std::uint32_t raw_length = 0;
  Codec codec = Codec::kRaw;
  MediaHint hint;

  [[nodiscard]] bool same_place(const Location& other) const {
    return segment == other.segment && offset == other.offset;
  }
};

// Bytes of the whole record, as they are added to and taken from what is live.
[[nodiscard]] inline std::int64_t record_size(const Location& location) {
  return static_cast<std::int64_t>(record_bytes(location.stored_length));
}

// Of a record with this header.
[[nodiscard]] Location location_of(SegmentId segment, std::uint64_t offset,
                                   const RecordHeader& header);

// With what codecs everything in a segment was tried (store/codecs/recode.h).
enum class Ripeness : std::uint8_t { kFresh = 0, kQuick = 1, kDeep = 2 };

enum class SegmentState : std::uint8_t { kActive = 1, kSealed = 2, kRetired = 3, kFree = 4 };

struct SegmentInfo {
  SegmentId id = 0;
  SegmentStamp stamp;
  SegmentState state = SegmentState::kActive;
  Ripeness ripeness = Ripeness::kFresh;
  std::uint64_t tail = kSuperblockBytes;
  std::int64_t sealed_at = 0;
};

// A record that passed its check. `payload` is valid during the visit.
struct ScannedRecord {
  std::uint64_t offset = 0;
  RecordHeader header;
  ByteView payload;
};

class Segments {
 public:
  // Each appends to a segment of its own, so that what is cold does not lie among what is new.
  enum class Stream { kPut, kCompaction };
  // Whether the reserve may be used for it when the disk is full.
  enum class Urgency { kNormal, kFreesSpace };

  // `known` is what the tables say. `directory` exists.
  Segments(FileSystem& file_system, std::filesystem::path directory, const Options& options,
           std::vector<SegmentInfo> known);

  // Of one record, so that it fits a segment.
  [[nodiscard]] std::uint64_t payload_bytes_max() const;

  // Runs `action`; if the disk is full and that is allowed, gives the reserve back and tries again.
  void with_reserve(Urgency urgency, const std::function<void()>& action);

  struct Appended {
    Location location;
    std::uint32_t generation = 0;
  };
  // A place for a record, taken for good. Throws kTooLarge, kNoSpace: nothing happened.
  struct Slot {
    SegmentId segment = 0;
    std::uint64_t offset = 0;
    SegmentStamp stamp;
  };
  Slot reserve(Stream stream, std::uint64_t payload_bytes, Urgency urgency = Urgency::kNormal);
  // Writes the record there; not durable before sync(). Once for each slot, or abandon(): the file
  // of a segment is not used again while somebody may still write into it.
  Appended write(const Slot& slot, const RecordHeader& header, ByteView payload);
  void abandon(const Slot& slot);
  // Both.
  Appended append(Stream stream, const RecordHeader& header, ByteView payload,
                  Urgency urgency = Urgency::kNormal);
  // Whether what was appended there can still be named: its segment was not given up since.
  [[nodiscard]] bool usable(const Appended& appended) const;
  // Everything whose append() had returned is durable on return, new files with their names.
  // After a throw the outcome is unknown and must stay so.
  void sync();

  // A segment whose info the tables do not have yet, in the version to tell stored() of.
  struct Change {
    SegmentInfo info;
    std::uint64_t version = 0;
  };
  [[nodiscard]] std::vector<Change> changes() const;
  void stored(std::span<const Change> changes);

  [[nodiscard]] std::vector<SegmentInfo> all() const;
  [[nodiscard]] std::optional<SegmentInfo> info(SegmentId segment) const;
  [[nodiscard]] std::optional<SegmentId> active(Stream stream) const;
  // Ends the active segment of the stream.
  void seal(Stream stream);
  // What is appended from now on has been tried with those codecs.
  void set_ripeness(Stream stream, Ripeness ripeness);
  void set_state(SegmentId segment, SegmentState state);
  // Of what the durable tables know as retired; unless it is in use again, which the tables hear of
  // only with the next group.
  void free_retired(const SegmentInfo& durable);
  // Recovery only: what was found in a file. An active one takes the place of the active one. Its
  // name is durable after sync().
  void adopt(const SegmentInfo& info);
  // Recovery only, after the last adopt(): one active segment goes on, the others are sealed.
  // Whether there were others.
  bool settle();
  // Forgets the free segments beyond `keep`; their files stay until remove_file().
  [[nodiscard]] std::vector<SegmentId> take_free(std::uint32_t keep);
  // The name goes for good with the next sync().
  void remove_file(SegmentId segment);

  // The decoded header and the payload there. Throws kCorrupt where the record fails its check or
  // is not of this kind and name.
  [[nodiscard]] Bytes read(RecordKind kind, const Sha256& name, const Location& location) const;
  // Visits the intact records of `segment` that begin in from..to, in order; `visit` returns
  // false to stop. `damaged` hears of each place where a record should begin and none does.
  void scan(SegmentId segment, std::uint64_t from, std::uint64_t to,
            const std::function<bool(const ScannedRecord&)>& visit,
            const std::function<void(std::uint64_t offset)>& damaged = {}) const;
  // The bytes of the file as they lie there; how many, less only at its end.
  [[nodiscard]] std::size_t read_raw(SegmentId segment, std::uint64_t offset,
                                     std::span<std::byte> out) const;
  // The first place below `tail` where something is still being written; `tail` if there is none.
  [[nodiscard]] std::uint64_t settled(SegmentId segment, std::uint64_t tail) const;
  // Of the record there, by its header alone; 0 if there is none.
  [[nodiscard]] std::uint64_t bytes_at(SegmentId segment, std::uint64_t offset) const;
  // Writes the same bytes again, so that a sync must bring them to the disk, even where a failed
  // one before let the system forget that they are not there.
  void write_again(SegmentId segment, std::uint64_t offset, std::uint64_t stored_length);
  void write_superblock_again(SegmentId segment);
  // Zeros over a record's header: it was never acknowledged. Durable after sync().
  void erase_record(SegmentId segment, std::uint64_t offset);
  // What the file itself says; nullopt where the superblock is damaged.
  [[nodiscard]] std::optional<Superblock> superblock(SegmentId segment) const;
  // Whether every byte of the superblock is as it was written.
  [[nodiscard]] bool superblock_intact(const SegmentInfo& info) const;
  // Whether something in the file looks like a record, of whatever use.
  [[nodiscard]] bool holds_records(SegmentId segment) const;
  // Ids of the segment files that exist.
  [[nodiscard]] std::vector<SegmentId> files() const;
  [[nodiscard]] std::uint64_t file_size(SegmentId segment) const;
  [[nodiscard]] bool exists(SegmentId segment) const;  // Its file.

  // Bytes appended since the opening.
  [[nodiscard]] std::uint64_t appended_bytes() const;
  // Whether zero_ahead() has something to do.
  [[nodiscard]] bool wants_zeros() const;
  // Writes zeros behind the tail of the active segment until enough are there, `bytes_max` at a
  // time; false: it could not. For a background thread. After a throw the outcome of writes is
  // unknown, as with sync().
  bool zero_ahead(std::uint64_t bytes_max);
  // Gives back the zeros behind the tail. Only while nobody appends to the stream.
  void trim(Stream stream);

 private:
  struct Segment {
    SegmentInfo info;
    std::uint64_t version = 1;  // Of info; stored_version < version: a change.
    std::uint64_t stored_version = 0;
    std::uint64_t allocated = 0;  // Bytes of the file whose space is there.
    std::uint64_t zeroed = 0;     // Bytes whose blocks were written, from the beginning.
    std::uint64_t zeroing_from = 0, zeroing_to = 0;
    std::set<std::uint64_t> writing;  // Where slots are that are neither written nor abandoned.
  };

  std::shared_ptr<File> file(SegmentId segment) const;
  Segment& segment_for(Stream stream, std::uint64_t needed, Urgency urgency);
  Segment& start_segment(Urgency urgency);
  void make_space(Segment& segment, std::uint64_t end, Urgency urgency);
  void seal_locked(Stream stream);
  void touch(Segment& segment) { segment.version = ++versions_; }  // Its info changed.

  FileSystem& file_system_;
  const std::filesystem::path directory_;
  const Options options_;

  mutable std::mutex mutex_;  // Protects all below.
  std::condition_variable zeroing_done_;
  std::map<SegmentId, Segment> segments_;
  std::optional<SegmentId> active_[2];                           // By stream.
  Ripeness ripeness_[2] = {Ripeness::kFresh, Ripeness::kFresh};  // By stream.
  SegmentId next_id_ = 1;
  std::set<SegmentId> unsynced_;
  std::uint64_t appended_bytes_ = 0;
  std::uint64_t versions_ = 1;  // The last that any segment was given.
  bool names_unsynced_ = false;

  mutable std::mutex open_mutex_;
  mutable std::map<SegmentId, std::shared_ptr<File>> open_;  // Bounded. Protected by open_mutex_.
};

[[nodiscard]] std::string segment_file_name(SegmentId segment);

}  // namespace kho::store
