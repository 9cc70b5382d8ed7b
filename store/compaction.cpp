#include "store/compaction.h"

#include <algorithm>
#include <chrono>

#include "store/codecs/deflate.h"
#include "store/codecs/recode.h"
#include "store/error.h"
#include "store/throttle.h"

namespace kho::store {
namespace {

using Clock = std::chrono::steady_clock;

// So much is made durable, and named by the tables, at once.
constexpr std::uint64_t kBatchBytes = 32 << 20;
constexpr std::size_t kBatchRecords = 4096;
// Sealed segments smaller than this share of a whole one are joined, if there are so many.
constexpr std::uint64_t kSmallShare = 4;
constexpr std::size_t kSmallSegmentsMin = 8;
// Fewer and smaller samples are not worth a dictionary.
constexpr std::size_t kSamplesMin = 64;
constexpr std::size_t kSamplesMax = 4000;
constexpr std::uint64_t kSampleBytesMax = 32 << 20;

}  // namespace

class Compactor {
 public:
  Compactor(Store& store, const CompactionPolicy& policy, std::stop_token stop,
            const std::function<void(std::uint64_t, std::uint64_t)>& progress)
      : store_(store),
        core_(store.core()),
        policy_(policy),
        stop_(std::move(stop)),
        progress_(progress) {}

  CompactionReport run() {
    report_.file_bytes_before = file_bytes();
    std::vector<SegmentEntry> chosen = choose();
    for (const SegmentEntry& entry : chosen) {
      report_.dead_bytes += entry.info.tail - kSuperblockBytes - entry.live_bytes;
      to_do_ += entry.live_bytes;
    }
    report_.segments_chosen = chosen.size();
    if (policy_.dry_run || chosen.empty()) {
      report_.file_bytes_after = report_.file_bytes_before;
      return report_;
    }
    seal_chosen_active(chosen);
    core_.segments.set_ripeness(Segments::Stream::kCompaction, target());
    if (policy_.ripen) find_dictionaries(chosen);
    try {
      for (const SegmentEntry& entry : chosen) {
        if (should_stop()) break;
        move_or_say_why_not(entry.info.id);
      }
    } catch (...) {
      give_back();  // A full disk, say: what was emptied is what it needs.
      throw;
    }
    give_back();
    report_.file_bytes_after = file_bytes();
    return report_;
  }

 private:
  struct Move {
    RecordKind kind = RecordKind::kChunk;
    Sha256 name;
    Location from;
    Location to;
  };

  // --- Choosing -----------------------------------------------------------------------------

  [[nodiscard]] bool wanted(const SegmentEntry& entry) const {
    const std::uint64_t records = entry.info.tail - kSuperblockBytes;
    if (records == 0) return false;
    if (static_cast<double>(records - entry.live_bytes) >=
        policy_.dead_share * static_cast<double>(records)) {
      return true;
    }
    const bool old_enough =
        entry.info.state == SegmentState::kActive
            ? policy_.ripe_after_seconds == 0
            : core_.options.now() - entry.info.sealed_at >= policy_.ripe_after_seconds;
    return policy_.ripen && entry.info.ripeness < target() && entry.live_bytes > 0 && old_enough;
  }

  [[nodiscard]] Ripeness target() const {
    if (!policy_.ripen) return Ripeness::kFresh;
    return policy_.deep ? Ripeness::kDeep : Ripeness::kQuick;
  }

  // Those with the most to win come first.
  std::vector<SegmentEntry> choose() const {
    std::vector<SegmentEntry> chosen;
    std::vector<SegmentEntry> small;
    for (const SegmentEntry& entry : segment_entries(*store_.snapshot(), core_.own)) {
      const bool active = entry.info.state == SegmentState::kActive;
      if (core_.segments.active(Segments::Stream::kCompaction) == entry.info.id) continue;
      if (entry.info.state != SegmentState::kSealed && !(active && policy_.include_active)) {
        continue;
      }
      if (wanted(entry)) {
        chosen.push_back(entry);
      } else if (!active && entry.info.tail < core_.options.segment_bytes / kSmallShare) {
        small.push_back(entry);
      }
    }
    if (small.size() >= kSmallSegmentsMin) chosen.insert(chosen.end(), small.begin(), small.end());
    std::ranges::stable_sort(chosen, {}, [](const SegmentEntry& entry) {
      return entry.live_bytes;  // A dead segment gives back all for nothing.
    });
    return chosen;
  }

