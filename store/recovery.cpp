#include "store/recovery.h"

#include <algorithm>

#include "store/error.h"
#include "store/store.h"

namespace kho::store {
namespace {

struct FoundCommit {
  std::vector<RecordPlace> places;  // Compaction may have copied it.
  std::uint64_t stored_length = 0;
  std::string operations;
};
using FoundCommits = std::map<std::uint64_t, FoundCommit>;

class Recovery {
 public:
  explicit Recovery(Core& core)
      : core_(core), applied_(applied_in(*core.tables->snapshot(), core.own)) {}

  bool run() {
    std::map<SegmentId, SegmentInfo> at_checkpoint;
    for (const SegmentInfo& info : core_.segments.all()) at_checkpoint[info.id] = info;
    for (const SegmentId segment : core_.segments.files()) {
      const auto known = at_checkpoint.find(segment);
      if (known == at_checkpoint.end()) {
        look_into(segment, std::nullopt);
      } else if (known->second.state != SegmentState::kSealed) {
        // A sealed one is used again only behind a checkpoint that says that it was retired. Nearly
        // all are sealed: they are not read here.
        look_into(segment, known->second);
      }
    }
    // Files that compaction removed after the checkpoint.
    for (const SegmentEntry& entry : segment_entries(*core_.tables->snapshot(), core_.own)) {
      if (!core_.segments.info(entry.info.id)) vanished_.push_back(entry.info.id);
    }
    changed_ = core_.segments.settle() || !vanished_.empty() || changed_;
    if (commits_.empty() && !changed_) return changed_;
    require_no_gap();
    make_last_certain();
    // Of a process that was only killed, the system's cache may hold what the disk does not.
    core_.segments.sync();
    replay();
    return changed_;
  }

 private:
  // Which part of the file may hold commits that the tables lack?
  void look_into(SegmentId segment, const std::optional<SegmentInfo>& known) {
    const std::optional<Superblock> block = core_.segments.superblock(segment);
    const bool valid = block && block->segment == segment;
    if (valid && (!known || block->stamp.generation > known->stamp.generation)) {
      SegmentInfo used{segment,          block->stamp,     SegmentState::kSealed,
                       Ripeness::kFresh, kSuperblockBytes, core_.options.now()};
      core_.segments.adopt(used);
      core_.segments.write_superblock_again(segment);
      used.tail = collect(segment, kSuperblockBytes);
      // The newest goes on, as it did before the crash.
      used.state = SegmentState::kActive;
      core_.segments.adopt(used);
      changed_ = true;
    } else if (!known) {
      // Its first use was cut off before anything in it was acknowledged. Or its superblock was
      // damaged later: then it is left alone, for kho check to tell and kho rebuild to read.
      if (core_.segments.holds_records(segment)) return;
      core_.segments.adopt(
          {segment, {}, SegmentState::kFree, Ripeness::kFresh, kSuperblockBytes, 0});
      changed_ = true;
    } else if (known->state == SegmentState::kActive) {
      SegmentInfo info = *known;
      const std::uint64_t tail = collect(segment, known->tail);
      if (tail == known->tail) return;
      info.tail = tail;
      core_.segments.adopt(info);
      changed_ = true;
    } else if (known->state == SegmentState::kRetired) {
      // The checkpoint says so: nothing names it.
      core_.segments.set_state(segment, SegmentState::kFree);
      changed_ = true;
    }
  }

  // The end of the last record.
  std::uint64_t collect(SegmentId segment, std::uint64_t from) {
    std::uint64_t end = from;
    core_.segments.scan(segment, from, kSegmentBytesMax, [&](const ScannedRecord& record) {
      end = record.offset + record_bytes(record.header.stored_length);
      if (record.header.kind != RecordKind::kCommit || record.header.sequence() <= applied_) {
        return true;
      }
      FoundCommit& commit = commits_[record.header.sequence()];
      commit.places.push_back({segment, static_cast<std::uint32_t>(record.offset)});
      commit.stored_length = record.header.stored_length;
      if (commit.operations.empty()) {
        commit.operations =
            as_text(decode(record.header.codec, record.payload, record.header.raw_length));
      }
      return true;
    });
    return end;
  }

  void require_no_gap() const {
    std::uint64_t expected = applied_;
    for (const auto& [sequence, commit] : commits_) {
      if (sequence != ++expected) {
        throw Error(Errc::kCorrupt, "commit " + std::to_string(expected) +
                                        " is missing from the segments, but later ones are there");
      }
    }
  }

