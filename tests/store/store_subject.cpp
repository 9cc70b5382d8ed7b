#include "tests/store/store_subject.h"

#include <fmt/format.h>

#include <stdexcept>

#include "store/blob_tables.h"
#include "store/error.h"

namespace kho::test {
namespace {

using store::RecordKind;
using store::TableId;

constexpr TableId kRecords = 0;

void require(bool condition, const std::string& what) {
  if (!condition) throw std::runtime_error(what);
}

// Counts everything anew and holds it against the tables.
class Audit {
 public:
  explicit Audit(const store::Store& store)
      : store_(store), own_(store.core().own), reader_(store.snapshot()) {}

  State run() {
    scan_segments();
    blobs();
    chunks();
    commits();
    dictionaries();
    live_bytes();
    holds();
    records_and_log();
    return std::move(state_);
  }

 private:
  using Place = std::pair<store::SegmentId, std::uint64_t>;
  struct Record {
    RecordKind kind;
    store::Sha256 name;
    std::uint64_t stored_length = 0;
  };

  void scan_segments() {
    for (const store::SegmentEntry& entry : store::segment_entries(*reader_, own_)) {
      const bool used = entry.info.state == store::SegmentState::kActive ||
                        entry.info.state == store::SegmentState::kSealed;
      recorded_live_[entry.info.id] = entry.live_bytes;
      if (!used) continue;
      store_.core().segments.scan(entry.info.id, store::kSuperblockBytes, entry.info.tail,
                                  [&](const store::ScannedRecord& record) {
                                    records_[{entry.info.id, record.offset}] = {
                                        record.header.kind, record.header.name,
                                        record.header.stored_length};
                                    return true;
                                  });
    }
  }

  // The intact record there, which counts as alive.
  const Record& use(const Place& place, const std::string& what) {
    const auto found = records_.find(place);
    require(found != records_.end(),
            fmt::format("{} is not in segment {} at {}", what, place.first, place.second));
    live_[place.first] += store::record_bytes(found->second.stored_length);
    return found->second;
  }

  void blobs() {
    const auto cursor = reader_->cursor(own_.blobs);
    for (bool more = cursor->seek({}); more; more = cursor->next()) {
      const store::BlobId id = store::BlobId::from_raw(cursor->key()).value();
      const store::Recipe recipe = store::unpack_recipe(cursor->value());
      for (const store::Sha256& chunk : recipe.chunks) ++references_[chunk];
      const auto bytes = store_.get(id, store::Store::Verify::kIdentity);
      require(bytes.has_value(), "blob " + id.hex() + " is listed and absent");
      state_.blobs[id] = {std::string(store::as_text(*bytes)), recipe.references};
    }
  }

  void chunks() {
    std::size_t seen = 0;
    const auto cursor = reader_->cursor(own_.chunks);
    for (bool more = cursor->seek({}); more; more = cursor->next(), ++seen) {
      const store::Sha256 id = store::Sha256::from_raw(cursor->key()).value();
      const store::ChunkEntry entry = store::unpack_chunk_entry(cursor->value());
      const auto counted = references_.find(id);
      require(counted != references_.end() && counted->second == entry.references,
              "chunk " + id.hex() + " is counted wrongly");
      const Record& record =
          use({entry.location.segment, entry.location.offset}, "chunk " + id.hex());
      require(record.kind == RecordKind::kChunk && record.name == id &&
                  record.stored_length == entry.location.stored_length,
              "another record lies where chunk " + id.hex() + " should be");
      const store::Bytes raw = store_.core().chunks.read_from_disk(id, entry.location);
      require(store::Sha256::of(raw) == id, "chunk " + id.hex() + " has other bytes");
    }
    require(seen == references_.size(), "a chunk that a recipe names is missing");
  }

