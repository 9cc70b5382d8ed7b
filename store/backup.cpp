#include "store/backup.h"

#include <fmt/format.h>

#include <algorithm>

#include "store/error.h"
#include "store/single_records.h"

namespace kho::store {
namespace {

// More of one segment are copied anew as one, so that no snapshot becomes long.
constexpr std::size_t kPiecesMax = 32;
// Snapshots of another history that are looked at before all is read anew.
constexpr std::size_t kParentsTriedMax = 16;

// What could not be read, in words that fit a line of a snapshot.
struct SourceUnreadable {
  std::string what;
};

class Backup {
 public:
  Backup(Store& store, FileSystem& repository_files, const BackupOrder& order,
         const std::stop_token& stop, const BackupProgress& progress)
      : core_(store.core()),
        store_(store),
        order_(order),
        stop_(stop),
        progress_(progress),
        repository_(
            BackupRepository::for_writing(repository_files, order.repository, order.warehouse)) {}

  BackupReport run() {
    cut();
    find_parent();
    std::vector<Missing> missing = plan_segments();
    find_left_behind();
    for (const Missing& piece : missing) {
      if (!copy(piece)) return stopped();
    }
    for (const std::string& folder : order_.folders) {
      if (!copy_folder(folder)) return stopped();
    }
    if (stop_.stop_requested()) return stopped();
    repository_.add_snapshot(snapshot_);
    report_.snapshot = snapshot_.name;
    report_.bytes = snapshot_.bytes();
    report_.findings = snapshot_.findings;
    return std::move(report_);
  }

 private:
  struct Missing {
    std::size_t segment = 0;  // In the snapshot.
    std::uint64_t from = 0;
    std::uint64_t to = 0;
  };

  BackupReport stopped() {
    report_.stopped = true;
    return std::move(report_);
  }

  // SHA-256 of the operations of that commit; nullopt where it cannot be read.
  [[nodiscard]] std::optional<Sha256> commit_hash(const TableReader& tables,
                                                  std::uint64_t sequence) const {
    const auto place =
        place_of(tables, core_.own, RecordKind::kCommit, RecordHeader::name_of_commit(sequence));
    std::optional<Sha256> hash;
    if (!place) return hash;
    try {
      visit_record(core_.segments, place->segment, place->offset, [&](const ScannedRecord& record) {
        const RecordHeader& header = record.header;
        if (header.kind != RecordKind::kCommit || header.sequence() != sequence) return;
        hash = Sha256::of(decode(header.codec, record.payload, header.raw_length));
      });
    } catch (const std::system_error& error) {
      if (!is_damage(error)) throw;
    }
    return hash;
  }

  // What the snapshot is of: the tables of a checkpoint, which no crash takes back.
  void cut() {
    store_.checkpoint([&](const Snapshot& tables) {
      snapshot_.commits = applied_in(tables, core_.own);
      snapshot_.position = store_.log().last(tables);
      snapshot_.head = entry_hash(store_.log(), tables, snapshot_.position);
      for (const SegmentEntry& entry : segment_entries(tables, core_.own)) {
        const SegmentInfo& info = entry.info;
        if (info.state != SegmentState::kActive && info.state != SegmentState::kSealed) continue;
        snapshot_.segments.push_back({info.id, info.stamp, info.tail, 0, {}});
      }
    });
    if (snapshot_.commits > 0) {
      // One that cannot be read is found by whoever restores; it makes nobody's parent.
      const auto hash = commit_hash(*store_.snapshot(), snapshot_.commits);
      if (hash) snapshot_.commit = *hash;
      if (!hash) find(fmt::format("commit {} cannot be read", snapshot_.commits));
    }
    snapshot_.warehouse = order_.warehouse;
    snapshot_.version = order_.version;
    const std::vector<std::string> names = repository_.snapshots();
    // Never before those that are there, even where a clock was set back.
    std::int64_t time = order_.now_ms;
    if (!names.empty()) time = std::max(time, *taken_at_ms(names.back()) + 1);
    snapshot_.name = snapshot_name(time);
    report_.position = snapshot_.position;
    report_.commits = snapshot_.commits;
    report_.segments = snapshot_.segments.size();
  }