  void seal_chosen_active(std::vector<SegmentEntry>& chosen) {
    for (SegmentEntry& entry : chosen) {
      if (entry.info.state != SegmentState::kActive) continue;
      const auto now = core_.segments.info(entry.info.id);
      if (now && now->state == SegmentState::kActive) {
        core_.segments.seal(Segments::Stream::kPut);
      }
    }
  }

  // --- Dictionaries -------------------------------------------------------------------------

  // Small chunks of one media learn from each other; fonts, which come deflated, above all.
  void find_dictionaries(const std::vector<SegmentEntry>& chosen) {
    newest_dictionaries();
    std::map<Media, std::vector<Bytes>> samples;
    std::map<Media, std::uint64_t> sample_bytes;
    for (const SegmentEntry& entry : chosen) {
      if (should_stop()) return;
      if (!core_.segments.exists(entry.info.id)) continue;  // Told when it is moved.
      each_live_chunk(entry.info.id, [&](const ScannedRecord& record, const Location& location) {
        const Media media = record.header.hint.media;
        if (!learns(location) || dictionaries_.contains(media)) return;
        if (samples[media].size() >= kSamplesMax || sample_bytes[media] > kSampleBytesMax) return;
        Bytes raw;
        try {
          raw = decode(record.header.codec, record.payload, record.header.raw_length, core_.chunks);
        } catch (const Error&) {
          return;  // Told when it is moved.
        }
        if (media == Media::kDeflate) {
          std::optional<Bytes> held = inflated(raw);
          if (!held || held->size() > kDictionaryChunkBytesMax) return;
          raw = *std::move(held);
        }
        sample_bytes[media] += raw.size();
        samples[media].push_back(std::move(raw));
      });
    }
    for (const auto& [media, bytes] : samples) {
      if (bytes.size() < kSamplesMin) continue;
      const std::vector<ByteView> views(bytes.begin(), bytes.end());
      try {
        keep_dictionary(media,
                        train_dictionary(views, media == Media::kDeflate ? kDictionaryBytesMax
                                                                         : kDictionaryBytesUsual));
      } catch (const Error& error) {
        if (error.errc() != Errc::kUnsupportedFormat) throw;  // Nothing in common to learn.
      }
    }
  }

  [[nodiscard]] static bool learns(const Location& location) {
    const Media media = location.hint.media;
    return media != Media::kJpeg && media != Media::kFaxG4 &&
           location.raw_length <= kDictionaryChunkBytesMax;
  }

  // One dictionary a media is enough until its chunks look different; the newest counts.
  void newest_dictionaries() {
    const auto reader = store_.snapshot();
    const auto cursor = reader->cursor(core_.own.dictionaries);
    for (bool more = cursor->seek({}); more; more = cursor->next()) {
      const DictionaryEntry entry = unpack_dictionary_entry(cursor->value());
      dictionaries_[entry.location.hint.media] = core_.chunks.dictionary(get_be32(cursor->key()));
    }
  }

  void keep_dictionary(Media media, const Bytes& content) {
    RecordHeader header;
    header.kind = RecordKind::kDictionary;
    header.hint.media = media;
    header.raw_length = header.stored_length = content.size();
    header.name = Sha256::of(content);
    const std::uint32_t number = dictionary_number(header.name);
    if (store_.snapshot()->get(core_.own.dictionaries, be32(number))) return;
    const Location location =
        core_.segments
            .append(Segments::Stream::kCompaction, header, content, Segments::Urgency::kFreesSpace)
            .location;
    store_.commit(
        [&](Transaction& transaction) {
          transaction.tables_.put(core_.own.dictionaries, be32(number),
                                  pack(DictionaryEntry{location, header.name}));
          transaction.group_.live[location.segment] += record_size(location);
        },
        Store::Urgency::kFreesSpace);
    dictionaries_[media] = core_.chunks.dictionary(number);
  }

  // --- Moving -------------------------------------------------------------------------------

