// warehouse/log_proof.h - Proofs about the change log that hold without the warehouse.
//
// Whoever has the public key of a warehouse can verify them years later; docs/format/audit.md says
// how, with openssl alone if need be. Values and pure functions.
#pragma once

#include <span>
#include <string>

#include "store/change_log.h"
#include "warehouse/merkle.h"
#include "warehouse/names.h"
#include "warehouse/signed_note.h"

namespace kho::warehouse {

// That the entry at a position is part of a log.
struct LogProof {
  store::Position position = 0;
  std::string payload;
  std::string checkpoint;  // A signed note whose size is `position` or more.
  MerklePath path;         // From the leaf, which is position - 1, up.
};

// That the log of `from` entries is the beginning of the one that the checkpoint signs.
struct ConsistencyProof {
  std::uint64_t from = 0;
  std::string checkpoint;
  MerklePath path;
};

enum class ProofVerdict {
  kGood,
  kSignatureInvalid,  // The checkpoint is no checkpoint, or none of the keys signed it.
  kNotCovered,        // The checkpoint is of a shorter log.
  kRootDiffers,       // Another payload, position or path than those that were signed.
};
inline constexpr NameTable<ProofVerdict, 4> kProofVerdictNames{
    {{ProofVerdict::kGood, "good"},
     {ProofVerdict::kSignatureInvalid, "signature_invalid"},
     {ProofVerdict::kNotCovered, "not_covered"},
     {ProofVerdict::kRootDiffers, "root_differs"}}};

[[nodiscard]] ProofVerdict verify(const LogProof& proof, std::span<const PublicKey> keys);
// `old` is a checkpoint that was kept; both must be signed, and of the same log.
[[nodiscard]] ProofVerdict verify(const ConsistencyProof& proof, std::string_view old,
                                  std::span<const PublicKey> keys);

}  // namespace kho::warehouse
