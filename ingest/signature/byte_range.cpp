#include "ingest/signature/byte_range.h"

#include <algorithm>
#include <optional>

namespace kho::ingest {
namespace {

// The value of a hexadecimal digit; -1 for anything else.
int hex_value(std::byte digit) {
  const char c = static_cast<char>(digit);
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The bytes of a hex string without its brackets. Blanks, which PDF would allow, are refused: no
// signer writes them, and what is not signed should have no freedom at all.
std::optional<std::vector<std::byte>> unhex(std::span<const std::byte> digits) {
  std::vector<std::byte> bytes;
  bytes.reserve((digits.size() + 1) / 2);
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = hex_value(digits[i]);
    const int low = i + 1 < digits.size() ? hex_value(digits[i + 1]) : 0;
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<std::byte>(high << 4 | low));
  }
  return bytes;
}

bool is_blank(std::byte byte) {
  return std::string_view("\0\t\n\f\r ", 6).find(static_cast<char>(byte)) != std::string_view::npos;
}

}  // namespace

std::variant<SignedRange, SignatureReason> check_byte_range(
    std::span<const std::byte> file, const std::vector<std::int64_t>& numbers,
    std::string_view contents) {
  if (numbers.size() != 4 || std::ranges::any_of(numbers, [](auto n) { return n < 0; })) {
    return SignatureReason::kByteRange;
  }
  if (numbers[0] != 0 || numbers[1] == 0 || numbers[2] <= numbers[1]) {
    return SignatureReason::kByteRange;
  }
  SignedRange range;
  range.gap_begin = static_cast<std::uint64_t>(numbers[1]);
  range.gap_end = static_cast<std::uint64_t>(numbers[2]);
  range.end = range.gap_end + static_cast<std::uint64_t>(numbers[3]);  // Each is below 2^63.
  if (range.end > file.size()) return SignatureReason::kByteRangeBeyondFile;
  const auto gap = file.subspan(range.gap_begin, range.gap_end - range.gap_begin);
  if (gap.size() < 2 || gap.front() != std::byte{'<'} || gap.back() != std::byte{'>'}) {
    return SignatureReason::kByteRangeGap;
  }
  const auto bytes = unhex(gap.subspan(1, gap.size() - 2));
  if (!bytes || !std::ranges::equal(*bytes, std::as_bytes(std::span(contents)))) {
    return SignatureReason::kByteRangeGap;
  }
  return range;
}

std::vector<std::byte> gap_contents(std::span<const std::byte> file, const SignedRange& range) {
  const auto gap = file.subspan(range.gap_begin, range.gap_end - range.gap_begin);
  return unhex(gap.subspan(1, gap.size() - 2)).value();
}

std::uint64_t blank_bytes_at_end(std::span<const std::byte> file) {
  std::uint64_t blanks = 0;
  while (blanks < file.size() && is_blank(file[file.size() - 1 - blanks])) ++blanks;
  return blanks;
}

}  // namespace kho::ingest
