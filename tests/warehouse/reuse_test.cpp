// The reuse rules over values: given these papers and this requirement, exactly this answer.
#include "warehouse/reuse.h"

#include <gtest/gtest.h>

#include "tests/warehouse/fixtures.h"

namespace kho::warehouse {
namespace {

constexpr const char* kDay = "2026-11-23";

class ReuseTest : public testing::Test {
 protected:
  // Adds a paper that is reusable as it stands; the test then spoils it.
  Facts& hold(const std::string& type, const std::string& content = {}) {
    Component component;
    component.facts.type = type;
    component.facts.validity.kind = Validity::Kind::kIndefinite;
    component.created_at_ms = static_cast<std::int64_t>(held_.size());
    const std::string bytes = content.empty() ? std::to_string(held_.size()) : content;
    component.versions.push_back(
        {1, std::string(store::Sha256::of(store::as_bytes(bytes)).raw()), 1, "", "", 0});
    held_.push_back(component);
    return held_.back().facts;
  }

  RequirementAnswer ask(std::vector<Alternative> any_of, const std::string& location = {}) {
    requirement_.code = "1";
    requirement_.name = "Giấy";
    requirement_.any_of = std::move(any_of);
    const Holdings holdings{
        [&](const std::string& type) {
          std::vector<Holding> found;
          for (const Component& component : held_) {
            if (component.facts.type == type) found.push_back(holding_of(component, {}));
          }
          return found;
        },
        {},
        [](const std::string& type) -> std::optional<ComponentType> {
          if (type == "UNKNOWN") return std::nullopt;
          return ComponentType{type, "Tên " + type, Kind::kComponent, type != "DON"};
        },
        [](const std::string&) { return Consent::kNone; }};
    return judge(requirement_, holdings, {day(kDay), {}, location, false});
  }

  // "outcome" or "outcome: reason, reason".
  static std::string text(const RequirementAnswer& answer) {
    std::string out(name_in(kReuseOutcomeNames, answer.outcome));
    for (std::size_t i = 0; i < answer.reasons.size(); ++i) {
      out += (i == 0 ? ": " : ", ") + std::string(name_in(kReasonNames, answer.reasons[i]));
    }
    return out;
  }

