#include "store/rebuild.h"

#include <set>

#include "store/blobs.h"
#include "store/error.h"
#include "store/recovery.h"
#include "store/single_records.h"
#include "store/store.h"

namespace kho::store {
namespace {

constexpr std::string_view kNewFolder = "tables-new";
constexpr std::size_t kRecordsAtOnce = 4096;
constexpr std::uint64_t kChangesAtOnce = 16'384;  // Of a transaction: each touches a page or two.

class Rebuild {
 public:
  Rebuild(Core& core, const std::function<void(std::uint64_t, std::uint64_t)>& progress)
      : core_(core), progress_(progress) {}

  RebuildReport run() {
    for (const SegmentId segment : core_.segments.files()) {
      to_read_ += core_.segments.file_size(segment);
    }
    begin();
    for (const SegmentId segment : core_.segments.files()) gather(segment);
    replay();
    drop_unnamed_chunks();
    count_live();
    core_.segments.sync();
    finish();
    return std::move(report_);
  }

 private:
  void find(Finding::Severity severity, std::string text, std::vector<BlobId> blobs = {}) {
    if (report_.findings.size() < kFindingsMax) {
      report_.findings.push_back({severity, std::move(text), std::move(blobs)});
    }
  }

  // Transactions of bounded size, in memory until they end: what is half done when it stops is done
  // anew.
  void begin() {
    transaction_ = core_.tables->begin_write();
    changes_ = 0;
  }
  void end_if_large() {
    if (changes_ < kChangesAtOnce) return;
    transaction_->commit();
    begin();
  }

  // Every intact record becomes known: chunks and dictionaries by their names, commits by number.
  void gather(SegmentId segment) {
    const std::optional<Superblock> block = core_.segments.superblock(segment);
    const std::uint64_t size = core_.segments.file_size(segment);
    if (!block || block->segment != segment) {
      find(Finding::Severity::kDamage,
           "segment " + std::to_string(segment) +
               " has no valid superblock, so nothing in it can be checked; it is left as it is");
      return;
    }
    SegmentInfo info;
    info.id = segment;
    info.stamp = block->stamp;
    info.state = SegmentState::kSealed;
    info.sealed_at = core_.options.now();
    core_.segments.adopt(info);
    core_.segments.scan(
        segment, kSuperblockBytes, size,
        [&](const ScannedRecord& record) {
          info.tail = record.offset + record_bytes(record.header.stored_length);
          keep(segment, record);
          if (progress_) progress_(read_ + record.offset, to_read_);
          return true;
        },
        // Behind the last record there is nothing but zeros and what an earlier use left.
        [&](std::uint64_t offset) { holes_.emplace_back(segment, offset); });
    while (!holes_.empty() && holes_.back() == std::pair(segment, info.tail)) holes_.pop_back();
    for (const auto& [at_segment, offset] : holes_) {
      find(Finding::Severity::kNote, "segment " + std::to_string(at_segment) +
                                         " has no valid record at offset " +
                                         std::to_string(offset));
    }
    holes_.clear();
    core_.segments.adopt(info);
    read_ += size;
    ++report_.segments;
  }

  void keep(SegmentId segment, const ScannedRecord& record) {
    const RecordHeader& header = record.header;
    const Location location = location_of(segment, record.offset, header);
    switch (header.kind) {
      case RecordKind::kChunk: {
        // Of several copies, which compaction leaves when it is stopped, the smallest.
        const auto known = transaction_->get(core_.own.chunks, header.name.raw());
        if (known && unpack_chunk_entry(*known).location.stored_length <= location.stored_length) {
          return;
        }
        transaction_->put(core_.own.chunks, header.name.raw(), pack(ChunkEntry{location, 0}));
        break;
      }
      case RecordKind::kCommit:
        transaction_->put(core_.own.commits, be64(header.sequence()),
                          pack(RecordPlace{segment, location.offset}));
        break;
      case RecordKind::kDictionary:
        transaction_->put(core_.own.dictionaries, be32(dictionary_number(header.name)),
                          pack(DictionaryEntry{location, header.name}));
        break;
    }
    ++changes_;
    end_if_large();
  }

