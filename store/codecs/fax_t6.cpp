#include "store/codecs/fax_t6.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace kho::store {
namespace {

struct Code {
  std::uint16_t bits;
  std::uint8_t length;
};

// T.4 tables 2 and 3a: the runs of 0..63, then of 64, 128 ... 1,728 pixels.
constexpr std::array<Code, 91> kWhiteRuns{{
    {0x35, 8}, {0x7, 6},  {0x7, 4},  {0x8, 4},  {0xb, 4},  {0xc, 4},  {0xe, 4},  {0xf, 4},
    {0x13, 5}, {0x14, 5}, {0x7, 5},  {0x8, 5},  {0x8, 6},  {0x3, 6},  {0x34, 6}, {0x35, 6},
    {0x2a, 6}, {0x2b, 6}, {0x27, 7}, {0xc, 7},  {0x8, 7},  {0x17, 7}, {0x3, 7},  {0x4, 7},
    {0x28, 7}, {0x2b, 7}, {0x13, 7}, {0x24, 7}, {0x18, 7}, {0x2, 8},  {0x3, 8},  {0x1a, 8},
    {0x1b, 8}, {0x12, 8}, {0x13, 8}, {0x14, 8}, {0x15, 8}, {0x16, 8}, {0x17, 8}, {0x28, 8},
    {0x29, 8}, {0x2a, 8}, {0x2b, 8}, {0x2c, 8}, {0x2d, 8}, {0x4, 8},  {0x5, 8},  {0xa, 8},
    {0xb, 8},  {0x52, 8}, {0x53, 8}, {0x54, 8}, {0x55, 8}, {0x24, 8}, {0x25, 8}, {0x58, 8},
    {0x59, 8}, {0x5a, 8}, {0x5b, 8}, {0x4a, 8}, {0x4b, 8}, {0x32, 8}, {0x33, 8}, {0x34, 8},
    {0x1b, 5}, {0x12, 5}, {0x17, 6}, {0x37, 7}, {0x36, 8}, {0x37, 8}, {0x64, 8}, {0x65, 8},
    {0x68, 8}, {0x67, 8}, {0xcc, 9}, {0xcd, 9}, {0xd2, 9}, {0xd3, 9}, {0xd4, 9}, {0xd5, 9},
    {0xd6, 9}, {0xd7, 9}, {0xd8, 9}, {0xd9, 9}, {0xda, 9}, {0xdb, 9}, {0x98, 9}, {0x99, 9},
    {0x9a, 9}, {0x18, 6}, {0x9b, 9},
}};
constexpr std::array<Code, 91> kBlackRuns{{
    {0x37, 10}, {0x2, 3},   {0x3, 2},   {0x2, 2},   {0x3, 3},   {0x3, 4},   {0x2, 4},   {0x3, 5},
    {0x5, 6},   {0x4, 6},   {0x4, 7},   {0x5, 7},   {0x7, 7},   {0x4, 8},   {0x7, 8},   {0x18, 9},
    {0x17, 10}, {0x18, 10}, {0x8, 10},  {0x67, 11}, {0x68, 11}, {0x6c, 11}, {0x37, 11}, {0x28, 11},
    {0x17, 11}, {0x18, 11}, {0xca, 12}, {0xcb, 12}, {0xcc, 12}, {0xcd, 12}, {0x68, 12}, {0x69, 12},
    {0x6a, 12}, {0x6b, 12}, {0xd2, 12}, {0xd3, 12}, {0xd4, 12}, {0xd5, 12}, {0xd6, 12}, {0xd7, 12},
    {0x6c, 12}, {0x6d, 12}, {0xda, 12}, {0xdb, 12}, {0x54, 12}, {0x55, 12}, {0x56, 12}, {0x57, 12},
    {0x64, 12}, {0x65, 12}, {0x52, 12}, {0x53, 12}, {0x24, 12}, {0x37, 12}, {0x38, 12}, {0x27, 12},
    {0x28, 12}, {0x58, 12}, {0x59, 12}, {0x2b, 12}, {0x2c, 12}, {0x5a, 12}, {0x66, 12}, {0x67, 12},
    {0xf, 10},  {0xc8, 12}, {0xc9, 12}, {0x5b, 12}, {0x33, 12}, {0x34, 12}, {0x35, 12}, {0x6c, 13},
    {0x6d, 13}, {0x4a, 13}, {0x4b, 13}, {0x4c, 13}, {0x4d, 13}, {0x72, 13}, {0x73, 13}, {0x74, 13},
    {0x75, 13}, {0x76, 13}, {0x77, 13}, {0x52, 13}, {0x53, 13}, {0x54, 13}, {0x55, 13}, {0x5a, 13},
    {0x5b, 13}, {0x64, 13}, {0x65, 13},
}};
// T.4 table 3b: the runs of 1,792, 1,856 ... 2,560 pixels of either colour.
constexpr std::array<Code, 13> kLongRuns{{
    {0x8, 11},
    {0xc, 11},
    {0xd, 11},
    {0x12, 12},
    {0x13, 12},
    {0x14, 12},
    {0x15, 12},
    {0x16, 12},
    {0x17, 12},
    {0x1c, 12},
    {0x1d, 12},
    {0x1e, 12},
    {0x1f, 12},
}};
constexpr std::uint32_t kTerminatingRuns = 64;
constexpr std::uint32_t kLongestRun = 2560;
constexpr unsigned kRunCodeBits = 13;

// By the next 13 bits: which entry of the tables above they begin with, and its length; 0: none.
struct RunEntry {
  std::uint16_t run = 0;
  std::uint8_t length = 0;
};
using RunTable = std::array<RunEntry, 1 << kRunCodeBits>;

constexpr std::uint16_t run_of(std::size_t index) {
  return static_cast<std::uint16_t>(
      index < kTerminatingRuns ? index : (index - kTerminatingRuns + 1) * kTerminatingRuns);
}

template <std::size_t N>
void add_codes(const std::array<Code, N>& codes, std::size_t first_index, RunTable& table) {
  for (std::size_t i = 0; i < N; ++i) {
    const unsigned free_bits = kRunCodeBits - codes[i].length;
    const std::size_t first = static_cast<std::size_t>(codes[i].bits) << free_bits;
    for (std::size_t k = 0; k < std::size_t{1} << free_bits; ++k) {
      table[first + k] = {run_of(first_index + i), codes[i].length};
    }
  }
}

const RunTable& run_table(bool black) {
  static const std::array<RunTable, 2> tables = [] {
    std::array<RunTable, 2> made{};
    add_codes(kWhiteRuns, 0, made[0]);
    add_codes(kBlackRuns, 0, made[1]);
    for (RunTable& table : made) add_codes(kLongRuns, kWhiteRuns.size(), table);
    return made;
  }();
  return tables[black ? 1 : 0];
}

// T.6 table 1.
constexpr Code kPass{0x1, 4};
constexpr Code kHorizontal{0x1, 3};
// Of a1 - b1 = -3 ... 3.
constexpr std::array<Code, 7> kVertical{{{2, 7}, {2, 6}, {2, 3}, {1, 1}, {3, 3}, {3, 6}, {3, 7}}};
constexpr std::int64_t kVerticalReach = 3;

// The row above as the coder asks it: b1 is the first change right of a0 to the colour opposite
// to a0's, b2 the one after it. a0 only ever grows, so that a row is walked once.
class Reference {
 public:
  Reference(const Changes& above, std::uint32_t columns) : above_(above), columns_(columns) {}

