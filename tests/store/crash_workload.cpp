#include "tests/store/crash_workload.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <mutex>
#include <thread>

#include "tests/scratch_directory.h"

namespace kho::test {
namespace {

using store::BlobId;

constexpr std::uint64_t kContents = 30;  // Different blobs that come again and again.
constexpr std::uint64_t kKeys = 40;
constexpr std::uint64_t kBlobBytesMax = 6000;  // Of small ones.
constexpr std::uint64_t kDocuments = 6;
constexpr std::uint64_t kRevisions = 4;
constexpr std::uint64_t kParts = 8;
constexpr std::uint64_t kPartBytesMax = 40'000;
constexpr std::size_t kHoldingsMany = 30;  // Then more is dropped than put.
constexpr int kBatchesMax = 1000;          // In one life; far fewer reach crash_within.

bool chance(Random& random, std::uint64_t percent) { return below(random, 100) < percent; }

std::string noise(Random& random, std::size_t size, std::uint64_t values) {
  std::string bytes(size, '\0');
  for (char& c : bytes) c = static_cast<char>(below(random, values));
  return bytes;
}

// Of what large blobs are made.
const std::string& part(std::uint64_t number) {
  static const std::vector<std::string> parts = [] {
    std::vector<std::string> made;
    for (std::uint64_t i = 0; i < kParts; ++i) {
      Random random(1000 + i);
      made.push_back(noise(random, 1 + below(random, kPartBytesMax), i % 3 == 0 ? 20 : 256));
    }
    return made;
  }();
  return parts[number % kParts];
}

// Parts one after the other.
std::string joined_content(std::uint64_t number) {
  Random random(number);
  std::string bytes;
  for (std::uint64_t i = 2 + below(random, 4); i > 0; --i) bytes += part(below(random, kParts));
  return bytes;
}

std::string pdf_stream(std::uint64_t object, const std::string& bytes) {
  return fmt::format("{} 0 obj\n<< /Length {} >>\nstream\n", object, bytes.size()) + bytes +
         "\nendstream\nendobj\n";
}

// A document of which each later revision continues the one before.
std::string document_content(std::uint64_t document, std::uint64_t revision) {
  Random random(document);
  std::string bytes = "%PDF-1.7\n";
  for (std::uint64_t i = 0; i <= revision; ++i) {
    for (std::uint64_t streams = below(random, 3); streams > 0; --streams) {
      bytes += pdf_stream(streams, part(below(random, kParts)));
    }
    bytes += fmt::format("9 0 obj\n<< /Revision {} >>\nendobj\n", i) +
             noise(random, below(random, 3000), 60) + "\nstartxref\n0\n%%EOF\n";
  }
  return bytes;
}

std::string small_content(std::uint64_t number) {
  Random random(number);
  const std::uint64_t size =
      chance(random, 30) ? 1 + below(random, 50) : 1 + below(random, kBlobBytesMax);
  return noise(random, size, number % 2 == 0 ? 256 : 3);
}

// Empty, tiny, of some pages, or large. The same comes again and again.
std::string random_content(Random& random) {
  const std::uint64_t kind = below(random, 100);
  if (kind < 2) return {};
  if (kind < 12) return document_content(below(random, kDocuments), below(random, kRevisions));
  if (kind < 17) return joined_content(below(random, kContents));
  return small_content(kind < 45 ? below(random, kContents) : random());
}

BlobId id_of(const std::string& bytes) { return BlobId::of(store::as_bytes(bytes)); }

std::string_view name_of(SimulatedDisk::Loss loss) {
  switch (loss) {
    case SimulatedDisk::Loss::kNone:
      return "nothing lost";
    case SimulatedDisk::Loss::kAll:
      return "all unsynced lost";
    case SimulatedDisk::Loss::kMixed:
      break;
  }
  return "mixed";
}

// A change that was tried since the last check.
struct Attempt {
  Change change;
  std::size_t writer = 0;
  Outcome outcome = Outcome::kUnknown;
};

// References that a writer made and has not dropped: only its own may it drop.
using Holdings = std::vector<std::vector<BlobId>>;

void apply_to_holdings(const Change& change, std::vector<BlobId>& holdings) {
  for (const std::string& bytes : change.puts) holdings.push_back(id_of(bytes));
  for (const BlobId& id : change.drops) {
    const auto found = std::find(holdings.begin(), holdings.end(), id);
    if (found != holdings.end()) holdings.erase(found);
  }
}

class Workload {
 public:
  Workload(const SubjectMaker& maker, const WorkloadOptions& options)
      : maker_(maker),
        options_(options),
        random_(options.seed),
        scratch_(options.scratch),
        disk_(seeded(options)),
        held_(options.writers),
        holdings_(options.writers) {}

