// warehouse/log_tree.h - The Merkle tree over the change log, as it lies in the tables.
//
// The entry at position p is leaf p - 1. Kept are the hashes of complete subtrees of 256, 65,536,
// ... leaves; all others are computed from these and at most 255 entries each, so that the tree
// costs 1/256 of the entries. Layout: docs/format/audit.md.
//
// Immutable functions. Errors: store::Error kCorrupt where an entry or a kept hash is missing.
#pragma once

#include <string>

#include "store/change_log.h"
#include "warehouse/merkle.h"

namespace kho::warehouse {

inline constexpr unsigned kKeptLevelStep = 8;
inline constexpr std::uint64_t kKeptLeaves = 1ULL << kKeptLevelStep;

[[nodiscard]] constexpr bool is_kept_level(unsigned level) {
  return level > 0 && level % kKeptLevelStep == 0;
}
// In the table log_tree.
[[nodiscard]] std::string log_tree_key(unsigned level, std::uint64_t index);
// How many leaves the kept hashes are complete for: a multiple of kKeptLeaves.
[[nodiscard]] store::Position log_tree_position(const store::TableReader& reader);
void put_log_tree_position(store::WriteTransaction& tables, store::Position position);

// Of the log in `reader`, which must outlive it.
[[nodiscard]] SubtreeHashes log_subtrees(const store::ChangeLog& log,
                                         const store::TableReader& reader);

}  // namespace kho::warehouse
