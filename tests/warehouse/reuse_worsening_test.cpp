// Random sets of papers over the rules alone: the order in which they are found means nothing, and
// no doubt that is added makes an answer better.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "tests/counted.h"
#include "tests/warehouse/fixtures.h"
#include "warehouse/reuse.h"

namespace kho::warehouse {
namespace {

constexpr int kRounds = 20'000;
const Date kDay = day("2026-11-23");

Date days_off(int days) { return Date(kDay.days() + days); }

class ReuseWorseningTest : public testing::Test {
 protected:
  ReuseWorseningTest() {
    requirement_.code = "1";
    requirement_.any_of = {{"A"}};
    requirement_.site_bound = true;
  }

  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(engine_); }

  Holding random_holding(int number) {
    Component component;
    std::array<unsigned char, Uuid::kSize> raw{};
    raw[0] = static_cast<unsigned char>(number + 1);
    component.id = *Uuid::from_raw({reinterpret_cast<const char*>(raw.data()), raw.size()});
    component.facts.type = "A";
    component.facts.validity.kind = Validity::Kind::kIndefinite;
    component.facts.location = "Tổ 3";
    component.facts.issue_date = days_off(-100 * below(4) - 1);
    component.created_at_ms = number;
    component.versions.push_back({1, std::string(32, static_cast<char>(below(4))), 1, "", "", 0});
    Holding holding = holding_of(component, {});
    for (int doubts = below(3); doubts > 0; --doubts) worsen(holding, below(kWays));
    return holding;
  }

  // The first ones leave the paper one that may be the owner's latest, so that no other gains.
  static constexpr int kWaysThatTakeNothing = 8;
  static constexpr int kWays = 15;
  static void worsen(Holding& holding, int way) {
    switch (way) {
      case 0:
        holding.revoked = true;
        break;
      case 1:
        holding.held = true;
        holding.held_until.reset();
        break;
      case 2:
        if (holding.review == ReviewState::kApproved) holding.review = ReviewState::kCaptured;
        break;
      case 3:
        holding.signature = Signature::kInvalid;
        break;
      case 4:
        holding.file = FileState::kDamaged;
        break;
      case 5:
        holding.file = std::max(holding.file, FileState::kUnreadable);
        break;
      case 6:
        holding.origin = Origin::kExternalReference;
        break;
      case 7:
        if (holding.origin > Origin::kCertifiedEcopy) holding.form = Form::kCopy;
        break;
      case 8:
        holding.validity = {};
        break;
      case 9:
        holding.validity = {Validity::Kind::kUntil, {}, days_off(-1)};
        break;
      case 10:
        holding.validity.from = days_off(1);
        break;
      case 11:
        holding.superseded = true;
        holding.superseded_since.reset();
        break;
      case 12:
        holding.location = "Tổ 9";
        break;
      case 13:
        holding.issue_date = days_off(1);
        break;
      default:
        holding.review = ReviewState::kRejected;
    }
  }

  RequirementAnswer ask(const std::vector<Holding>& held) const {
    const Holdings holdings{[&](const std::string&) { return held; },
                            {},
                            [](const std::string& type) {
                              return std::optional(ComponentType{type, "Giấy"});
                            },
                            [](const std::string&) { return Consent::kNone; }};
    return judge(requirement_, holdings, {kDay, days_off(20), "Tổ 3", false});
  }

  using ByComponent = std::map<Uuid, std::pair<ReuseOutcome, std::vector<Reason>>>;
  static ByComponent by_component(const RequirementAnswer& answer) {
    ByComponent out;
    for (const Candidate& candidate : answer.alternatives[0].types[0].candidates) {
      out[candidate.holding.component] = {candidate.outcome, candidate.reasons};
    }
    return out;
  }

  Requirement requirement_;
  std::mt19937 engine_{20261123};
};

TEST_F(ReuseWorseningTest, OrderOfThePapersMeansNothing) {
  for (int round = 0; round < kRounds && !HasFailure(); ++round) {
    SCOPED_TRACE(round);
    std::vector<Holding> held;
    for (int i = 1 + below(5); i > 0; --i) held.push_back(random_holding(i));
    const RequirementAnswer answer = ask(held);
    std::ranges::shuffle(held, engine_);
    const RequirementAnswer again = ask(held);
    EXPECT_EQ(again.outcome, answer.outcome);
    EXPECT_EQ(by_component(again), by_component(answer));
  }
  test::counted("property_cases", kRounds);
}

TEST_F(ReuseWorseningTest, DoubtAddedNeverMakesAnAnswerBetter) {
  int reusable = 0;
  for (int round = 0; round < kRounds && !HasFailure(); ++round) {
    SCOPED_TRACE(round);
    std::vector<Holding> held;
    for (int i = 1 + below(5); i > 0; --i) held.push_back(random_holding(i));
    const RequirementAnswer before = ask(held);
    Holding& holding = held[static_cast<std::size_t>(below(static_cast<int>(held.size())))];
    const int way = below(kWays);
    worsen(holding, way);
    const RequirementAnswer after = ask(held);
    reusable += before.outcome == ReuseOutcome::kReusable;
    const ByComponent now = by_component(after);
    const auto worsened = now.find(holding.component);
    if (worsened != now.end()) {
      EXPECT_NE(worsened->second.first, ReuseOutcome::kReusable) << way;
    }
    if (way < kWaysThatTakeNothing) {
      EXPECT_GE(after.outcome, before.outcome) << way;
      const ByComponent then = by_component(before);
      for (const auto& [component, judged] : now) {
        EXPECT_GE(judged.first, then.at(component).first) << way;
      }
    }
  }
  EXPECT_GT(reusable, kRounds / 20);
  test::counted("property_cases", kRounds);
}

}  // namespace
}  // namespace kho::warehouse
