// warehouse/audit_tree.h - The follower that keeps the Merkle tree of the change log, and signs it.
//
// It keeps the hashes of log_tree.h and, from time to time, a checkpoint: size and root of the log,
// signed. Whoever keeps a checkpoint outside can tell later whether the log still begins with what
// it signed; whoever keeps a proof needs no warehouse to show it. Nothing is appended to the log.
//
// Hashes and position are committed together, so that a crash repeats at most reading.
//
// Thread-safe. Errors: Error kSigningKeyUnusable where it must sign and cannot; store::Error.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "store/store.h"
#include "warehouse/environment.h"
#include "warehouse/follower.h"
#include "warehouse/key_ring.h"
#include "warehouse/log_proof.h"

namespace kho::warehouse {

// A checkpoint is made when so many entries came after the last, or the first of them is so old.
struct CheckpointPolicy {
  std::uint64_t entries_max = 1000;
  std::chrono::milliseconds delay_max{60'000};
};

class AuditTree : public Follower {
 public:
  AuditTree(store::Store& store, const Clock& clock, Random& random, KeyRing& keys,
            CheckpointPolicy policy);

  [[nodiscard]] store::Position position() const override { return position_; }
  bool step() override;
  [[nodiscard]] std::optional<std::chrono::milliseconds> due_in() const override;
  // Signs what was read and no checkpoint covers; for an orderly end.
  void sign_rest();

  // The newest checkpoint, and that of exactly `size` entries; nullopt: there is none.
  [[nodiscard]] std::optional<std::string> latest_checkpoint() const;
  [[nodiscard]] std::optional<std::string> checkpoint_of(std::uint64_t size) const;
  // One that covers all that the log holds now, made if need be. Throws Error kNotFound for an
  // empty log.
  std::string checkpoint_now();
  // With a checkpoint made at once if none covers the position. Throw Error kNotFound for a
  // position beyond the log.
  LogProof prove(store::Position position);
  ConsistencyProof prove_consistency(std::uint64_t from);

 private:
  struct Kept;  // A hash for the table.

  // All with mutex_ held.
  const MerkleFrontier& frontier();
  bool advance();
  void commit(MerkleFrontier next, const std::vector<Kept>& kept, bool sign);
  [[nodiscard]] bool is_due(std::uint64_t size) const;
  [[nodiscard]] std::int64_t time_of(std::string_view payload) const;

  // A checkpoint of `size` or more.
  Checkpoint covering(std::uint64_t size, std::string& note);

  store::Store& store_;
  const Clock& clock_;
  Random& random_;
  KeyRing& keys_;
  const CheckpointPolicy policy_;
  std::atomic<store::Position> position_;

  mutable std::mutex mutex_;
  std::optional<MerkleFrontier> frontier_;     // Empty until it is needed. Protected by mutex_.
  std::uint64_t covered_ = 0;                  // Size of the last checkpoint. By mutex_.
  std::optional<std::int64_t> waiting_since_;  // Time of the entry behind it. By mutex_.
};

}  // namespace kho::warehouse
