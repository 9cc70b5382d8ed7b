// What befell a paper befalls its bytes, whoever brings them again; and other ways round the rules.
#include <gtest/gtest.h>

#include "tests/warehouse/dossier_history.h"
#include "warehouse/log_text.h"

namespace kho::warehouse {
namespace {
constexpr const char* kO = "mst:0100109106";
constexpr const char* kDoc = "Giấy xác nhận số 12/CA ngày 03/4/2025";
class FateTest : public DossierHistory {
 protected:
  Component put(const std::string& content, const std::function<void(Deposit&)>& how = {}) {
    Deposit d;
    d.owner = kO;
    d.facts.type = "GCN_DKDN";
    d.facts.validity.kind = Validity::Kind::kIndefinite;
    d.facts.issue_date = day("2026-01-01");
    d.file = store::as_bytes(content);
    if (how) how(d);
    return warehouse_->deposits().deposit(d).component;
  }
  std::string reg(const std::string& owner = kO, const std::string& name = {}) {
    ReuseQuestion q;
    q.owner = owner;
    q.procedure = "2.000620";
    q.owner_name = name;
    const auto r = warehouse_->reuse().ask(q).requirements.at(1);
    std::string s(name_in(kReuseOutcomeNames, r.outcome));
    for (auto x : r.reasons) s += " " + std::string(name_in(kReasonNames, x));
    return s;
  }
  Uuid asked(const Uuid& dossier) {
    ReuseQuestion q;
    q.dossier = dossier;
    const auto a = warehouse_->reuse().ask(q);
    warehouse_->reuse().record(a, {}, {});
    return a.query;
  }
  // A type, KEPT, whose papers are kept for ten years.
  void import_kept() {
    Catalogue c;
    ComponentType t{"KEPT", "Giữ"};
    t.keep_years = 10;
    c.types = {t};
    warehouse_->import_catalogue(c);
  }
  // The paper once `how` has corrected its facts.
  Component corrected(const Component& a, const std::function<void(Facts&)>& how) {
    Correction k;
    k.facts = a.facts;
    how(*k.facts);
    k.by = "an";
    k.reason = "r";
    return warehouse_->deposits().correct(a.id, k).component;
  }
  void tick() { clock_.ms += 1000; }
};
TEST_F(FateTest, EqualBytesOfARevokedPaperThatWasDestroyedStayRevoked) {
  const auto a = put("x");
  const auto b = put("x", [](Deposit& d) { d.facts.subject = "khác"; });
  ASSERT_NE(a.id, b.id);
  warehouse_->revoke(a.id, {"lan", "giả", {}});
  EXPECT_EQ(reg(), "missing revoked");
  warehouse_->destroy(a.id, {"hết hạn", "minh"});
  EXPECT_EQ(reg(), "missing revoked");
}

TEST_F(FateTest, RevokedPaperThatWasDestroyedIsNotBroughtBackByBringingIt) {
  const auto a = put("x");
  warehouse_->revoke(a.id, {"lan", "giả", {}});
  warehouse_->destroy(a.id, {"hết hạn", "minh"});
  put("x");
  EXPECT_NE(reg(), "reusable");
}

TEST_F(FateTest, ForgedFileThatWasCorrectedAwayStaysForged) {
  const auto a = put("x", [](Deposit& d) {
    d.signature = Signature::kInvalid;
    d.facts.issue_date = day("2025-01-01");
  });
  put("x", [](Deposit& d) {
    d.facts.subject = "khác";
    d.facts.issue_date = day("2026-01-01");
  });
  Correction k;
  k.file = store::as_bytes("y");
  k.by = "an";
  k.reason = "mờ";
  k.signature = Signature::kNone;
  warehouse_->deposits().correct(a.id, k);
  EXPECT_NE(reg(), "reusable");
}

TEST_F(FateTest, RejectedFileThatWasCorrectedAwayStaysDoubted) {
  const auto a = put("x");
  put("x", [](Deposit& d) { d.facts.subject = "khác"; });
  warehouse_->review(a.id, {ReviewState::kRejected, "lan", "nhầm chủ"});
  EXPECT_EQ(reg(), "needs_check ambiguous");
  Correction k;
  k.file = store::as_bytes("y");
  k.by = "an";
  k.reason = "mờ";
  warehouse_->deposits().correct(a.id, k);
  EXPECT_EQ(reg(), "needs_check ambiguous");
}

TEST_F(FateTest, UnnamedMemberDoesNotHideAnotherName) {
  const auto a = put("x", [](Deposit& d) { d.owner_name = "Công ty A"; });
  const auto b = put("z", [](Deposit& d) {
    d.owner = "mst:0300588569";
    d.facts.type = "HD_THUE";
  });
  EXPECT_EQ(reg(kO, "Công ty Khác"), "needs_check name_mismatch");
  warehouse_->merge_owners(a.owner, {b.owner, {{}, kDoc}, "một", "lan"});
  EXPECT_EQ(reg(kO, "Công ty Khác"), "needs_check name_mismatch");
}

TEST_F(FateTest, BranchIsNotMergedWithItsEnterpriseThroughAThird) {
  const auto a = put("x");
  const auto b = put("z", [](Deposit& d) {
    d.owner = "mst:0300588569";
    d.facts.type = "HD_THUE";
  });
  const auto branch = put("w", [](Deposit& d) {
    d.owner = "mst:0100109106-001";
    d.facts.type = "HD_THUE";
  });
  EXPECT_EQ(reg("mst:0100109106-001"), "missing");
  warehouse_->merge_owners(b.owner, {a.owner, {{}, kDoc}, "một", "lan"});
  EXPECT_EQ(refusal([&] {
              warehouse_->merge_owners(b.owner, {branch.owner, {{}, kDoc}, "một", "lan"});
            }),
            "merge_refused");
  EXPECT_EQ(reg("mst:0100109106-001"), "missing");
}

TEST_F(FateTest, CorrectionKeepsTheKind) {
  const auto a = put("x", [](Deposit& d) { d.kind = Kind::kResult; });
  EXPECT_EQ(corrected(a, [](Facts& facts) { facts.subject = "s"; }).facts.kind, Kind::kResult);
}

TEST_F(FateTest, CorrectionToATypeThatIsKeptProlongsRetention) {
  import_kept();
  const auto a = put("x");
  EXPECT_TRUE(corrected(a, [](Facts& facts) { facts.type = "KEPT"; }).keep_until);
}

TEST_F(FateTest, RetentionIsCountedFromTheDepositHoweverOftenThePaperIsCorrected) {
  import_kept();
  const auto a = put("x", [](Deposit& d) { d.facts.type = "KEPT"; });
  EXPECT_EQ(a.keep_until, day("2036-11-23"));
  clock_.ms += 3LL * 366 * 86'400'000;
  EXPECT_EQ(corrected(a, [](Facts& facts) { facts.subject = "s"; }).keep_until, day("2036-11-23"));
}

TEST_F(FateTest, ForgedEvidenceDoesNotStand) {
  const auto a = put("x", [](Deposit& d) {
    d.facts.type = "HD_THUE";
    d.signature = Signature::kInvalid;
  });
  const auto agent = put("z", [](Deposit& d) { d.owner = "cccd:015085001234"; });
  AuthorisationOrder o;
  o.agent = agent.owner;
  o.evidence = a.id;
  o.by = "lan";
  EXPECT_EQ(refusal([&] { warehouse_->authorise(a.owner, o); }), "evidence_invalid");
}

TEST(LogText, NumberInGroupsIsFoundBehindADate) {
  for (const char* text :
       {"ngày 23.11.2026 015085001234", "015085  001234", "số 015 085 001 234 nhé"}) {
    EXPECT_TRUE(holds_personal_number(text, {})) << text;
  }
  for (const char* text : {"hồ sơ H63.12-230601-0001", "QĐ 12/2026", "ngày 23.11.2026 lúc 8.30"}) {
    EXPECT_FALSE(holds_personal_number(text, {})) << text;
  }
  EXPECT_TRUE(holds_personal_number("CMND 060 123 456", {"cccd:015085001234", "cmnd:060123456"}));
  // What an organisation is known by is its own; an agency's code is everybody's.
  EXPECT_TRUE(holds_personal_number("hỏi về 0100109106", {"mst:0100109106"}));
  EXPECT_FALSE(holds_personal_number("H63.12 hỏi", {"agency:H63.12"}));
}

}  // namespace
}  // namespace kho::warehouse
