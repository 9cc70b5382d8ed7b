// warehouse/uuid.h - Opaque ids that sort by the time they were made (RFC 9562, version 7).
#pragma once

#include <array>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "warehouse/environment.h"

namespace kho::warehouse {

// 16 bytes. Immutable value.
class Uuid {
 public:
  static constexpr std::size_t kSize = 16;

  Uuid() : bytes_{} {}
  static Uuid make(const Clock& clock, Random& random);
  // Exactly 16 raw bytes; nullopt otherwise.
  static std::optional<Uuid> from_raw(std::string_view raw);
  // 8-4-4-4-12 hexadecimal digits of either case; nullopt otherwise.
  static std::optional<Uuid> parse(std::string_view text);

  [[nodiscard]] std::string_view raw() const {
    return {reinterpret_cast<const char*>(bytes_.data()), kSize};
  }
  [[nodiscard]] std::string text() const;  // Lower case.
  // When it was made, in milliseconds since 1970.
  [[nodiscard]] std::int64_t time_ms() const;

  friend auto operator<=>(const Uuid&, const Uuid&) = default;

 private:
  std::array<unsigned char, kSize> bytes_;
};

}  // namespace kho::warehouse
