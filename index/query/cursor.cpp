#include "index/query/cursor.h"

#include <array>
#include <optional>
#include <string_view>

#include "index/error.h"

namespace kho::index {
namespace {

constexpr char kVersion = 1;
constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// Base64url without padding (RFC 4648, section 5).
std::string encoded(std::string_view bytes) {
  std::string text;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) text += kDigits[bits >> (count - 6) & 63];
  }
  if (count > 0) text += kDigits[bits << (6 - count) & 63];
  return text;
}

std::optional<std::string> decoded(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count >= 8) bytes += static_cast<char>(bits >> (count -= 8));
  }
  return bytes;
}

void put(std::string& bytes, std::uint64_t value, int size) {
  for (int shift = (size - 1) * 8; shift >= 0; shift -= 8)
    bytes += static_cast<char>(value >> shift);
}

std::uint64_t take(std::string_view& bytes, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    value = value << 8 | static_cast<unsigned char>(bytes[i]);
  }
  bytes.remove_prefix(size);
  return value;
}

class Fingerprint {
 public:
  void add(std::string_view text) {
    add_byte(text.size());
    for (const char c : text) add_byte(static_cast<unsigned char>(c));
  }
  void add(const std::vector<Filter>& filters) {
    add_byte(filters.size());
    for (const Filter& filter : filters) {
      add_byte(static_cast<std::uint64_t>(filter.field));
      add(filter.value);
    }
  }
  void add(const std::optional<std::int32_t>& day) {
    add(day ? std::to_string(*day) : std::string());
  }
  void add_byte(std::uint64_t value) { hash_ = (hash_ ^ value) * 0x100000001b3ULL; }
  [[nodiscard]] std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;  // FNV-1a
};

// Of all that decides which documents are found, and in which order.
std::uint64_t fingerprint(const Query& query) {
  Fingerprint print;
  print.add(query.text);
  print.add_byte(static_cast<std::uint64_t>(query.syntax));
  print.add(query.filters);
  print.add(query.issued.from);
  print.add(query.issued.to);
  print.add_byte(static_cast<std::uint64_t>(query.sort));
  for (const Grant& grant : query.rights.any_of) {
    print.add(grant.only);
    print.add(grant.except);
  }
  return print.value();
}

constexpr std::size_t kHeadBytes = 1 + 8 + 4 + 8 + 1 + 1;

}  // namespace

std::string write_cursor(const Cursor& cursor, const Query& query) {
  std::string bytes(1, kVersion);
  put(bytes, fingerprint(query), 8);
  put(bytes, cursor.offset, 4);
  put(bytes, cursor.total, 8);
  put(bytes, cursor.total_is_exact ? 1 : 0, 1);
  put(bytes, cursor.stage, 1);
  return encoded(bytes + cursor.last);
}

Cursor read_cursor(const Query& query) {
  const auto bytes = query.cursor.size() <= kCursorBytesMax ? decoded(query.cursor) : std::nullopt;
  if (!bytes || bytes->size() <= kHeadBytes || bytes->front() != kVersion) {
    throw Error(Errc::kBadQuery, "The cursor is none of ours: begin with the first page.");
  }
  std::string_view rest = *bytes;
  rest.remove_prefix(1);
  if (take(rest, 8) != fingerprint(query)) {
    throw Error(Errc::kBadQuery, "The cursor belongs to another question.");
  }
  Cursor cursor;
  cursor.offset = static_cast<std::uint32_t>(take(rest, 4));
  cursor.total = take(rest, 8);
  cursor.total_is_exact = take(rest, 1) != 0;
  cursor.stage = static_cast<std::uint8_t>(take(rest, 1));
  if (cursor.offset > kOffsetMax + kLimitMax) {
    throw Error(Errc::kBadQuery, "The cursor is none of ours: begin with the first page.");
  }
  cursor.last = rest;
  return cursor;
}

}  // namespace kho::index
