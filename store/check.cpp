#include "store/check.h"

#include <algorithm>
#include <set>

#include "store/error.h"
#include "store/name_counts.h"
#include "store/single_records.h"
#include "store/throttle.h"

namespace kho::store {
namespace {

// A record that something names, and where it should lie.
struct Live {
  std::uint32_t offset = 0;
  RecordKind kind = RecordKind::kChunk;
  Sha256 name;
  Location location;
};

class Checker {
 public:
  Checker(const Core& core, const CheckOptions& options, std::stop_token stop,
          const std::function<void(std::uint64_t, std::uint64_t)>& progress)
      : core_(core), options_(options), stop_(std::move(stop)), progress_(progress) {}

  CheckReport run() {
    core_.tables->read_ahead();
    {
      const auto reader = core_.tables->snapshot();
      for (const SegmentEntry& entry : segment_entries(*reader, core_.own)) {
        entries_[entry.info.id] = entry;
      }
      count_blobs(*reader);
      count_chunks(*reader);
      count_commits(*reader);
      count_dictionaries(*reader);
      check_segments();
      check_log(*reader);
    }
    if (options_.read_data) read_data();
    name_touched_blobs();
    return std::move(report_);
  }

 private:
  void find(Finding::Severity severity, std::string text, std::vector<BlobId> blobs = {}) {
    switch (severity) {
      case Finding::Severity::kNote:
        ++report_.notes;
        break;
      case Finding::Severity::kError:
        ++report_.errors;
        break;
      case Finding::Severity::kDamage:
        ++report_.damages;
        break;
    }
    if (report_.findings.size() < kFindingsMax) {
      report_.findings.push_back({severity, std::move(text), std::move(blobs)});
    }
  }
  void error(std::string text) { find(Finding::Severity::kError, std::move(text)); }

  // Bytes of this record are lost. The blobs that need it are named at the end.
  void damaged(const Live& live, const std::string& why) {
    if (live.kind == RecordKind::kChunk) {
      touched_.emplace(live.name, report_.findings.size());
    }
    find(Finding::Severity::kDamage, why);
  }

  // --- What the tables say ------------------------------------------------------------------

  void count_blobs(const TableReader& reader) {
    const auto cursor = reader.cursor(core_.own.blobs);
    for (bool more = cursor->seek({}); more; more = cursor->next()) {
      ++report_.blobs;
      const Sha256 blob = Sha256::from_raw(cursor->key()).value_or(Sha256());
      const std::string id = blob.hex();
      try {
        const Recipe recipe = unpack_recipe(cursor->value());
        if (recipe.references == 0) error("blob " + id + " is kept, but nothing refers to it");
        for (const Sha256& chunk : recipe.chunks) references_.add(chunk);
        for (const Extent& extent : recipe.extents) {
          const auto entry = reader.get(core_.own.chunks, recipe.chunks[extent.chunk].raw());
          if (entry &&
              extent.offset + extent.length > unpack_chunk_entry(*entry).location.raw_length) {
            error("the recipe of blob " + id + " leaves its chunk");
          }
        }
      } catch (const Error& failed) {
        find(Finding::Severity::kDamage, "the recipe of blob " + id + ": " + failed.what(), {blob});
      }
    }
  }

  void count_chunks(const TableReader& reader) {
    NameCounts::Comparison comparison(
        references_, [this](const Sha256& chunk, std::uint64_t counted, std::uint64_t recorded) {
          error("chunk " + chunk.hex() + " has " + std::to_string(counted) + " references, but " +
                std::to_string(recorded) + " are counted");
        });
    report_.chunks = references_.distinct();
    const auto cursor = reader.cursor(core_.own.chunks);
    for (bool more = cursor->seek({}); more; more = cursor->next()) {
      const Sha256 chunk = Sha256::from_raw(cursor->key()).value_or(Sha256());
      std::optional<std::uint64_t> recorded;
      try {
        const ChunkEntry entry = unpack_chunk_entry(cursor->value());
        recorded = entry.references;
        expect(live_chunk(chunk, entry));
      } catch (const Error& failed) {
        damaged({0, RecordKind::kChunk, chunk, {}}, "chunk " + chunk.hex() + ": " + failed.what());
      }
      comparison.record(chunk, recorded);
    }
    if (comparison.end() > 0) name_missing_chunks(reader);
    references_ = NameCounts();
  }

