// store/bytes.h - Byte strings, and integers of fixed order inside them. Immutable functions.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kho::store {

using Bytes = std::vector<std::byte>;
using ByteView = std::span<const std::byte>;

inline ByteView as_bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Appends `value` as sizeof(T) little-endian bytes.
template <typename T>
void put_le(std::string& out, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) out.push_back(static_cast<char>(value >> (8 * i)));
}

// Reads sizeof(T) little-endian bytes at `offset`; the caller has checked the length.
template <typename T>
T get_le(std::string_view in, std::size_t offset) {
  assert(offset + sizeof(T) <= in.size());
  T value = 0;
  for (std::size_t i = sizeof(T); i-- > 0;) {
    value = static_cast<T>(value << 8 | static_cast<unsigned char>(in[offset + i]));
  }
  return value;
}

// Big-endian, for keys: the order of bytes is the order of numbers.
inline std::string be64(std::uint64_t value) {
  std::string out(8, '\0');
  for (int i = 7; i >= 0; --i, value >>= 8)
    out[static_cast<std::size_t>(i)] = static_cast<char>(value);
  return out;
}
inline std::string be32(std::uint32_t value) { return be64(value).substr(4); }
inline std::uint32_t get_be32(std::string_view in) {
  assert(in.size() >= 4);
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(in[i]);
  return value;
}
inline std::uint64_t get_be64(std::string_view in) {
  assert(in.size() >= 8);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = value << 8 | static_cast<unsigned char>(in[i]);
  return value;
}

}  // namespace kho::store
