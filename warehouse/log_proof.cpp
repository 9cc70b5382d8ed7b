#include "warehouse/log_proof.h"

namespace kho::warehouse {

ProofVerdict verify(const LogProof& proof, std::span<const PublicKey> keys) {
  const auto checkpoint = verified_checkpoint(proof.checkpoint, keys);
  if (!checkpoint) return ProofVerdict::kSignatureInvalid;
  if (proof.position < 1 || proof.position > checkpoint->size) return ProofVerdict::kNotCovered;
  return verify_inclusion(leaf_hash(proof.payload), proof.position - 1, checkpoint->size,
                          proof.path, checkpoint->root)
             ? ProofVerdict::kGood
             : ProofVerdict::kRootDiffers;
}

ProofVerdict verify(const ConsistencyProof& proof, std::string_view old,
                    std::span<const PublicKey> keys) {
  const auto before = verified_checkpoint(old, keys);
  const auto now = verified_checkpoint(proof.checkpoint, keys);
  if (!before || !now || before->origin != now->origin) return ProofVerdict::kSignatureInvalid;
  if (before->size != proof.from || before->size > now->size) return ProofVerdict::kNotCovered;
  return verify_consistency(before->size, before->root, now->size, now->root, proof.path)
             ? ProofVerdict::kGood
             : ProofVerdict::kRootDiffers;
}

}  // namespace kho::warehouse