  // The recipes that can be read, each with the name of its blob; of the others it was told.
  void each_recipe(const TableReader& reader,
                   const std::function<void(std::string_view, const Recipe&)>& visit) const {
    const auto cursor = reader.cursor(core_.own.blobs);
    for (bool more = cursor->seek({}); more; more = cursor->next()) {
      Recipe recipe;
      try {
        recipe = unpack_recipe(cursor->value());
      } catch (const Error&) {
        continue;
      }
      visit(cursor->key(), recipe);
    }
  }

  void name_missing_chunks(const TableReader& reader) {
    std::set<Sha256> missing;
    each_recipe(reader, [&](std::string_view, const Recipe& recipe) {
      for (const Sha256& chunk : recipe.chunks) {
        if (!reader.get(core_.own.chunks, chunk.raw())) missing.insert(chunk);
      }
    });
    for (const Sha256& chunk : missing) {
      damaged({0, RecordKind::kChunk, chunk, {}}, "chunk " + chunk.hex() + " is missing");
    }
  }

  void count_commits(const TableReader& reader) {
    std::uint64_t expected = 0;
    const auto cursor = reader.cursor(core_.own.commits);
    for (bool more = cursor->seek({}); more; more = cursor->next()) {
      const std::uint64_t sequence = get_be64(cursor->key());
      if (sequence != ++expected) {
        error("commits " + std::to_string(expected) + " to " + std::to_string(sequence - 1) +
              " are missing");
        expected = sequence;
      }
      try {
        expect(live_commit(sequence, unpack_record_place(cursor->value())));
      } catch (const Error& failed) {
        error("the place of commit " + std::to_string(sequence) + ": " + failed.what());
      }
      ++report_.commits;
    }
    if (expected != applied_in(reader, core_.own)) error("the number of commits is wrong");
  }

  void count_dictionaries(const TableReader& reader) {
    const auto cursor = reader.cursor(core_.own.dictionaries);
    for (bool more = cursor->seek({}); more; more = cursor->next()) {
      try {
        expect(live_dictionary(unpack_dictionary_entry(cursor->value())));
      } catch (const Error& failed) {
        error(std::string("the place of a dictionary: ") + failed.what());
      }
    }
  }

  static Live live_dictionary(const DictionaryEntry& entry) {
    return {entry.location.offset, RecordKind::kDictionary, entry.id, entry.location};
  }

  static Live live_chunk(const Sha256& name, const ChunkEntry& entry) {
    return {entry.location.offset, RecordKind::kChunk, name, entry.location};
  }

  static Live live_commit(std::uint64_t sequence, const RecordPlace& place) {
    Live live{place.offset, RecordKind::kCommit, RecordHeader::name_of_commit(sequence), {}};
    live.location.segment = place.segment;
    live.location.offset = place.offset;
    return live;
  }

  static bool holds_records(const SegmentEntry& entry) {
    return entry.info.state != SegmentState::kRetired && entry.info.state != SegmentState::kFree;
  }

  void expect(const Live& live) {
    const SegmentId segment = live.location.segment;
    if (!entries_.contains(segment)) {
      damaged(live, "segment " + std::to_string(segment) + " is unknown");
    } else if (in_part(live)) {
      ++records_[segment];
      to_read_ += record_bytes(live.location.stored_length);
    } else {
      records_.try_emplace(segment);
    }
  }