  // All but the last were acknowledged, so the disk has them whole. The last may be torn; and if
  // its sync failed, the system may hold what the disk does not.
  void make_last_certain() {
    if (commits_.empty()) return;
    // Compaction may have been killed before its copies were durable, and the tables will name one
    // of the places.
    for (const auto& [sequence, commit] : commits_) {
      if (commit.places.size() < 2) continue;
      const RecordPlace& place = commit.places.front();
      core_.segments.write_again(place.segment, place.offset, commit.stored_length);
    }
    const auto last = std::prev(commits_.end());
    bool whole = true;
    std::vector<Location> brought;
    each_operation(last->second.operations, [&](const Operation& operation) {
      const auto* add = std::get_if<AddBlobOperation>(&operation);
      if (add == nullptr) return;
      for (std::size_t i = 0; i < add->brought.size(); ++i) {
        if (!add->brought[i]) continue;
        whole = whole && is_whole(add->recipe.chunks[i], *add->brought[i]);
        brought.push_back(*add->brought[i]);
      }
    });
    for (const RecordPlace& place : last->second.places) {
      if (whole) {
        core_.segments.write_again(place.segment, place.offset, last->second.stored_length);
      } else {
        core_.segments.erase_record(place.segment, place.offset);
      }
    }
    if (whole) {
      for (const Location& location : brought) {
        core_.segments.write_again(location.segment, location.offset, location.stored_length);
      }
    } else {
      commits_.erase(last);
      changed_ = true;
    }
  }

  bool is_whole(const Sha256& chunk, const Location& location) const {
    try {
      (void)core_.segments.read(RecordKind::kChunk, chunk, location);
      return true;
    } catch (const Error& error) {
      if (error.errc() != Errc::kCorrupt) throw;
      return false;
    }
  }

  void replay() {
    constexpr std::size_t kCommitsAtOnce = 256;
    auto next = commits_.begin();
    std::uint64_t sequence = applied_;
    do {
      const auto transaction = core_.tables->begin_write();
      LiveBytes live;
      Blobs blobs(*transaction, core_.own, live);
      for (const SegmentId segment : vanished_) {
        transaction->erase(core_.own.segments, be32(segment));
      }
      for (std::size_t i = 0; i < kCommitsAtOnce && next != commits_.end(); ++i, ++next) {
        sequence = next->first;
        each_operation(next->second.operations, [&](const Operation& operation) {
          apply(operation, *transaction, core_.own, blobs);
        });
        const RecordPlace& place = next->second.places.front();
        transaction->put(core_.own.commits, be64(sequence), pack(place));
        live[place.segment] += static_cast<std::int64_t>(record_bytes(next->second.stored_length));
        changed_ = true;
      }
      put_applied(*transaction, core_.own, sequence);
      const auto changes = store_segments(core_, *transaction, live);
      transaction->commit();
      core_.segments.stored(changes);
    } while (next != commits_.end());
  }

  Core& core_;
  const std::uint64_t applied_;
  FoundCommits commits_;
  std::vector<SegmentId> vanished_;
  bool changed_ = false;
};

}  // namespace

bool recover(Core& core) { return Recovery(core).run(); }

void apply(const Operation& operation, WriteTransaction& tables, const OwnTables& own,
           Blobs& blobs) {
  const auto table_of = [&](std::uint64_t number) -> TableId {
    if (number > own.meta) throw Error(Errc::kUnsupportedFormat, "a commit names a later table");
    return number == 0 ? own.log : number - 1;
  };
  struct Visitor {
    WriteTransaction& tables;
    Blobs& blobs;
    const decltype(table_of)& table;

    void operator()(const PutOperation& put) const {
      tables.put(table(put.table), put.key, put.value);
    }
    void operator()(const EraseOperation& erase) const {
      tables.erase(table(erase.table), erase.key);
    }
    void operator()(const AddBlobOperation& add) const { blobs.add(add); }
    void operator()(const ReferenceBlobOperation& reference) const {
      blobs.reference(reference.blob);
    }
    void operator()(const ReleaseBlobOperation& release) const { blobs.release(release.blob); }
    void operator()(const HoldBlobOperation& hold) const { blobs.hold(hold); }
    void operator()(const LiftHoldOperation& lift) const { blobs.lift(lift); }
  };
  std::visit(Visitor{tables, blobs, table_of}, operation);
}

}  // namespace kho::store
