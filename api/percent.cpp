#include "api/percent.h"

#include <charconv>

namespace kho::api {
namespace {

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

bool is_plain(char c) {
  return is_unreserved(c) || std::string_view("!$&'()*+;=:@").find(c) != std::string_view::npos;
}

}  // namespace

std::string percent_encoded(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (is_unreserved(c)) {
      encoded.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded.push_back('%');
    encoded.push_back(kHex[byte >> 4]);
    encoded.push_back(kHex[byte & 15]);
  }
  return encoded;
}

std::optional<std::string> percent_decoded(std::string_view encoded) {
  std::string text;
  while (!encoded.empty()) {
    if (is_plain(encoded.front())) {
      text.push_back(encoded.front());
      encoded.remove_prefix(1);
      continue;
    }
    const std::string_view digits = encoded.substr(1, 2);
    unsigned char byte = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (encoded.front() != '%' || error != std::errc() || end != digits.data() + 2) {
      return std::nullopt;
    }
    text.push_back(static_cast<char>(byte));
    encoded.remove_prefix(3);
  }
  return text;
}

}  // namespace kho::api
