// store/sha256.h - SHA-256 (FIPS 180-4): the identity of bytes.
#pragma once

#include <array>
#include <compare>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "store/bytes.h"

namespace kho::store {

// 32 bytes, ordered as bytes. Immutable value.
class Sha256 {
 public:
  static constexpr std::size_t kSize = 32;

  Sha256() : bytes_{} {}
  static Sha256 of(ByteView bytes);
  static std::string raw_of(std::string_view text);  // The 32 raw bytes, for records and keys.
  // Exactly 32 raw bytes; nullopt otherwise.
  static std::optional<Sha256> from_raw(std::string_view raw);
  // Exactly 64 hexadecimal digits of either case; nullopt otherwise.
  static std::optional<Sha256> from_hex(std::string_view hex);

  [[nodiscard]] std::string_view raw() const { return as_text(bytes_); }
  [[nodiscard]] std::string hex() const;  // Lower case.

  friend auto operator<=>(const Sha256&, const Sha256&) = default;

 private:
  friend class Sha256Hasher;
  std::array<std::byte, kSize> bytes_;
};

// Hashes a stream of bytes. Thread-confined.
class Sha256Hasher {
 public:
  Sha256Hasher();
  ~Sha256Hasher();
  Sha256Hasher(const Sha256Hasher&) = delete;
  Sha256Hasher& operator=(const Sha256Hasher&) = delete;

  void update(ByteView bytes);
  [[nodiscard]] Sha256 so_far() const;  // Of what was hashed until now; the hasher goes on.
  [[nodiscard]] Sha256 finish();        // Once; the hasher is spent.

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

// A blob or chunk is named by the hash of its bytes.
using BlobId = Sha256;

}  // namespace kho::store