  [[nodiscard]] bool should_stop() {
    const bool now = stop_.stop_requested() ||
                     (policy_.bytes_max != 0 && report_.bytes_read >= policy_.bytes_max) ||
                     (policy_.time_max.count() != 0 && Clock::now() - started_ >= policy_.time_max);
    report_.stopped = report_.stopped || now;
    return now;
  }

  // Where the tables say that this record is, if they name this very one.
  std::optional<Location> live_location(SegmentId segment, const ScannedRecord& record) const {
    const RecordHeader& header = record.header;
    const auto place = place_of(*store_.snapshot(), core_.own, header.kind, header.name);
    if (!place || place->segment != segment || place->offset != record.offset) return std::nullopt;
    return location_of(segment, record.offset, header);
  }

  void each_live_chunk(
      SegmentId segment,
      const std::function<void(const ScannedRecord&, const Location&)>& visit) const {
    core_.segments.scan(segment, kSuperblockBytes, tail_of(segment),
                        [&](const ScannedRecord& record) {
                          if (record.header.kind != RecordKind::kChunk) return true;
                          if (const auto location = live_location(segment, record)) {
                            visit(record, *location);
                          }
                          return !stop_.stop_requested();
                        });
  }

  [[nodiscard]] std::uint64_t tail_of(SegmentId segment) const {
    const auto info = core_.segments.info(segment);
    return info ? info->tail : 0;
  }

  // Damage concerns its segment only: that one stays, and the others are gone on with.
  void move_or_say_why_not(SegmentId segment) {
    try {
      move(segment);
    } catch (const std::system_error& failed) {
      if (!is_damage(failed)) throw;
      report_.failures.push_back("segment " + std::to_string(segment) +
                                 " was left as it is: " + failed.what());
      name_copies();
    }
  }

  void move(SegmentId segment) {
    bool finished = true;
    std::vector<std::uint64_t> damaged;
    core_.segments.scan(
        segment, kSuperblockBytes, tail_of(segment),
        [&](const ScannedRecord& record) {
          if (const auto location = live_location(segment, record)) copy(record, *location);
          if (batch_bytes_ >= kBatchBytes || moves_.size() >= kBatchRecords) name_copies();
          finished = !should_stop();
          return finished;
        },
        [&](std::uint64_t offset) { damaged.push_back(offset); });
    name_copies();
    if (finished && retire(segment)) {
      ++report_.segments_retired;
    } else if (finished && !damaged.empty()) {
      report_.failures.push_back("segment " + std::to_string(segment) + " is damaged at offset " +
                                 std::to_string(damaged.front()) +
                                 " and was left as it is: see kho check --read-data");
    }
  }

  void copy(const ScannedRecord& record, const Location& from) {
    RecordHeader header = record.header;
    ByteView payload = record.payload;
    std::optional<Recoded> better;
    if (policy_.ripen && header.kind == RecordKind::kChunk) {
      const Bytes raw = decode(header.codec, payload, header.raw_length, core_.chunks);
      // The last moment at which a name can be proved before its bytes are written anew.
      if (Sha256::of(raw) != header.name) {
        throw Error(Errc::kCorrupt, "chunk " + header.name.hex() + " has other bytes");
      }
      better = recode(raw, header.hint, dictionary_for(from), header.stored_length,
                      policy_.deep ? Depth::kSmallest : Depth::kQuickToRead);
      if (better) {
        header.codec = better->codec;
        header.stored_length = better->payload.size();
        payload = better->payload;
        ++report_.chunks_ripened;
      }
    }
    const Location to =
        core_.segments
            .append(Segments::Stream::kCompaction, header, payload, Segments::Urgency::kFreesSpace)
            .location;
    moves_.push_back({header.kind, header.name, from, to});
    const auto read = static_cast<std::uint64_t>(record_size(from));
    batch_bytes_ += static_cast<std::uint64_t>(record_size(to));
    report_.bytes_read += read;
    report_.bytes_written += static_cast<std::uint64_t>(record_size(to));
    if (header.kind == RecordKind::kChunk) ++report_.chunks_moved;
    tell();
    throttle_.wait_for(report_.bytes_read);
  }

  [[nodiscard]] const Dictionary* dictionary_for(const Location& location) const {
    if (!learns(location)) return nullptr;
    const auto found = dictionaries_.find(location.hint.media);
    return found == dictionaries_.end() ? nullptr : found->second.get();
  }

