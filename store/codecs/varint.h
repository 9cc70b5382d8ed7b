// store/codecs/varint.h - Unsigned integers of 1..10 bytes inside packed payloads (LEB128).
//
// Seven bits a byte, the lowest first; the highest bit says that more follow. Immutable functions.
#pragma once

#include <cstdint>

#include "store/bytes.h"
#include "store/error.h"

namespace kho::store {

inline void put_varint(Bytes& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<std::byte>(value | 0x80));
  out.push_back(static_cast<std::byte>(value));
}

// Takes the number and its bytes off the front of `in`. Throws Error kCorrupt where there is none,
// or one above `max`.
inline std::uint64_t take_varint(ByteView& in, std::uint64_t max) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !in.empty(); shift += 7) {
    const auto byte = std::to_integer<std::uint64_t>(in.front());
    in = in.subspan(1);
    if ((byte & 0x7f) << shift >> shift != (byte & 0x7f)) break;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) {
      if (value > max) break;
      return value;
    }
  }
  throw Error(Errc::kCorrupt, "number out of bounds in a packed payload");
}

// Takes `size` bytes off the front of `in`. Throws Error kCorrupt where it is shorter.
inline ByteView take_bytes(ByteView& in, std::uint64_t size) {
  if (size > in.size()) throw Error(Errc::kCorrupt, "packed payload ends too early");
  const ByteView taken = in.first(static_cast<std::size_t>(size));
  in = in.subspan(static_cast<std::size_t>(size));
  return taken;
}

}  // namespace kho::store