  void commits() {
    std::uint64_t sequence = 0;
    const auto cursor = reader_->cursor(own_.commits);
    for (bool more = cursor->seek({}); more; more = cursor->next()) {
      require(cursor->key() == store::be64(++sequence),
              fmt::format("commit {} is not in the tables", sequence));
      const store::RecordPlace place = store::unpack_record_place(cursor->value());
      const Record& record = use({place.segment, place.offset}, fmt::format("commit {}", sequence));
      require(record.kind == RecordKind::kCommit &&
                  record.name == store::RecordHeader::name_of_commit(sequence),
              fmt::format("another record lies where commit {} should be", sequence));
    }
    require(sequence == store::applied_in(*reader_, own_), "the last commit is not in the tables");
  }

  void dictionaries() {
    const auto cursor = reader_->cursor(own_.dictionaries);
    for (bool more = cursor->seek({}); more; more = cursor->next()) {
      const store::DictionaryEntry entry = store::unpack_dictionary_entry(cursor->value());
      const Record& record = use({entry.location.segment, entry.location.offset}, "a dictionary");
      require(record.kind == RecordKind::kDictionary && record.name == entry.id,
              "another record lies where a dictionary should be");
    }
  }

  void live_bytes() const {
    for (const auto& [segment, bytes] : recorded_live_) {
      const auto counted = live_.find(segment);
      const std::uint64_t expected = counted == live_.end() ? 0 : counted->second;
      require(bytes == expected,
              fmt::format("segment {} has {} live bytes, but says {}", segment, expected, bytes));
    }
    for (const auto& [segment, bytes] : live_) {
      require(recorded_live_.contains(segment), fmt::format("segment {} is not known", segment));
    }
  }

  void holds() {
    const auto cursor = reader_->cursor(own_.holds);
    for (bool more = cursor->seek({}); more; more = cursor->next()) {
      const std::string_view blob = cursor->key().substr(0, store::Sha256::kSize);
      const State::HoldKey key{store::BlobId::from_raw(blob).value(),
                               cursor->key().substr(store::Sha256::kSize)};
      state_.holds[key] = store::get_le<std::uint64_t>(cursor->value(), 0);
    }
  }

  void records_and_log() {
    const auto records = reader_->cursor(kRecords);
    for (bool more = records->seek({}); more; more = records->next()) {
      state_.records.emplace(records->key(), records->value());
    }
    if (const auto broken = store_.log().first_broken(*reader_)) {
      throw std::runtime_error("the log is broken at " + std::to_string(*broken));
    }
    store_.log().read(*reader_, 0, [&](store::Position, std::string_view payload) {
      state_.log.emplace_back(payload);
      return true;
    });
  }

