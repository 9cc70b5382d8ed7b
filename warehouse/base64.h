// warehouse/base64.h - Bytes as text (RFC 4648): base64 with padding, base64url without.
//
// Decoding is strict: one text for each byte string, so that nothing signed has two spellings.
// Immutable functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kho::warehouse {

[[nodiscard]] std::string base64(std::string_view bytes);     // Section 4, padded.
[[nodiscard]] std::string base64url(std::string_view bytes);  // Section 5, not padded.

// nullopt for anything that the functions above do not write.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

}  // namespace kho::warehouse