  WorkloadStatistics run() {
    try {
      while (statistics_.crashes < options_.crashes) live();
    } catch (const std::exception& failed) {
      throw WorkloadFailure(fmt::format(
          "{}\n  seed {}, {} writer(s), faults {}, after crash {} ({}), disk operation {}",
          failed.what(), options_.seed, options_.writers, options_.faults ? "on" : "off",
          statistics_.crashes, last_loss_, disk_.operations()));
    }
    statistics_.faults = disk_.faults();
    statistics_.operations = disk_.operations();
    return statistics_;
  }

 private:
  static SimulatedDisk::Options seeded(const WorkloadOptions& options) {
    SimulatedDisk::Options disk = options.disk;
    disk.seed = options.seed;
    return disk;
  }

  // Some lives are long, so that what was given up is used again in them.
  void arm() {
    const std::uint64_t within = options_.crash_within * (chance(random_, 15) ? 6 : 1);
    disk_.crash_after(1 + below(random_, within));
  }

  void restart(bool opening) {
    using Loss = SimulatedDisk::Loss;
    const Loss loss = chance(random_, 70)   ? Loss::kMixed
                      : chance(random_, 50) ? Loss::kAll
                                            : Loss::kNone;
    last_loss_ = name_of(loss);
    disk_.heal();
    disk_.restart(random_, loss);
    ++statistics_.crashes;
    if (opening) ++statistics_.crashes_opening;
  }

  void create() {
    bool crashed = false;
    if (options_.crash_creation && chance(random_, 50)) disk_.crash_after(1 + below(random_, 24));
    for (;;) {
      try {
        maker_.create(disk_, path_);
        break;
      } catch (const std::exception&) {
        if (disk_.crashed()) {
          crashed = true;
          restart(true);
          continue;
        }
        // A creation may have been complete, though the crash came before it could say so.
        if (crashed || statistics_.crashes > 0) break;
        throw;
      }
    }
    disk_.crash_after(0);
  }

  // The store, checked; null: the disk crashed meanwhile.
  std::unique_ptr<Subject> open() {
    try {
      std::unique_ptr<Subject> subject = maker_.open(disk_, path_);
      opened_ = true;
      check(*subject);
      return subject;
    } catch (const WorkloadFailure&) {
      if (!disk_.crashed()) throw;
    } catch (const std::exception& failed) {
      if (!disk_.crashed()) throw WorkloadFailure(fmt::format("cannot open: {}", failed.what()));
    }
    return nullptr;
  }

