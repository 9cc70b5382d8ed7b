#include "ingest/signature/shown_text.h"

#include <algorithm>

#include "ingest/utf8.h"

namespace kho::ingest {
namespace {

constexpr std::size_t kTextBytesMax = 256;
constexpr std::size_t kSchemeBytesMax = 12;
constexpr std::size_t kNumberBytesMax = 32;
constexpr std::size_t kMaskedDigits = 9;  // The shortest personal number, that of a CMND.
constexpr std::size_t kShown = 3;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_separator(char c) { return c == ' ' || c == '.' || c == '-'; }

// The end of the run of digits at `begin`, and how many digits it has.
std::pair<std::size_t, std::size_t> digit_run(std::string_view text, std::size_t begin) {
  std::size_t digits = 0;
  std::size_t end = begin;
  for (std::size_t i = begin; i < text.size(); ++i) {
    if (is_digit(text[i])) {
      ++digits;
      end = i + 1;
    } else if (!is_separator(text[i]) || i > end) {
      break;
    }
  }
  return {end, digits};
}

void mask_digit_runs(std::string& text) {
  for (std::size_t i = 0; i < text.size();) {
    if (!is_digit(text[i])) {
      ++i;
      continue;
    }
    const auto [end, digits] = digit_run(text, i);
    std::size_t to_mask = digits >= kMaskedDigits ? digits - kShown : 0;
    for (; i < end; ++i) {
      if (to_mask == 0 || !is_digit(text[i])) continue;
      text[i] = '*';
      --to_mask;
    }
  }
}

// 10 digits, or 13 for a branch. Codes that begin with 8 were given to people.
bool is_organisation_tax_code(std::string_view scheme, std::string_view number) {
  if (scheme != "MST" && scheme != "VATVN" && scheme != "NTRVN") return false;
  return (number.size() == 10 || number.size() == 13) && std::ranges::all_of(number, is_digit) &&
         number.front() != '8';
}

}  // namespace

std::string shown_text(std::string_view text) {
  // Longer than what is shown, so that a run at the cut is still seen as one.
  std::string shown(text.substr(0, valid_utf8_prefix(text.substr(0, 4 * kTextBytesMax))));
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  mask_digit_runs(shown);
  cut_utf8(shown, kTextBytesMax);
  return shown;
}

Identification shown_identification(std::string_view value) {
  Identification identification;
  std::size_t letters = 0;
  while (letters < value.size() && is_letter(value[letters])) ++letters;
  const bool has_scheme = letters > 0 && letters <= kSchemeBytesMax && letters < value.size() &&
                          (value[letters] == ':' || value[letters] == '-');
  if (has_scheme) {
    identification.scheme = value.substr(0, letters);
    for (char& c : identification.scheme) c = static_cast<char>(c & ~0x20);  // Upper case.
    value.remove_prefix(letters + 1);
  }
  std::string number;
  for (const char c : value) {
    if (!is_separator(c)) number.push_back(c);
    if (number.size() == kNumberBytesMax) break;
  }
  if (!is_organisation_tax_code(identification.scheme, number)) {
    const bool is_plain =
        std::ranges::all_of(number, [](char c) { return is_digit(c) || is_letter(c); });
    const std::size_t shown = is_plain && number.size() > kShown ? kShown : 0;
    std::fill_n(number.begin(), number.size() - shown, '*');
  }
  identification.value = std::move(number);
  return identification;
}

}  // namespace kho::ingest
