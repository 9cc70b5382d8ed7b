#include "warehouse/merkle.h"

#include <gtest/gtest.h>

#include <string>

namespace kho::warehouse {
namespace {

using Leaves = std::vector<Sha256>;

// The definition of RFC 9162, 2.1.1, word for word.
Sha256 naive_root(std::span<const Sha256> leaves) {
  if (leaves.empty()) return empty_root();
  if (leaves.size() == 1) return leaves.front();
  std::size_t k = 1;
  while (k * 2 < leaves.size()) k *= 2;
  return node_hash(naive_root(leaves.first(k)), naive_root(leaves.subspan(k)));
}

// 2.1.3.1.
MerklePath naive_inclusion(std::size_t m, std::span<const Sha256> leaves) {
  if (leaves.size() == 1) return {};
  std::size_t k = 1;
  while (k * 2 < leaves.size()) k *= 2;
  MerklePath path =
      m < k ? naive_inclusion(m, leaves.first(k)) : naive_inclusion(m - k, leaves.subspan(k));
  path.push_back(naive_root(m < k ? leaves.subspan(k) : leaves.first(k)));
  return path;
}

// 2.1.4.1.
MerklePath naive_consistency(std::size_t m, std::span<const Sha256> leaves, bool b) {
  if (m == leaves.size()) return b ? MerklePath() : MerklePath{naive_root(leaves)};
  std::size_t k = 1;
  while (k * 2 < leaves.size()) k *= 2;
  MerklePath path = m <= k ? naive_consistency(m, leaves.first(k), b)
                           : naive_consistency(m - k, leaves.subspan(k), false);
  path.push_back(naive_root(m <= k ? leaves.subspan(k) : leaves.first(k)));
  return path;
}

SubtreeHashes subtrees_of(const Leaves& leaves) {
  return [&](unsigned level, std::uint64_t index) {
    return naive_root(std::span(leaves).subspan(index << level, std::size_t{1} << level));
  };
}

Leaves made_leaves(std::size_t count) {
  Leaves leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(leaf_hash("entry " + std::to_string(i)));
  return leaves;
}

std::string unhex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

MerklePath path_of(std::initializer_list<const char*> hashes) {
  MerklePath path;
  for (const char* hash : hashes) path.push_back(Sha256::from_hex(hash).value());
  return path;
}

// The entries, roots and proofs that the implementations of Certificate Transparency are tested
// with.
class CertificateTransparencyVectors : public testing::Test {
 protected:
  CertificateTransparencyVectors() {
    for (const char* entry : {"", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                              "606162636465666768696a6b6c6d6e6f"}) {
      leaves_.push_back(leaf_hash(unhex(entry)));
    }
  }
  Sha256 root(std::size_t size) const { return Sha256::from_hex(roots_[size]).value(); }