  // `a0` is -1 before the first pixel.
  void seek(std::int64_t a0, bool black) {
    if ((index_ & 1U) != (black ? 1U : 0U)) index_ = index_ > 0 ? index_ - 1 : index_ + 1;
    while (index_ < above_.size() && above_[index_] <= a0) index_ += 2;
  }
  [[nodiscard]] std::uint32_t b1() const { return at(index_); }
  [[nodiscard]] std::uint32_t b2() const { return at(index_ + 1); }

 private:
  [[nodiscard]] std::uint32_t at(std::size_t i) const {
    return i < above_.size() ? above_[i] : columns_;
  }

  const Changes& above_;
  std::uint32_t columns_;
  std::size_t index_ = 0;
};

// A change at the place of the one before it is none: there was a run of 0 pixels.
void add_change(std::uint32_t column, std::uint32_t columns, Changes& row) {
  if (!row.empty() && row.back() == column) {
    row.pop_back();
  } else if (column < columns) {
    row.push_back(column);
  }
}

}  // namespace

std::uint32_t T6Reader::peek(unsigned bits) const {
  std::uint32_t window = 0;
  const std::size_t first = position_ / 8;
  for (std::size_t i = first; i < first + 4; ++i) {
    window = window << 8 | (i < stream_.size() ? std::to_integer<std::uint32_t>(stream_[i]) : 0);
  }
  return window << (position_ % 8) >> (32 - bits);
}

bool T6Reader::take(unsigned bits) {
  if (position_ + bits > 8 * std::uint64_t{stream_.size()}) return false;
  position_ += bits;
  return true;
}

bool T6Reader::read_run(bool black, std::uint32_t& run) {
  const RunTable& table = run_table(black);
  run = 0;
  for (;;) {
    const RunEntry entry = table[peek(kRunCodeBits)];
    if (entry.length == 0 || !take(entry.length)) return false;
    run += entry.run;
    if (run > layout_.columns) return false;
    if (entry.run < kTerminatingRuns) return true;
  }
}

