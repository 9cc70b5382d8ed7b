// What an administrator is told to look at: the rules over what was seen, and real damage.
#include "warehouse/diagnosis.h"

#include <gmock/gmock.h>

#include <fstream>

#include "tests/warehouse/fixtures.h"

namespace kho::warehouse {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t kNow = 1795395600000;
constexpr std::int64_t kDayMs = 86'400'000;

Symptoms healthy() {
  Symptoms seen;
  seen.status.writable = seen.status.searchable = true;
  seen.status.log_position = 100'000;
  seen.status.text_position = seen.status.index_position = seen.status.log_position;
  seen.status.audit_position = seen.status.indicator_position = seen.status.log_position;
  seen.status.file_bytes_max = 60ULL << 20;
  seen.status.free_bytes = 100ULL << 30;
  seen.disk_bytes = 200ULL << 30;
  seen.files_max = seen.files_free = 1'000'000;
  seen.now_ms = seen.newest_entry_ms = kNow;
  return seen;
}

// "serious disk_full", each with its subject.
std::vector<std::string> told(const Symptoms& seen) {
  std::vector<std::string> all;
  for (const Diagnosis& each : diagnose(seen)) {
    std::string line = std::string(name_in(kUrgencyNames, each.urgency)) + " " + each.code;
    if (!each.subject.empty()) line += " " + each.subject;
    all.push_back(line);
  }
  return all;
}

TEST(Diagnosis, HealthyWarehouseHasNone) { EXPECT_THAT(told(healthy()), IsEmpty()); }

TEST(Diagnosis, DiskIsLowBelowTwoGibibytesOrATwentieth) {
  Symptoms seen = healthy();
  seen.status.free_bytes = seen.disk_bytes / 20;
  EXPECT_THAT(told(seen), IsEmpty());
  --*seen.status.free_bytes;
  EXPECT_THAT(told(seen), ElementsAre("look disk_low"));
  seen.disk_bytes = 10ULL << 30;
  seen.status.free_bytes = kFreeBytesWarn - 1;
  EXPECT_THAT(told(seen), ElementsAre("look disk_low"));
  seen.status.free_bytes = seen.status.file_bytes_max - 1;
  EXPECT_THAT(told(seen), ElementsAre("serious disk_full"));
}

TEST(Diagnosis, FileSystemWithoutACountOfFilesIsNotLow) {
  Symptoms seen = healthy();
  seen.files_free = seen.files_max / 20 - 1;
  EXPECT_THAT(told(seen), ElementsAre("look inodes_low"));
  seen.files_max = seen.files_free = 0;  // As btrfs says.
  EXPECT_THAT(told(seen), IsEmpty());
}

TEST(Diagnosis, SeriousOnesComeFirst) {
  Symptoms seen = healthy();
  seen.status.free_bytes = kFreeBytesWarn - 1;
  seen.status.writable = false;
  seen.damaged_components = 3;
  EXPECT_THAT(told(seen),
              ElementsAre("serious writing_stopped", "serious papers_damaged", "look disk_low"));
}

TEST(Diagnosis, SegmentsAreNamed) {
  Symptoms seen = healthy();
  seen.glance = {.missing = {3}, .cut = {4}, .damaged = {5}, .unknown = {6}};
  EXPECT_THAT(told(seen), ElementsAre("serious segment_missing " + store::segment_file_name(3),
                                      "serious segment_damaged " + store::segment_file_name(4),
                                      "serious segment_damaged " + store::segment_file_name(5),
                                      "look segment_orphan " + store::segment_file_name(6)));
}

TEST(Diagnosis, EveryPartThatFailsHasItsCode) {
  Symptoms seen = healthy();
  for (const Part part : {Part::kAccessLog, Part::kIndex, Part::kText, Part::kTally, Part::kAudit,
                          Part::kSigningKey}) {
    seen.status.failures.push_back({part, "why"});
  }
  EXPECT_THAT(told(seen), ElementsAre("serious access_log_stuck", "serious index_unusable",
                                      "serious reading_stuck", "serious indicators_stuck",
                                      "serious audit_stuck", "serious signing_key_unusable"));
}

TEST(Diagnosis, WhatIsFarBehindTheLogWantsALook) {
  Symptoms seen = healthy();
  seen.status.index_position = seen.status.log_position - kBehindWarn + 1;
  EXPECT_THAT(told(seen), IsEmpty());
  --seen.status.index_position;
  seen.status.audit_position = seen.status.indicator_position = 0;
  seen.status.readings.counts.quarantined = 1;
  seen.status.readings.counts.waiting = kReadingsWarn;
  EXPECT_THAT(told(seen),
              ElementsAre("look index_behind", "look audit_behind", "look indicators_behind",
                          "look readings_quarantined", "look readings_waiting"));
}

TEST(Diagnosis, ClockMayStandAMinuteBehindTheNewestEntry) {
  Symptoms seen = healthy();
  seen.newest_entry_ms = kNow + kClockSlackMs;
  EXPECT_THAT(told(seen), IsEmpty());
  ++seen.newest_entry_ms;
  EXPECT_THAT(told(seen), ElementsAre("serious clock_behind_log"));
}

TEST(Diagnosis, TokensAreToldOfFromThreeWeeksBeforeToAMonthBehindTheirEnd) {
  Symptoms seen = healthy();
  Token token;
  seen.tokens = {token};
  const auto ends = [&](std::int64_t in_ms) {
    seen.tokens.front().expires_at_ms = kNow + in_ms;
    const auto all = diagnose(seen);
    return all.empty() ? "" : all.front().code;
  };
  EXPECT_EQ(ends(22 * kDayMs), "");
  EXPECT_EQ(ends(20 * kDayMs), "token_expiring");
  EXPECT_EQ(ends(1), "token_expiring");
  EXPECT_EQ(ends(0), "token_expired");
  EXPECT_EQ(ends(-29 * kDayMs), "token_expired");
  EXPECT_EQ(ends(-31 * kDayMs), "");
  seen.tokens.front().revoked_at_ms = kNow;
  EXPECT_EQ(ends(1), "");
}

TEST(Diagnosis, WebhooksThatAreNotToldWantALook) {
  Symptoms seen = healthy();
  WebhookView off, failing, letters, well;
  off.progress.disabled = WebhookEnd::kGone;
  failing.progress.failing_since_ms = kNow;
  failing.progress.position = 5;
  letters.dead_letters = 2;
  letters.progress.position = well.progress.position = seen.status.log_position;
  seen.webhooks = {off, failing, letters, well};
  const std::string id = off.webhook.id.text();
  EXPECT_THAT(told(seen), ElementsAre("look webhook_off " + id, "look webhook_failing " + id,
                                      "look webhook_dead_letters " + id));
}

TEST(Diagnosis, NightlyCheckMayFailThreeDaysLong) {
  Symptoms seen = healthy();
  seen.checked_at_ms = kNow - kCheckOldMs;
  EXPECT_THAT(told(seen), IsEmpty());
  --seen.checked_at_ms;
  EXPECT_THAT(told(seen), ElementsAre("look check_old"));
}

TEST(Diagnosis, SnapshotThatStaysOpenWantsALook) {
  Symptoms seen = healthy();
  seen.snapshot_behind = kSnapshotBehindWarn;
  seen.failed_jobs = {"check"};
  seen.old_tables = {"tables-before-rebuild-1"};
  EXPECT_THAT(told(seen), ElementsAre("look reader_stale", "look job_failed check",
                                      "look old_tables_left tables-before-rebuild-1"));
}

TEST(Diagnosis, TablesWithoutChecksumsWantALook) {
  Symptoms seen = healthy();
  seen.tables_checked = false;
  EXPECT_THAT(told(seen), ElementsAre("look tables_unchecked"));
}

class DiagnosisOfAWarehouse : public WarehouseTest {
 protected:
  std::vector<std::string> codes() {
    std::vector<std::string> all;
    for (const Diagnosis& each : warehouse_->diagnose()) {
      // The machine's, not ours.
      if (each.code != "disk_low" && each.code != "inodes_low") all.push_back(each.code);
    }
    return all;
  }
};

TEST_F(DiagnosisOfAWarehouse, SoundOneHasNone) {
  (void)deposit("giấy");
  EXPECT_THAT(codes(), IsEmpty());
}

TEST_F(DiagnosisOfAWarehouse, TrustFileOfWhichNothingCanBeReadIsNamed) {
  std::filesystem::create_directory(path_ / "trust");
  std::ofstream(path_ / "trust" / "g2.crt") << "-----BEGIN CERTIFICATE-----\n";
  std::ofstream(path_ / "trust" / "readme.txt") << "not looked at";
  ASSERT_THAT(codes(), ElementsAre("trust_file_unreadable"));
  EXPECT_EQ(warehouse_->diagnose().back().subject, "g2.crt");
}

TEST_F(DiagnosisOfAWarehouse, SegmentsThatAreGoneCutOrCopiedInAreSeen) {
  (void)deposit("giấy");
  const auto first = std::filesystem::directory_iterator(path_ / "segments")->path();
  const std::filesystem::path copy = path_ / "segments" / store::segment_file_name(77);
  std::filesystem::copy_file(first, copy);
  EXPECT_THAT(codes(), ElementsAre("segment_orphan"));
  std::filesystem::remove(copy);

  const std::filesystem::path away = path_ / "away";
  std::filesystem::rename(first, away);
  EXPECT_THAT(codes(), ElementsAre("segment_missing"));
  std::filesystem::rename(away, first);
  EXPECT_THAT(codes(), IsEmpty());

  std::fstream(first, std::ios::in | std::ios::out | std::ios::binary).write("xxxx", 4);
  EXPECT_THAT(codes(), ElementsAre("segment_damaged"));
}

TEST_F(DiagnosisOfAWarehouse, ClockThatWasSetBackIsSeen) {
  (void)deposit("giấy");
  clock_.ms -= kDayMs;
  EXPECT_THAT(codes(), ElementsAre("clock_behind_log"));
}

TEST_F(DiagnosisOfAWarehouse, WhatIsOpenToOthersIsSeen) {
  namespace fs = std::filesystem;
  fs::permissions(path_, fs::perms::others_read, fs::perm_options::add);
  EXPECT_THAT(codes(), ElementsAre("permissions_wide"));
  fs::permissions(path_, fs::perms::others_read, fs::perm_options::remove);
  fs::create_directory(path_ / "tables-before-rebuild-1");
  EXPECT_THAT(codes(), ElementsAre("old_tables_left"));
}

}  // namespace
}  // namespace kho::warehouse