  void check_segments() {
    for (const auto& [segment, entry] : entries_) {
      if (!holds_records(entry)) {
        if (entry.live_bytes != 0 || records_.contains(segment)) {
          error("segment " + std::to_string(entry.info.id) + " is free, but something names it");
        }
        continue;
      }
      ++report_.segments;
      const std::string name = "segment " + std::to_string(entry.info.id);
      try {
        if (!core_.segments.superblock_intact(entry.info) && same_use(entry.info)) {
          find(Finding::Severity::kDamage, name + " has a damaged superblock");
        }
        if (core_.segments.file_size(entry.info.id) < entry.info.tail && same_use(entry.info)) {
          find(Finding::Severity::kDamage, name + " is cut off");
        }
      } catch (const std::system_error& failed) {
        if (!is_damage(failed)) throw;
        if (same_use(entry.info)) find(Finding::Severity::kDamage, name + ": " + failed.what());
      }
    }
    for (const SegmentId segment : core_.segments.files()) {
      if (entries_.contains(segment) || core_.segments.info(segment)) continue;
      find(Finding::Severity::kNote, "segment file " + std::to_string(segment) +
                                         " has no valid superblock, and no table names it");
    }
  }

  // Compaction may have given the segment up since the tables were looked at.
  [[nodiscard]] bool same_use(const SegmentInfo& then) const {
    const auto now = core_.segments.info(then.id);
    return now && now->stamp.generation == then.stamp.generation &&
           now->state != SegmentState::kRetired && now->state != SegmentState::kFree;
  }

  void check_log(const TableReader& reader) {
    const ChangeLog log(core_.own.log);
    report_.log_entries = log.last(reader);
    if (const auto broken = log.first_broken(reader)) {
      error("the chain of the change log is broken at entry " + std::to_string(*broken));
    }
  }

  // --- What the segments hold ---------------------------------------------------------------

  // As many segments at a time as have few enough records to be remembered.
  void read_data() {
    auto begin = entries_.begin();
    while (begin != entries_.end() && !report_.stopped) {
      auto end = std::next(begin);
      std::uint64_t records = records_[begin->first];
      while (end != entries_.end() && records + records_[end->first] <= options_.records_at_once) {
        records += records_[end->first];
        ++end;
      }
      read_segments(begin->first, std::prev(end)->first);
      begin = end;
    }
  }

  void read_segments(SegmentId first, SegmentId last) {
    std::vector<SegmentEntry> entries;
    {
      // What the tables say by now: beside it somebody writes, and compacts.
      const auto reader = core_.tables->snapshot();
      collect(*reader, first, last);
      for (const SegmentEntry& entry : segment_entries(*reader, core_.own)) {
        const SegmentId segment = entry.info.id;
        if (segment >= first && segment <= last && holds_records(entry)) entries.push_back(entry);
      }
    }
    for (const SegmentEntry& entry : entries) {
      if (stop_.stop_requested()) {
        report_.stopped = true;
        return;
      }
      if (options_.parts == 1) {
        read_whole(entry);
      } else {
        read_part(entry.info.id);
      }
    }
  }

  // The records of these segments; what cannot be read of the tables was told before.
  void collect(const TableReader& reader, SegmentId first, SegmentId last) {
    live_.clear();
    const auto add_all = [&](TableId table, const auto& live_at) {
      const auto cursor = reader.cursor(table);
      for (bool more = cursor->seek({}); more; more = cursor->next()) {
        try {
          const Live live = live_at(*cursor);
          const SegmentId segment = live.location.segment;
          if (segment >= first && segment <= last && in_part(live)) live_[segment].push_back(live);
        } catch (const Error&) {
        }
      }
    };
    add_all(core_.own.chunks, [](const Cursor& at) {
      return live_chunk(Sha256::from_raw(at.key()).value_or(Sha256()),
                        unpack_chunk_entry(at.value()));
    });
    add_all(core_.own.commits, [](const Cursor& at) {
      return live_commit(get_be64(at.key()), unpack_record_place(at.value()));
    });
    add_all(core_.own.dictionaries,
            [](const Cursor& at) { return live_dictionary(unpack_dictionary_entry(at.value())); });
    for (auto& [segment, records] : live_) std::ranges::sort(records, {}, &Live::offset);
  }