  // From one start of the machine to the next crash.
  void live() {
    // A creation that never said that it was complete may be undone until the store was opened.
    if (!opened_) create();
    // A recovery is short: to be hit it must be aimed at.
    if (chance(random_, 20)) {
      disk_.crash_after(1 + below(random_, 10));
    } else {
      arm();
    }
    std::unique_ptr<Subject> subject = open();
    if (!subject) return restart(true);
    for (int batch = 0; batch < kBatchesMax; ++batch) {
      if (options_.faults && chance(random_, 30)) {
        disk_.fail_after(1 + below(random_, 40),
                         chance(random_, 50) ? SimulatedDisk::Fault::kInputOutput
                                             : SimulatedDisk::Fault::kNoSpace,
                         chance(random_, 70) ? SimulatedDisk::Lasting::kOnce
                                             : SimulatedDisk::Lasting::kUntilHealed);
      }
      const bool usable = run_batch(*subject);
      if (disk_.crashed()) {
        subject.reset();
        return restart(false);
      }
      disk_.heal();
      if (!usable || chance(random_, 30)) {
        subject.reset();
        if (!disk_.crashed()) subject = open();
        if (!subject) return restart(true);
      } else if (chance(random_, 30)) {
        try {
          check(*subject);
        } catch (const std::exception&) {
          if (!disk_.crashed()) throw;
        }
      }
    }
    throw WorkloadFailure("the disk was hardly used: no crash came");
  }

  // False: the subject must be opened again.
  bool run_batch(Subject& subject) {
    const std::uint64_t count = 1 + below(random_, 15);
    std::vector<std::uint64_t> seeds;
    for (std::size_t writer = 0; writer < options_.writers; ++writer) seeds.push_back(random_());
    if (options_.writers == 1) return write(subject, 0, count, seeds[0]);
    std::vector<char> usable(options_.writers, 1);
    {
      std::vector<std::jthread> threads;
      for (std::size_t writer = 0; writer < options_.writers; ++writer) {
        threads.emplace_back(
            [&, writer] { usable[writer] = write(subject, writer, count, seeds[writer]) ? 1 : 0; });
      }
    }
    return std::find(usable.begin(), usable.end(), 0) == usable.end();
  }

  bool write(Subject& subject, std::size_t writer, std::uint64_t count, std::uint64_t seed) {
    Random random(seed);
    for (std::uint64_t i = 0; i < count; ++i) {
      if (chance(random, 10)) {
        const auto upkeep = static_cast<Upkeep>(below(random, 3));
        if (!subject.can(upkeep)) continue;
        const Outcome outcome = subject.maintain(upkeep);
        const std::lock_guard lock(mutex_);
        ++statistics_.upkeep;
        if (outcome == Outcome::kUnknown) return false;
        continue;
      }
      Change change = random_change(random, holdings_[writer], subject.can_drop());
      std::uint64_t number = 0;
      {
        const std::lock_guard lock(mutex_);
        number = ++last_number_;
        change.log = fmt::format("{} {}", number, std::string(below(random, 60), '.'));
        attempts_[number] = {change, writer, Outcome::kUnknown};
      }
      Outcome outcome = subject.apply(change);
      if (outcome == Outcome::kRefused && disk_.crashed()) outcome = Outcome::kUnknown;
      if (outcome == Outcome::kRefused && !options_.faults) {
        unexplained_ = fmt::format("change {} was refused, though nothing failed", number);
      }
      const std::lock_guard lock(mutex_);
      attempts_[number].outcome = outcome;
      if (outcome == Outcome::kDone) {
        ++statistics_.done;
        apply_to_holdings(change, holdings_[writer]);
      }
      if (outcome == Outcome::kRefused) ++statistics_.refused;
      if (outcome == Outcome::kHeld) ++statistics_.held;
      if (outcome == Outcome::kUnknown) return false;
    }
    return true;
  }

