#include "warehouse/audit_check.h"

#include <gtest/gtest.h>

#include "tests/counted.h"
#include "tests/warehouse/audit_log.h"
#include "warehouse/log_tree.h"
#include "warehouse/warehouse_id.h"

namespace kho::warehouse {
namespace {

class AuditCheckTest : public AuditLogTest {
 protected:
  AuditCheckTest() {
    grow_to(700);
    kept_ = tree_->checkpoint_now();
    grow_to(1500);
    (void)tree_->checkpoint_now();
  }

  void change(const std::function<void(store::WriteTransaction&)>& how) {
    store_->commit([&](store::Transaction& transaction) { how(transaction.tables()); });
  }
  void flip(store::TableId table, const std::string& key, std::size_t at) {
    change([&](store::WriteTransaction& tables) {
      std::string value(tables.get(table, key).value());
      value[at] = static_cast<char>(value[at] ^ 1);
      tables.put(table, key, value);
    });
  }
  store::TableId log() const { return store_->core().own.log; }

  // What one who owns the machine can do: another entry, and everything behind it made anew so that
  // it fits, signed with the warehouse's own key.
  void rewrite(store::Position changed) {
    change([&](store::WriteTransaction& tables) {
      Sha256 hash;
      for (store::Position position = 1; position <= 1500; ++position) {
        std::string entry = payload(position == changed ? 9'999'999 : position);
        hash = store::ChangeLog::chain_hash(hash, position, entry);
        tables.put(log(), store::be64(position), std::string(hash.raw()) + entry);
      }
      for (std::uint64_t index = 0; index < 5; ++index) {
        tables.erase(kLogTree, log_tree_key(8, index));
      }
      tables.erase(kPositions, "tree");
      for (const std::uint64_t size : {700, 1500}) tables.erase(kCheckpoints, store::be64(size));
    });
    open();
    (void)tree_->checkpoint_now();
  }

