// The audit of the log as a warehouse runs it.
#include <gtest/gtest.h>

#include "tests/warehouse/fixtures.h"
#include "warehouse/signed_note.h"

namespace kho::warehouse {
namespace {

class AuditInWarehouse : public WarehouseTest {
 protected:
  std::uint64_t covered() {
    const auto note = warehouse_->audit().latest_checkpoint();
    return note ? verified_checkpoint(*note, warehouse_->keys().all()).value().size : 0;
  }
};

TEST_F(AuditInWarehouse, KeyIsMadeAtOpeningAndStays) {
  const PublicKey key = warehouse_->keys().signing()->public_key();
  EXPECT_TRUE(std::filesystem::exists(path_ / "keys" / "signing-key.pem"));
  open();
  EXPECT_EQ(warehouse_->keys().signing()->public_key(), key);
}

TEST_F(AuditInWarehouse, CatchingUpReadsTheLogAndSignsWhatIsDue) {
  deposit("một");
  warehouse_->catch_up();
  EXPECT_EQ(warehouse_->status().audit_position, warehouse_->status().log_position);
  EXPECT_EQ(covered(), 0u);
  clock_.ms += 60'000;
  warehouse_->catch_up();
  EXPECT_EQ(covered(), warehouse_->status().log_position);
}

TEST_F(AuditInWarehouse, OrderlyEndSignsTheRest) {
  warehouse_->start_followers();
  const store::Position position = deposit("một").position;
  ASSERT_TRUE(warehouse_->wait_searchable(
      position, std::chrono::steady_clock::now() + std::chrono::seconds(60)));
  // The tree has read that far, too.
  (void)warehouse_->audit().checkpoint_now();
  deposit("hai");
  const store::Position last = warehouse_->status().log_position;
  open();
  EXPECT_GE(covered(), position);
  EXPECT_LE(covered(), last + 1);
  EXPECT_TRUE(warehouse_->status().failures.empty());
}

TEST_F(AuditInWarehouse, RebuiltTablesHoldTheSameTree) {
  for (int i = 0; i < 150; ++i) deposit(std::to_string(i));
  warehouse_->catch_up();
  const std::string note = warehouse_->audit().checkpoint_now();
  warehouse_.reset();
  std::filesystem::remove_all(path_ / "tables");
  (void)Warehouse::rebuild(path_, {});
  open();
  EXPECT_EQ(warehouse_->audit().latest_checkpoint(), note);
  const Job job = warehouse_->start_audit({note});
  const auto ended = warehouse_->jobs().find(job.id, std::chrono::minutes(1));
  const auto& report = std::get<AuditReport>(*ended->report);
  EXPECT_TRUE(report.good());
  EXPECT_EQ(report.outside, CheckpointVerdict::kGood);
  EXPECT_EQ(report.kept_hashes, 1u);
  EXPECT_EQ(verify(warehouse_->audit().prove(7), warehouse_->keys().all()), ProofVerdict::kGood);
}

}  // namespace
}  // namespace kho::warehouse