  const store::Store& store_;
  const store::OwnTables& own_;
  const std::unique_ptr<store::Snapshot> reader_;
  State state_;
  std::map<Place, Record> records_;
  std::map<store::Sha256, std::uint64_t> references_;
  std::map<store::SegmentId, std::uint64_t> live_;           // Counted.
  std::map<store::SegmentId, std::uint64_t> recorded_live_;  // As the tables say.
};

}  // namespace

void StoreConditions::start_anew(std::uint64_t seed) {
  const std::lock_guard lock(mutex_);
  random_.seed(seed);
  segment_bytes_ = (64 + 16 * below(random_, 5)) << 10;
}

store::Options StoreConditions::options() {
  store::Options options;
  const std::lock_guard lock(mutex_);
  options.segment_bytes = segment_bytes_;
  options.zero_ahead_bytes = 0;
  options.reserve_bytes = reserve_bytes_;
  options.tables_ahead_bytes = below(random_, 2) * (32 << 10);
  options.checkpoint_bytes = 64 << 10;
  options.checkpoint_commits = 1 + below(random_, 12);
  options.free_segments_kept = static_cast<std::uint32_t>(below(random_, 3));
  options.background = false;
  options.now = [] { return static_cast<std::int64_t>(kNow); };
  options.random = [this] { return random(); };
  return options;
}

store::CompactionPolicy StoreConditions::policy() {
  store::CompactionPolicy policy;
  const std::lock_guard lock(mutex_);
  policy.dead_share = static_cast<double>(below(random_, 11)) / 10;
  policy.include_active = below(random_, 2) == 0;
  // Sometimes it stops midway.
  policy.bytes_max = below(random_, 4) == 0 ? 1 + below(random_, 100'000) : 0;
  return policy;
}

std::uint64_t StoreConditions::random() {
  const std::lock_guard lock(mutex_);
  return random_();
}

StoreSubject::StoreSubject(store::FileSystem& file_system, const std::filesystem::path& directory,
                           std::shared_ptr<StoreConditions> conditions)
    : conditions_(std::move(conditions)),
      store_(file_system, directory, {"records"}, conditions_->options()) {}

Outcome StoreSubject::outcome_of(const std::function<void()>& action) {
  try {
    action();
    return Outcome::kDone;
  } catch (const store::Error& error) {
    if (error.errc() == store::Errc::kHeld) return Outcome::kHeld;
  } catch (const std::exception&) {
  }
  // A store that goes on taking writes has promised that nothing of this one happened.
  return store_.writable() ? Outcome::kRefused : Outcome::kUnknown;
}

Outcome StoreSubject::apply(const Change& change) {
  return outcome_of([&] {
    std::vector<store::PreparedBlob> blobs;
    for (const std::string& bytes : change.puts) {
      blobs.push_back(store_.prepare(store::as_bytes(bytes)));
    }
    const auto make = [&](store::Transaction& transaction) {
      for (const store::PreparedBlob& blob : blobs) transaction.put_blob(blob);
      for (const store::BlobId& blob : change.drops) transaction.release_blob(blob);
      for (const Change::Hold& hold : change.holds) {
        if (hold.until) {
          transaction.hold_blob(hold.blob, hold.name, *hold.until);
        } else {
          transaction.lift_hold(hold.blob, hold.name);
        }
      }
      for (const auto& [key, value] : change.records) {
        if (value) {
          transaction.tables().put(kRecords, key, *value);
        } else {
          transaction.tables().erase(kRecords, key);
        }
      }
      transaction.append_log(change.log);
    };
    store_.commit(make, change.puts.empty() ? store::Store::Urgency::kFreesSpace
                                            : store::Store::Urgency::kNormal);
  });
}

Outcome StoreSubject::maintain(Upkeep upkeep) {
  if (upkeep == Upkeep::kCheckpoint) return outcome_of([&] { store_.checkpoint(); });
  store::CompactionPolicy policy = conditions_->policy();
  policy.ripen = upkeep == Upkeep::kRipen;
  const Outcome outcome = outcome_of([&] {
    const store::CompactionReport report = store::compact(store_, policy);
    for (const std::string& failure : report.failures) damage_ = failure;
  });
  return outcome;
}

State StoreSubject::state() const {
  require(damage_.empty(), damage_);
  return Audit(store_).run();
}

SubjectMaker store_subject_maker(std::uint64_t seed, std::uint64_t reserve_bytes) {
  SubjectMaker maker;
  const auto conditions = std::make_shared<StoreConditions>(reserve_bytes);
  conditions->start_anew(seed);
  maker.create = [conditions, seed](store::FileSystem& file_system,
                                    const std::filesystem::path& directory) {
    conditions->start_anew(seed);
    store::Store::create(file_system, directory);
  };
  maker.open = [conditions](store::FileSystem& file_system,
                            const std::filesystem::path& directory) {
    return std::make_unique<StoreSubject>(file_system, directory, conditions);
  };
  return maker;
}

SimulatedDisk::Options store_subject_disk() {
  SimulatedDisk::Options options;
  options.external = [](const std::filesystem::path& path) {
    return path.filename() == "data.mdb";
  };
  options.external_versions = true;
  return options;
}

}  // namespace kho::test