  static Change random_change(Random& random, const std::vector<BlobId>& holdings, bool can_drop) {
    Change change;
    const bool many = holdings.size() > kHoldingsMany;
    if (can_drop && !holdings.empty() && chance(random, many ? 80 : 35)) {
      const std::uint64_t first = below(random, holdings.size());
      change.drops.push_back(holdings[first]);
      if (holdings.size() > 1 && chance(random, 30)) {
        change.drops.push_back(holdings[(first + 1) % holdings.size()]);
      }
    }
    // Often only a drop, so that blobs do go.
    const std::uint64_t puts = change.drops.empty() ? below(random, 3)
                               : many               ? 0
                                                    : below(random, 2);
    for (std::uint64_t i = 0; i < puts; ++i) {
      change.puts.push_back(random_content(random));
    }
    if (can_drop && !holdings.empty() && chance(random, 15)) {
      Change::Hold hold{holdings[below(random, holdings.size())],
                        fmt::format("hold {}", below(random, 3)), std::nullopt};
      // Mostly lifted or run out, so that blobs do go.
      if (chance(random, 40)) hold.until = kNow + 1 + below(random, 10);
      if (chance(random, 20)) hold.until = kNow - below(random, 10);
      if (chance(random, 10)) hold.until = store::kForever;
      change.holds.push_back(std::move(hold));
    }
    for (std::uint64_t i = below(random, 3); i > 0; --i) {
      std::optional<std::string>& value =
          change.records[fmt::format("key {}", below(random, kKeys))];
      if (!chance(random, 25)) value = fmt::format("value {}", random());
    }
    return change;
  }

  static std::uint64_t number_of(const std::string& log) {
    std::uint64_t number = 0;
    std::from_chars(log.data(), log.data() + log.size(), number);
    return number;
  }

  // A hold that was met must have been there; only one writer makes it plain when it was met.
  void check_held_until(std::uint64_t number) {
    if (options_.writers > 1) return;
    while (!attempts_.empty() && attempts_.begin()->first < number &&
           attempts_.begin()->second.outcome == Outcome::kHeld) {
      require(model_.forbids(attempts_.begin()->second.change),
              fmt::format("change {} met a hold that is not there", attempts_.begin()->first));
      attempts_.erase(attempts_.begin());
    }
  }

  void check(const Subject& subject) {
    const State seen = subject.state();
    const std::size_t known = model_.log.size();
    for (std::size_t i = 0; i < known; ++i) {
      require(i < seen.log.size() && seen.log[i] == model_.log[i],
              fmt::format("log entry {} was there and is not any more", i + 1));
    }
    std::vector<std::uint64_t> last_of_writer(options_.writers);
    for (std::size_t i = known; i < seen.log.size(); ++i) {
      const std::uint64_t number = number_of(seen.log[i]);
      const auto found = attempts_.find(number);
      require(found != attempts_.end() && found->second.change.log == seen.log[i],
              fmt::format("log entry {} was never written so, or twice", i + 1));
      const Attempt& attempt = found->second;
      require(attempt.outcome != Outcome::kRefused && attempt.outcome != Outcome::kHeld,
              fmt::format("change {} was refused and is there", number));
      require(last_of_writer[attempt.writer] < number,
              fmt::format("change {} stands behind a later one of its writer", number));
      last_of_writer[attempt.writer] = number;
      if (attempt.outcome == Outcome::kUnknown) ++statistics_.unknown_present;
      check_held_until(number);
      require(!model_.forbids(attempt.change),
              fmt::format("change {} gave up a blob that was held", number));
      model_.apply(attempt.change);
      apply_to_holdings(attempt.change, held_[attempt.writer]);
      attempts_.erase(found);
    }
    check_held_until(last_number_ + 1);
    for (const auto& [number, attempt] : attempts_) {
      require(attempt.outcome != Outcome::kDone,
              fmt::format("change {} was acknowledged and is not there", number));
      if (attempt.outcome == Outcome::kUnknown) ++statistics_.unknown_absent;
    }
    require(unexplained_.empty(), unexplained_);
    attempts_.clear();
    holdings_ = held_;
    compare(seen);
  }

