// What officers decide on a component, and what is kept of it.
#include "warehouse/review.h"

#include <gtest/gtest.h>

#include "tests/warehouse/fixtures.h"

namespace kho::warehouse {
namespace {

class ReviewTest : public WarehouseTest {
 protected:
  Component captured(const std::string& content) {
    Deposit request;
    request.owner = "mst:0100109106";
    request.facts.type = "GCN_DKDN";
    request.facts.review = ReviewState::kCaptured;
    request.file = store::as_bytes(content);
    return warehouse_->deposits().deposit(request).component;
  }
};

TEST_F(ReviewTest, CorrectionLeavesTheReviewersDecision) {
  const Component component = captured("một");
  Correction correction;
  correction.facts = component.facts;
  correction.facts->subject = "đăng ký lần đầu";
  correction.facts->review = ReviewState::kApproved;
  correction.by = "lan";
  correction.reason = "thiếu trích yếu";
  const Component corrected = warehouse_->deposits().correct(component.id, correction).component;
  EXPECT_EQ(corrected.facts.subject, "đăng ký lần đầu");
  EXPECT_EQ(corrected.facts.review, ReviewState::kCaptured);
}

TEST_F(ReviewTest, SupersessionNamesWhoDecidedIt) {
  const Uuid earlier = deposit("cũ").component.id;
  const Uuid later = deposit("mới").component.id;
  EXPECT_EQ(refusal([&] { warehouse_->supersede(earlier, later, ""); }), "metadata_invalid");
  const Component changed = warehouse_->supersede(earlier, later, "lan").component;
  EXPECT_EQ(changed.id, earlier);
  ASSERT_TRUE(changed.superseded);
  EXPECT_EQ(changed.superseded->by, later);
  EXPECT_EQ(warehouse_->component(later)->component.supersedes, earlier);
}

TEST_F(ReviewTest, OfficerOfADepositIsNoPersonalNumber) {
  Deposit request;
  request.owner = "mst:0100109106";
  request.facts.type = "GCN_DKDN";
  request.facts.digitised_by = "015085001234";
  request.file = store::as_bytes("một");
  EXPECT_EQ(refusal([&] { warehouse_->deposits().deposit(request); }), "metadata_invalid");
}

TEST_F(ReviewTest, SearchFindsAComponentAsItStands) {
  const Uuid id = captured("giấy chứng nhận").id;
  const auto found = [&](const char* status) {
    warehouse_->catch_up();
    SearchQuestion question;
    question.text = "giấy chứng nhận";
    question.statuses = {status};
    return warehouse_->searches().search(question).hits.size() == 1;
  };
  EXPECT_TRUE(found("captured"));
  warehouse_->review(id, {ReviewState::kApproved, "lan", {}});
  EXPECT_TRUE(found("approved"));
  EXPECT_FALSE(found("captured"));
  const Uuid later = deposit("bản sau").component.id;
  warehouse_->supersede(id, later, "lan");
  EXPECT_TRUE(found("superseded"));
  warehouse_->review(later, {ReviewState::kRejected, "minh", "nhầm chủ"});
  EXPECT_TRUE(found("approved"));  // It stands again.
  warehouse_->revoke(id, {"lan", "thu hồi", {}});
  EXPECT_TRUE(found("revoked"));
}

TEST_F(ReviewTest, SearchFindsACorrectedComponentByItsNewWords) {
  const Uuid id = captured("mờ").id;
  warehouse_->catch_up();
  Correction correction;
  correction.file = store::as_bytes("hợp đồng thuê nhà xưởng");
  correction.by = "lan";
  correction.reason = "quét mờ";
  warehouse_->deposits().correct(id, correction);
  warehouse_->catch_up();
  EXPECT_EQ(search("nhà xưởng"), std::vector{id.text()});
}

TEST_F(ReviewTest, EveryLookIsInTheJournalWithItsPurpose) {
  const Uuid id = deposit("một").component.id;
  const Purpose purpose{"lan", "H63.12-230601-0001", "đối chiếu"};
  EXPECT_TRUE(warehouse_->look_at(id, Access::Action::kContentRead, purpose));
  EXPECT_FALSE(warehouse_->look_at(Uuid(), Access::Action::kContentRead, purpose));
  EXPECT_EQ(refusal([&] {
              static_cast<void>(warehouse_->look_at(id, Access::Action::kRecordViewed,
                                                    {"lan", {}, "mã số thuế 0100109106"}));
            }),
            "metadata_invalid");
  const auto seen = warehouse_->accesses_of_component(id, 0, 10);
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].access.action, Access::Action::kContentRead);
  EXPECT_EQ(seen[0].access.purpose.by, "lan");
}

TEST_F(ReviewTest, DossierCodeOfTwelveDigitsIsNoPersonalNumber) {
  EXPECT_EQ(checked(Purpose{"lan", "H63-230601-0123", "tiếp nhận"}, {}).dossier, "H63-230601-0123");
  EXPECT_EQ(refusal([] {
              static_cast<void>(checked(Purpose{"015085001234", {}, {}}, {}));
            }),
            "metadata_invalid");
}

}  // namespace
}  // namespace kho::warehouse
