#include "tools/sync/synchroniser.h"

#include <gmock/gmock.h>

#include "tests/tools/sync/sync_fixture.h"
#include "tools/command_error.h"

namespace kho::tools {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using warehouse::DossierState;
using warehouse::Uuid;
using Behaviour = FakePortal::Behaviour;
using Step = Synchroniser::Step;
using std::chrono::milliseconds;

// The process ended here.
struct Killed {};

class SynchroniserTest : public SyncFixture {
 protected:
  SyncSurroundings surroundings(AskPartner partner) {
    return {[this](api::Request request) {
              api::Response response = call(std::move(request));
              throw_if_problem(response);
              return response;
            },
            std::move(partner),
            [this](milliseconds time) {
              if (time.count() > 0) pauses_.push_back(time);
              return !stop_;
            },
            [this](const std::string& line) { reports_ += line + "\n"; }, clock_};
  }

  // Everything that there is to tell, from the saved position on.
  SyncCounts drain(AskPartner partner = {}) {
    ProgressFile progress(state_);
    Synchroniser synchroniser(mapping_, progress,
                              surroundings(partner ? partner : partner_over_http(mapping_)));
    while (synchroniser.step(std::chrono::seconds(0)) == Step::kMore) {
    }
    return synchroniser.counts();
  }
  [[nodiscard]] store::Position saved() const { return ProgressFile(state_).position(); }

  // Views of papers may follow: telling is one itself.
  [[nodiscard]] bool nothing_left() const {
    return saved() > 0 && warehouse_->events({saved(), 10}).entries.empty();
  }

  // What the portal has to know in the end.
  [[nodiscard]] std::map<std::string, int> states() const {
    std::map<std::string, int> states;
    for (const Uuid& id : dossiers_) {
      const warehouse::Dossier dossier = warehouse_->dossiers().find(id).dossier;
      states[dossier.code] = static_cast<int>(dossier.state());
    }
    return states;
  }
  [[nodiscard]] std::map<std::string, int> states_known() const {
    std::map<std::string, int> states;
    for (const auto& [code, body] : portal_.known()) states[code] = body.at("TrangThaiHoSo");
    return states;
  }

