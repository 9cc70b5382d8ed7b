#include "ingest/facts/mrz.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace kho::ingest {
namespace {

constexpr std::size_t kLineMax = 120;  // Characters, blanks between them included.
constexpr std::size_t kTd3Min = 28;    // Up to the check digit of the expiry.
constexpr std::size_t kTd1Min = 27;    // Up to the personal number of line 1.

struct Zone {
  std::string signs;
  std::vector<std::size_t> at;  // Characters of the page.
};

// The signs of a line that has no others.
std::optional<Zone> zone_of(const PageText& page, Span line) {
  if (line.size() < kTd1Min || line.size() > kLineMax) return std::nullopt;
  Zone zone;
  for (std::size_t i = line.begin; i < line.end; ++i) {
    const char c = page.plain()[i];
    if (c == ' ') continue;
    const bool guillemet = page.at(i) == U'«';
    if (!guillemet && c != '<' && !(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z')) {
      return std::nullopt;
    }
    // OCR reads two fillers as one guillemet.
    for (int n = guillemet ? 2 : 1; n > 0; --n) {
      zone.signs.push_back(guillemet ? '<' : c);
      zone.at.push_back(i);
    }
  }
  if (zone.signs.find('<') == std::string::npos) return std::nullopt;
  return zone;
}

int value_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c == '<' ? 0 : c - 'A' + 10;
}

bool checks(std::string_view field, char digit) {
  constexpr int kWeights[] = {7, 3, 1};
  int sum = 0;
  for (std::size_t i = 0; i < field.size(); ++i) sum += value_of(field[i]) * kWeights[i % 3];
  return digit == static_cast<char>('0' + sum % 10);
}

bool all_letters(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// YYMMDD of an expiry: this century.
std::optional<std::chrono::year_month_day> expiry_of(std::string_view digits) {
  const auto two = [&](std::size_t i) { return (digits[i] - '0') * 10 + digits[i + 1] - '0'; };
  const std::chrono::year_month_day date{std::chrono::year(2000 + two(0)),
                                         std::chrono::month(static_cast<unsigned>(two(2))),
                                         std::chrono::day(static_cast<unsigned>(two(4)))};
  if (!date.ok()) return std::nullopt;
  return date;
}

std::optional<MachineReadable> passport_line(const Zone& zone) {
  if (zone.signs.size() < kTd3Min) return std::nullopt;
  const std::string_view signs = zone.signs;
  const std::string_view expiry = signs.substr(21, 6);
  if (!checks(signs.substr(0, 9), signs[9]) || !checks(signs.substr(13, 6), signs[19]) ||
      !checks(expiry, signs[27]) || !all_letters(signs.substr(10, 3)) || !all_digits(expiry)) {
    return std::nullopt;
  }
  MachineReadable found;
  found.is_passport = true;
  found.country = signs.substr(10, 3);
  found.number = signs.substr(0, 9);
  found.number.erase(std::min(found.number.find('<'), found.number.size()));
  found.expiry = expiry_of(expiry);
  found.number_span = {zone.at[0], zone.at[8] + 1};
  found.expiry_span = {zone.at[21], zone.at[26] + 1};
  if (found.number.size() < 6) return std::nullopt;
  return found;
}

// IDVNM, nine digits of the number, check digit, all twelve.
std::optional<MachineReadable> card_line(const Zone& zone) {
  const std::string_view signs = zone.signs;
  if (signs.size() < kTd1Min || !signs.starts_with("IDVNM")) return std::nullopt;
  const std::string_view tail = signs.substr(5, 9);
  const std::string_view number = signs.substr(15, 12);
  if (!checks(tail, signs[14]) || !all_digits(number) || !number.ends_with(tail)) {
    return std::nullopt;
  }
  MachineReadable found;
  found.country = "VNM";
  found.number = number;
  found.number_span = {zone.at[15], zone.at[26] + 1};
  return found;
}

}  // namespace

std::optional<MachineReadable> find_machine_readable(const PageText& page) {
  for (const Span& line : page.lines()) {
    const auto zone = zone_of(page, line);
    if (!zone) continue;
    if (auto card = card_line(*zone)) return card;
    if (auto passport = passport_line(*zone)) return passport;
  }
  return std::nullopt;
}

}  // namespace kho::ingest