  void replay() {
    transaction_->commit();
    begin();
    std::uint64_t sequence = 0;
    for (;;) {
      std::uint64_t next = 0;
      RecordPlace place;
      {
        const auto cursor = transaction_->cursor(core_.own.commits);
        if (!cursor->seek(be64(sequence + 1))) break;
        next = get_be64(cursor->key());
        place = unpack_record_place(cursor->value());
      }
      if (next != sequence + 1) {
        find(Finding::Severity::kDamage, "commits " + std::to_string(sequence + 1) + " to " +
                                             std::to_string(next - 1) +
                                             " are in no segment: what they changed is lost");
      }
      sequence = next;
      if (is_torn_last(sequence, place)) {
        find(Finding::Severity::kDamage,
             "commit " + std::to_string(sequence) +
                 " is the last and not whole: it was never acknowledged, or is lost");
        transaction_->erase(core_.own.commits, be64(sequence));
        core_.segments.erase_record(place.segment, place.offset);
        --sequence;
        break;
      }
      apply_commit(place);
      ++report_.commits;
      end_if_large();
    }
    put_applied(*transaction_, core_.own, sequence);
  }

  // As in recovery: the last commit counts only if every chunk that it brings is there.
  bool is_torn_last(std::uint64_t sequence, const RecordPlace& place) {
    if (transaction_->cursor(core_.own.commits)->seek(be64(sequence + 1))) return false;
    bool whole = true;
    each_operation_at(place, [&](const Operation& operation) {
      const auto* add = std::get_if<AddBlobOperation>(&operation);
      if (add == nullptr) return;
      for (std::size_t i = 0; i < add->brought.size(); ++i) {
        whole = whole && (!add->brought[i] ||
                          transaction_->get(core_.own.chunks, add->recipe.chunks[i].raw()));
      }
    });
    return !whole;
  }

  void each_operation_at(const RecordPlace& place,
                         const std::function<void(const Operation&)>& visit) const {
    visit_record(core_.segments, place.segment, place.offset, [&](const ScannedRecord& record) {
      const Bytes raw = decode(record.header.codec, record.payload, record.header.raw_length);
      each_operation(as_text(raw), visit);
    });
  }

  void apply_commit(const RecordPlace& place) {
    LiveBytes ignored;
    Blobs blobs(*transaction_, core_.own, ignored,
                [&](const BlobId& blob, const Sha256& chunk) { missing_[chunk].insert(blob); });
    each_operation_at(place, [&](const Operation& operation) {
      ++changes_;
      // Where its chunks lie now is known from the segments.
      if (const auto* add = std::get_if<AddBlobOperation>(&operation)) {
        AddBlobOperation known = *add;
        for (auto& brought : known.brought) brought.reset();
        blobs.add(known);
      } else {
        apply(operation, *transaction_, core_.own, blobs);
      }
    });
  }

  void drop_unnamed_chunks() {
    transaction_->commit();
    begin();
    std::string from;
    for (bool more = true; more;) {
      std::vector<std::string> unnamed;
      more = false;
      const auto cursor = transaction_->cursor(core_.own.chunks);
      for (bool at = cursor->seek(from); at; at = cursor->next()) {
        if (unpack_chunk_entry(cursor->value()).references > 0) {
          ++report_.chunks;
          continue;
        }
        unnamed.emplace_back(cursor->key());
        if (unnamed.size() < kRecordsAtOnce) continue;
        from = std::string(cursor->key()) + '\0';
        more = true;
        break;
      }
      for (const std::string& chunk : unnamed) transaction_->erase(core_.own.chunks, chunk);
    }
    for (const auto& [chunk, blobs] : missing_) {
      std::vector<BlobId> still;
      for (const BlobId& blob : blobs) {
        if (transaction_->get(core_.own.blobs, blob.raw())) still.push_back(blob);
      }
      if (still.empty()) continue;  // Deleted later: its chunks may be gone.
      find(Finding::Severity::kDamage, "chunk " + chunk.hex() + " is in no segment",
           std::move(still));
    }
  }