  std::string kept_;  // The checkpoint of 700, kept outside.
};

TEST_F(AuditCheckTest, WholeLogIsGood) {
  for (const std::string& outside : {std::string(), kept_, *tree_->latest_checkpoint()}) {
    const AuditReport report = audit(outside);
    EXPECT_TRUE(report.good());
    EXPECT_EQ(report.entries, 1500u);
    EXPECT_EQ(report.checkpoints, 2u);
    EXPECT_EQ(report.kept_hashes, 5u);
    EXPECT_EQ(report.outside,
              outside.empty() ? CheckpointVerdict::kNotChecked : CheckpointVerdict::kGood);
  }
}

TEST_F(AuditCheckTest, EmptyLogIsGood) {
  const test::ScratchDirectory scratch;
  store::Store::create(store::posix_file_system(), scratch / "store");
  const store::Store empty(store::posix_file_system(), scratch / "store", table_names());
  const AuditReport report = warehouse::audit(empty, *keys_, {}, {}, [](auto, auto) {});
  EXPECT_TRUE(report.good());
  EXPECT_EQ(report.entries, 0u);
}

TEST_F(AuditCheckTest, FlippedByteOfAnyEntryIsNoticed) {
  // All bytes of one entry, its hash included, and one of many others.
  const std::size_t size = 32 + payload(1).size();
  std::uint64_t flips = 0;
  for (std::size_t at = 0; at < size; at += 3) {
    flip(log(), store::be64(1), at);
    const AuditReport report = audit();
    EXPECT_EQ(report.first_broken, 1u) << at;
    EXPECT_FALSE(report.good());
    flip(log(), store::be64(1), at);
    ++flips;
  }
  for (store::Position position = 2; position <= 1500; position += 107) {
    flip(log(), store::be64(position), 33);
    const AuditReport report = audit(kept_);
    EXPECT_EQ(report.first_broken, position);
    EXPECT_EQ(report.first_bad_checkpoint, position <= 700 ? 700u : 1500u);
    EXPECT_EQ(report.why, CheckpointVerdict::kRootDiffers);
    EXPECT_EQ(report.outside,
              position <= 700 ? CheckpointVerdict::kRootDiffers : CheckpointVerdict::kGood);
    if (position <= 1280) {
      EXPECT_EQ(report.tree_differs, (position - 1) / 256 * 256 + 1);
    }
    flip(log(), store::be64(position), 33);
    ++flips;
  }
  EXPECT_TRUE(audit().good());
  test::counted("bytes_damaged", flips);
}

TEST_F(AuditCheckTest, FlippedByteOfAnyCheckpointIsNoticed) {
  for (std::size_t at = 0; at < kept_.size(); ++at) {
    std::string wrong = kept_;
    wrong[at] = static_cast<char>(wrong[at] ^ 1);
    EXPECT_EQ(audit(wrong).outside, CheckpointVerdict::kSignatureInvalid) << at;
    if (at % 17 != 0) continue;
    flip(kCheckpoints, store::be64(700), at);
    const AuditReport report = audit();
    EXPECT_EQ(report.first_bad_checkpoint, 700u);
    EXPECT_EQ(report.why, CheckpointVerdict::kSignatureInvalid);
    EXPECT_FALSE(report.first_broken || report.tree_differs);
    flip(kCheckpoints, store::be64(700), at);
  }
  test::counted("damaged_inputs", kept_.size());
}

TEST_F(AuditCheckTest, FlippedByteOfAnyKeptHashIsNoticed) {
  for (std::uint64_t index = 0; index < 5; ++index) {
    flip(kLogTree, log_tree_key(8, index), 7 * index);
    const AuditReport report = audit();
    EXPECT_EQ(report.tree_differs, index * 256 + 1);
    EXPECT_FALSE(report.first_broken || report.first_bad_checkpoint);
    flip(kLogTree, log_tree_key(8, index), 7 * index);
  }
  change([](store::WriteTransaction& tables) { tables.erase(kLogTree, log_tree_key(8, 2)); });
  EXPECT_EQ(audit().tree_differs, 513u);
}

TEST_F(AuditCheckTest, LogRewrittenWithAllItsHashesIsNoticedByACheckpointKeptOutside) {
  rewrite(500);
  // Within the warehouse all fits.
  EXPECT_TRUE(audit().good());
  EXPECT_EQ(store_->log().first_broken(*store_->snapshot()), std::nullopt);
  const AuditReport report = audit(kept_);
  EXPECT_FALSE(report.good());
  EXPECT_EQ(report.outside, CheckpointVerdict::kRootDiffers);
  // And by whoever keeps the checkpoint, without reading the log.
  EXPECT_EQ(verify(tree_->prove_consistency(700), kept_, keys_->all()), ProofVerdict::kRootDiffers);
}

TEST_F(AuditCheckTest, OldCheckpointSaysNothingOfLaterEntries) {
  rewrite(701);
  EXPECT_EQ(audit(kept_).outside, CheckpointVerdict::kGood);
}

TEST_F(AuditCheckTest, NewKeyInPlaceOfTheOldIsNoticed) {
  std::filesystem::remove(path_ / "keys" / "signing-key.pem");
  open();
  const AuditReport report = audit(kept_);
  EXPECT_EQ(report.outside, CheckpointVerdict::kSignatureInvalid);
  EXPECT_EQ(report.first_bad_checkpoint, 700u);
  EXPECT_EQ(report.why, CheckpointVerdict::kSignatureInvalid);
}

TEST_F(AuditCheckTest, LogCutShortIsNoticed) {
  change([&](store::WriteTransaction& tables) {
    for (store::Position position = 601; position <= 1500; ++position) {
      tables.erase(log(), store::be64(position));
    }
  });
  const AuditReport report = audit(kept_);
  EXPECT_EQ(report.entries, 600u);
  EXPECT_EQ(report.first_broken, std::nullopt);
  EXPECT_EQ(report.first_bad_checkpoint, 700u);
  EXPECT_EQ(report.why, CheckpointVerdict::kLogShorter);
  EXPECT_EQ(report.outside, CheckpointVerdict::kLogShorter);
  EXPECT_EQ(report.tree_differs, 601u);
}

TEST_F(AuditCheckTest, GapEndsTheComparison) {
  change([&](store::WriteTransaction& tables) { tables.erase(log(), store::be64(650)); });
  const AuditReport report = audit(kept_);
  EXPECT_EQ(report.entries, 649u);
  EXPECT_EQ(report.first_broken, 650u);
  EXPECT_EQ(report.outside, CheckpointVerdict::kLogShorter);
  EXPECT_FALSE(report.good());
  change([&](store::WriteTransaction& tables) { tables.put(log(), store::be64(650), "short"); });
  EXPECT_EQ(audit().first_broken, 650u);
}

TEST_F(AuditCheckTest, CheckpointOfAnotherWarehouseIsNotOurs) {
  const std::string foreign =
      signed_checkpoint({"kho/other", 700, root_of_log(700)}, *keys_->signing());
  EXPECT_EQ(audit(foreign).outside, CheckpointVerdict::kOtherLog);
  // Nor is one that lies under another size than its own.
  for (const auto& [size, note] : {std::pair{700, foreign}, std::pair{600, kept_}}) {
    change([&](store::WriteTransaction& tables) {
      tables.put(kCheckpoints, store::be64(static_cast<std::uint64_t>(size)), note);
    });
    const AuditReport report = audit();
    EXPECT_EQ(report.first_bad_checkpoint, size);
    EXPECT_EQ(report.why, CheckpointVerdict::kOtherLog);
  }
}

TEST_F(AuditCheckTest, StopEndsItBetweenSnapshots) {
  std::stop_source stop;
  std::uint64_t told = 0;
  const AuditReport report =
      warehouse::audit(*store_, *keys_, {}, stop.get_token(), [&](std::uint64_t done, auto to_do) {
        ++told;
        EXPECT_GE(to_do, done);
        stop.request_stop();
      });
  EXPECT_TRUE(report.stopped);
  EXPECT_EQ(told, 1u);
}

}  // namespace
}  // namespace kho::warehouse
