#include "warehouse/uuid.h"

#include <fmt/format.h>

#include <cctype>
#include <cstring>

namespace kho::warehouse {

Uuid Uuid::make(const Clock& clock, Random& random) {
  Uuid id;
  random.fill(id.bytes_);
  const auto ms = static_cast<std::uint64_t>(clock.now_ms());
  for (std::size_t i = 0; i < 6; ++i) {
    id.bytes_[i] = static_cast<unsigned char>(ms >> (8 * (5 - i)));
  }
  id.bytes_[6] = static_cast<unsigned char>(0x70 | (id.bytes_[6] & 0x0f));  // Version 7.
  id.bytes_[8] = static_cast<unsigned char>(0x80 | (id.bytes_[8] & 0x3f));  // Variant 10.
  return id;
}

std::optional<Uuid> Uuid::from_raw(std::string_view raw) {
  if (raw.size() != kSize) return std::nullopt;
  Uuid id;
  std::memcpy(id.bytes_.data(), raw.data(), kSize);
  return id;
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Uuid id;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (c != '-') return std::nullopt;
      continue;
    }
    if (!std::isxdigit(static_cast<unsigned char>(c))) return std::nullopt;
    const int value = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    unsigned char& byte = id.bytes_[digits / 2];
    byte = static_cast<unsigned char>(digits % 2 == 0 ? value << 4 : byte | value);
    ++digits;
  }
  return id;
}

std::string Uuid::text() const {
  std::string out;
  for (std::size_t i = 0; i < kSize; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out.push_back('-');
    fmt::format_to(std::back_inserter(out), "{:02x}", bytes_[i]);
  }
  return out;
}

std::int64_t Uuid::time_ms() const {
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | bytes_[i];
  return ms;
}

}  // namespace kho::warehouse