  // Durable, and only then named: in one group, whose leader syncs the segments first.
  void name_copies() {
    if (moves_.empty()) return;
    store_.commit(
        [&](Transaction& transaction) {
          for (const Move& one : moves_) name_copy(transaction, one);
        },
        Store::Urgency::kFreesSpace);
    moves_.clear();
    batch_bytes_ = 0;
  }

  void name_copy(Transaction& transaction, const Move& one) const {
    WriteTransaction& tables = transaction.tables_;
    LiveBytes& live = transaction.group_.live;
    switch (one.kind) {
      case RecordKind::kChunk:
        transaction.blobs_.move(one.name, one.from, one.to);
        return;
      case RecordKind::kCommit:
        tables.put(core_.own.commits, be64(RecordHeader::sequence_of(one.name)),
                   pack(RecordPlace{one.to.segment, one.to.offset}));
        break;
      case RecordKind::kDictionary:
        tables.put(core_.own.dictionaries, be32(dictionary_number(one.name)),
                   pack(DictionaryEntry{one.to, one.name}));
        break;
    }
    live[one.from.segment] -= record_size(one.from);
    live[one.to.segment] += record_size(one.to);
  }

  // Only where nothing in it is alive: a record may have been named since it was looked at, and one
  // that is damaged keeps its segment.
  bool retire(SegmentId segment) {
    bool empty = false;
    store_.commit(
        [&](Transaction& transaction) {
          const auto value = transaction.tables_.get(core_.own.segments, be32(segment));
          if (!value) return;
          const auto stored =
              static_cast<std::int64_t>(unpack_segment_entry(be32(segment), *value).live_bytes);
          const auto change = transaction.group_.live.find(segment);
          empty = stored + (change == transaction.group_.live.end() ? 0 : change->second) == 0;
          if (empty) transaction.group_.given_up.insert(segment);
        },
        Store::Urgency::kFreesSpace);
    return empty;
  }

  // --- Around it ----------------------------------------------------------------------------

  // The files of what was retired, once no durable tables name them.
  void give_back() {
    core_.segments.trim(Segments::Stream::kCompaction);
    // Also what an earlier run could not give back any more.
    const bool any = std::ranges::any_of(core_.segments.all(), [](const SegmentInfo& info) {
      return info.state == SegmentState::kRetired || info.state == SegmentState::kFree;
    });
    if (!any) return;
    store_.checkpoint();
    const std::vector<SegmentId> removed =
        core_.segments.take_free(core_.options.free_segments_kept);
    if (removed.empty()) return;
    store_.commit(
        [&](Transaction& transaction) {
          for (const SegmentId segment : removed) {
            transaction.tables_.erase(core_.own.segments, be32(segment));
          }
        },
        Store::Urgency::kFreesSpace);
    for (const SegmentId segment : removed) core_.segments.remove_file(segment);
  }

  [[nodiscard]] std::uint64_t file_bytes() const {
    std::uint64_t total = 0;
    for (const SegmentId segment : core_.segments.files()) {
      total += core_.segments.file_size(segment);
    }
    return total;
  }

  void tell() {
    if (!progress_ || Clock::now() - told_ < std::chrono::milliseconds(200)) return;
    told_ = Clock::now();
    progress_(report_.bytes_read, to_do_);
  }

  Store& store_;
  Core& core_;
  const CompactionPolicy policy_;
  const std::stop_token stop_;
  const std::function<void(std::uint64_t, std::uint64_t)>& progress_;
  const Clock::time_point started_ = Clock::now();
  Clock::time_point told_ = started_;
  std::uint64_t to_do_ = 0;
  CompactionReport report_;

  std::vector<Move> moves_;
  std::uint64_t batch_bytes_ = 0;
  std::map<Media, std::shared_ptr<const Dictionary>> dictionaries_;

  Throttle throttle_{policy_.bytes_per_second, stop_};
};

CompactionReport compact(Store& store, const CompactionPolicy& policy, std::stop_token stop,
                         const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  const std::unique_lock one(store.core().compaction_mutex, std::try_to_lock);
  if (!one) throw Error(Errc::kBusy, "a compaction is running");
  return Compactor(store, policy, std::move(stop), progress).run();
}

}  // namespace kho::store
