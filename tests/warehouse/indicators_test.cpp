#include "warehouse/indicators.h"

#include <algorithm>
#include <map>

#include "tests/warehouse/dossier_history.h"
#include "warehouse/schema.h"
#include "warehouse/tallier.h"

namespace kho::warehouse {
namespace {

class IndicatorsTest : public DossierHistory {
 protected:
  Report report(Grouping by = Grouping::kNone, const std::string& agency = {},
                const std::string& procedure = {}, const char* from = "2026-11-01",
                const char* to = "2026-11-30") {
    warehouse_->catch_up();
    return warehouse_->report({day(from), day(to), by, agency, procedure});
  }

  // All that the dossiers themselves say.
  Counters counted_directly(Date from, Date to, const std::string& agency,
                            const std::string& stem) {
    Counters total;
    for (const Uuid& id : dossiers_) {
      const Dossier dossier = warehouse_->dossiers().find(id).dossier;
      const bool received = std::ranges::any_of(
          dossier.steps, [](const Step& step) { return step.state == DossierState::kReceived; });
      if (!received || dossier.received_on < from || dossier.received_on > to) continue;
      if (!agency.empty() && dossier.agency != agency &&
          dossier.agency.rfind(agency + ".", 0) != 0) {
        continue;
      }
      if (!stem.empty() && dossier.procedure.substr(0, 8) != stem) continue;
      bool file = false, reused = false, shared = false;
      for (const Attachment& each : dossier.attachments) {
        if (each.source == Source::kReference) {
          shared = true;
        } else {
          file = true;
        }
        if (each.receipt) reused = true;
      }
      ++total.received;
      total.electronic_result += !dossier.results.empty();
      total.digitised += file && !dossier.results.empty();
      total.reused += reused;
      total.shared_database += shared;
    }
    return total;
  }

