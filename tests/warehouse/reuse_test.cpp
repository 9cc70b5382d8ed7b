// The reuse rules over values, where no story is needed or none can reach; tests/scenarios holds
// the others.
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

TEST_F(ReuseTest, WhatTheCatalogueDoesNotSayIsNeverReusable) {
  EXPECT_EQ(text(ask({{}})), "missing");
  EXPECT_EQ(text(ask({})), "not_reusable_type");
  requirement_.site_bound = true;
  hold("A").location = ".";
  EXPECT_EQ(text(ask({{"A"}}, ",")), "needs_check: location_unknown");
  hold("UNKNOWN");
  EXPECT_EQ(text(ask({{"UNKNOWN"}})), "missing");
}

TEST_F(ReuseTest, SupersededAndHeldAsLongAsAnyComponentWithTheseBytesIs) {
  hold("A", "same");
  hold("A", "same");
  hold("A", "same");
  const auto superseded = [&](std::size_t i, std::optional<Date> since) {
    held_[i].superseded = Supersession{{}, since};
  };
  superseded(0, day("2026-12-24"));
  EXPECT_EQ(text(ask({{"A"}})), "needs_check: superseded");
  superseded(1, day("2026-11-23"));
  EXPECT_EQ(text(ask({{"A"}})), "missing: superseded");
  superseded(1, std::nullopt);
  EXPECT_EQ(text(ask({{"A"}})), "missing: superseded");
  superseded(2, day("2026-12-24"));
  EXPECT_EQ(text(ask({{"A"}})), "missing: superseded");
  for (Component& component : held_) component.superseded.reset();
  held_[0].holds = {{"a", "b", 0, day("2026-11-22")}};
  EXPECT_EQ(text(ask({{"A"}})), "reusable");
  held_[1].holds = {{"a", "b", 0, day("2026-11-23")}};
  EXPECT_EQ(text(ask({{"A"}})), "needs_check: held");
  held_[1].holds = {{"a", "b", 0, {}}};
  held_[2].holds = {{"a", "b", 0, day("2026-11-22")}};
  EXPECT_EQ(text(ask({{"A"}})), "needs_check: held");
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
