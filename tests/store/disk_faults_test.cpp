// Every single operation and read of one history fails, and a disk that is full: nothing
// acknowledged is lost, nothing refused is there, and deleting makes room again.
#include <gtest/gtest.h>

#include <cstdlib>

#include "store/error.h"
#include "tests/counted.h"
#include "tests/scratch_directory.h"
#include "tests/store/short_history.h"

namespace kho::test {
namespace {

using Fault = SimulatedDisk::Fault;
using Lasting = SimulatedDisk::Lasting;
using Loss = SimulatedDisk::Loss;

std::filesystem::path memory() {
  const std::filesystem::path path = "/dev/shm";
  return std::filesystem::is_directory(path) ? path : std::filesystem::temp_directory_path();
}

struct Machine {
  explicit Machine(std::uint64_t seed, std::uint64_t reserve_bytes = 64 << 10)
      : maker(store_subject_maker(seed, reserve_bytes)), disk(seeded(seed)), random(seed) {
    maker.create(disk, path);
  }
  static SimulatedDisk::Options seeded(std::uint64_t seed) {
    SimulatedDisk::Options options = store_subject_disk();
    options.external_versions = false;
    options.seed = seed;
    return options;
  }
  std::unique_ptr<Subject> open() { return maker.open(disk, path); }

