#include "tests/store/allocation_faults.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <new>
#include <optional>
#include <thread>

#include "tests/counted.h"
#include "tests/scratch_directory.h"
#include "tests/store/short_history.h"

namespace kho::test {
namespace {

std::filesystem::path memory() {
  const std::filesystem::path path = "/dev/shm";
  return std::filesystem::is_directory(path) ? path : std::filesystem::temp_directory_path();
}

using Where = AllocationFault::Where;
using Lasting = AllocationFault::Lasting;

// 0: every one of four allocations came off; otherwise the sum of 1, 2, 4, 8 for those that failed.
// `volatile` keeps the compiler from leaving them out.
int failures_of_four() {
  int failed = 0;
  for (int i = 0; i < 4; ++i) {
    try {
      int* volatile memory = new int(i);
      delete memory;
    } catch (const std::bad_alloc&) {
      failed += 1 << i;
    }
  }
  return failed;
}

TEST(AllocationFault, FailsTheKthOnceOrAllFromThere) {
  int once = 0;
  int lasting = 0;
  std::uint64_t counted = 0;
  {
    const AllocationFault fault(2, Where::kThread);
    once = failures_of_four();
    counted = fault.allocations();
  }
  {
    const AllocationFault fault(3, Where::kThread, Lasting::kFromThenOn);
    lasting = failures_of_four();
  }
  EXPECT_EQ(once, 2);
  EXPECT_EQ(counted, 4u);
  EXPECT_EQ(lasting, 4 + 8);
  EXPECT_EQ(failures_of_four(), 0);
}

TEST(AllocationFault, OfOneThreadLeavesTheOthersAloneAndOfTheProcessDoesNot) {
  for (const Where where : {Where::kThread, Where::kProcess}) {
    int elsewhere = 0;
    std::atomic<bool> go{false};
    // Started before, because starting a thread allocates.
    std::thread other([&] {
      go.wait(false);
      elsewhere = failures_of_four();
    });
    {
      const AllocationFault fault(1, where, Lasting::kFromThenOn);
      go = true;
      go.notify_one();
      other.join();
    }
    EXPECT_EQ(elsewhere, where == Where::kThread ? 0 : 15);
  }
}

TEST(AllocationFault, NullIsReturnedWhereItWasAskedFor) {
  void* memory = &memory;
  struct alignas(64) Wide {
    char bytes[64];
  };
  bool wide_failed = false;
  {
    const AllocationFault fault(1, Where::kThread, Lasting::kFromThenOn);
    memory = ::operator new(10, std::nothrow);
    try {
      Wide* volatile wide = new Wide;
      delete wide;
    } catch (const std::bad_alloc&) {
      wide_failed = true;
    }
  }
  EXPECT_EQ(memory, nullptr);
  EXPECT_TRUE(wide_failed);
}

// Whatever allocation of a commit fails: what was acknowledged is there, what was refused is not.
TEST(StoreWithoutMemory, EveryFailingAllocationOfACommitLeavesItWholeOrAbsent) {
  for (const Lasting lasting : {Lasting::kOnce, Lasting::kFromThenOn}) {
    const ScratchDirectory scratch;
    const std::filesystem::path path = scratch / "store";
    const SubjectMaker maker = store_subject_maker();
    maker.create(store::posix_file_system(), path);
    auto subject = maker.open(store::posix_file_system(), path);
    State expected;
    bool happened = true;
    std::uint64_t refused = 0;
    std::uint64_t faults = 0;
    for (std::uint64_t k = 1; happened; ++k) {
      Change change;
      change.puts = {"blob " + std::to_string(k), std::string(2000, static_cast<char>(k))};
      change.records["key"] = std::to_string(k);
      change.log = "change " + std::to_string(k);
      Outcome outcome = Outcome::kUnknown;
      {
        const AllocationFault fault(k, Where::kProcess, lasting);
        outcome = subject->apply(change);
        happened = fault.happened();
        faults += happened ? 1 : 0;
      }
      if (outcome == Outcome::kUnknown) {
        subject.reset();
        subject = maker.open(store::posix_file_system(), path);
        const State seen = subject->state();
        if (!seen.log.empty() && seen.log.back() == change.log) outcome = Outcome::kDone;
      }
      if (outcome == Outcome::kDone) expected.apply(change);
      refused += outcome != Outcome::kDone;
      const State seen = subject->state();
      ASSERT_EQ(seen.log, expected.log) << k;
      ASSERT_EQ(seen.records, expected.records) << k;
      ASSERT_EQ(seen.blobs, expected.blobs) << k;
    }
    EXPECT_GT(refused, 10u);
    EXPECT_GT(expected.log.size(), 0u);
    counted("allocation_faults", faults);
  }
}

// Deposits, deletion, compaction, ripening, checkpoints, reopening: none bears a half of it.
TEST(StoreWithoutMemory, EveryFailingAllocationOfAHistoryLosesNothing) {
  // Each up to here, then ever fewer; the long form by the variable of the crash tests.
  const std::uint64_t shares = std::getenv("KHO_CRASH_POINTS") != nullptr ? 4096 : 24;
  std::uint64_t faults = 0;
  for (const Lasting lasting : {Lasting::kOnce, Lasting::kFromThenOn}) {
    bool happened = true;
    for (std::uint64_t k = 1; happened; k += 1 + k / shares) {
      SCOPED_TRACE(k);
      const ScratchDirectory scratch(memory());
      const std::filesystem::path path = scratch / "store";
      const SubjectMaker maker = store_subject_maker(k);
      maker.create(store::posix_file_system(), path);
      std::uint64_t left = k;  // Until the one that fails; 0: it has failed.
      const auto around = [&](const ShortHistory::Action& action) {
        if (left == 0) return action();
        std::optional<AllocationFault> fault;
        try {
          fault.emplace(left, Where::kProcess, lasting);
          action();
        } catch (const std::bad_alloc&) {
          // Before the store itself had begun.
        }
        const std::uint64_t allocations = fault->allocations();
        left = fault->happened() ? 0 : left - allocations;
      };
      const auto open = [&] { return maker.open(store::posix_file_system(), path); };
      ShortHistory history(open, around);
      history.run();
      happened = left == 0;
      faults += happened ? 1 : 0;
      history.run();
      ASSERT_NO_FATAL_FAILURE(history.check());
    }
  }
  counted("allocation_faults", faults);
}

}  // namespace
}  // namespace kho::test