  const Mapping mapping_ = mapping();
  std::vector<milliseconds> pauses_;
  std::string reports_;
  bool stop_ = false;
};

TEST_F(SynchroniserTest, DossierIsToldOnceWithItsLastState) {
  const Uuid dossier = open_dossier();
  deposit_for(dossier, "GCN_DKDN", "2");
  deposit_for(dossier, "HD_THUE", "3");
  move(dossier, DossierState::kInProcess);
  EXPECT_EQ(drain().told, 1u);
  ASSERT_THAT(paths(), ElementsAre("/create"));
  const Json told = portal_.known().at(code_of(dossier));
  EXPECT_EQ(told.at("TrangThaiHoSo"), 4);
  EXPECT_EQ(told.at("TaiLieuNop").size(), 2u);
  EXPECT_EQ(portal_.received().front().authorisation, "Bearer s3cret");
  // Nothing new: nothing is told.
  EXPECT_EQ(drain().told, 0u);
  EXPECT_TRUE(nothing_left());
}

TEST_F(SynchroniserTest, WhatExistsIsUpdated) {
  const Uuid dossier = open_dossier();
  drain();
  move(dossier, DossierState::kInProcess);
  EXPECT_EQ(drain().told, 1u);
  EXPECT_THAT(paths(), ElementsAre("/create", "/create", "/update"));
  EXPECT_EQ(states_known(), states());
  EXPECT_FALSE(std::filesystem::exists(dead_));
}

TEST_F(SynchroniserTest, DossiersAreToldInTheOrderOfTheirFirstChange) {
  const Uuid a = open_dossier();
  const Uuid b = open_dossier();
  move(a, DossierState::kInProcess);
  drain();
  ASSERT_EQ(portal_.received().size(), 2u);
  EXPECT_EQ(portal_.received()[0].body.at("MaHoSo"), code_of(a));
  EXPECT_EQ(portal_.received()[1].body.at("MaHoSo"), code_of(b));
}

class Trouble : public SynchroniserTest, public testing::WithParamInterface<Behaviour> {};

TEST_P(Trouble, IsTriedAgainAfterGrowingPauses) {
  open_dossier();
  portal_.script({GetParam(), GetParam()});
  const SyncCounts counts = drain();
  EXPECT_EQ(counts.told, 1u);
  EXPECT_EQ(counts.put_aside, 0u);
  EXPECT_THAT(pauses_, ElementsAre(milliseconds(10), milliseconds(15)));
  EXPECT_EQ(states_known(), states());
}

TEST_P(Trouble, ThatStaysPutsTheDossierAsideAndTheFeedGoesOn) {
  const Uuid bad = open_dossier("H63.12", "2.000620", warehouse::day("2026-11-23"),
                                DossierState::kReceived, "cccd:015085001234");
  open_dossier();
  portal_.script({GetParam(), GetParam(), GetParam()});
  const SyncCounts counts = drain();
  EXPECT_EQ(counts.told, 1u);
  EXPECT_EQ(counts.put_aside, 1u);
  EXPECT_TRUE(nothing_left());
  ProgressFile progress(state_);
  ASSERT_EQ(progress.dead_letters().size(), 1u);
  EXPECT_EQ(progress.dead_letters()[0].dossier, bad.text());
  // Nothing of what was sent stands there or in the log.
  for (const std::string& text : {content(dead_), reports_}) {
    EXPECT_THAT(text, HasSubstr(bad.text()));
    EXPECT_THAT(text, Not(HasSubstr("015085001234")));
    EXPECT_THAT(text, Not(HasSubstr("Công ty")));
  }
  for (const auto& each : portal_.received()) EXPECT_EQ(each.path.find("0150"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Behaviours, Trouble,
                         testing::Values(Behaviour::kError, Behaviour::kHttp500,
                                         Behaviour::kRubbish, Behaviour::kHangUp, Behaviour::kSlow),
                         [](const auto& one) { return std::string(test::name_of(one.param)); });

TEST_F(SynchroniserTest, WhatWasPutAsideIsToldByARedoOrByItsNextChange) {
  const Uuid a = open_dossier();
  const Uuid b = open_dossier();
  portal_.always(Behaviour::kError);
  EXPECT_EQ(drain().put_aside, 2u);
  {
    ProgressFile progress(state_);
    Synchroniser again(mapping_, progress, surroundings(partner_over_http(mapping_)));
    EXPECT_TRUE(again.redo());
    EXPECT_EQ(progress.dead_letters().size(), 2u);
  }
  portal_.always(Behaviour::kNormal);
  move(a, DossierState::kInProcess);
  drain();
  {
    ProgressFile progress(state_);
    ASSERT_EQ(progress.dead_letters().size(), 1u);
    EXPECT_EQ(progress.dead_letters()[0].dossier, b.text());
    Synchroniser again(mapping_, progress, surroundings(partner_over_http(mapping_)));
    EXPECT_TRUE(again.redo());
    EXPECT_TRUE(progress.dead_letters().empty());
  }
  EXPECT_EQ(states_known(), states());
  EXPECT_TRUE(nothing_left());
}

// A kill before or after every single acknowledgement.
TEST_F(SynchroniserTest, KillBesideAnAcknowledgementForgetsNothing) {
  const Uuid a = open_dossier();
  const Uuid b = open_dossier();
  move(a, DossierState::kInProcess);
  const Uuid c = open_dossier();
  move(b, DossierState::kInProcess);
  move(c, DossierState::kInProcess);
  move(a, DossierState::kFinished);
  const AskPartner portal = partner_over_http(mapping_);
  int kills = 0;
  while (true) {
    int left = 1;
    const bool before = kills % 2 == 0;
    try {
      drain([&](const std::string& url, const std::string& body) {
        // The first dossier that is told after a start gets through on every second start.
        if (before && left-- == 0) throw Killed();
        const PartnerAnswer answer = portal(url, body);
        if (!before && answer.outcome == PartnerAnswer::Outcome::kAccepted && left-- == 0) {
          throw Killed();
        }
        return answer;
      });
      break;
    } catch (const Killed&) {
      ASSERT_LT(++kills, 50);
    }
  }
  EXPECT_GT(kills, 1);
  EXPECT_EQ(states_known(), states());
  EXPECT_FALSE(std::filesystem::exists(dead_));
  EXPECT_TRUE(nothing_left());
}

TEST_F(SynchroniserTest, KillBetweenAcknowledgementAndSavingIsAnUpdateOnTheNextStart) {
  open_dossier();
  const AskPartner portal = partner_over_http(mapping_);
  EXPECT_THROW(drain([&](const std::string& url, const std::string& body) -> PartnerAnswer {
                 EXPECT_EQ(portal(url, body).outcome, PartnerAnswer::Outcome::kAccepted);
                 throw Killed();
               }),
               Killed);
  EXPECT_EQ(saved(), 0u);
  EXPECT_EQ(drain().told, 1u);
  EXPECT_THAT(paths(), ElementsAre("/create", "/create", "/update"));
  EXPECT_TRUE(pauses_.empty());
}

TEST_F(SynchroniserTest, RandomHistoryEndsWithThePortalKnowingEveryLastState) {
  std::mt19937 random(11);
  const AskPartner portal = partner_over_http(mapping_);
  for (int i = 0; i < 120; ++i) {
    random_step(random);
    if (random() % 6 != 0) continue;
    int calls = static_cast<int>(random() % 4);
    try {
      drain([&](const std::string& url, const std::string& body) {
        const PartnerAnswer answer = portal(url, body);
        if (calls-- == 0) throw Killed();
        return answer;
      });
    } catch (const Killed&) {
    }
  }
  drain();
  EXPECT_EQ(states_known(), states());
  for (const Uuid& id : dossiers_) {
    EXPECT_EQ(portal_.known().at(code_of(id)).at("TaiLieuNop").size(),
              warehouse_->dossiers().find(id).dossier.attachments.size());
  }
}

TEST_F(SynchroniserTest, TooLongATextIsPutAsideUnsent) {
  warehouse::DossierOpening opening;
  opening.code = "H63.12-20261123-7777";
  opening.procedure = "2.000620";
  opening.owner = "cccd:015085001234";
  for (int i = 0; i < 51; ++i) opening.owner_name += "Ơ";
  opening.received_on = warehouse::day("2026-11-23");
  opening.agency = "H63.12";
  opening.by = "an";
  warehouse_->dossiers().open(opening);
  open_dossier();
  const SyncCounts counts = drain();
  EXPECT_EQ(counts.put_aside, 1u);
  EXPECT_EQ(counts.told, 1u);
  EXPECT_EQ(portal_.received().size(), 1u);
  EXPECT_TRUE(pauses_.empty());
  EXPECT_THAT(content(dead_), HasSubstr("ChuHoSo"));
  EXPECT_THAT(content(dead_), Not(HasSubstr("Ơ")));
}

TEST_F(SynchroniserTest, StopInAPauseLeavesThePositionBeforeTheDossier) {
  open_dossier();
  const Uuid second = open_dossier();
  portal_.script({Behaviour::kNormal, Behaviour::kError});
  ProgressFile progress(state_);
  SyncSurroundings around = surroundings(partner_over_http(mapping_));
  around.pause = [](milliseconds time) { return time.count() == 0; };
  Synchroniser synchroniser(mapping_, progress, around);
  EXPECT_EQ(synchroniser.step(std::chrono::seconds(0)), Step::kStopped);
  EXPECT_EQ(portal_.known().size(), 1u);
  EXPECT_LT(progress.position(), warehouse_->status().log_position);
  EXPECT_TRUE(progress.dead_letters().empty());
  around.pause = [](milliseconds) { return true; };
  Synchroniser next(mapping_, progress, around);
  EXPECT_EQ(next.step(std::chrono::seconds(0)), Step::kDrained);
  EXPECT_EQ(next.counts().told, 1u);
  EXPECT_TRUE(portal_.known().contains(code_of(second)));
}

std::string code_of_refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const CommandError& error) {
    return error.code();
  }
  return "none";
}

TEST_F(SynchroniserTest, StateAheadOfTheLogIsAnErrorAndNotSilence) {
  ProgressFile(state_).save(100'000);
  EXPECT_EQ(code_of_refusal([&] { drain(); }), "sync_state_ahead");
}

TEST_F(SynchroniserTest, KhoThatDoesNotAnswerIsNoFaultOfTheDossier) {
  open_dossier();
  ProgressFile progress(state_);
  SyncSurroundings around = surroundings(partner_over_http(mapping_));
  const auto kho = around.kho;
  around.kho = [kho](api::Request request) {
    if (request.path != "/v1/events") throw CommandError(kUnavailable, "busy", "busy");
    return kho(std::move(request));
  };
  Synchroniser synchroniser(mapping_, progress, around);
  EXPECT_EQ(code_of_refusal([&] { synchroniser.step(std::chrono::seconds(0)); }), "busy");
  EXPECT_EQ(progress.position(), 0u);
  EXPECT_TRUE(progress.dead_letters().empty());
}

TEST_F(SynchroniserTest, StateFileIsForOneAtATimeAndNothingElse) {
  {
    const ProgressFile one(state_);
    EXPECT_EQ(code_of_refusal([&] { const ProgressFile two(state_); }), "sync_running");
  }
  std::ofstream(state_) << "{\"position\": -1}";
  EXPECT_EQ(code_of_refusal([&] { const ProgressFile two(state_); }), "sync_state_invalid");
  std::ofstream(state_) << "{\"position\": 1}";
  std::ofstream(dead_) << "rubbish\n";
  EXPECT_EQ(code_of_refusal([&] { const ProgressFile two(state_); }), "sync_state_invalid");
}

}  // namespace
}  // namespace kho::tools