  Requirement requirement_;
  std::vector<Component> held_;
};

TEST_F(ReuseTest, NothingHeldIsMissing) { EXPECT_EQ(text(ask({{"A"}})), "missing"); }

TEST_F(ReuseTest, HeldWithoutEndIsReusable) {
  hold("A");
  EXPECT_EQ(text(ask({{"A"}})), "reusable");
}

TEST_F(ReuseTest, LastDayOfValidityStillCountsAndTheNextDoesNot) {
  hold("A").validity = {Validity::Kind::kUntil, {}, day(kDay)};
  hold("B").validity = {Validity::Kind::kUntil, {}, day("2026-11-22")};
  EXPECT_EQ(text(ask({{"A"}})), "reusable");
  EXPECT_EQ(text(ask({{"B"}})), "missing: expired");
  EXPECT_EQ(ask({{"B"}}).alternatives[0].types[0].candidates.size(), 1u);
}

TEST_F(ReuseTest, FirstDayOfValidityCountsAndTheDayBeforeDoesNot) {
  hold("A").validity = {Validity::Kind::kIndefinite, day(kDay), {}};
  hold("B").validity = {Validity::Kind::kIndefinite, day("2026-11-24"), {}};
  EXPECT_EQ(text(ask({{"A"}})), "reusable");
  EXPECT_EQ(text(ask({{"B"}})), "missing: not_yet_valid");
}

TEST_F(ReuseTest, UnknownValidityIsForAPersonToCheck) {
  hold("A").validity = {};
  EXPECT_EQ(text(ask({{"A"}})), "needs_check: validity_unknown");
}

TEST_F(ReuseTest, TypeWrittenForOneDossierIsNeverReusable) {
  hold("DON");
  EXPECT_EQ(text(ask({{"DON"}})), "not_reusable_type");
  EXPECT_TRUE(ask({{"DON"}}).alternatives[0].types[0].candidates.empty());
}

TEST_F(ReuseTest, CapturedIsPendingAndRejectedIsNoEvidence) {
  hold("A").review = ReviewState::kCaptured;
  hold("B").review = ReviewState::kRejected;
  EXPECT_EQ(text(ask({{"A"}})), "pending: pending_review");
  EXPECT_EQ(text(ask({{"B"}})), "missing");
  EXPECT_TRUE(ask({{"B"}}).alternatives[0].types[0].candidates.empty());
}

TEST_F(ReuseTest, UploadOfTheOwnerIsForAPersonToCheck) {
  hold("A").origin = Origin::kOwnerUpload;
  hold("B").origin = Origin::kDeskScan;
  EXPECT_EQ(text(ask({{"A"}})), "needs_check: weak_origin");
  EXPECT_EQ(text(ask({{"B"}})), "reusable");
}

TEST_F(ReuseTest, AlternativesAreJoinedByOr) {
  hold("B");
  EXPECT_EQ(text(ask({{"A"}, {"B"}})), "reusable");
  EXPECT_EQ(text(ask({{"A"}, {"C"}})), "missing");
  EXPECT_EQ(text(ask({{"DON"}, {"B"}})), "reusable");
}

TEST_F(ReuseTest, TypesOfOneAlternativeAreJoinedByAnd) {
  hold("A");
  EXPECT_EQ(text(ask({{"A", "B"}})), "missing");
  hold("B").validity = {};
  EXPECT_EQ(text(ask({{"A", "B"}})), "needs_check: validity_unknown");
  held_.back().facts.validity.kind = Validity::Kind::kIndefinite;
  EXPECT_EQ(text(ask({{"A", "B"}})), "reusable");
}

TEST_F(ReuseTest, RequirementIsAsGoodAsItsBestAlternative) {
  hold("A").validity = {};
  hold("B").review = ReviewState::kCaptured;
  EXPECT_EQ(text(ask({{"B"}, {"A"}, {"C"}})), "needs_check: validity_unknown");
}

TEST_F(ReuseTest, TwoDifferentPapersOfOneDayAreAmbiguous) {
  hold("A").issue_date = day("2025-01-01");
  hold("A").issue_date = day("2025-01-01");
  const RequirementAnswer answer = ask({{"A"}});
  EXPECT_EQ(text(answer), "needs_check: ambiguous");
  EXPECT_EQ(answer.alternatives[0].types[0].candidates.size(), 2u);
}

TEST_F(ReuseTest, PapersWithoutDateAreAmbiguousBesideOthers) {
  hold("A").issue_date = day("2025-01-01");
  hold("A");
  EXPECT_EQ(text(ask({{"A"}})), "needs_check: ambiguous");
}

TEST_F(ReuseTest, SameBytesTwiceAreOnePaper) {
  hold("A", "same");
  hold("A", "same");
  EXPECT_EQ(text(ask({{"A"}})), "reusable");
}

TEST_F(ReuseTest, LaterPaperComesFirstAndTheOlderSaysSo) {
  hold("A").issue_date = day("2021-01-01");
  hold("A").issue_date = day("2025-01-01");
  const RequirementAnswer answer = ask({{"A"}});
  EXPECT_EQ(text(answer), "reusable");
  const auto& candidates = answer.alternatives[0].types[0].candidates;
  EXPECT_EQ(candidates[0].holding.issue_date, day("2025-01-01"));
  EXPECT_EQ(candidates[1].reasons, std::vector{Reason::kNewerExists});
  EXPECT_EQ(candidates[1].outcome, ReuseOutcome::kNeedsCheck);
}

TEST_F(ReuseTest, OlderPaperIsNotOfferedWhileALaterOneWaitsForReview) {
  hold("A").issue_date = day("2021-01-01");
  Facts& later = hold("A");
  later.issue_date = day("2025-01-01");
  later.review = ReviewState::kCaptured;
  EXPECT_EQ(text(ask({{"A"}})), "needs_check: newer_exists");
}

TEST_F(ReuseTest, PaperIssuedAfterTheDayDidNotExistOnIt) {
  hold("A").issue_date = day("2026-11-24");
  hold("B").issue_date = day(kDay);
  EXPECT_EQ(text(ask({{"A"}})), "missing: not_yet_valid");
  EXPECT_EQ(text(ask({{"B"}})), "reusable");
  // Nor does it take anything from the paper that was in force.
  hold("A").issue_date = day("2020-01-01");
  EXPECT_EQ(text(ask({{"A"}})), "reusable");
}

TEST_F(ReuseTest, PaperIsNotReusableBesideOneThatMayBeLater) {
  // Each: an approved paper, and another one that could supersede it.
  hold("A").issue_date = day("2021-01-01");
  hold("A").review = ReviewState::kCaptured;  // Undated.
  EXPECT_EQ(text(ask({{"A"}})), "needs_check: ambiguous");
  hold("B").issue_date = day("2021-01-01");
  Facts& correction = hold("B");
  correction.issue_date = day("2021-01-01");
  correction.review = ReviewState::kCaptured;
  EXPECT_EQ(text(ask({{"B"}})), "needs_check: ambiguous");
  hold("C");
  Facts& unknown = hold("C");
  unknown.issue_date = day("2024-01-01");
  unknown.validity = {};
  EXPECT_EQ(text(ask({{"C"}})), "needs_check: validity_unknown");
}

TEST_F(ReuseTest, SameBytesWithOtherFactsAreForAPersonToCheck) {
  hold("A", "one scan");
  hold("A", "one scan").validity = {Validity::Kind::kUntil, {}, day("2020-01-01")};
  EXPECT_EQ(text(ask({{"A"}})), "needs_check: ambiguous");
  hold("B", "another");
  hold("B", "another").review = ReviewState::kRejected;
  EXPECT_EQ(text(ask({{"B"}})), "needs_check: ambiguous");
  hold("C", "third");
  hold("C", "third").validity = {};  // Unknown contradicts nothing.
  EXPECT_EQ(text(ask({{"C"}})), "reusable");
}

TEST_F(ReuseTest, ScanOfAPlainCopyIsForAPersonToCheck) {
  hold("A").form = Form::kCopy;
  EXPECT_EQ(text(ask({{"A"}})), "needs_check: wrong_form");
  held_.back().facts.origin = Origin::kCertifiedEcopy;
  EXPECT_EQ(text(ask({{"A"}})), "reusable");
}

TEST_F(ReuseTest, LaterPaperForAnotherPlaceTakesNothingAway) {
  requirement_.site_bound = true;
  Facts& here = hold("A");
  here.location = "here";
  here.issue_date = day("2020-01-01");
  Facts& there = hold("A");
  there.location = "there";
  there.issue_date = day("2025-01-01");
  EXPECT_EQ(text(ask({{"A"}}, "here")), "reusable");
}

TEST_F(ReuseTest, WhatTheCatalogueDoesNotSayIsNeverReusable) {
  EXPECT_EQ(text(ask({{}})), "missing");
  EXPECT_EQ(text(ask({})), "not_reusable_type");
  requirement_.site_bound = true;
  hold("A").location = ".";
  EXPECT_EQ(text(ask({{"A"}}, ",")), "needs_check: location_unknown");
  hold("UNKNOWN");
  EXPECT_EQ(text(ask({{"UNKNOWN"}})), "missing");
}

TEST_F(ReuseTest, LongListsAreCutAndCounted) {
  for (int i = 0; i < 150; ++i) hold("A").issue_date = Date(15000 + i);
  const RequirementAnswer answer = ask({{"A"}});
  EXPECT_EQ(text(answer), "reusable");
  const TypeAnswer& type = answer.alternatives[0].types[0];
  EXPECT_EQ(type.candidates.size(), kCandidatesMax);
  EXPECT_EQ(type.candidates_held, 150u);
  EXPECT_EQ(type.candidates[0].holding.issue_date, Date(15149));
}

TEST_F(ReuseTest, SomebodyElsesPaperIsAskedForWhateverIsHeld) {
  hold("A");
  requirement_.third_party = true;
  EXPECT_EQ(text(ask({{"A"}})), "missing: third_party");
}

TEST_F(ReuseTest, SiteBoundPaperCountsForItsPlaceOnly) {
  requirement_.site_bound = true;
  hold("A").location = "Số 27, phố Bản Noọng,  thị xã Nghĩa Lộ ";
  // Case, spaces and commas apart, and in any normal form.
  EXPECT_EQ(text(ask({{"A"}}, "SỐ 27 PHỐ BẢN NOỌNG, THỊ XÃ NGHĨA LỘ")), "reusable");
  EXPECT_EQ(text(ask({{"A"}}, "So\u0302\u0301 27, phố Bản Noọng, thị xã Nghĩa Lộ.")), "reusable");
  EXPECT_EQ(text(ask({{"A"}}, "Số 21, phố Bản Noọng, thị xã Nghĩa Lộ")),
            "missing: location_differs");
  EXPECT_EQ(text(ask({{"A"}}, "Lô 5, Cụm công nghiệp Đông An")), "missing: location_differs");
  EXPECT_EQ(text(ask({{"A"}})), "needs_check: location_unknown");
  hold("B");
  EXPECT_EQ(text(ask({{"B"}}, "Lô 5")), "needs_check: location_unknown");
}

TEST_F(ReuseTest, EveryDoubtIsNamed) {
  Facts& facts = hold("A");
  facts.validity = {};
  facts.review = ReviewState::kCaptured;
  facts.origin = Origin::kOwnerUpload;
  EXPECT_EQ(text(ask({{"A"}})), "pending: validity_unknown, pending_review, weak_origin");
}

// Whatever combination of facts: expired, foreign-place, captured or rejected is never reusable.
TEST_F(ReuseTest, NoCombinationOfDoubtsIsReusable) {
  for (int bits = 0; bits < 512; ++bits) {
    held_.clear();
    Facts& facts = hold("A");
    facts.location = "here";
    requirement_.site_bound = true;
    if (bits & 1) facts.validity = {Validity::Kind::kUntil, {}, day("2026-11-22")};
    if (bits & 2) facts.validity.from = day("2027-01-01");
    if (bits & 4) facts.review = ReviewState::kCaptured;
    if (bits & 8) facts.review = ReviewState::kRejected;
    if (bits & 16) facts.origin = Origin::kExternalReference;
    if (bits & 32) facts.location = "there";
    if (bits & 64) facts.issue_date = day("2026-12-24");
    if (bits & 128) facts.form = Form::kCopy;
    if (bits & 256) facts.validity.kind = Validity::Kind::kUnknown;
    const RequirementAnswer answer = ask({{"A"}}, "here");
    EXPECT_EQ(answer.outcome == ReuseOutcome::kReusable, bits == 0) << bits << text(answer);
  }
}

}  // namespace
}  // namespace kho::warehouse
