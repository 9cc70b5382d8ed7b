#include "warehouse/authorisations.h"

#include <gmock/gmock.h>

#include "tests/warehouse/owners_fixtures.h"

namespace kho::warehouse {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kPrincipal = "mst:0100109106";
constexpr const char* kAgent = "cccd:015085001234";

class AuthorisationsTest : public OwnersTest {
 protected:
  AuthorisationsTest() {
    evidence_ = paper({Validity::Kind::kUntil, day("2026-01-01"), day("2026-12-31")});
    principal_ = evidence_.owner;
    agent_ = owner(kAgent);
  }
  Component paper(Validity validity, ReviewState review = ReviewState::kApproved,
                  const std::string& whose = kPrincipal) {
    Deposit request;
    request.owner = whose;
    request.facts.type = "HD_THUE";
    request.facts.validity = validity;
    request.facts.review = review;
    const std::string file = "giấy uỷ quyền " + std::to_string(++papers_);
    request.file = store::as_bytes(file);
    return warehouse_->deposits().deposit(request).component;
  }
  AuthorisationOrder order() const {
    AuthorisationOrder order;
    order.agent = agent_;
    order.evidence = evidence_.id;
    order.by = kBy;
    return order;
  }
  // The one in force, of several questions asked of one state.
  struct Question {
    const char* stem = "2.000620";
    const char* type = "";
    const char* on = "2026-11-23";
  };
  std::vector<bool> in_force(const std::vector<Question>& questions) {
    std::vector<bool> answers;
    below([&](store::Store& store) {
      const auto tables = store.snapshot();
      for (const Question& each : questions) {
        answers.push_back(
            authorisation_in_force(*tables, principal_, agent_, each.stem, each.type, day(each.on))
                .has_value());
      }
    });
    return answers;
  }

  Component evidence_;
  Uuid principal_, agent_;

