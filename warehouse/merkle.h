// warehouse/merkle.h - Merkle trees over a list of entries: roots, proofs and their verification.
//
// The tree of RFC 9162, section 2.1 (the same as RFC 6962): a leaf is SHA-256 of (00 ‖ entry), a
// node SHA-256 of (01 ‖ left ‖ right), and a list of n entries is split at the largest power of two
// below n. Leaves count from 0.
//
// Pure functions; the hashes of complete subtrees come from the caller. Sizes are below 2^63.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "store/sha256.h"

namespace kho::warehouse {

using store::Sha256;
using MerklePath = std::vector<Sha256>;

[[nodiscard]] Sha256 leaf_hash(std::string_view entry);
[[nodiscard]] Sha256 node_hash(const Sha256& left, const Sha256& right);
[[nodiscard]] Sha256 empty_root();

// The hash of the complete subtree over leaves index * 2^level to (index + 1) * 2^level - 1.
using SubtreeHashes = std::function<Sha256(unsigned level, std::uint64_t index)>;

// That `leaf`, below `size`, is in the tree of `size` leaves: from its sibling up to the root.
[[nodiscard]] MerklePath inclusion_path(std::uint64_t leaf, std::uint64_t size,
                                        const SubtreeHashes& subtrees);
// That the tree of `from` leaves, at most `size`, is the beginning of the tree of `size` leaves.
// Empty where they are the same tree, or `from` is 0.
[[nodiscard]] MerklePath consistency_path(std::uint64_t from, std::uint64_t size,
                                          const SubtreeHashes& subtrees);

[[nodiscard]] bool verify_inclusion(const Sha256& leaf_hash, std::uint64_t leaf, std::uint64_t size,
                                    std::span<const Sha256> path, const Sha256& root);
[[nodiscard]] bool verify_consistency(std::uint64_t from, const Sha256& from_root,
                                      std::uint64_t size, const Sha256& root,
                                      std::span<const Sha256> path);

// Grows a tree leaf by leaf and keeps only the roots of its largest complete subtrees, one for each
// bit of its size. Value; thread-compatible.
class MerkleFrontier {
 public:
  using Completed = std::function<void(unsigned level, std::uint64_t index, const Sha256& hash)>;

  MerkleFrontier() = default;
  MerkleFrontier(std::uint64_t size, const SubtreeHashes& subtrees);

  // `completed` hears of every subtree of two leaves and more that the leaf completes.
  void append(const Sha256& leaf_hash, const Completed& completed = {});
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] Sha256 root() const;

 private:
  std::uint64_t size_ = 0;
  std::vector<Sha256> roots_;  // The largest first.
};

}  // namespace kho::warehouse