  void compare(const State& seen) const {
    for (const auto& [id, blob] : model_.blobs) {
      const auto found = seen.blobs.find(id);
      require(found != seen.blobs.end(), "blob " + id.hex() + " is missing");
      require(found->second.bytes == blob.bytes, "blob " + id.hex() + " has other bytes");
      require(found->second.references == blob.references,
              fmt::format("blob {} has {} references, not {}", id.hex(), found->second.references,
                          blob.references));
    }
    for (const auto& [id, blob] : seen.blobs) {
      require(model_.blobs.contains(id), "blob " + id.hex() + " is nobody's");
    }
    require(seen.holds == model_.holds, "holds are missing or nobody's");
    for (const auto& [key, value] : model_.records) {
      const auto found = seen.records.find(key);
      require(found != seen.records.end() && found->second == value,
              "record '" + key + "' is missing or has another value");
    }
    for (const auto& [key, value] : seen.records) {
      require(model_.records.contains(key), "record '" + key + "' was erased or never written");
    }
  }

  static void require(bool condition, const std::string& what) {
    if (!condition) throw WorkloadFailure(what);
  }

  const SubjectMaker& maker_;
  const WorkloadOptions& options_;
  Random random_;
  const ScratchDirectory scratch_;
  const std::filesystem::path path_ = scratch_ / "store";
  SimulatedDisk disk_;
  std::string_view last_loss_ = "none yet";
  bool opened_ = false;  // Once, to the end.

  // As of the last check.
  State model_;
  Holdings held_;

  std::mutex mutex_;  // Protects the rest while writers run.
  std::uint64_t last_number_ = 0;
  std::string unexplained_;                    // A refusal that nothing explains.
  std::map<std::uint64_t, Attempt> attempts_;  // Since the last check.
  Holdings holdings_;                          // Now; each belongs to its writer's thread.
  WorkloadStatistics statistics_;
};

}  // namespace

void State::apply(const Change& change) {
  for (const std::string& bytes : change.puts) {
    Blob& blob = blobs[id_of(bytes)];
    blob.bytes = bytes;
    ++blob.references;
  }
  for (const BlobId& id : change.drops) {
    const auto found = blobs.find(id);
    if (found == blobs.end() || --found->second.references > 0) continue;
    blobs.erase(found);
    std::erase_if(holds, [&](const auto& hold) { return hold.first.first == id; });
  }
  for (const Change::Hold& hold : change.holds) {
    const HoldKey key{hold.blob, hold.name};
    if (!hold.until) {
      holds.erase(key);
    } else if (blobs.contains(hold.blob)) {
      holds[key] = *hold.until;
    }
  }
  for (const auto& [key, value] : change.records) {
    if (value) {
      records[key] = *value;
    } else {
      records.erase(key);
    }
  }
  log.push_back(change.log);
}

bool State::forbids(const Change& change) const {
  std::map<BlobId, std::uint64_t> left;
  for (const BlobId& id : change.drops) {
    const auto known = blobs.find(id);
    left[id] = known == blobs.end() ? 0 : known->second.references;
  }
  for (const std::string& bytes : change.puts) {
    const auto known = left.find(id_of(bytes));
    if (known != left.end()) ++known->second;
  }
  for (const BlobId& id : change.drops) {
    const bool held = std::ranges::any_of(
        holds, [&](const auto& hold) { return hold.first.first == id && hold.second > kNow; });
    if (left[id] == 1 && held) return true;
    if (left[id] > 0) --left[id];
  }
  return false;
}

WorkloadStatistics& WorkloadStatistics::operator+=(const WorkloadStatistics& other) {
  crashes += other.crashes;
  crashes_opening += other.crashes_opening;
  faults += other.faults;
  done += other.done;
  refused += other.refused;
  held += other.held;
  unknown_present += other.unknown_present;
  unknown_absent += other.unknown_absent;
  upkeep += other.upkeep;
  operations += other.operations;
  return *this;
}

WorkloadStatistics run_crash_workload(const SubjectMaker& maker, const WorkloadOptions& options) {
  return Workload(maker, options).run();
}

}  // namespace kho::test