  void find(std::string text) {
    std::ranges::replace(text, '\n', ' ');
    snapshot_.findings.push_back(std::move(text));
  }

  // The newest snapshot of an earlier moment of this very history.
  void find_parent() {
    std::vector<std::string> names = repository_.snapshots();
    if (names.empty()) {
      report_.notes.push_back("this is the first backup in that folder: everything was copied");
    }
    std::size_t tried = 0;
    for (; !names.empty() && tried < kParentsTriedMax; names.pop_back(), ++tried) {
      try {
        BackupSnapshot known = repository_.snapshot(names.back());
        if (is_earlier(known)) {
          report_.parent = names.back();
          parent_ = std::move(known);
          return;
        }
        report_.notes.push_back("snapshot " + names.back() +
                                " is of another history: this warehouse was restored from an "
                                "earlier one, or is a copy");
      } catch (const std::system_error& error) {
        if (!is_damage(error)) throw;
        report_.notes.push_back("snapshot " + names.back() + " cannot be read: " + error.what());
      }
    }
  }

  [[nodiscard]] bool is_earlier(const BackupSnapshot& known) const {
    if (known.commits == 0 || known.commits > snapshot_.commits) return false;
    const auto tables = store_.snapshot();
    // Commits of followers may be alike in two histories; the chain of the log is not.
    return commit_hash(*tables, known.commits) == known.commit &&
           entry_hash(store_.log(), *tables, known.position) == known.head;
  }

  // What the parent has of each segment is named; returns what it lacks.
  std::vector<Missing> plan_segments() {
    std::map<SegmentId, const BackupSegment*> before;
    for (const BackupSegment& segment : parent_.segments) before[segment.id] = &segment;
    std::vector<Missing> missing;
    for (std::size_t i = 0; i < snapshot_.segments.size(); ++i) {
      BackupSegment& segment = snapshot_.segments[i];
      // Looked up before a byte is read: what is written by now stays as it is.
      segment.settled = core_.segments.settled(segment.id, segment.tail);
      std::uint64_t from = 0;
      const auto known = before.find(segment.id);
      if (known != before.end() && known->second->stamp == segment.stamp) {
        from = take_over(*known->second, segment);
      }
      if (from >= segment.tail) continue;
      missing.push_back({i, from, segment.tail});
      to_do_ += segment.tail - from;
    }
    return missing;
  }

  // Returns up to where the segment is there.
  [[nodiscard]] std::uint64_t take_over(const BackupSegment& known, BackupSegment& segment) const {
    std::vector<BackupPiece> pieces;
    for (const BackupPiece& piece : known.pieces) {
      if (piece.offset >= known.settled) continue;
      if (!repository_.has(piece.sha256, piece.length)) return 0;
      pieces.push_back(piece);
    }
    std::uint64_t reached = 0;
    for (const BackupPiece& piece : pieces) {
      if (piece.offset > reached) return 0;  // Something could not be read then.
      reached = std::max(reached, piece.offset + piece.length);
    }
    const std::uint64_t from = std::min(reached, known.settled);
    if (from < segment.tail && pieces.size() >= kPiecesMax) return 0;
    segment.pieces = std::move(pieces);
    if (from >= segment.tail) {
      // A rebuild ends a segment at its last record: what the pieces have beyond is as it was.
      segment.tail = std::max(segment.tail, reached);
      segment.settled = std::min(segment.tail, known.settled);
      return segment.tail;
    }
    return from;
  }

  // Files that the parent does not name, by their lengths: of a backup that was interrupted, or of
  // another history.
  void find_left_behind() {
    std::set<Sha256> left = repository_.files();
    for (const BackupSegment& segment : parent_.segments) {
      for (const BackupPiece& piece : segment.pieces) left.erase(piece.sha256);
    }
    for (const BackupFile& file : parent_.files) left.erase(file.sha256);
    for (const Sha256& sha256 : left) left_lengths_.insert(repository_.file_length(sha256));
  }