  using Dump = std::map<std::string, std::string>;
  static Dump dump(const store::TableReader& tables, Table table) {
    Dump dump;
    each_with_prefix(tables, table, {}, [&](std::string_view key, std::string_view value) {
      dump.emplace(key, value);
      return true;
    });
    return dump;
  }
};

TEST(Percent, HasTwoDecimalsRoundedAndNoneOfNothing) {
  EXPECT_EQ(percent_text(5, 6), "83.33");
  EXPECT_EQ(percent_text(2, 3), "66.67");
  EXPECT_EQ(percent_text(1, 1), "100.00");
  EXPECT_EQ(percent_text(0, 7), "0.00");
  EXPECT_EQ(percent_text(1, 20'000), "0.01");
  EXPECT_EQ(percent_text(1, 20'001), "0.00");
  EXPECT_EQ(percent_text(0, 0), std::nullopt);
}

TEST(Percent, FullMarksBeginAtEightyBeforeRounding) {
  EXPECT_TRUE(has_full_marks(4, 5));
  EXPECT_TRUE(has_full_marks(5, 5));
  EXPECT_FALSE(has_full_marks(79'999, 100'000));  // 80.00 once rounded.
  EXPECT_FALSE(has_full_marks(0, 0));
}

TEST_F(IndicatorsTest, NothingReceivedIsOneRowOfZeros) {
  const Report empty = report();
  ASSERT_EQ(empty.rows.size(), 1u);
  EXPECT_EQ(empty.total, Counters());
  EXPECT_TRUE(report(Grouping::kAgency).rows.empty());
}

TEST_F(IndicatorsTest, EachThingCountsADossierOnce) {
  const Uuid whole = open_dossier();
  deposit_for(whole, "GCN_DKDN", "2");
  deposit_for(whole, "HD_THUE", "3");
  deposit_for(whole, "GP_BAN_LE");
  deposit_for(whole, "GP_BAN_LE");
  EXPECT_EQ(report().total, (Counters{1, 1, 1, 0, 0}));
  const Uuid reusing = open_dossier();
  ASSERT_TRUE(reuse(reusing));
  ASSERT_TRUE(reuse(reusing));
  EXPECT_EQ(report().total, (Counters{2, 1, 1, 1, 0}));
  refer(reusing);
  EXPECT_EQ(report().total, (Counters{2, 1, 1, 1, 1}));
  // What was reused is there as a file.
  deposit_for(reusing, "GP_BAN_LE");
  EXPECT_EQ(report().total, (Counters{2, 2, 2, 1, 1}));
  // A reference is no file.
  const Uuid referring = open_dossier();
  refer(referring);
  deposit_for(referring, "GP_BAN_LE");
  EXPECT_EQ(report().total, (Counters{3, 3, 2, 1, 2}));
}

TEST_F(IndicatorsTest, NewlyRegisteredCountsWithAllThatItHasOnceReceived) {
  const Uuid dossier =
      open_dossier("H63", "2.000620", day("2026-11-23"), DossierState::kNewlyRegistered);
  deposit_for(dossier, "GCN_DKDN", "2");
  deposit_for(dossier, "GP_BAN_LE");
  EXPECT_EQ(report().total, Counters());
  move(dossier, DossierState::kReceived);
  EXPECT_EQ(report().total, (Counters{1, 1, 1, 0, 0}));
  // What becomes of it later does not undo the reception.
  move(dossier, DossierState::kWithdrawn);
  EXPECT_EQ(report().total.received, 1u);
  const Uuid refused =
      open_dossier("H63", "2.000620", day("2026-11-23"), DossierState::kNewlyRegistered);
  move(refused, DossierState::kRefused);
  EXPECT_EQ(report().total.received, 1u);
}

TEST_F(IndicatorsTest, GroupsFiltersAndPeriodsAreThoseAskedFor) {
  open_dossier("H63", "2.000620", day("2026-11-01"));
  open_dossier("H63.12", "2.000620", day("2026-11-15"));
  open_dossier("H63.12", "1.000001.H63", day("2026-11-30"));
  open_dossier("H64", "1.000001.H63", day("2026-12-01"));
  EXPECT_EQ(report().total.received, 3u);
  EXPECT_EQ(report(Grouping::kNone, "", "", "2026-11-02", "2026-11-29").total.received, 1u);
  EXPECT_EQ(report(Grouping::kNone, "", "", "2026-11-15", "2026-11-15").total.received, 1u);
  EXPECT_EQ(report(Grouping::kNone, "H63", "", "2026-01-01", "2026-12-31").total.received, 3u);
  EXPECT_EQ(report(Grouping::kNone, "000.00.12.H63").total.received, 2u);
  EXPECT_EQ(report(Grouping::kNone, "H63.1").total.received, 0u);
  EXPECT_EQ(report(Grouping::kNone, "", "1.000001").total.received, 1u);
  EXPECT_EQ(report(Grouping::kNone, "", "1.000001.H63").total.received, 1u);
  const Report both = report(Grouping::kAgencyAndProcedure);
  ASSERT_EQ(both.rows.size(), 3u);
  EXPECT_EQ(both.rows[1].agency, "H63.12");
  EXPECT_EQ(both.rows[1].agency_name, "Sở Công Thương");
  EXPECT_EQ(both.rows[1].procedure, "1.000001");
  EXPECT_EQ(both.rows[1].procedure_name, "Thủ tục khác");
  EXPECT_EQ(report(Grouping::kAgency).rows.size(), 2u);
  EXPECT_EQ(report(Grouping::kProcedure).rows.size(), 2u);
}

TEST_F(IndicatorsTest, ImpossibleOrdersAreRefused) {
  EXPECT_EQ(refusal([&] { (void)report(Grouping::kNone, "", "", "2026-11-02", "2026-11-01"); }),
            "query_invalid");
  EXPECT_EQ(refusal([&] { (void)report(Grouping::kNone, "nonsense"); }), "query_invalid");
  EXPECT_EQ(refusal([&] { (void)report(Grouping::kNone, "", "nonsense"); }), "query_invalid");
}

TEST_F(IndicatorsTest, PositionIsThatOfTheLogCounted) {
  open_dossier();
  const Report before = warehouse_->report({day("2026-11-01"), day("2026-11-30")});
  EXPECT_LT(before.position, before.log_position);
  EXPECT_EQ(before.total.received, 0u);
  const Report after = report();
  EXPECT_EQ(after.position, after.log_position);
  EXPECT_EQ(after.total.received, 1u);
  EXPECT_EQ(warehouse_->status().indicator_position, after.position);
}

class RandomHistory : public IndicatorsTest, public testing::WithParamInterface<unsigned> {};

TEST_P(RandomHistory, TalliesSayWhatTheDossiersSay) {
  std::mt19937 random(GetParam());
  for (int i = 0; i < 150; ++i) {
    random_step(random);
    if (random() % 10 == 0) warehouse_->catch_up();
    if (random() % 50 == 0) open();  // A restart passes over nothing and repeats nothing.
  }
  const std::vector<const char*> days{"2026-11-01", "2026-11-07", "2026-11-20"};
  for (const char* agency : {"", "H63", "H63.12", "H64"}) {
    for (const char* stem : {"", "2.000620", "1.000001"}) {
      for (const char* from : days) {
        for (const char* to : days) {
          if (day(to) < day(from)) continue;
          const Counters direct = counted_directly(day(from), day(to), agency, stem);
          for (const auto& [by, name] : kGroupingNames) {
            EXPECT_EQ(report(by, agency, stem, from, to).total, direct)
                << agency << " " << stem << " " << from << " " << to << " by " << name;
          }
        }
      }
    }
  }
  EXPECT_GT(report().total.received, 0u);
}

TEST_P(RandomHistory, ReplayFromTheBeginningGivesTheSameBytes) {
  std::mt19937 random(GetParam());
  for (int i = 0; i < 150; ++i) {
    random_step(random);
    if (random() % 20 == 0) warehouse_->catch_up();
  }
  warehouse_->catch_up();
  warehouse_.reset();
  store::Store store(store::posix_file_system(), path_, table_names());
  const Dump marks = dump(*store.snapshot(), kTallyMarks);
  const Dump tallies = dump(*store.snapshot(), kTallies);
  EXPECT_EQ(marks.size(), dossiers_.size());
  EXPECT_FALSE(tallies.empty());
  store.commit([&](store::Transaction& transaction) {
    for (const auto& [key, unused] : marks) transaction.tables().erase(kTallyMarks, key);
    for (const auto& [key, unused] : tallies) transaction.tables().erase(kTallies, key);
    transaction.tables().erase(kPositions, Tallier::kPositionName);
  });
  EXPECT_TRUE(dump(*store.snapshot(), kTallies).empty());
  Tallier tallier(store);
  while (tallier.step()) {
  }
  EXPECT_EQ(dump(*store.snapshot(), kTallyMarks), marks);
  EXPECT_EQ(dump(*store.snapshot(), kTallies), tallies);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomHistory, testing::Range(1U, 9U),
                         [](const auto& seed) { return "Seed" + std::to_string(seed.param); });

TEST_F(IndicatorsTest, PositionIsKeptAlsoOverALongLogWithoutDossiers) {
  warehouse_.reset();
  store::Store store(store::posix_file_system(), path_, table_names());
  const store::Position begin = store.last_position();
  store.commit([&](store::Transaction& transaction) {
    for (std::size_t i = 0; i < 2 * Tallier::kEntriesAtOnce; ++i) transaction.append_log("");
  });
  Tallier tallier(store);
  while (tallier.step()) {
  }
  EXPECT_EQ(tallier.position(), store.last_position());
  EXPECT_GE(Tallier(store).position() + Tallier::kEntriesAtOnce, store.last_position());
  EXPECT_GT(Tallier(store).position(), begin);
}

}  // namespace
}  // namespace kho::warehouse