 private:
  int papers_ = 0;
};

TEST_F(AuthorisationsTest, IsInForceFromItsFirstDayWhileItsEvidenceStands) {
  EXPECT_THAT(in_force({{}}), ElementsAre(false));
  const Authorisation made = warehouse_->authorise(principal_, order());
  EXPECT_EQ(made.from, day("2026-11-23"));
  EXPECT_FALSE(made.to.has_value());
  EXPECT_THAT(in_force({{.on = "2026-11-22"},
                        {.on = "2026-11-23"},
                        {.on = "2026-12-31"},
                        {.on = "2027-01-01"},
                        {.type = "GCN_DKDN"}}),
              ElementsAre(false, true, true, false, true));
  below([&](store::Store& store) {  // One way only.
    EXPECT_FALSE(authorisation_in_force(*store.snapshot(), agent_, principal_, "2.000620", "",
                                        day("2026-11-23")));
  });
}

TEST_F(AuthorisationsTest, LastDayIsIncluded) {
  AuthorisationOrder until = order();
  until.from = day("2026-11-01");
  until.to = day("2026-11-30");
  warehouse_->authorise(principal_, until);
  EXPECT_THAT(
      in_force(
          {{.on = "2026-10-31"}, {.on = "2026-11-01"}, {.on = "2026-11-30"}, {.on = "2026-12-01"}}),
      ElementsAre(false, true, true, false));
}

TEST_F(AuthorisationsTest, ScopeLimitsTypesAndProcedures) {
  AuthorisationOrder limited = order();
  limited.types = {"GCN_DKDN"};
  warehouse_->authorise(principal_, limited);
  // For the whole dossier, a consent to one paper is too little.
  EXPECT_THAT(in_force({{.type = "GCN_DKDN"}, {.type = "HD_THUE"}, {.type = ""}}),
              ElementsAre(true, false, false));
  limited.types.clear();
  limited.procedures = {"2.000620.000.00.00.H63", "2.000620"};
  EXPECT_THAT(warehouse_->authorise(principal_, limited).procedures, ElementsAre("2.000620"));
  EXPECT_THAT(in_force({{.type = ""}, {.stem = "1.000001"}, {.stem = ""}}),
              ElementsAre(true, false, false));
}

TEST_F(AuthorisationsTest, RevokedEndsWithThatDay) {
  const Authorisation made = warehouse_->authorise(principal_, order());
  clock_.ms += 86'400'000;
  const Authorisation revoked = warehouse_->revoke_authorisation(made.id, kBy, "chấm dứt uỷ quyền");
  EXPECT_EQ(revoked.revoked->why, "chấm dứt uỷ quyền");
  EXPECT_THAT(in_force({{.on = "2026-11-23"}, {.on = "2026-11-24"}}), ElementsAre(true, false));
  EXPECT_EQ(refusal([&] { warehouse_->revoke_authorisation(made.id, kBy, "lại"); }),
            "authorisation_revoked");
  EXPECT_EQ(refusal([&] { warehouse_->revoke_authorisation(Uuid(), kBy, "lý do"); }), "not_found");
}

TEST_F(AuthorisationsTest, EvidenceThatIsGoneOrRejectedEndsIt) {
  warehouse_->authorise(principal_, order());
  EXPECT_THAT(in_force({{}}), ElementsAre(true));
  below([&](store::Store& store) {
    store.commit([&](store::Transaction& transaction) {
      Component rejected = evidence_;
      rejected.facts.review = ReviewState::kRejected;
      transaction.tables().put(kComponents, rejected.id.raw(), encode(rejected));
    });
  });
  EXPECT_THAT(in_force({{}}), ElementsAre(false));
  warehouse_->destroy(evidence_.id, {"hết hạn", "GĐ"});
  EXPECT_THAT(in_force({{}}), ElementsAre(false));
}

TEST_F(AuthorisationsTest, EvidenceStandsOnlyWhenItsValidityIsKnown) {
  Component component = evidence_;
  EXPECT_TRUE(evidence_stands(component, day("2026-01-01")));
  EXPECT_FALSE(evidence_stands(component, day("2025-12-31")));
  component.facts.validity = {Validity::Kind::kIndefinite, {}, {}};
  EXPECT_TRUE(evidence_stands(component, day("2099-01-01")));
  component.facts.validity = {};
  EXPECT_FALSE(evidence_stands(component, day("2026-11-23")));
}

TEST_F(AuthorisationsTest, BadOrdersAreRefused) {
  const auto refused = [&](const std::function<void(AuthorisationOrder&)>& spoil) {
    AuthorisationOrder bad = order();
    spoil(bad);
    return refusal([&] { warehouse_->authorise(principal_, bad); });
  };
  EXPECT_EQ(refused([](auto& o) { o.agent = Uuid(); }), "not_found");
  EXPECT_EQ(refused([&](auto& o) { o.agent = principal_; }), "metadata_invalid");
  EXPECT_EQ(refused([](auto& o) { o.types = {"NONE"}; }), "type_unknown");
  EXPECT_EQ(refused([](auto& o) { o.procedures = {"rượu"}; }), "metadata_invalid");
  EXPECT_EQ(refused([](auto& o) { o.types.assign(101, "GCN_DKDN"); }), "metadata_invalid");
  EXPECT_EQ(refused([](auto& o) { o.to = day("2026-11-22"); }), "metadata_invalid");
  EXPECT_EQ(refused([](auto& o) { o.by = ""; }), "metadata_invalid");
  EXPECT_EQ(refused([](auto& o) { o.by = "015085001234"; }), "metadata_invalid");
  EXPECT_EQ(refused([](auto& o) { o.evidence = Uuid(); }), "evidence_invalid");
  EXPECT_EQ(refused([](auto& o) { o.from = day("2027-01-01"); }), "evidence_invalid");
  const Component unknown = paper({});
  EXPECT_EQ(refused([&](auto& o) { o.evidence = unknown.id; }), "evidence_invalid");
  const Component rejected = paper(evidence_.facts.validity, ReviewState::kRejected);
  EXPECT_EQ(refused([&](auto& o) { o.evidence = rejected.id; }), "evidence_invalid");
  const Component others = paper(evidence_.facts.validity, ReviewState::kApproved, kAgent);
  EXPECT_EQ(refused([&](auto& o) { o.evidence = others.id; }), "evidence_invalid");
  EXPECT_EQ(refusal([&] { warehouse_->authorise(Uuid(), order()); }), "not_found");
}

TEST_F(AuthorisationsTest, HoldsForAllThatIsMergedAndPartsWithIt) {
  const Uuid other = owner("passport:KOR:M11111112");
  warehouse_->authorise(principal_, order());
  merge(other, agent_);
  below([&](store::Store& store) {
    EXPECT_TRUE(authorisation_in_force(*store.snapshot(), principal_, other, "2.000620", "",
                                       day("2026-11-23")));
  });
  EXPECT_THAT(look_up("passport:KOR:M11111112").authorisations.received, SizeIs(1));
  unmerge(other);
  below([&](store::Store& store) {
    EXPECT_FALSE(authorisation_in_force(*store.snapshot(), principal_, other, "2.000620", "",
                                        day("2026-11-23")));
  });
}

TEST_F(AuthorisationsTest, EvidenceThatPartsFromThePrincipalEndsIt) {
  const Component theirs =
      paper(evidence_.facts.validity, ReviewState::kApproved, "mst:0101248141");
  merge(theirs.owner, principal_);
  AuthorisationOrder by_theirs = order();
  by_theirs.evidence = theirs.id;
  warehouse_->authorise(principal_, by_theirs);
  EXPECT_THAT(in_force({{}}), ElementsAre(true));
  unmerge(theirs.owner);
  EXPECT_THAT(in_force({{}}), ElementsAre(false));
}

TEST_F(AuthorisationsTest, LookUpShowsBothSides) {
  const Authorisation made = warehouse_->authorise(principal_, order());
  const OwnerAnswer principal = look_up(kPrincipal);
  ASSERT_THAT(principal.authorisations.given, SizeIs(1));
  EXPECT_EQ(principal.authorisations.given[0].id, made.id);
  EXPECT_THAT(principal.authorisations.received, IsEmpty());
  EXPECT_THAT(look_up(kAgent).authorisations.received, SizeIs(1));
}

TEST_F(AuthorisationsTest, EventsTellOfGrantAndEnd) {
  const Authorisation made = warehouse_->authorise(principal_, order());
  warehouse_->revoke_authorisation(made.id, kBy, "chấm dứt");
  const std::vector<Event> all = events();
  const Event& granted = all.at(all.size() - 2);
  EXPECT_EQ(granted.type, Event::Type::kAuthorised);
  EXPECT_EQ(granted.owner, principal_);
  EXPECT_EQ(granted.related, made.id);
  EXPECT_EQ(granted.component, evidence_.id);
  EXPECT_EQ(all.back().type, Event::Type::kAuthorisationRevoked);
  EXPECT_EQ(all.back().reason, "chấm dứt");
  EXPECT_EQ(all.back().by, kBy);
}

}  // namespace
}  // namespace kho::warehouse