  // nullopt: stopped.
  std::optional<Sha256> copy(std::uint64_t length, bool look_first,
                             const BackupRepository::ReadSource& read) {
    const auto added = repository_.add(length, read, look_first, stop_, [&](std::uint64_t bytes) {
      done_ += bytes;
      if (progress_) progress_(done_, std::max(done_, to_do_));
    });
    if (!added) return std::nullopt;
    if (added->written) {
      ++report_.files_copied;
      report_.bytes_copied += length;
    }
    return added->sha256;
  }

  // False: stopped.
  bool copy(const Missing& missing) {
    BackupSegment& segment = snapshot_.segments[missing.segment];
    try {
      bool is_short = false;
      const std::uint64_t length = missing.to - missing.from;
      const auto sha256 =
          copy(length, left_lengths_.contains(length),
               [&](std::uint64_t offset, std::span<std::byte> out) {
                 is_short = read_segment(segment.id, missing.from + offset, out) || is_short;
               });
      if (!sha256) return false;
      segment.pieces.push_back({missing.from, length, *sha256});
      if (is_short) {
        find(fmt::format("segment {} ends before its tail", segment.id));
        segment.settled = missing.from;  // The next backup tries again.
      }
    } catch (const SourceUnreadable& unreadable) {
      find(fmt::format("segment {}: {}", segment.id, unreadable.what));
      segment.settled = missing.from;  // The next backup tries again.
    }
    return true;
  }

  // What the file lacks reads as zeros. Whether it did.
  bool read_segment(SegmentId segment, std::uint64_t offset, std::span<std::byte> out) const {
    try {
      const std::size_t count = core_.segments.read_raw(segment, offset, out);
      std::ranges::fill(out.subspan(count), std::byte{0});
      return count < out.size();
    } catch (const std::system_error& error) {
      if (!is_damage(error)) throw;
      throw SourceUnreadable{error.what()};
    }
  }

  // False: stopped.
  bool copy_folder(const std::string& folder) {
    const std::filesystem::path path = core_.directory / folder;
    if (!core_.file_system.exists(path)) return true;
    for (const std::string& name : core_.file_system.list(path)) {
      if (std::filesystem::is_directory(path / name)) continue;  // None is Kho's.
      try {
        if (std::ranges::any_of(name, [](char c) { return c == '\n'; })) {
          throw SourceUnreadable{"its name holds the end of a line"};
        }
        if (!copy_file(folder + "/" + name)) return false;
      } catch (const SourceUnreadable& unreadable) {
        find(folder + "/" + name + ": " + unreadable.what);
      }
    }
    return true;
  }

  // False: stopped.
  bool copy_file(const std::string& name) {
    // Whole, for it may change meanwhile: they are small.
    Bytes content;
    try {
      const auto file = core_.file_system.open(core_.directory / name, FileSystem::Mode::kRead);
      content.resize(file->size());
      content.resize(file->read_at(0, content));
    } catch (const std::system_error& error) {
      throw SourceUnreadable{error.what()};
    }
    to_do_ += content.size();
    const auto sha256 =
        copy(content.size(), true, [&](std::uint64_t offset, std::span<std::byte> out) {
          std::ranges::copy(ByteView(content).subspan(offset, out.size()), out.begin());
        });
    if (sha256) snapshot_.files.push_back({name, content.size(), *sha256});
    return sha256.has_value();
  }

  Core& core_;
  Store& store_;
  const BackupOrder& order_;
  const std::stop_token& stop_;
  const BackupProgress& progress_;
  BackupRepository repository_;
  BackupSnapshot snapshot_;
  BackupSnapshot parent_;  // Names nothing where there is none.
  std::set<std::uint64_t> left_lengths_;
  std::uint64_t done_ = 0;
  std::uint64_t to_do_ = 0;
  BackupReport report_;
};

}  // namespace

BackupReport back_up(Store& store, FileSystem& repository_files, const BackupOrder& order,
                     const std::stop_token& stop, const BackupProgress& progress) {
  const std::unique_lock no_compaction(store.core().compaction_mutex, std::try_to_lock);
  if (!no_compaction) throw Error(Errc::kBusy, "a compaction is running");
  return Backup(store, repository_files, order, stop, progress).run();
}

}  // namespace kho::store