bool T6Reader::read_row_codes(const Changes& above, Changes& row) {
  const std::uint32_t columns = layout_.columns;
  Reference reference(above, columns);
  std::int64_t a0 = -1;
  bool black = false;
  while (a0 < columns) {
    reference.seek(a0, black);
    const std::uint32_t window = peek(7);
    const auto begins_with = [window](Code code) {
      return window >> (7 - code.length) == code.bits;
    };
    if (begins_with(kPass)) {
      if (!take(kPass.length)) return false;
      a0 = reference.b2();
    } else if (begins_with(kHorizontal)) {
      std::uint32_t run1 = 0;
      std::uint32_t run2 = 0;
      if (!take(kHorizontal.length) || !read_run(black, run1) || !read_run(!black, run2)) {
        return false;
      }
      const auto start = static_cast<std::uint64_t>(std::max<std::int64_t>(a0, 0));
      if (start + run1 + run2 > columns) return false;
      add_change(static_cast<std::uint32_t>(start + run1), columns, row);
      add_change(static_cast<std::uint32_t>(start + run1 + run2), columns, row);
      a0 = static_cast<std::int64_t>(start + run1 + run2);
    } else {
      const auto code = std::find_if(kVertical.begin(), kVertical.end(), begins_with);
      if (code == kVertical.end() || !take(code->length)) return false;
      const std::int64_t a1 =
          std::int64_t{reference.b1()} + (code - kVertical.begin()) - kVerticalReach;
      if (a1 < std::max<std::int64_t>(a0, 0) || a1 > columns) return false;
      add_change(static_cast<std::uint32_t>(a1), columns, row);
      a0 = a1;
      black = !black;
    }
  }
  return true;
}

bool T6Reader::read_row(const Changes& above, Changes& row) {
  const std::uint64_t start = position_;
  row.clear();
  const auto to_byte = static_cast<unsigned>(-position_ % 8);
  if (layout_.byte_aligned && !take(to_byte)) return false;
  if (position_ < 8 * std::uint64_t{stream_.size()} && read_row_codes(above, row)) return true;
  position_ = start;
  return false;
}

void T6Writer::put(std::uint32_t code, unsigned bits) {
  assert(bits == 32 || code >> bits == 0);
  while (bits > 0) {
    const auto used = static_cast<unsigned>(position_ % 8);
    if (used == 0) bytes_.push_back(std::byte{0});
    const unsigned n = std::min(bits, 8 - used);
    const std::uint32_t part = code >> (bits - n) & ((1U << n) - 1);
    bytes_.back() |= static_cast<std::byte>(part << (8 - used - n));
    bits -= n;
    position_ += n;
  }
}

void T6Writer::rewind(std::uint64_t position) {
  assert(position <= position_);
  position_ = position;
  bytes_.resize((position + 7) / 8);
  const auto used = static_cast<unsigned>(position % 8);
  if (used != 0) bytes_.back() &= static_cast<std::byte>(0xff00 >> used);
}

void T6Writer::put_run(bool black, std::uint32_t run) {
  const auto put_code = [this](Code code) { put(code.bits, code.length); };
  const auto& codes = black ? kBlackRuns : kWhiteRuns;
  for (; run >= kLongestRun + kTerminatingRuns; run -= kLongestRun) put_code(kLongRuns.back());
  if (run >= kTerminatingRuns) {
    const std::size_t index = kTerminatingRuns + run / kTerminatingRuns - 1;
    put_code(index < codes.size() ? codes[index] : kLongRuns[index - codes.size()]);
  }
  put_code(codes[run % kTerminatingRuns]);
}

void T6Writer::write_row(const Changes& above, const Changes& row, T6Preference preference) {
  const std::uint32_t columns = layout_.columns;
  if (layout_.byte_aligned) put(0, static_cast<unsigned>(-position_ % 8));
  Reference reference(above, columns);
  const auto change = [&row, columns](std::size_t i) { return i < row.size() ? row[i] : columns; };
  std::size_t next = 0;  // Of the changes right of a0; its parity is a0's colour.
  std::int64_t a0 = -1;
  while (a0 < columns) {
    const bool black = (next & 1U) != 0;
    reference.seek(a0, black);
    const std::uint32_t a1 = change(next);
    const std::uint32_t b1 = reference.b1();
    const std::int64_t distance = std::int64_t{a1} - b1;
    const bool vertical = distance >= -kVerticalReach && distance <= kVerticalReach;
    if (reference.b2() < a1 && !(vertical && preference == T6Preference::kVertical)) {
      put(kPass.bits, kPass.length);
      a0 = reference.b2();
    } else if (vertical) {
      const Code code = kVertical[static_cast<std::size_t>(distance + kVerticalReach)];
      put(code.bits, code.length);
      a0 = a1;
      ++next;
    } else {
      const std::uint32_t a2 = change(next + 1);
      put(kHorizontal.bits, kHorizontal.length);
      put_run(black, a1 - static_cast<std::uint32_t>(std::max<std::int64_t>(a0, 0)));
      put_run(!black, a2 - a1);
      a0 = a2;
      next += 2;
    }
  }
}

}  // namespace kho::store