  [[nodiscard]] bool in_part(const Live& live) const {
    return get_le<std::uint32_t>(live.name.raw(), 0) % options_.parts == options_.part;
  }

  void read_part(SegmentId segment) {
    for (const Live& live : live_[segment]) {
      if (stop_.stop_requested()) {
        report_.stopped = true;
        return;
      }
      if (!in_part(live)) continue;
      if (live.kind == RecordKind::kCommit) {
        read_commit(live);
      } else {
        read_again(live);
      }
    }
  }

  // Where it ends is told by its header only.
  void read_commit(const Live& live) {
    bool is_there = false;
    try {
      const std::uint64_t bytes =
          visit_record(core_.segments, live.location.segment, live.offset,
                       [&](const ScannedRecord& record) { check_content(live, record); });
      is_there = bytes > 0;
      if (is_there) count_read(bytes);
    } catch (const std::system_error& failed) {
      if (!is_damage(failed)) throw;
    }
    if (!is_there) read_again(live);
  }

  // Every byte from the superblock to the tail.
  void read_whole(const SegmentEntry& entry) {
    const SegmentId segment = entry.info.id;
    const std::vector<Live>& records = live_[segment];
    std::set<std::uint32_t> seen;
    std::vector<std::uint64_t> lost;
    std::int64_t live_bytes = 0;
    try {
      core_.segments.scan(
          segment, kSuperblockBytes, entry.info.tail,
          [&](const ScannedRecord& record) {
            const auto live = std::ranges::lower_bound(
                records, static_cast<std::uint32_t>(record.offset), {}, &Live::offset);
            const std::uint64_t bytes = record_bytes(record.header.stored_length);
            if (live != records.end() && live->offset == record.offset) {
              seen.insert(live->offset);
              live_bytes += static_cast<std::int64_t>(bytes);
              check_content(*live, record);
            }
            count_read(bytes);
            return !stop_.stop_requested();
          },
          [&](std::uint64_t offset) { lost.push_back(offset); });
    } catch (const std::system_error& failed) {
      if (!is_damage(failed)) throw;
      if (same_use(entry.info)) {
        find(Finding::Severity::kDamage,
             "segment " + std::to_string(segment) + ": " + failed.what());
      }
    }
    if (stop_.stop_requested()) {
      report_.stopped = true;
      return;
    }
    bool all_seen = true;
    for (const Live& live : records) {
      if (seen.contains(live.offset)) continue;
      all_seen = false;
      read_again(live);
    }
    if (all_seen && live_bytes != static_cast<std::int64_t>(entry.live_bytes)) {
      error("segment " + std::to_string(segment) + " has " + std::to_string(live_bytes) +
            " live bytes, but " + std::to_string(entry.live_bytes) + " are counted");
    }
    for (const std::uint64_t offset : lost) {
      const bool named = std::ranges::any_of(records, [&](const Live& live) {
        return live.offset == offset && !seen.contains(live.offset);
      });
      if (named) continue;  // Told as damage already.
      find(Finding::Severity::kNote, "segment " + std::to_string(segment) +
                                         " has no valid record at offset " +
                                         std::to_string(offset) + "; nothing names those bytes");
    }
  }

