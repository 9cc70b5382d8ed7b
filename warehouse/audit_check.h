// warehouse/audit_check.h - The audit of the change log: whether it still is what was signed.
//
// Reads every entry once, in short snapshots, and recomputes the hash chain, the Merkle tree and
// the root under every checkpoint. Whoever can write to the warehouse's disk can make all of these
// anew; what he cannot change is a checkpoint that was kept elsewhere: give it, too.
//
// Thread-safe function beside readers and writers. What is wrong is in the report. Errors: Error
// kSigningKeyUnusable, std::system_error.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "store/store.h"
#include "warehouse/key_ring.h"
#include "warehouse/names.h"

namespace kho::warehouse {

struct AuditOrder {
  std::string checkpoint;  // A signed note kept outside the warehouse; empty: none.
};

enum class CheckpointVerdict {
  kNotChecked,
  kGood,
  kSignatureInvalid,  // No checkpoint at all, or not signed by a key of this warehouse.
  kOtherLog,          // Of another warehouse, or of another size than the one it is kept under.
  kLogShorter,        // The log has less entries than were signed.
  kRootDiffers,       // The log had other entries when this was signed.
};
inline constexpr NameTable<CheckpointVerdict, 6> kCheckpointVerdictNames{
    {{CheckpointVerdict::kNotChecked, "not_checked"},
     {CheckpointVerdict::kGood, "good"},
     {CheckpointVerdict::kSignatureInvalid, "signature_invalid"},
     {CheckpointVerdict::kOtherLog, "other_log"},
     {CheckpointVerdict::kLogShorter, "log_shorter"},
     {CheckpointVerdict::kRootDiffers, "root_differs"}}};

struct AuditReport {
  std::uint64_t entries = 0;                          // Read, of those there were when it began.
  std::optional<store::Position> first_broken;        // Before it the chain holds.
  std::uint64_t kept_hashes = 0;                      // Of the tree, compared.
  std::optional<store::Position> tree_differs;        // First entry under the first that differs.
  std::uint64_t checkpoints = 0;                      // Compared.
  std::optional<std::uint64_t> first_bad_checkpoint;  // Its size...
  CheckpointVerdict why = CheckpointVerdict::kNotChecked;      // ...and what is wrong with it.
  CheckpointVerdict outside = CheckpointVerdict::kNotChecked;  // Of the one that was given.
  bool stopped = false;

  [[nodiscard]] bool good() const {
    return !first_broken && !tree_differs && !first_bad_checkpoint &&
           (outside == CheckpointVerdict::kNotChecked || outside == CheckpointVerdict::kGood);
  }
};

// `progress` hears of bytes read and to read; these are an estimate until the end.
[[nodiscard]] AuditReport audit(const store::Store& store, KeyRing& keys, const AuditOrder& order,
                                const std::stop_token& stop,
                                const std::function<void(std::uint64_t, std::uint64_t)>& progress);

}  // namespace kho::warehouse
