#include "warehouse/readiness.h"

#include <gmock/gmock.h>

namespace kho::warehouse {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using Level = Check::Level;

Status good() {
  Status status;
  status.writable = true;
  status.searchable = true;
  status.log_position = 100'000;
  status.text_position = status.index_position = status.log_position;
  status.audit_position = status.indicator_position = status.log_position;
  status.file_bytes_max = 60ULL << 20;
  status.free_bytes = 100ULL << 30;
  return status;
}

Check check_of(const Status& status, Part part) {
  for (Check& check : checks_of(status)) {
    if (check.part == part) return std::move(check);
  }
  ADD_FAILURE() << "no such check";
  return {};
}

// The level of the part; all others must be well.
Level level_of(const Status& status, Part part) {
  for (const Check& check : checks_of(status)) {
    if (check.part == part) continue;
    EXPECT_EQ(check.level, Level::kOk) << name_in(kPartNames, check.part);
  }
  return check_of(status, part).level;
}

TEST(Readiness, DamageThatACheckFoundIsAReasonToLookAndNoneToSendPeopleAway) {
  Status status = good();
  status.last_check = Findings{3, 0, 0};
  EXPECT_EQ(level_of(status, Part::kStore), Level::kOk);
  status.last_check = Findings{0, 0, 1};
  EXPECT_EQ(level_of(status, Part::kStore), Level::kWarn);
  status.last_check = Findings{0, 1, 0};
  EXPECT_EQ(level_of(status, Part::kStore), Level::kWarn);
}

TEST(Readiness, AllIsWell) {
  const std::vector<Check> checks = checks_of(good());
  EXPECT_EQ(checks.size(), kPartNames.size());
  for (const Check& check : checks) {
    EXPECT_EQ(check.level, Level::kOk);
    EXPECT_THAT(check.reasons, IsEmpty());
  }
}

TEST(Readiness, StoppedStoreFails) {
  Status status = good();
  status.writable = false;
  EXPECT_EQ(level_of(status, Part::kStore), Level::kFail);
}

TEST(Readiness, DiskWarnsAndThenFails) {
  Status status = good();
  status.free_bytes = kFreeBytesWarn;
  EXPECT_EQ(level_of(status, Part::kDisk), Level::kOk);
  status.free_bytes = kFreeBytesWarn - 1;
  EXPECT_EQ(level_of(status, Part::kDisk), Level::kWarn);
  EXPECT_THAT(check_of(status, Part::kDisk).numbers,
              ElementsAre(Pair("free_bytes", kFreeBytesWarn - 1)));
  status.free_bytes = status.file_bytes_max;
  EXPECT_EQ(level_of(status, Part::kDisk), Level::kWarn);
  status.free_bytes = status.file_bytes_max - 1;
  EXPECT_EQ(level_of(status, Part::kDisk), Level::kFail);
  status.free_bytes.reset();
  EXPECT_EQ(level_of(status, Part::kDisk), Level::kFail);
}

TEST(Readiness, WhatLagsFarBehindWarns) {
  const std::pair<Part, store::Position Status::*> followers[] = {
      {Part::kIndex, &Status::index_position},
      {Part::kText, &Status::text_position},
      {Part::kTally, &Status::indicator_position},
      {Part::kAudit, &Status::audit_position}};
  for (const auto& [part, position] : followers) {
    Status status = good();
    status.*position = status.log_position - kBehindWarn + 1;
    EXPECT_EQ(level_of(status, part), Level::kOk);
    --(status.*position);
    EXPECT_EQ(level_of(status, part), Level::kWarn);
    EXPECT_THAT(check_of(status, part).numbers, testing::Contains(Pair("behind", kBehindWarn)));
    // Read a moment later than the log: not behind.
    status.*position = status.log_position + 1;
    EXPECT_EQ(level_of(status, part), Level::kOk);
    EXPECT_THAT(check_of(status, part).numbers, testing::Contains(Pair("behind", 0)));
  }
}

TEST(Readiness, QueueOfReadingsWarns) {
  Status status = good();
  status.readings.counts.waiting = kReadingsWarn;
  EXPECT_EQ(level_of(status, Part::kText), Level::kWarn);
  status.readings.counts = {1, 2, 3};
  const Check check = check_of(status, Part::kText);
  EXPECT_EQ(check.level, Level::kWarn);
  EXPECT_THAT(check.reasons, ElementsAre(HasSubstr("could not be read")));
  EXPECT_THAT(check.numbers,
              ElementsAre(Pair("position", 100'000), Pair("behind", 0), Pair("waiting", 1),
                          Pair("delayed", 2), Pair("quarantined", 3)));
}

TEST(Readiness, EachFailureFailsItsPart) {
  for (const auto& [part, name] : kPartNames) {
    Status status = good();
    status.failures = {{part, "broken"}};
    EXPECT_EQ(level_of(status, part), Level::kFail) << name;
    EXPECT_THAT(check_of(status, part).reasons, ElementsAre("broken"));
  }
}

}  // namespace
}  // namespace kho::warehouse