  ScratchDirectory scratch{memory()};
  std::filesystem::path path = scratch / "store";
  SubjectMaker maker;
  SimulatedDisk disk;
  Random random;
};

// Runs the history as often as it has something that `fail` lets fail, the k-th each time, from one
// to the next by `step`. More than `expected` are there.
void fail_each(const std::function<void(SimulatedDisk&, std::uint64_t k)>& fail, std::uint64_t step,
               std::uint64_t expected) {
  std::uint64_t failed = 0;
  bool happened = true;
  for (std::uint64_t k = 1; happened; k += step) {
    SCOPED_TRACE(k);
    Machine machine(k);
    const auto open = [&] {
      if (machine.disk.faults() > 0) machine.disk.heal();
      return machine.open();
    };
    ShortHistory history(open);
    fail(machine.disk, k);
    history.run();
    happened = machine.disk.faults() > 0;
    machine.disk.heal();
    history.run();
    ASSERT_NO_FATAL_FAILURE(history.check());
    history.close();
    machine.disk.restart(machine.random, Loss::kAll);
    ASSERT_NO_FATAL_FAILURE(history.check());
    failed += happened ? 1 : 0;
  }
  EXPECT_GT(failed * step, expected);
  counted("disk_faults", failed);
}

class EveryFailingOperation : public testing::TestWithParam<std::tuple<Fault, Lasting>> {};

TEST_P(EveryFailingOperation, LosesNothing) {
  const auto [fault, lasting] = GetParam();
  // All of them in the long form, by the variable of the crash tests.
  const std::uint64_t step = std::getenv("KHO_CRASH_POINTS") != nullptr ? 1 : 5;
  fail_each([&](SimulatedDisk& disk, std::uint64_t k) { disk.fail_after(k, fault, lasting); }, step,
            60);
}

INSTANTIATE_TEST_SUITE_P(All, EveryFailingOperation,
                         testing::Combine(testing::Values(Fault::kInputOutput, Fault::kNoSpace),
                                          testing::Values(Lasting::kOnce, Lasting::kUntilHealed)));

TEST(EveryFailingRead, OfAHistoryLosesNothing) {
  for (const Lasting lasting : {Lasting::kOnce, Lasting::kUntilHealed}) {
    fail_each([&](SimulatedDisk& disk, std::uint64_t k) { disk.fail_read_after(k, lasting); }, 1,
              20);
  }
}

TEST(EveryFailingRead, OfWhatIsStoredIsAnErrorAndNothingElseIsRead) {
  Machine machine(1);
  ShortHistory history([&] { return machine.open(); });
  history.run();
  std::uint64_t failed = 0;
  for (bool happened = true; happened; failed += happened ? 1 : 0) {
    machine.disk.fail_read_after(failed + 1, Lasting::kOnce);
    bool refused = false;
    try {
      ASSERT_NO_FATAL_FAILURE(history.check());
    } catch (const std::system_error&) {
      refused = true;
    }
    happened = machine.disk.faults() > failed;
    ASSERT_EQ(refused, happened);
  }
  EXPECT_GT(failed, 5u);
  counted("disk_faults", failed);
}

// What it had begun to write is dead, and the next one must not go on in it and give it up.
TEST(CompactionThatFailed, IsFollowedByOneThatLosesNothing) {
  constexpr std::uint64_t kRunsEach = 3;
  bool happened = true;
  std::uint64_t refused = 0;
  for (std::uint64_t i = kRunsEach; happened || i % kRunsEach != 0; ++i) {
    const std::uint64_t k = i / kRunsEach;
    SCOPED_TRACE(k);
    Machine machine(i);
    const auto open = [&] { return machine.open(); };
    ShortHistory history(open);
    history.deposit(4);
    history.drop_last();
    store::CompactionPolicy all;
    all.dead_share = 0;
    all.include_active = true;
    machine.disk.fail_after(k, Fault::kNoSpace, Lasting::kOnce);
    try {
      store::compact(history.store(), all);
    } catch (const store::Error&) {
      ++refused;
    }
    happened = machine.disk.faults() > 0;
    machine.disk.heal();
    if (!history.store().writable()) continue;
    history.deposit(1);
    for (int round = 0; round < 2; ++round) store::compact(history.store(), all);
    history.deposit(6);
    ASSERT_NO_FATAL_FAILURE(history.check());
  }
  EXPECT_GT(refused, 3u);
  counted("disk_faults", refused);
}

// Recovery finds commits twice then; it must not name a copy that only the system's cache has.
TEST(CompactionThatWasKilled, LeavesNoCommitThatIsNotSure) {
  std::uint64_t points = 0;
  bool crashed = true;
  for (std::uint64_t k = 1; crashed; ++k) {
    crashed = false;
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      SCOPED_TRACE(k);
      Machine machine(seed);
      std::size_t changes = 0;
      {
        ShortHistory history([&] { return machine.open(); });
        store::CompactionPolicy all;
        all.dead_share = 0;
        // Until what is compacted goes to a segment before those of the commits.
        for (std::uint64_t round = 0; round < seed % 5; ++round) {
          history.deposit(3, 15'000);
          history.drop_last();
          changes += 4;
          store::compact(history.store(), all);
        }
        // The last few are behind the last checkpoint.
        history.deposit(4, 3'000);
        changes += 4;
        machine.disk.crash_after(k);
        try {
          store::compact(history.store(), all);
        } catch (const std::exception&) {
        }
        crashed = crashed || machine.disk.crashed();
      }
      machine.disk.restart(machine.random, Loss::kNone);
      {
        const auto subject = machine.open();
        machine.disk.crash_after(1);
      }
      machine.disk.restart(machine.random, Loss::kAll);
      EXPECT_EQ(machine.open()->state().log.size(), changes);
      points += 2;
    }
  }
  counted("crash_points", points);
}

// The tables know of its new use only with the next group; a checkpoint before must not free it.
TEST(Checkpoint, LeavesASegmentAloneThatIsInUseAgain) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(seed);
    Machine machine(seed);
    ShortHistory history([&] { return machine.open(); });
    history.deposit(4);
    history.drop_last();
    store::CompactionPolicy all;
    all.dead_share = 0;
    store::compact(history.store(), all);
    store::Store& store = history.store();
    for (int i = 0; i < 8; ++i) {
      const std::string bytes = std::to_string(i) + std::string(100, 'x');
      const store::PreparedBlob blob = store.prepare(store::as_bytes(bytes));
      store.checkpoint();
      store.commit([&](store::Transaction& transaction) {
        transaction.put_blob(blob);
        transaction.append_log(bytes);
      });
    }
    history.close();
    EXPECT_EQ(machine.open()->state().blobs.size(), 3u + 8u);
  }
}

class FullDisk : public testing::Test {
 protected:
  void set_room(std::uint64_t bytes) {
    constexpr std::uint64_t kMuch = 1 << 30;
    machine_.disk.set_bytes_max(kMuch);
    machine_.disk.set_bytes_max(kMuch - machine_.disk.free_bytes(machine_.path) + bytes);
  }
  Change put(std::uint64_t number) {
    Random random(number);
    Change change;
    change.puts = {std::string(20'000, '\0')};
    for (char& c : change.puts[0]) c = static_cast<char>(below(random, 256));
    change.log = "put " + std::to_string(number);
    return change;
  }
  // Until it is refused; how many were not.
  std::uint64_t fill(Subject& subject, State& expected) {
    for (std::uint64_t done = 0;; ++done) {
      const Change change = put(++number_);
      const Outcome outcome = subject.apply(change);
      if (outcome != Outcome::kDone) {
        EXPECT_EQ(outcome, Outcome::kRefused);
        return done;
      }
      expected.apply(change);
    }
  }
  void expect_state(const Subject& subject, const State& expected) {
    const State seen = subject.state();
    EXPECT_EQ(seen.log, expected.log);
    EXPECT_EQ(seen.blobs, expected.blobs);
  }

  // Segments are allocated as a whole here: one for what is put, one for what is compacted.
  Machine machine_{7, 512 << 10};
  std::uint64_t number_ = 0;
};

TEST_F(FullDisk, TakesWritesAgainWhenThereIsRoom) {
  auto subject = machine_.open();
  State expected;
  set_room(300'000);
  EXPECT_GT(fill(*subject, expected), 3u);
  expect_state(*subject, expected);
  set_room(300'000);
  EXPECT_GT(fill(*subject, expected), 3u);
  subject.reset();
  subject = machine_.open();
  expect_state(*subject, expected);
}

TEST_F(FullDisk, DeletingAndCompactingMakeRoom) {
  auto subject = machine_.open();
  State expected;
  set_room(600'000);
  const std::uint64_t filled = fill(*subject, expected);
  EXPECT_GT(filled, 10u);
  for (int round = 0; round < 3; ++round) {
    // Not even the smallest is taken now.
    set_room(0);
    std::vector<store::BlobId> blobs;
    for (const auto& [id, blob] : expected.blobs) blobs.push_back(id);
    for (const store::BlobId& id : blobs) {
      Change drop;
      drop.drops = {id};
      drop.log = "drop " + id.hex();
      ASSERT_EQ(subject->apply(drop), Outcome::kDone) << round;
      expected.apply(drop);
    }
    for (int i = 0; i < 6; ++i) ASSERT_EQ(subject->maintain(Upkeep::kCompact), Outcome::kDone);
    ASSERT_EQ(subject->maintain(Upkeep::kCheckpoint), Outcome::kDone);
    EXPECT_TRUE(machine_.disk.exists(machine_.path / "reserve")) << round;
    EXPECT_GT(fill(*subject, expected), filled / 3) << round;
    expect_state(*subject, expected);
  }
  subject.reset();
  machine_.disk.restart(machine_.random, Loss::kAll);
  expect_state(*machine_.open(), expected);
}

}  // namespace
}  // namespace kho::test
