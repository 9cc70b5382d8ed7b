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

TEST_F(ReviewTest, DossierCodeOfTwelveDigitsIsNoPersonalNumber) {
  EXPECT_EQ(checked(Purpose{"lan", "H63-230601-0123", "tiếp nhận"}, {}).dossier, "H63-230601-0123");
  EXPECT_EQ(refusal([] {
              static_cast<void>(checked(Purpose{"015085001234", {}, {}}, {}));
            }),
            "metadata_invalid");
}

}  // namespace
}  // namespace kho::warehouse
