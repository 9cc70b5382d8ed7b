#include "warehouse/audit_tree.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/error.h"
#include "tests/counted.h"
#include "tests/warehouse/audit_log.h"
#include "warehouse/log_tree.h"
#include "warehouse/warehouse_id.h"

namespace kho::warehouse {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class AuditTreeTest : public AuditLogTest {};

TEST_F(AuditTreeTest, EmptyLogHasNoCheckpoint) {
  EXPECT_FALSE(tree_->step());
  EXPECT_EQ(tree_->due_in(), std::nullopt);
  EXPECT_EQ(tree_->latest_checkpoint(), std::nullopt);
  EXPECT_EQ(refusal([&] { (void)tree_->checkpoint_now(); }), "not_found");
  EXPECT_EQ(refusal([&] { (void)tree_->prove(1); }), "not_found");
  EXPECT_EQ(refusal([&] { (void)tree_->prove(0); }), "not_found");
  tree_->sign_rest();
  EXPECT_THAT(checkpoint_sizes(), IsEmpty());
}

TEST_F(AuditTreeTest, CheckpointComesWithTheThousandthEntryOrAfterAMinute) {
  grow_to(999);
  follow();
  EXPECT_THAT(checkpoint_sizes(), IsEmpty());
  EXPECT_EQ(tree_->due_in(), std::chrono::milliseconds(60'000));
  grow_to(1000);
  follow();
  EXPECT_THAT(checkpoint_sizes(), ElementsAre(1000));
  EXPECT_EQ(tree_->due_in(), std::nullopt);
  // From the first entry that is not covered.
  grow_to(1001);
  follow();
  clock_.ms += 40'000;
  grow_to(1002);
  follow();
  EXPECT_EQ(tree_->due_in(), std::chrono::milliseconds(20'000));
  clock_.ms += 19'999;
  EXPECT_FALSE(tree_->step());
  clock_.ms += 1;
  EXPECT_TRUE(tree_->step());
  EXPECT_FALSE(tree_->step());
  EXPECT_THAT(checkpoint_sizes(), ElementsAre(1000, 1002));
}

TEST_F(AuditTreeTest, AnEntryWaitsNoLongerBecauseOfARestart) {
  grow_to(256);
  follow();
  clock_.ms += 60'000;
  open();
  EXPECT_TRUE(tree_->step());
  EXPECT_THAT(checkpoint_sizes(), ElementsAre(256));
}

TEST_F(AuditTreeTest, ClockThatWasSetBackPutsNoCheckpointOff) {
  clock_.ms += 86'400'000;
  grow_to(1);
  clock_.ms -= 86'400'000;
  follow();
  clock_.ms += 60'000;
  EXPECT_TRUE(tree_->step());
  EXPECT_THAT(checkpoint_sizes(), ElementsAre(1));
}

TEST_F(AuditTreeTest, CheckpointsSignTheRootOfTheLogUnderOneName) {
  policy_.entries_max = 1;
  open();
  for (const std::uint64_t size : {1, 2, 3, 255, 256, 257, 600, 1024, 1025}) {
    grow_to(size);
    follow();
    const auto checkpoint = verified_checkpoint(*tree_->checkpoint_of(size), keys_->all());
    ASSERT_TRUE(checkpoint);
    EXPECT_EQ(checkpoint->origin, log_origin(*warehouse_id(*store_->snapshot())));
    EXPECT_EQ(checkpoint->size, size);
    EXPECT_EQ(checkpoint->root, root_of_log(size));
    EXPECT_EQ(tree_->latest_checkpoint(), tree_->checkpoint_of(size));
    if (size == 257) open();
  }
  EXPECT_EQ(tree_->checkpoint_of(4), std::nullopt);
}

TEST_F(AuditTreeTest, NothingIsAppendedToTheLog) {
  grow_to(3000);
  follow();
  (void)tree_->checkpoint_now();
  EXPECT_EQ(store_->last_position(), 3000u);
}

TEST_F(AuditTreeTest, OnlyOneHashInto256EntriesIsKept) {
  grow_to(66'000);
  follow();
  EXPECT_EQ(tree_->position(), 66'000u);
  EXPECT_EQ(kept_hashes(), 257u + 1);
  EXPECT_EQ(log_tree_position(*store_->snapshot()), 257u * 256);
  // The tables alone give the root again.
  open();
  EXPECT_EQ(tree_->position(), 257u * 256);
  const auto checkpoint = verified_checkpoint(tree_->checkpoint_now(), keys_->all());
  EXPECT_EQ(checkpoint->size, 66'000u);
  EXPECT_EQ(checkpoint->root, root_of_log(66'000));
  // Around every border, and some between.
  for (const store::Position position : {1u, 2u, 255u, 256u, 257u, 4097u, 65'535u, 65'536u, 65'537u,
                                         65'791u, 65'793u, 65'999u, 66'000u}) {
    EXPECT_EQ(verify(tree_->prove(position), keys_->all()), ProofVerdict::kGood) << position;
  }
  const AuditReport report = audit();
  EXPECT_TRUE(report.good());
  EXPECT_EQ(report.kept_hashes, 258u);
}

TEST_F(AuditTreeTest, EveryPositionOfLogsOfManySizesIsProved) {
  const std::vector<PublicKey> keys = keys_->all();
  for (const std::uint64_t size : {1, 2, 3, 4, 7, 8, 100, 255, 256, 257, 511, 512, 513, 1300}) {
    grow_to(size);
    const std::string note = tree_->checkpoint_now();
    for (store::Position position = 1; position <= size; ++position) {
      const LogProof proof = tree_->prove(position);
      ASSERT_EQ(proof.payload, payload(position));
      ASSERT_EQ(proof.checkpoint, note);
      ASSERT_EQ(verify(proof, keys), ProofVerdict::kGood) << position << " of " << size;
    }
    EXPECT_EQ(refusal([&] { (void)tree_->prove(size + 1); }), "not_found");
  }
}

TEST_F(AuditTreeTest, ProofMakesTheCheckpointThatItNeeds) {
  grow_to(10);
  (void)tree_->checkpoint_now();
  grow_to(20);
  EXPECT_EQ(verify(tree_->prove(10), keys_->all()), ProofVerdict::kGood);
  EXPECT_THAT(checkpoint_sizes(), ElementsAre(10));
  EXPECT_EQ(verify(tree_->prove(11), keys_->all()), ProofVerdict::kGood);
  EXPECT_THAT(checkpoint_sizes(), ElementsAre(10, 20));
}

TEST_F(AuditTreeTest, EveryFlippedByteOfAProofIsNoticed) {
  grow_to(300);
  const LogProof good = tree_->prove(123);
  const std::vector<PublicKey> keys = keys_->all();
  ASSERT_EQ(verify(good, keys), ProofVerdict::kGood);
  for (std::size_t i = 0; i < good.payload.size(); ++i) {
    LogProof wrong = good;
    wrong.payload[i] = static_cast<char>(wrong.payload[i] ^ 1);
    EXPECT_EQ(verify(wrong, keys), ProofVerdict::kRootDiffers);
  }
  for (std::size_t i = 0; i < good.checkpoint.size(); ++i) {
    LogProof wrong = good;
    wrong.checkpoint[i] = static_cast<char>(wrong.checkpoint[i] ^ 1);
    EXPECT_EQ(verify(wrong, keys), ProofVerdict::kSignatureInvalid);
  }
  for (std::size_t i = 0; i < good.path.size() * Sha256::kSize; ++i) {
    LogProof wrong = good;
    std::string hash(wrong.path[i / Sha256::kSize].raw());
    hash[i % Sha256::kSize] = static_cast<char>(hash[i % Sha256::kSize] ^ 1);
    wrong.path[i / Sha256::kSize] = *Sha256::from_raw(hash);
    EXPECT_EQ(verify(wrong, keys), ProofVerdict::kRootDiffers);
  }
  test::counted("damaged_inputs", good.payload.size() + good.checkpoint.size() +
                                      good.path.size() * Sha256::kSize);
  LogProof moved = good;
  moved.position = 124;
  EXPECT_EQ(verify(moved, keys), ProofVerdict::kRootDiffers);
  for (const store::Position position : {0u, 301u}) {
    moved.position = position;
    EXPECT_EQ(verify(moved, keys), ProofVerdict::kNotCovered);
  }
  EXPECT_EQ(verify(good, {}), ProofVerdict::kSignatureInvalid);
}

TEST_F(AuditTreeTest, EveryCheckpointIsConsistentWithTheNext) {
  std::vector<std::string> notes;
  for (const std::uint64_t size : {1, 2, 3, 100, 256, 257, 511, 768, 1025, 1300}) {
    grow_to(size);
    notes.push_back(tree_->checkpoint_now());
    for (const std::string& note : notes) {
      const ConsistencyProof proof = tree_->prove_consistency(claimed_checkpoint(note)->size);
      EXPECT_EQ(verify(proof, note, keys_->all()), ProofVerdict::kGood) << note;
    }
  }
  ConsistencyProof proof = tree_->prove_consistency(100);
  EXPECT_EQ(verify(proof, notes[4], keys_->all()), ProofVerdict::kNotCovered);
  proof.path.front() = leaf_hash("other");
  EXPECT_EQ(verify(proof, notes[3], keys_->all()), ProofVerdict::kRootDiffers);
  EXPECT_EQ(tree_->prove_consistency(0).path, MerklePath());
  EXPECT_EQ(refusal([&] { (void)tree_->prove_consistency(1301); }), "not_found");
}

TEST_F(AuditTreeTest, WithoutAKeyItWaitsAndLosesNothing) {
  ASSERT_EQ(::chmod((path_ / "keys" / "signing-key.pem").c_str(), 0644), 0);
  open();
  grow_to(1500);
  EXPECT_EQ(refusal([&] { follow(); }), "signing_key_unusable");
  EXPECT_EQ(refusal([&] { (void)tree_->prove(1); }), "signing_key_unusable");
  EXPECT_EQ(kept_hashes(), 0u);
  ASSERT_EQ(::chmod((path_ / "keys" / "signing-key.pem").c_str(), 0600), 0);
  follow();
  EXPECT_THAT(checkpoint_sizes(), ElementsAre(1024));
  EXPECT_EQ(kept_hashes(), 5u);
}

TEST_F(AuditTreeTest, RotatedKeySignsAndOldSignaturesStayGood) {
  grow_to(10);
  const std::string before = tree_->checkpoint_now();
  const PublicKey old = keys_->signing()->public_key();
  keys_->rotate();
  grow_to(20);
  const std::string after = tree_->checkpoint_now();
  EXPECT_FALSE(verified_checkpoint(after, std::vector{old}));
  EXPECT_TRUE(verified_checkpoint(after, keys_->all()));
  EXPECT_TRUE(verified_checkpoint(before, keys_->all()));
  open();
  EXPECT_TRUE(audit(before).good());
  EXPECT_EQ(audit(before).checkpoints, 2u);
}

TEST_F(AuditTreeTest, GapInTheLogStopsItWithoutAWrongHash) {
  grow_to(100);
  store_->commit([&](store::Transaction& transaction) {
    transaction.tables().erase(store_->core().own.log, store::be64(50));
  });
  EXPECT_THROW((void)tree_->step(), store::Error);
  EXPECT_EQ(tree_->position(), 0u);
}

TEST_F(AuditTreeTest, DamagedPositionDoesNotHinderOpening) {
  store_->commit(
      [&](store::Transaction& transaction) { transaction.tables().put(kPositions, "tree", "x"); });
  open();
  EXPECT_THROW((void)tree_->step(), store::Error);
}

// A child catches up and is killed after `steps` of its steps, or a little later; it may have ended
// by then.
void follow_and_kill(const std::function<void(const std::function<void()>& tell)>& follow,
                     int steps) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::close(ends[0]);
    follow([&] {
      if (::write(ends[1], "x", 1) != 1) ::_exit(1);
    });
    ::_exit(0);
  }
  ::close(ends[1]);
  char byte = 0;
  for (int i = 0; i < steps && ::read(ends[0], &byte, 1) == 1; ++i) {
  }
  ::kill(child, SIGKILL);
  ::close(ends[0]);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  test::counted("kills", 1);
}

TEST_F(AuditTreeTest, KillLeavesHashesAndPositionThatFit) {
  grow_to(40'000);
  const Sha256 root = root_of_log(40'000);
  store::Position last = 0;
  for (const int steps : {1, 2, 3, 5, 8}) {
    close();
    follow_and_kill(
        [&](const std::function<void()>& tell) {
          open();
          while (tree_->step()) tell();
        },
        steps);
    open();
    const store::Position position = tree_->position();
    EXPECT_GE(position, std::min<store::Position>(last + static_cast<store::Position>(steps) * 1024,
                                                  40'000 / 256 * 256));
    last = position;
    // A hash more or less would be one that was done twice or lost.
    EXPECT_EQ(kept_hashes(), position / 256);
    std::vector<std::uint64_t> expected;
    for (std::uint64_t size = 1024; size <= position; size += 1024) expected.push_back(size);
    EXPECT_EQ(checkpoint_sizes(), expected);
  }
  follow();
  EXPECT_EQ(verified_checkpoint(tree_->checkpoint_now(), keys_->all())->root, root);
  EXPECT_TRUE(audit().good());
}

}  // namespace
}  // namespace kho::warehouse
