// tests/store/crash_workload.h - A random workload that crashes, and a model that knows what must
// be left.
//
//   open ──> check ──> changes, upkeep, reopening ... crash ──> restart of the disk ──> open ...
//
// Blobs are small, or large and made of parts that others have too: a store that cuts files has
// chunks to share, and documents that continue others.
//
// Every change appends one log entry that carries its number. So after a crash the log says which
// changes happened and in what order, and everything else must follow from it byte for byte: each
// acknowledged change is in the log, each refused one is not, one of unknown outcome may be; and
// blobs, reference counts and records are those that the model gets by the same changes. What a
// check has seen must stay, through the next crash too.
//
// With one writer a seed gives one history. Thread safety: thread-confined; the subject must be
// thread-safe for more than one writer.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "store/operations.h"
#include "store/sha256.h"
#include "tests/store/simulated_disk.h"

namespace kho::test {

inline constexpr std::uint64_t kNow =
    1'000'000'000;  // By the clock of the subject; it stands still.

// Happens as a whole or not at all, in this order.
struct Change {
  struct Hold {
    store::BlobId blob;
    std::string name;
    std::optional<std::uint64_t> until;  // Seconds since 1970; nullopt: it is lifted.
  };
  std::vector<std::string> puts;     // Bytes of blobs: one more reference each.
  std::vector<store::BlobId> drops;  // One reference fewer each; without any the blob is gone.
  std::vector<Hold> holds;           // Nothing happens where there is no such blob or hold.
  std::map<std::string, std::optional<std::string>> records;  // Key -> value; nullopt erases.
  std::string log;                                            // One entry.
};

// Everything that can be seen of a store.
struct State {
  struct Blob {
    std::string bytes;
    std::uint64_t references = 0;
    bool operator==(const Blob&) const = default;
  };
  using HoldKey = std::pair<store::BlobId, std::string>;
  std::map<store::BlobId, Blob> blobs;
  std::map<HoldKey, std::uint64_t> holds;  // Until when. Those of a blob go with it.
  std::map<std::string, std::string> records;
  std::vector<std::string> log;

  void apply(const Change& change);
  // Whether a hold forbids it.
  [[nodiscard]] bool forbids(const Change& change) const;
};

enum class Outcome {
  kDone,     // Durable.
  kRefused,  // Nothing of it happened, and it never will. Go on.
  kHeld,     // The same, because of a hold.
  kUnknown,  // It happened or not, as will be seen. Nothing more can be done but to open again.
};

// What changes nothing that can be seen.
enum class Upkeep { kCompact, kRipen, kCheckpoint };

// A store under test, open until destroyed. Its destructor must bear a disk that has crashed.
class Subject {
 public:
  virtual ~Subject() = default;
  [[nodiscard]] virtual bool can_drop() const = 0;
  [[nodiscard]] virtual bool can(Upkeep upkeep) const = 0;
  // Neither throws.
  virtual Outcome apply(const Change& change) = 0;
  virtual Outcome maintain(Upkeep upkeep) = 0;
  // Reads and verifies all of it. Throws where anything referenced is missing or damaged, where
  // the hash chain of the log is broken, or where inner counts are not exact.
  [[nodiscard]] virtual State state() const = 0;
};

struct SubjectMaker {
  // Makes an empty store in an absent directory, or finishes a creation that a crash cut off.
  std::function<void(store::FileSystem&, const std::filesystem::path&)> create;
  std::function<std::unique_ptr<Subject>(store::FileSystem&, const std::filesystem::path&)> open;
};

struct WorkloadOptions {
  std::uint64_t seed = 1;
  std::uint64_t crashes = 25;        // Then it ends; what grows in a store bounds it.
  std::uint64_t crash_within = 120;  // Disk operations of most lives, at most.
  std::size_t writers = 1;
  bool faults = false;  // Also failing writes and syncs.
  bool crash_creation = true;
  std::filesystem::path scratch;  // Parent of the store's directory; best in memory.
  SimulatedDisk::Options disk;    // Its seed is set from `seed`.
};

struct WorkloadStatistics {
  std::uint64_t crashes = 0;
  std::uint64_t crashes_opening = 0;  // Of them while the store recovered or was created.
  std::uint64_t faults = 0;
  std::uint64_t done = 0;
  std::uint64_t refused = 0;
  std::uint64_t held = 0;
  std::uint64_t unknown_present = 0;  // Unacknowledged changes that were there after all.
  std::uint64_t unknown_absent = 0;
  std::uint64_t upkeep = 0;
  std::uint64_t operations = 0;  // Of the disk.
  WorkloadStatistics& operator+=(const WorkloadStatistics& other);
};

// The message tells what is wrong, the seed, the crash and the disk operation.
struct WorkloadFailure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Throws WorkloadFailure.
WorkloadStatistics run_crash_workload(const SubjectMaker& maker, const WorkloadOptions& options);

}  // namespace kho::test
