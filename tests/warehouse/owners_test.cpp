#include "warehouse/owners.h"

#include <gmock/gmock.h>

#include "tests/warehouse/owners_fixtures.h"

namespace kho::warehouse {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Found = Identity::Found;

constexpr const char* kHoa = "cccd:015085001234";
constexpr const char* kLan = "cccd:015185004321";
constexpr const char* kCompany = "mst:0100109106";
constexpr const char* kOldCard = "cmnd:060123456";

std::string codes(const Warnings& warnings) {
  std::string out;
  for (const Warning& warning : warnings) out += warning.code + " ";
  return out;
}

TEST_F(OwnersTest, UnknownKeyIsNobody) {
  EXPECT_EQ(found(kHoa), Found::kNone);
  EXPECT_EQ(found(kOldCard), Found::kNone);
  EXPECT_THAT(members(kHoa), IsEmpty());
}

TEST_F(OwnersTest, AliasFindsItsOwnerHoweverItIsTyped) {
  const Uuid hoa = owner(kHoa);
  const OwnerView view = alias(hoa, "cmnd:060 123.456");
  ASSERT_THAT(view.aliases, SizeIs(1));
  EXPECT_EQ(view.aliases[0].key, "cmnd:******456");
  EXPECT_EQ(view.aliases[0].since, day("2026-11-23"));
  EXPECT_EQ(view.aliases[0].by, kBy);
  EXPECT_EQ(view.aliases[0].evidence.document, kDocument);
  EXPECT_EQ(found(kOldCard), Found::kOne);
  EXPECT_THAT(members("cmnd:060-123-456"), ElementsAre(hoa));
  warehouse_->remove_alias(hoa, "cmnd: 060123456", kBy);
  EXPECT_EQ(found(kOldCard), Found::kNone);
  EXPECT_EQ(refusal([&] { warehouse_->remove_alias(hoa, kOldCard, kBy); }), "alias_not_found");
}

TEST_F(OwnersTest, AliasOfTwoOwnersIsNoEvidence) {
  const Uuid hoa = owner(kHoa);
  const Uuid lan = owner(kLan);
  alias(hoa, kOldCard);
  alias(lan, kOldCard);
  EXPECT_EQ(found(kOldCard), Found::kSeveral);
  EXPECT_THAT(members(kOldCard), testing::UnorderedElementsAre(hoa, lan));
  const ReuseAnswer answer = warehouse_->reuse().ask({kOldCard, "2.000620", {}, {}});
  EXPECT_FALSE(answer.owner_found == OwnerFound::kKnown);
  EXPECT_EQ(answer.requirements[1].outcome, ReuseOutcome::kMissing);
  warehouse_->catch_up();
  EXPECT_THAT(search("", kOldCard), IsEmpty());
  EXPECT_EQ(refusal([&] { owner(kOldCard); }), "owner_ambiguous");
  // Once the two are known to be one, so is the number.
  merge(lan, hoa);
  EXPECT_EQ(found(kOldCard), Found::kOne);
  EXPECT_EQ(owner(kOldCard), hoa);
}

TEST_F(OwnersTest, DepositUnderAnAliasGoesToItsOwner) {
  const Uuid hoa = owner("passport:USA:512345679");
  alias(hoa, "passport:USA:598765432");
  EXPECT_EQ(owner("passport:USA:598765432"), hoa);
  EXPECT_EQ(look_up("passport:USA:598765432").owners[0].key_masked, "passport:**********679");
  // Merged or not, so that undoing the merge parts the papers again.
  merge(hoa, owner(kLan));
  EXPECT_EQ(owner("passport:USA:598765432"), hoa);
}

TEST_F(OwnersTest, OldCardMakesNoOwner) {
  EXPECT_EQ(refusal([&] { owner(kOldCard); }), "owner_key_invalid");
  const Uuid hoa = owner(kHoa);
  alias(hoa, kOldCard);
  EXPECT_EQ(owner(kOldCard), hoa);
}

TEST_F(OwnersTest, AliasesThatContradictAreRefused) {
  const Uuid hoa = owner(kHoa);
  const Uuid lan = owner(kLan);
  EXPECT_EQ(refusal([&] { alias(hoa, kLan); }), "alias_is_owner");
  EXPECT_EQ(refusal([&] { alias(hoa, kHoa); }), "alias_exists");
  alias(hoa, kOldCard);
  EXPECT_EQ(refusal([&] { alias(hoa, kOldCard); }), "alias_exists");
  EXPECT_EQ(refusal([&] { alias(hoa, "cmnd:123456789"); }), "owner_key_placeholder");
  EXPECT_EQ(refusal([&] { alias(hoa, "cmnd:1"); }), "owner_key_invalid");
  EXPECT_EQ(refusal([&] { alias(Uuid(), "cmnd:060123457"); }), "not_found");
  EXPECT_EQ(refusal([&] { alias(lan, "cmnd:060123457", {}); }), "evidence_invalid");
  EXPECT_EQ(
      refusal([&] {
        warehouse_->add_alias(lan, {"cmnd:060123457", {{}, kDocument}, day("2026-11-24"), kBy});
      }),
      "metadata_invalid");
  const Uuid company = owner(kCompany);
  EXPECT_EQ(refusal([&] { alias(company, "mst:0100109106-001"); }), "metadata_invalid");
}

TEST_F(OwnersTest, AliasesAreBounded) {
  const Uuid hoa = owner(kHoa);
  for (std::size_t i = 0; i < kAliasesMax; ++i) {
    alias(hoa, "passport:USA:C" + std::to_string(1000 + i));
  }
  EXPECT_EQ(refusal([&] { alias(hoa, kOldCard); }), "aliases_too_many");
}

TEST_F(OwnersTest, EvidenceIsAPaperOfTheOwner) {
  const Uuid hoa = owner(kHoa);
  const Uuid lan = owner(kLan);
  const Component hers = deposit("cccd của Lan", "HD_THUE", kLan).component;
  const Component his = deposit("cccd của Hoà", "HD_THUE", kHoa).component;
  EXPECT_EQ(refusal([&] { alias(hoa, kOldCard, {hers.id, {}}); }), "evidence_invalid");
  EXPECT_EQ(refusal([&] { alias(hoa, kOldCard, {Uuid(), {}}); }), "evidence_invalid");
  EXPECT_EQ(refusal([&] { alias(hoa, kOldCard, {his.id, kDocument}); }), "evidence_invalid");
  EXPECT_EQ(alias(hoa, kOldCard, {his.id, {}}).aliases[0].evidence.component, his.id);
  // Of either side of a merge.
  merge(lan, hoa, {hers.id, {}});
}

TEST_F(OwnersTest, TextsHoldNoNumberOfTheOwner) {
  const Uuid hoa = owner(kHoa);
  const Uuid lan = owner(kLan);
  alias(hoa, kOldCard);
  const auto merged_because = [&](const std::string& reason) {
    return refusal([&] { warehouse_->merge_owners(lan, {hoa, {{}, kDocument}, reason, kBy}); });
  };
  EXPECT_EQ(merged_because("CMND 060.123.456"), "metadata_invalid");
  EXPECT_EQ(merged_because("số 015 085 001 234"), "metadata_invalid");
  EXPECT_EQ(merged_because(""), "metadata_invalid");
  EXPECT_EQ(refusal([&] {
              alias(lan, "cmnd:060123457", {{}, "Giấy số 060123457"});
            }),
            "metadata_invalid");
  EXPECT_EQ(refusal([&] { warehouse_->remove_alias(hoa, kOldCard, ""); }), "metadata_invalid");
  EXPECT_EQ(found(kOldCard), Found::kOne);
}

TEST_F(OwnersTest, TextsAboutPapersHoldNoAliasOfTheirOwner) {
  const Component paper = deposit("giấy", "HD_THUE", kHoa).component;
  const auto hold = [&](const std::string& name, const std::string& reason) {
    warehouse_->hold(paper.id, {name, reason, {}});
  };
  hold("truoc", "CMND 060123456");  // Nobody's number yet.
  alias(paper.owner, kOldCard);
  EXPECT_EQ(refusal([&] { hold("sau", "CMND 060123456"); }), "metadata_invalid");
  EXPECT_EQ(refusal([&] { hold("060123456", "Vụ án"); }), "metadata_invalid");
  EXPECT_EQ(refusal([&] {
              warehouse_->destroy(paper.id, {"CMND 060 123 456", "GĐ"});
            }),
            "metadata_invalid");
  hold("sau", "Vụ án 12/2026");
}

TEST_F(OwnersTest, MergedOwnersAreOneAndKeepTheirRecords) {
  const Uuid old_passport = owner("passport:KOR:M11111112", "KIM MINJUN");
  const Uuid new_passport = owner("passport:KOR:M22222223", "Kim Min-jun");
  const OwnerView view = merge(old_passport, new_passport);
  EXPECT_EQ(view.id, new_passport);
  EXPECT_THAT(view.members, ElementsAre(old_passport));
  EXPECT_THAT(members("passport:KOR:M11111112"), ElementsAre(new_passport, old_passport));
  EXPECT_THAT(members("passport:KOR:M22222223"), ElementsAre(new_passport, old_passport));
  // The papers of both are evidence, under either key.
  const ReuseAnswer answer =
      warehouse_->reuse().ask({"passport:KOR:M11111112", "2.000620", {}, {}});
  EXPECT_EQ(answer.requirements[1].alternatives[0].types[0].candidates_held, 2u);
  warehouse_->catch_up();
  EXPECT_THAT(search("", "passport:KOR:M22222223"), SizeIs(2));
  SearchQuestion by_id;
  by_id.owner_id = old_passport;
  EXPECT_THAT(warehouse_->searches().search(by_id).hits, SizeIs(2));
  by_id.owner = "passport:KOR:M22222223";
  EXPECT_THAT(warehouse_->searches().search(by_id).hits, SizeIs(2));
  by_id.owner = kHoa;
  EXPECT_THAT(warehouse_->searches().search(by_id).hits, IsEmpty());
  // What comes later stays with the record whose key it came under.
  EXPECT_EQ(owner("passport:KOR:M11111112"), old_passport);

  const OwnerView parted = unmerge(old_passport);
  EXPECT_FALSE(parted.merged.has_value());
  EXPECT_THAT(members("passport:KOR:M11111112"), ElementsAre(old_passport));
  EXPECT_THAT(members("passport:KOR:M22222223"), ElementsAre(new_passport));
  EXPECT_THAT(search("", "passport:KOR:M11111112"), SizeIs(1));  // The index knows of one yet.
  warehouse_->catch_up();
  EXPECT_THAT(search("", "passport:KOR:M11111112"), SizeIs(2));
  EXPECT_EQ(refusal([&] { unmerge(old_passport); }), "not_merged");
}

TEST_F(OwnersTest, ChainsAreFollowedToTheirRoot) {
  const Uuid a = owner("passport:KOR:M11111112");
  const Uuid b = owner("passport:KOR:M22222223");
  const Uuid c = owner(kHoa);
  merge(a, b);
  merge(b, c);
  EXPECT_THAT(members("passport:KOR:M11111112"), ElementsAre(c, b, a));
  unmerge(a);
  EXPECT_THAT(members("passport:KOR:M11111112"), ElementsAre(a));
  EXPECT_THAT(members("passport:KOR:M22222223"), ElementsAre(c, b));
}

TEST_F(OwnersTest, MergesThatCannotBeAreRefused) {
  const Uuid hoa = owner(kHoa, "Lò Văn Hoà");
  const Uuid lan = owner(kLan, "Lò Thị Lan");
  const Uuid company = owner(kCompany);
  const Uuid branch = owner("mst:0100109106-001");
  const Uuid agency = owner("agency:H63.12");
  EXPECT_EQ(refusal([&] { merge(hoa, hoa); }), "merge_refused");
  EXPECT_EQ(refusal([&] { merge(hoa, company); }), "merge_refused");
  EXPECT_EQ(refusal([&] { merge(agency, hoa); }), "merge_refused");
  EXPECT_EQ(refusal([&] { merge(branch, company); }), "merge_refused");
  EXPECT_EQ(refusal([&] { merge(hoa, Uuid()); }), "not_found");
  EXPECT_EQ(refusal([&] { merge(Uuid(), hoa); }), "not_found");
  EXPECT_EQ(refusal([&] { merge(lan, hoa, {}); }), "evidence_invalid");
  EXPECT_EQ(refusal([&] { merge(lan, hoa, {{}, "LÒ VĂN HÒA"}); }), "evidence_invalid");
  EXPECT_EQ(refusal([&] { merge(lan, hoa, {{}, "cùng tên, cùng quê"}); }), "evidence_invalid");
  merge(agency, company);  // A department has a tax code, too.
  merge(lan, hoa);
  EXPECT_EQ(refusal([&] { merge(lan, hoa); }), "merge_refused");
  EXPECT_EQ(refusal([&] { merge(hoa, lan); }), "merge_refused");  // A circle.
  const Uuid kim = owner("passport:KOR:M11111112");
  EXPECT_EQ(refusal([&] { merge(lan, kim); }), "merge_refused");
  EXPECT_EQ(refusal([&] { merge(kim, lan); }), "merge_refused");
  EXPECT_EQ(refusal([&] { alias(hoa, "passport:KOR:M11111112"); }), "alias_is_owner");
}

TEST_F(OwnersTest, MembersAreBounded) {
  const Uuid root = owner(kHoa);
  for (std::size_t i = 1; i < kMembersMax; ++i) {
    merge(owner("passport:USA:C" + std::to_string(1000 + i)), root);
  }
  EXPECT_THAT(members(kHoa), SizeIs(kMembersMax));
  const Uuid one_more = owner(kLan);
  EXPECT_EQ(refusal([&] { merge(one_more, root); }), "merge_refused");
  EXPECT_EQ(refusal([&] { merge(root, one_more); }), "merge_refused");
}

TEST_F(OwnersTest, BranchShowsItsEnterprise) {
  owner("mst:0314409058-002");
  OwnerAnswer answer = look_up("mst:0314409058-002");
  ASSERT_TRUE(answer.parent.has_value());
  EXPECT_EQ(answer.parent->key_masked, "mst:*******058");
  EXPECT_EQ(answer.parent->found, Found::kNone);
  const Uuid enterprise = owner("mst:0314409058");
  answer = look_up("mst:0314409058-002");
  EXPECT_EQ(answer.parent->found, Found::kOne);
  EXPECT_EQ(answer.parent->root, enterprise);
  EXPECT_FALSE(look_up("mst:0314409058").parent.has_value());
  EXPECT_TRUE(look_up("mst:0314409058-003").parent.has_value());  // Nobody's branch, of somebody.
}

TEST_F(OwnersTest, OtherNamesAreKeptAndSearched) {
  const Uuid hoa = owner(kHoa, "Lò Văn Hoà");
  owner(kHoa, "LÒ VĂN HÒA");
  warehouse_->catch_up();
  owner(kHoa, "Lò Hoàng Phúc");
  const OwnerView view = look_up(kHoa).owners.at(0);
  EXPECT_EQ(view.id, hoa);
  EXPECT_EQ(view.name, "Lò Văn Hoà");
  ASSERT_THAT(view.other_names, SizeIs(1));
  EXPECT_EQ(view.other_names[0].name, "Lò Hoàng Phúc");
  warehouse_->catch_up();
  EXPECT_THAT(search("hoàng phúc"), SizeIs(3));  // Those fed before, too.
  EXPECT_THAT(search("văn hòa"), SizeIs(3));
}

TEST_F(OwnersTest, NameThatDiffersIsWarnedOfAndSpellingIsNot) {
  const auto warned = [&](const std::string& name) {
    Deposit request;
    request.owner = kHoa;
    request.owner_name = name;
    request.facts.type = "GCN_DKDN";
    request.facts.validity.kind = Validity::Kind::kIndefinite;
    request.file = store::as_bytes(name);
    return codes(warehouse_->deposits().deposit(request).warnings);
  };
  EXPECT_EQ(warned("Lò Văn Hoà"), "");
  EXPECT_EQ(warned("LÒ  VĂN HÒA"), "");
  EXPECT_EQ(warned("Lò Văn Hoa"), "owner_name_differs ");
  EXPECT_EQ(warned("Lò văn hoa"), "owner_name_differs ");
}

TEST_F(OwnersTest, DeclaredSexAndYearAreCompared) {
  EXPECT_EQ(codes(warehouse_->look_up_owner({kHoa, {Sex::kFemale, 1986}}).warnings),
            "cccd_sex_differs cccd_birth_year_differs ");
  Deposit request;
  request.owner = kHoa;
  request.owner_declared = {Sex::kFemale, 1985};
  request.facts.type = "GCN_DKDN";
  request.facts.validity.kind = Validity::Kind::kIndefinite;
  request.file = store::as_bytes("x");
  EXPECT_EQ(codes(warehouse_->deposits().deposit(request).warnings), "cccd_sex_differs ");
}

TEST_F(OwnersTest, EventsTellEachChangeByIdsAlone) {
  const Uuid hoa = owner("cccd:015 085 001 234", "Lò Văn Hoà");
  const Uuid lan = owner(kLan);
  owner(kHoa, "Lò Hoàng Phúc");
  alias(hoa, kOldCard);
  warehouse_->remove_alias(hoa, kOldCard, kBy);
  merge(lan, hoa);
  unmerge(lan);
  const std::vector<Event> all = events();
  std::vector<Event::Type> types;
  for (const Event& event : all) {
    const auto number = static_cast<int>(event.type);
    if (number < 20 || number > 29) continue;
    types.push_back(event.type);
    EXPECT_TRUE(event.owner == hoa || event.owner == lan);
    const std::string bytes = encode(event);
    for (const char* secret : {"015085001234", "015185004321", "060123456", "Hoà", "Phúc"}) {
      EXPECT_EQ(bytes.find(secret), std::string::npos) << number;
    }
    if (event.type != Event::Type::kOwnerNameAdded) {
      EXPECT_EQ(event.by, kBy);
    }
  }
  EXPECT_THAT(types, ElementsAre(Event::Type::kOwnerNameAdded, Event::Type::kOwnerAliasAdded,
                                 Event::Type::kOwnerAliasRemoved, Event::Type::kOwnersMerged,
                                 Event::Type::kOwnersUnmerged));
  EXPECT_EQ(all.back().owner, lan);
  EXPECT_EQ(all.back().related, hoa);
  EXPECT_EQ(all.back().reason, "nhầm người");
}

TEST_F(OwnersTest, RefusedChangeLeavesNoEvent) {
  const Uuid hoa = owner(kHoa);
  const store::Position before = warehouse_->status().log_position;
  EXPECT_EQ(refusal([&] { merge(hoa, hoa); }), "merge_refused");
  EXPECT_EQ(refusal([&] { alias(hoa, kOldCard, {}); }), "evidence_invalid");
  EXPECT_EQ(warehouse_->status().log_position, before);
}

TEST_F(OwnersTest, WhatWasTypedIsKept) {
  const Uuid hoa = owner("cccd:015 085 001 234");
  alias(hoa, "cmnd:060.123.456");
  below([&](store::Store& store) {
    const auto tables = store.snapshot();
    EXPECT_EQ(existing_owner(*tables, hoa).key_typed, "cccd:015 085 001 234");
    EXPECT_EQ(aliases_of(*tables, hoa).at(0).key_typed, "cmnd:060.123.456");
    EXPECT_EQ(aliases_of(*tables, hoa).at(0).key, kOldCard);
  });
}

TEST_F(OwnersTest, UnmergeLeavesTheTablesAsTheyWere) {
  const Uuid hoa = owner(kHoa, "Lò Văn Hoà");
  const Uuid lan = owner(kLan);
  const auto contents = [&] {
    std::string all;
    below([&](store::Store& store) {
      const auto tables = store.snapshot();
      for (const Table table : {kOwners, kOwnerKeys, kOwnerAliases, kAliasesByOwner, kOwnerMerges,
                                kComponents, kComponentsByOwner}) {
        each_with_prefix(*tables, table, {}, [&](std::string_view key, std::string_view value) {
          (all += key) += value;
          return true;
        });
      }
    });
    return all;
  };
  const std::string before = contents();
  merge(lan, hoa);
  EXPECT_NE(contents(), before);
  unmerge(lan);
  EXPECT_EQ(contents(), before);
}

// Whatever is typed about a paper, an application or a look, and under whichever of the numbers of
// all who are one person.
TEST_F(OwnersTest, NumbersOfAliasesAndOfTheMergedStandInNoText) {
  constexpr const char* kPassport = "passport:USA:598765432";
  const Uuid hoa = owner(kHoa);
  const Uuid guest = owner(kPassport);
  alias(hoa, kOldCard);
  merge(guest, hoa);
  const Uuid paper = deposit("giấy", "GCN_DKDN", kHoa).component.id;
  const Uuid later = deposit("giấy mới", "GCN_DKDN", kHoa).component.id;
  DossierOpening opening;
  opening.code = "H63.12-261123-0001";
  opening.procedure = "2.000620";
  opening.owner = kHoa;
  opening.by = kBy;
  const Uuid dossier = warehouse_->dossiers().open(opening).view.dossier.id;
  const Facts facts = warehouse_->component(paper)->component.facts;
  Procedure lent;
  lent.code = "1.000001.H63";
  lent.name = "Thủ tục cần giấy của người khác";
  lent.valid_from = day("2020-01-01");
  lent.requirements = {{"1", "Giấy của bên cho thuê", {{"HD_THUE"}}}};
  lent.requirements[0].third_party = true;
  warehouse_->import_catalogue({{}, {}, {lent}});
  warehouse_->start_followers();
  ASSERT_TRUE(
      warehouse_->wait_searchable(warehouse_->status().log_position,
                                  std::chrono::steady_clock::now() + std::chrono::minutes(1)));
  const auto hits = warehouse_->searches().search({}).hits;
  ASSERT_FALSE(hits.empty());
  ReuseQuestion question;
  question.dossier = dossier;
  const ReuseAnswer answer = warehouse_->reuse().ask(question);
  warehouse_->reuse().record(answer, {}, {});

  for (const std::string& text :
       {std::string("CMND cũ 060 123 456"), std::string("hc 598765432")}) {
    SCOPED_TRACE(text);
    const auto refused = [&](const std::function<void()>& action) {
      EXPECT_EQ(refusal(action), "metadata_invalid");
    };
    const Purpose by{text, {}, {}};
    const Purpose why{kBy, {}, text};
    refused([&] { warehouse_->review(paper, {ReviewState::kApproved, text, {}}); });
    refused([&] { warehouse_->review(paper, {ReviewState::kRejected, kBy, text}); });
    refused([&] { warehouse_->revoke(paper, {kBy, text, {}}); });
    refused([&] { warehouse_->supersede(paper, later, text); });
    refused([&] { warehouse_->hold(paper, {"thanh-tra", text, {}}); });
    refused([&] { warehouse_->destroy(paper, {text, kBy}); });
    refused([&] { warehouse_->deposits().correct(paper, {facts, {}, {}, {}, text, "sai"}); });
    refused([&] { warehouse_->deposits().correct(paper, {facts, {}, {}, {}, kBy, text}); });
    refused([&] {
      Deposit brought;
      brought.facts.type = "GCN_DKDN";
      brought.facts.digitised_by = text;
      brought.dossier = dossier;
      brought.file = store::as_bytes("tệp");
      warehouse_->deposits().deposit(brought);
    });
    refused([&] {
      DossierOpening next = opening;
      next.code = "H63.12-261123-0002";
      next.by = text;
      warehouse_->dossiers().open(next);
    });
    refused([&] {
      warehouse_->dossiers().move(dossier, {DossierState::kInProcess, text, Duty::kSpecialist, {}});
    });
    refused([&] {
      warehouse_->dossiers().move(dossier,
                                  {DossierState::kInProcess, kBy, Duty::kSpecialist, text});
    });
    refused([&] { warehouse_->dossiers().refer(dossier, {"1", "CSDL", text, kBy}); });
    refused([&] {
      ReuseQuestion asked = question;
      asked.purpose = why;
      (void)warehouse_->reuse().ask(asked);
    });
    refused([&] {
      ReuseQuestion asked;
      asked.owner = kLan;
      asked.procedure = "1.000001";
      asked.third_parties = {{"1", kHoa, text}};
      (void)warehouse_->reuse().ask(asked);
    });
    refused([&] { warehouse_->reuse().confirm({answer.query, "2", paper, false, kBy, text}); });
    for (const Purpose& purpose : {by, why}) {
      refused([&] { (void)warehouse_->look_at(paper, Access::Action::kRecordViewed, purpose); });
      refused([&] { warehouse_->record_search(hits, purpose); });
      refused([&] { (void)warehouse_->look_up_owner({kHoa, {}}, purpose); });
      refused([&] { (void)warehouse_->export_dossier(dossier, purpose); });
      refused([&] { (void)warehouse_->owned_papers(OwnerKey::parse(kHoa), {}, purpose); });
    }
  }
  // All of it may be said of somebody else.
  warehouse_->revoke(deposit("của Lan", "GCN_DKDN", kLan).component.id, {kBy, "xem 060123456", {}});
}

TEST_F(OwnersTest, LookingSomebodyUpIsRecorded) {
  const Uuid hoa = owner(kHoa);
  (void)warehouse_->look_up_owner({kHoa, {}}, {kBy, {}, "tiếp nhận"});
  (void)warehouse_->look_up_owner({kLan, {}}, {kBy, {}, {}});
  warehouse_->accesses().flush();
  std::vector<Access> looks;
  for (const Event& event : events()) {
    for (const Access& access : event.accesses) {
      if (access.action == Access::Action::kOwnerLookedUp) looks.push_back(access);
    }
  }
  ASSERT_THAT(looks, SizeIs(2));
  EXPECT_EQ(looks[0].owner, hoa);
  EXPECT_EQ(looks[0].purpose.by, kBy);
  EXPECT_EQ(looks[0].purpose.why, "tiếp nhận");
  EXPECT_EQ(looks[1].owner, std::nullopt);  // Nobody is known by that number.
}

}  // namespace
}  // namespace kho::warehouse