  // Its cursors end with it: none may outlive the transaction.
  [[nodiscard]] LiveBytes live_bytes() {
    LiveBytes live;
    const auto count = [&](const Location& location) {
      live[location.segment] += static_cast<std::int64_t>(record_bytes(location.stored_length));
    };
    const auto chunks = transaction_->cursor(core_.own.chunks);
    for (bool more = chunks->seek({}); more; more = chunks->next()) {
      count(unpack_chunk_entry(chunks->value()).location);
    }
    const auto dictionaries = transaction_->cursor(core_.own.dictionaries);
    for (bool more = dictionaries->seek({}); more; more = dictionaries->next()) {
      count(unpack_dictionary_entry(dictionaries->value()).location);
    }
    const auto commits = transaction_->cursor(core_.own.commits);
    for (bool more = commits->seek({}); more; more = commits->next()) {
      const RecordPlace place = unpack_record_place(commits->value());
      live[place.segment] +=
          static_cast<std::int64_t>(core_.segments.bytes_at(place.segment, place.offset));
    }
    const auto blobs = transaction_->cursor(core_.own.blobs);
    for (bool more = blobs->seek({}); more; more = blobs->next()) ++report_.blobs;
    return live;
  }

  void count_live() {
    const LiveBytes live = live_bytes();
    const auto changes = store_segments(core_, *transaction_, live);
    transaction_->commit();
    transaction_.reset();
    core_.segments.stored(changes);
  }

  void finish() {
    CheckpointFile checkpoint(core_.file_system, core_.directory / kNewFolder);
    auto reader = core_.tables->snapshot();
    const std::uint64_t applied = applied_in(*reader, core_.own);
    checkpoint.restore_number();
    (void)checkpoint.finish(
        checkpoint.begin(std::move(reader), applied, core_.tables->used_bytes()));
    core_.file_system.sync_directory(core_.directory / kNewFolder);
  }

  Core& core_;
  const std::function<void(std::uint64_t, std::uint64_t)>& progress_;
  RebuildReport report_;
  std::unique_ptr<EngineTransaction> transaction_;
  std::uint64_t changes_ = 0;
  std::uint64_t read_ = 0;
  std::uint64_t to_read_ = 0;
  std::vector<std::pair<SegmentId, std::uint64_t>> holes_;
  std::map<Sha256, std::set<BlobId>> missing_;
};

void remove_folder(FileSystem& file_system, const std::filesystem::path& folder) {
  if (!file_system.exists(folder)) return;
  for (const std::string& name : file_system.list(folder)) file_system.remove(folder / name);
}

}  // namespace

RebuildReport rebuild_tables(FileSystem& file_system, const std::filesystem::path& directory,
                             std::vector<std::string> tables, const Options& options,
                             const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  require_marker(file_system, directory);
  const DirectoryLock lock(directory);
  return rebuild_locked_tables(file_system, directory, std::move(tables), options, progress);
}

RebuildReport rebuild_locked_tables(
    FileSystem& file_system, const std::filesystem::path& directory,
    std::vector<std::string> tables, const Options& options,
    const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  const std::filesystem::path fresh = directory / kNewFolder;
  file_system.make_directory(fresh);
  remove_folder(file_system, fresh);
  create_tables(file_system, fresh, tables);
  RebuildReport report;
  {
    Core core(file_system, directory, options, std::move(tables), kNewFolder);
    report = Rebuild(core, progress).run();
  }
  if (file_system.exists(directory / "tables")) {
    for (int n = 1;; ++n) {
      report.old_tables = std::string(kOldTablesPrefix) + std::to_string(n);
      if (!file_system.exists(directory / report.old_tables)) break;
    }
    file_system.rename(directory / "tables", directory / report.old_tables);
  }
  file_system.rename(fresh, directory / "tables");
  file_system.sync_directory(directory);
  return report;
}

}  // namespace kho::store
