// Power that goes at every single operation of short histories: what was seen once must stay.
#include <gtest/gtest.h>

#include "store/error.h"
#include "tests/counted.h"
#include "tests/scratch_directory.h"
#include "tests/store/store_subject.h"

namespace kho::test {
namespace {

using Loss = SimulatedDisk::Loss;

std::filesystem::path memory() {
  const std::filesystem::path path = "/dev/shm";
  return std::filesystem::is_directory(path) ? path : std::filesystem::temp_directory_path();
}

struct Machine {
  explicit Machine(std::uint64_t seed) : disk(seeded(seed)), random(seed) {}
  static SimulatedDisk::Options seeded(std::uint64_t seed) {
    SimulatedDisk::Options options = store_subject_disk();
    options.seed = seed;
    return options;
  }

  ScratchDirectory scratch{memory()};
  std::filesystem::path path = scratch / "store";
  SubjectMaker maker = store_subject_maker();
  SimulatedDisk disk;
  Random random;
};

// Six large changes are enough for several segments and checkpoints.
void write_some(Subject& subject, std::size_t blob_bytes, std::uint64_t count) {
  Random random(blob_bytes);
  for (std::uint64_t i = 1; i <= count; ++i) {
    Change change;
    change.puts = {std::string(blob_bytes, '\0'), "blob " + std::to_string(i)};
    for (char& c : change.puts[0]) c = static_cast<char>(below(random, 256));
    change.records["key"] = std::to_string(i);
    change.log = std::to_string(i);
    if (subject.apply(change) == Outcome::kUnknown) return;
    if (i % 3 == 0 && subject.maintain(Upkeep::kCompact) == Outcome::kUnknown) return;
  }
}

void expect_equal(const State& seen, const State& expected, std::uint64_t k) {
  EXPECT_EQ(seen.log, expected.log) << k;
  EXPECT_EQ(seen.records, expected.records) << k;
  EXPECT_EQ(seen.blobs, expected.blobs) << k;
}

// The system's cache outlives a killed process, but it is not the disk.
TEST(PowerLoss, WhatWasReadAfterAKilledProcessStays) {
  constexpr std::uint64_t kRunsEach = 2;
  std::uint64_t points = 0;
  bool crashed = true;
  for (std::uint64_t i = kRunsEach; crashed || i % kRunsEach != 0; ++i) {
    const std::uint64_t k = i / kRunsEach;
    Machine machine(i);
    machine.maker.create(machine.disk, machine.path);
    machine.disk.crash_after(k);
    try {
      write_some(*machine.maker.open(machine.disk, machine.path), 30'000, 6);
    } catch (const std::exception&) {
      ASSERT_TRUE(machine.disk.crashed()) << k;
    }
    crashed = machine.disk.crashed();
    machine.disk.restart(machine.random, Loss::kNone);
    State seen;
    {
      const auto subject = machine.maker.open(machine.disk, machine.path);
      // Pages of the tables that no checkpoint names are written over.
      write_some(*subject, 10, i % 16);
      seen = subject->state();
      // Without its last checkpoint.
      machine.disk.crash_after(1);
    }
    machine.disk.restart(machine.random, i % kRunsEach == 0 ? Loss::kAll : Loss::kMixed);
    expect_equal(machine.maker.open(machine.disk, machine.path)->state(), seen, k);
    points += 2;
  }
  counted("crash_points", points);
}

TEST(PowerLoss, CreationThatWasCutOffIsFinishedAndThenStays) {
  constexpr std::uint64_t kRunsEach = 3;
  std::uint64_t points = 0;
  bool crashed = true;
  for (std::uint64_t k = 1; crashed; ++k) {
    for (std::uint64_t run = 0; run < kRunsEach; ++run) {
      Machine machine(k * kRunsEach + run);
      machine.disk.crash_after(k);
      crashed = false;
      try {
        machine.maker.create(machine.disk, machine.path);
      } catch (const SimulatedCrash&) {
        crashed = true;
        machine.disk.restart(machine.random, static_cast<Loss>(run % 3));
        try {
          machine.maker.create(machine.disk, machine.path);
        } catch (const store::Error& error) {
          // It was complete.
          ASSERT_EQ(error.errc(), store::Errc::kAlreadyExists) << k;
        }
      }
      machine.disk.crash_after(0);
      State seen;
      {
        const auto subject = machine.maker.open(machine.disk, machine.path);
        write_some(*subject, 30'000, 6);
        seen = subject->state();
        EXPECT_EQ(seen.log.size(), 6u);
      }
      machine.disk.restart(machine.random, Loss::kAll);
      expect_equal(machine.maker.open(machine.disk, machine.path)->state(), seen, k);
      points += crashed ? 2 : 1;
    }
  }
  counted("crash_points", points);
}

}  // namespace
}  // namespace kho::test
