#include "warehouse/merkle.h"

#include <bit>
#include <cassert>

namespace kho::warehouse {
namespace {

using store::as_bytes;
using store::Sha256Hasher;

// Hash of leaves begin to end - 1, a stretch that the recursion of the RFC arrives at: `begin` is a
// multiple of the smallest power of two that is not below its length.
Sha256 hash_of(std::uint64_t begin, std::uint64_t end, const SubtreeHashes& subtrees) {
  const std::uint64_t length = end - begin;
  assert(length > 0);
  if (std::has_single_bit(length)) {
    const auto level = static_cast<unsigned>(std::countr_zero(length));
    return subtrees(level, begin >> level);
  }
  const std::uint64_t split = begin + std::bit_floor(length);
  return node_hash(hash_of(begin, split, subtrees), hash_of(split, end, subtrees));
}

// Where a stretch of two leaves and more is split.
std::uint64_t split_of(std::uint64_t begin, std::uint64_t end) {
  return begin + std::bit_floor(end - begin - 1);
}

void add_inclusion(std::uint64_t leaf, std::uint64_t begin, std::uint64_t end,
                   const SubtreeHashes& subtrees, MerklePath& path) {
  if (end - begin == 1) return;
  const std::uint64_t split = split_of(begin, end);
  if (leaf < split) {
    add_inclusion(leaf, begin, split, subtrees, path);
    path.push_back(hash_of(split, end, subtrees));
  } else {
    add_inclusion(leaf, split, end, subtrees, path);
    path.push_back(hash_of(begin, split, subtrees));
  }
}

// `known`: the verifier has the hash of begin to from - 1, because it is the whole old tree.
void add_consistency(std::uint64_t from, std::uint64_t begin, std::uint64_t end, bool known,
                     const SubtreeHashes& subtrees, MerklePath& path) {
  if (from == end) {
    if (!known) path.push_back(hash_of(begin, end, subtrees));
    return;
  }
  const std::uint64_t split = split_of(begin, end);
  if (from <= split) {
    add_consistency(from, begin, split, known, subtrees, path);
    path.push_back(hash_of(split, end, subtrees));
  } else {
    add_consistency(from, split, end, false, subtrees, path);
    path.push_back(hash_of(begin, split, subtrees));
  }
}

}  // namespace

Sha256 leaf_hash(std::string_view entry) {
  Sha256Hasher hasher;
  hasher.update(as_bytes(std::string_view("\x00", 1)));
  hasher.update(as_bytes(entry));
  return hasher.finish();
}

Sha256 node_hash(const Sha256& left, const Sha256& right) {
  Sha256Hasher hasher;
  hasher.update(as_bytes("\x01"));
  hasher.update(as_bytes(left.raw()));
  hasher.update(as_bytes(right.raw()));
  return hasher.finish();
}

Sha256 empty_root() { return Sha256::of({}); }

MerklePath inclusion_path(std::uint64_t leaf, std::uint64_t size, const SubtreeHashes& subtrees) {
  assert(leaf < size);
  MerklePath path;
  add_inclusion(leaf, 0, size, subtrees, path);
  return path;
}

MerklePath consistency_path(std::uint64_t from, std::uint64_t size, const SubtreeHashes& subtrees) {
  assert(from <= size);
  MerklePath path;
  if (from > 0) add_consistency(from, 0, size, true, subtrees, path);
  return path;
}

// RFC 9162, 2.1.3.2.
bool verify_inclusion(const Sha256& leaf_hash, std::uint64_t leaf, std::uint64_t size,
                      std::span<const Sha256> path, const Sha256& root) {
  if (leaf >= size) return false;
  std::uint64_t fn = leaf;
  std::uint64_t sn = size - 1;
  Sha256 hash = leaf_hash;
  for (const Sha256& sibling : path) {
    if (sn == 0) return false;
    if ((fn & 1) == 1 || fn == sn) {
      hash = node_hash(sibling, hash);
      for (; (fn & 1) == 0 && fn != 0; fn >>= 1) sn >>= 1;
    } else {
      hash = node_hash(hash, sibling);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && hash == root;
}

// RFC 9162, 2.1.4.2.
bool verify_consistency(std::uint64_t from, const Sha256& from_root, std::uint64_t size,
                        const Sha256& root, std::span<const Sha256> path) {
  if (from > size) return false;
  if (from == size) return path.empty() && from_root == root;
  if (from == 0) return path.empty() && from_root == empty_root();
  std::uint64_t fn = from - 1;
  std::uint64_t sn = size - 1;
  for (; (fn & 1) == 1; fn >>= 1) sn >>= 1;
  // Of an old tree that is one complete subtree the path leaves the root out.
  const bool whole = std::has_single_bit(from);
  if (!whole && path.empty()) return false;
  Sha256 old_hash = whole ? from_root : path.front();
  Sha256 new_hash = old_hash;
  for (const Sha256& sibling : whole ? path : path.subspan(1)) {
    if (sn == 0) return false;
    if ((fn & 1) == 1 || fn == sn) {
      old_hash = node_hash(sibling, old_hash);
      new_hash = node_hash(sibling, new_hash);
      for (; (fn & 1) == 0 && fn != 0; fn >>= 1) sn >>= 1;
    } else {
      new_hash = node_hash(new_hash, sibling);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && old_hash == from_root && new_hash == root;
}

MerkleFrontier::MerkleFrontier(std::uint64_t size, const SubtreeHashes& subtrees) : size_(size) {
  for (std::uint64_t begin = 0; begin < size;) {
    const std::uint64_t length = std::bit_floor(size - begin);
    const auto level = static_cast<unsigned>(std::countr_zero(length));
    roots_.push_back(subtrees(level, begin >> level));
    begin += length;
  }
}

void MerkleFrontier::append(const Sha256& leaf_hash, const Completed& completed) {
  Sha256 hash = leaf_hash;
  unsigned level = 0;
  for (std::uint64_t index = size_; (index & 1) == 1;) {
    hash = node_hash(roots_.back(), hash);
    roots_.pop_back();
    index >>= 1;
    ++level;
    if (completed) completed(level, index, hash);
  }
  roots_.push_back(hash);
  ++size_;
}

Sha256 MerkleFrontier::root() const {
  if (roots_.empty()) return empty_root();
  Sha256 hash = roots_.back();
  for (std::size_t i = roots_.size() - 1; i-- > 0;) hash = node_hash(roots_[i], hash);
  return hash;
}

}  // namespace kho::warehouse