  const char* roots_[9] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                           "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                           "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                           "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                           "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                           "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                           "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                           "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                           "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  Leaves leaves_;
};

TEST_F(CertificateTransparencyVectors, RootsAreTheirs) {
  for (std::size_t size = 0; size <= 8; ++size) {
    const Leaves first(leaves_.begin(), leaves_.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_EQ(MerkleFrontier(size, subtrees_of(first)).root(), root(size)) << size;
    MerkleFrontier frontier;
    for (const Sha256& leaf : first) frontier.append(leaf);
    EXPECT_EQ(frontier.root(), root(size)) << size;
  }
}

TEST_F(CertificateTransparencyVectors, InclusionPathsAreTheirs) {
  struct {
    std::uint64_t leaf, size;
    MerklePath path;
  } const vectors[] = {
      {0, 1, {}},
      {0, 8,
       path_of({"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"})},
      {5, 8,
       path_of({"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"})},
      {2, 3, path_of({"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"})}};
  for (const auto& each : vectors) {
    EXPECT_EQ(inclusion_path(each.leaf, each.size, subtrees_of(leaves_)), each.path);
    EXPECT_TRUE(
        verify_inclusion(leaves_[each.leaf], each.leaf, each.size, each.path, root(each.size)));
  }
}

TEST_F(CertificateTransparencyVectors, ConsistencyPathsAreTheirs) {
  struct {
    std::uint64_t from, size;
    MerklePath path;
  } const vectors[] = {
      {1, 1, {}},
      {1, 8,
       path_of({"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"})},
      {6, 8,
       path_of({"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"})},
      {2, 5,
       path_of({"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"})}};
  for (const auto& each : vectors) {
    EXPECT_EQ(consistency_path(each.from, each.size, subtrees_of(leaves_)), each.path);
    EXPECT_TRUE(
        verify_consistency(each.from, root(each.from), each.size, root(each.size), each.path));
  }
}

TEST(Merkle, RootsAndFrontiersAgreeWithTheDefinitionForAllSizesTo300) {
  const Leaves leaves = made_leaves(300);
  MerkleFrontier frontier;
  for (std::size_t size = 0; size <= 300; ++size) {
    const Sha256 expected = naive_root(std::span(leaves).first(size));
    EXPECT_EQ(frontier.root(), expected) << size;
    EXPECT_EQ(MerkleFrontier(size, subtrees_of(leaves)).root(), expected) << size;
    EXPECT_EQ(frontier.size(), size);
    if (size < 300) frontier.append(leaves[size]);
  }
}

TEST(Merkle, FrontierTellsOfEveryCompleteSubtreeOnce) {
  const Leaves leaves = made_leaves(300);
  MerkleFrontier frontier;
  std::size_t told = 0;
  for (const Sha256& leaf : leaves) {
    frontier.append(leaf, [&](unsigned level, std::uint64_t index, const Sha256& hash) {
      ++told;
      EXPECT_EQ((index + 1) << level, frontier.size() + 1);
      EXPECT_EQ(hash, subtrees_of(leaves)(level, index));
    });
  }
  EXPECT_EQ(told, 150u + 75 + 37 + 18 + 9 + 4 + 2 + 1);
}

// All leaves of all sizes to 70, and of the larger ones those around powers of two.
TEST(Merkle, InclusionOfEveryLeafIsProvedAndNothingElse) {
  const Leaves leaves = made_leaves(300);
  for (std::size_t size = 1; size <= 300; ++size) {
    if (size > 70 && size % 37 != 0 && size != 255 && size != 256 && size != 257) continue;
    const auto first = std::span(leaves).first(size);
    const Sha256 root = naive_root(first);
    for (std::size_t leaf = 0; leaf < size; ++leaf) {
      const MerklePath path = inclusion_path(leaf, size, subtrees_of(leaves));
      ASSERT_EQ(path, naive_inclusion(leaf, first));
      ASSERT_TRUE(verify_inclusion(leaves[leaf], leaf, size, path, root));
      EXPECT_FALSE(verify_inclusion(leaves[leaf], size, size, path, root));
      EXPECT_FALSE(verify_inclusion(leaf_hash("other"), leaf, size, path, root));
      EXPECT_FALSE(verify_inclusion(leaves[leaf], leaf, size, path, leaf_hash("other")));
      if (size == 1) continue;
      EXPECT_FALSE(verify_inclusion(leaves[leaf], leaf ^ 1, size, path, root));
      MerklePath shorter(path.begin(), path.end() - 1);
      EXPECT_FALSE(verify_inclusion(leaves[leaf], leaf, size, shorter, root));
      MerklePath longer = path;
      longer.push_back(root);
      EXPECT_FALSE(verify_inclusion(leaves[leaf], leaf, size, longer, root));
      for (std::size_t i = 0; i < path.size(); ++i) {
        MerklePath wrong = path;
        wrong[i] = leaf_hash("other");
        EXPECT_FALSE(verify_inclusion(leaves[leaf], leaf, size, wrong, root));
      }
    }
  }
}

TEST(Merkle, ConsistencyOfEveryTwoSizesTo300IsProvedAndNothingElse) {
  const Leaves leaves = made_leaves(300);
  std::vector<Sha256> roots;
  for (std::size_t size = 0; size <= 300; ++size) {
    roots.push_back(naive_root(std::span(leaves).first(size)));
  }
  const Sha256 other = leaf_hash("other");
  for (std::size_t size = 1; size <= 300; ++size) {
    if (size > 70 && size % 37 != 0 && size != 255 && size != 256 && size != 257) continue;
    for (std::size_t from = 1; from <= size; ++from) {
      const MerklePath path = consistency_path(from, size, subtrees_of(leaves));
      ASSERT_EQ(path, naive_consistency(from, std::span(leaves).first(size), true));
      ASSERT_TRUE(verify_consistency(from, roots[from], size, roots[size], path));
      EXPECT_FALSE(verify_consistency(from, other, size, roots[size], path));
      EXPECT_FALSE(verify_consistency(from, roots[from], size, other, path));
      if (from < size) {
        EXPECT_FALSE(verify_consistency(size, roots[size], from, roots[from], path));
      }
      MerklePath longer = path;
      longer.push_back(other);
      EXPECT_FALSE(verify_consistency(from, roots[from], size, roots[size], longer));
      for (std::size_t i = 0; i < path.size(); ++i) {
        MerklePath wrong = path;
        wrong[i] = other;
        EXPECT_FALSE(verify_consistency(from, roots[from], size, roots[size], wrong));
      }
    }
  }
  EXPECT_EQ(consistency_path(0, 300, subtrees_of(leaves)), MerklePath());
  EXPECT_TRUE(verify_consistency(0, empty_root(), 300, roots[300], {}));
  EXPECT_FALSE(verify_consistency(0, other, 300, roots[300], {}));
}

}  // namespace
}  // namespace kho::warehouse
