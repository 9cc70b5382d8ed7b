#include "warehouse/log_tree.h"

#include "warehouse/record_parse.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

constexpr std::string_view kPositionName = "tree";

// Of a subtree that has less leaves than one that is kept.
Sha256 hash_of_entries(const store::ChangeLog& log, const store::TableReader& reader,
                       unsigned level, std::uint64_t index) {
  MerkleFrontier frontier;
  const std::uint64_t leaves = 1ULL << level;
  const store::Position before = index * leaves;
  log.read(reader, before, [&](store::Position position, std::string_view payload) {
    if (position != before + frontier.size() + 1) corrupt("the log lacks an entry");
    frontier.append(leaf_hash(payload));
    return frontier.size() < leaves;
  });
  if (frontier.size() < leaves) corrupt("the log lacks an entry");
  return frontier.root();
}

}  // namespace

std::string log_tree_key(unsigned level, std::uint64_t index) {
  std::string key(1, static_cast<char>(level));
  return key + store::be64(index);
}

store::Position log_tree_position(const store::TableReader& reader) {
  const auto value = reader.get(kPositions, kPositionName);
  if (!value) return 0;
  const store::Position position = value->size() == 8 ? store::get_be64(*value) : 1;
  if (position % kKeptLeaves != 0) corrupt("the position of the log's tree is damaged");
  return position;
}

void put_log_tree_position(store::WriteTransaction& tables, store::Position position) {
  tables.put(kPositions, kPositionName, store::be64(position));
}

SubtreeHashes log_subtrees(const store::ChangeLog& log, const store::TableReader& reader) {
  return [&](unsigned level, std::uint64_t index) {
    if (level < kKeptLevelStep) return hash_of_entries(log, reader, level, index);
    if (!is_kept_level(level)) {
      const SubtreeHashes below = log_subtrees(log, reader);
      return node_hash(below(level - 1, 2 * index), below(level - 1, 2 * index + 1));
    }
    const auto kept = reader.get(kLogTree, log_tree_key(level, index));
    const auto hash = Sha256::from_raw(kept.value_or(std::string_view()));
    if (!hash) corrupt("a hash of the log's tree is missing");
    return *hash;
  };
}

}  // namespace kho::warehouse
