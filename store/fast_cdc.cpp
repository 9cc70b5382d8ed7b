#include "store/fast_cdc.h"

#include <algorithm>
#include <bit>

namespace kho::store {
namespace {

// Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014.
constexpr std::array<std::uint64_t, 256> make_gear_table() {
  std::array<std::uint64_t, 256> table{};
  std::uint64_t state = 0;
  for (std::uint64_t& entry : table) {
    state += 0x9e3779b97f4a7c15;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    entry = z ^ (z >> 31);
  }
  return table;
}

constexpr std::array<std::uint64_t, 256> kGear = make_gear_table();
constexpr int kNormalisation = 2;

// The highest bits: bit 63 depends on the last 64 bytes, the lowest bit only on the last one.
std::uint64_t mask_of(int bits) { return ~0ULL << (64 - bits); }

// The position in [from, to) behind whose byte the hash has no bit of `mask`, as a length;
// `to` + 1 where there is none.
std::size_t scan(const std::byte* data, std::size_t from, std::size_t to, std::uint64_t mask,
                 std::uint64_t& hash) {
  std::uint64_t h = hash;
  for (std::size_t at = from; at < to; ++at) {
    h = (h << 1) + kGear[static_cast<std::uint8_t>(data[at])];
    if ((h & mask) == 0) return at + 1;
  }
  hash = h;
  return to + 1;
}

}  // namespace

const std::array<std::uint64_t, 256>& gear_table() { return kGear; }

std::size_t first_cut(ByteView bytes, const CdcSizes& sizes) {
  assert(sizes.minimum >= 64 && sizes.minimum < sizes.average && sizes.average < sizes.maximum);
  assert(std::has_single_bit(sizes.average));
  if (bytes.size() <= sizes.minimum) return bytes.size();
  const std::size_t end = std::min<std::uint64_t>(bytes.size(), sizes.maximum);
  const std::size_t middle = std::min<std::uint64_t>(end, sizes.average);
  const int bits = std::countr_zero(sizes.average);
  std::uint64_t hash = 0;
  const std::size_t early =
      scan(bytes.data(), sizes.minimum, middle, mask_of(bits + kNormalisation), hash);
  if (early <= middle) return early;
  const std::size_t late = scan(bytes.data(), middle, end, mask_of(bits - kNormalisation), hash);
  return std::min(late, end);
}

}  // namespace kho::store
