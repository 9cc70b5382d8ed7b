// Counts of names, beside a map of whole names.
#include "store/name_counts.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace kho::store {
namespace {

using Counts = std::map<Sha256, std::uint64_t>;

// Names of which many begin alike: by the first byte, by the first eight, by all but the last.
Sha256 name(std::mt19937& random) {
  std::string raw(Sha256::kSize, '\0');
  raw[0] = static_cast<char>(random() % 4 * 80);
  raw[7] = static_cast<char>(random() % 3);
  raw[31] = static_cast<char>(random() % 3);
  return *Sha256::from_raw(raw);
}

std::uint64_t beginning(const Sha256& hash) { return get_be64(hash.raw()); }

// By beginning, as the counts are compared.
std::map<std::uint64_t, std::uint64_t> summed(const Counts& counts) {
  std::map<std::uint64_t, std::uint64_t> sums;
  for (const auto& [hash, count] : counts) sums[beginning(hash)] += count;
  return sums;
}

TEST(NameCounts, DifferAsAMapOfBeginningsSays) {
  for (unsigned seed = 0; seed < 500; ++seed) {
    std::mt19937 random(seed);
    NameCounts counts;
    Counts added;
    for (unsigned i = random() % 60; i > 0; --i) {
      const Sha256 one = name(random);
      counts.add(one);
      ++added[one];
    }
    // What was added, some of it wrong, missing or besides.
    Counts recorded = added;
    for (unsigned i = random() % 4; i > 0; --i) recorded[name(random)] = random() % 3;
    for (unsigned i = random() % 4; i > 0 && !recorded.empty(); --i) {
      recorded.erase(recorded.begin());
    }
    auto wanted = summed(added);
    const auto recorded_sums = summed(recorded);
    std::uint64_t without_record = 0;
    for (const auto& [first, sum] : wanted) without_record += recorded_sums.contains(first) ? 0 : 1;
    std::map<std::uint64_t, std::pair<std::uint64_t, std::uint64_t>> differing;
    for (const auto& [first, sum] : recorded_sums) {
      if (wanted[first] != sum) differing[first] = {wanted[first], sum};
    }

    std::map<std::uint64_t, std::pair<std::uint64_t, std::uint64_t>> told;
    NameCounts::Comparison comparison(
        counts, [&](const Sha256& hash, std::uint64_t a, std::uint64_t b) {
          EXPECT_TRUE(told.try_emplace(beginning(hash), a, b).second);
        });
    EXPECT_EQ(counts.distinct(), summed(added).size());
    for (const auto& [hash, count] : recorded) comparison.record(hash, count);
    EXPECT_EQ(comparison.end(), without_record) << seed;
    EXPECT_EQ(told, differing) << seed;
  }
}

TEST(NameCounts, ARecordThatCannotBeReadDiffersFromNothing) {
  NameCounts counts;
  const Sha256 one = Sha256::of(as_bytes("one"));
  counts.add(one);
  counts.add(one);
  NameCounts::Comparison comparison(
      counts, [](const Sha256&, std::uint64_t, std::uint64_t) { ADD_FAILURE(); });
  comparison.record(one, std::nullopt);
  EXPECT_EQ(comparison.end(), 0u);
}

}  // namespace
}  // namespace kho::store
