// store/varint.h - LEB128 integers, and reading bytes in order with every bound checked.
#pragma once

#include "store/bytes.h"
#include "store/error.h"
#include "store/sha256.h"

namespace kho::store {

inline void put_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

// Takes fields off the front of `bytes`, which must outlive it. Throws kCorrupt where they end too
// soon. Thread-confined.
class FieldReader {
 public:
  explicit FieldReader(std::string_view bytes) : left_(bytes) {}

  [[nodiscard]] bool at_end() const { return left_.empty(); }
  std::string_view take(std::uint64_t count) {
    if (count > left_.size()) throw Error(Errc::kCorrupt, "bytes end inside a field");
    const std::string_view taken = left_.substr(0, count);
    left_.remove_prefix(count);
    return taken;
  }
  template <typename T>
  T take_le() {
    return get_le<T>(take(sizeof(T)), 0);
  }
  std::uint64_t take_varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1)[0]);
      value |= std::uint64_t{byte & 0x7Fu} << shift;
      if (byte < 0x80) return value;
    }
    throw Error(Errc::kCorrupt, "varint too long");
  }
  std::string_view take_counted() { return take(take_varint()); }
  Sha256 take_hash() { return *Sha256::from_raw(take(Sha256::kSize)); }

 private:
  std::string_view left_;
};

}  // namespace kho::store