  void check_content(const Live& live, const ScannedRecord& record) {
    const RecordHeader& header = record.header;
    if (header.kind != live.kind || header.name != live.name) {
      if (moved(live)) return;
      damaged(live, text_of(live) + ": another record lies there");
      return;
    }
    if (live.kind == RecordKind::kCommit) return;
    try {
      const Bytes raw = live.kind == RecordKind::kChunk
                            ? decode(header.codec, record.payload, header.raw_length, core_.chunks)
                            : Bytes(record.payload.begin(), record.payload.end());
      if (Sha256::of(raw) != live.name) {
        damaged(live, text_of(live) + ": other bytes than its name says");
      }
    } catch (const Error& failed) {
      damaged(live, text_of(live) + ": " + failed.what());
    }
  }

  // By its place; a record that compaction moved away meanwhile is not damaged.
  void read_again(const Live& live) {
    try {
      if (live.kind == RecordKind::kChunk) {
        const Bytes raw = core_.chunks.read_from_disk(live.name, live.location);
        count_read(record_bytes(live.location.stored_length));
        if (Sha256::of(raw) == live.name) return;
        damaged(live, text_of(live) + ": other bytes than its name says");
        return;
      }
      if (live.kind == RecordKind::kDictionary) {
        (void)core_.segments.read(live.kind, live.name, live.location);
        count_read(record_bytes(live.location.stored_length));
        return;
      }
      if (moved(live)) return;
      damaged(live, text_of(live) + ": the record is damaged");
    } catch (const std::system_error& failed) {
      if (!is_damage(failed)) throw;
      if (!moved(live)) damaged(live, text_of(live) + ": " + failed.what());
    }
  }

  [[nodiscard]] bool moved(const Live& live) const {
    const auto now = place_of(*core_.tables->snapshot(), core_.own, live.kind, live.name);
    return !now || now->segment != live.location.segment || now->offset != live.location.offset;
  }

  static std::string text_of(const Live& live) {
    static constexpr const char* kKinds[] = {"chunk ", "commit ", "dictionary "};
    const std::string name = live.kind == RecordKind::kCommit
                                 ? std::to_string(RecordHeader::sequence_of(live.name))
                                 : live.name.hex();
    return kKinds[static_cast<int>(live.kind) - 1] + name + " in segment " +
           std::to_string(live.location.segment) + " at " + std::to_string(live.location.offset);
  }

  void count_read(std::uint64_t bytes) {
    ++report_.records_read;
    report_.bytes_read += bytes;
    if (progress_) progress_(report_.bytes_read, std::max(report_.bytes_read, to_read_));
    throttle_.wait_for(report_.bytes_read);
  }

  // --- What it means ------------------------------------------------------------------------

  void name_touched_blobs() {
    if (touched_.empty()) return;
    each_recipe(*core_.tables->snapshot(), [&](std::string_view blob, const Recipe& recipe) {
      for (const Sha256& chunk : recipe.chunks) {
        const auto found = touched_.find(chunk);
        if (found == touched_.end() || found->second >= report_.findings.size()) continue;
        report_.findings[found->second].blobs.push_back(*Sha256::from_raw(blob));
      }
    });
  }

  const Core& core_;
  const CheckOptions options_;
  const std::stop_token stop_;
  const std::function<void(std::uint64_t, std::uint64_t)>& progress_;
  CheckReport report_;
  NameCounts references_;  // Of chunks.
  std::map<SegmentId, SegmentEntry> entries_;
  std::map<SegmentId, std::uint64_t> records_;   // To be read, of segments that something names.
  std::map<SegmentId, std::vector<Live>> live_;  // Of the segments that are read now.
  std::map<Sha256, std::size_t> touched_;        // Damaged chunk -> index of its finding.
  std::uint64_t to_read_ = 0;
  Throttle throttle_{options_.bytes_per_second, stop_};
};

}  // namespace

CheckReport check(const Core& core, const CheckOptions& options, std::stop_token stop,
                  const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  if (options.parts < 1 || options.parts > 10000 || options.part >= options.parts) {
    throw Error(Errc::kTooLarge, "a check is of part 0..n-1 of 1..10,000");
  }
  return Checker(core, options, std::move(stop), progress).run();
}

}  // namespace kho::store
