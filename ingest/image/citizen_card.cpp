#include "ingest/image/citizen_card.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "ingest/utf8.h"

namespace kho::ingest {
namespace {

using std::chrono::year_month_day;

constexpr std::size_t kFields = 7;
constexpr std::size_t kNameBytesMax = 200;
constexpr std::size_t kResidenceBytesMax = 800;

using Fields = std::array<std::string_view, kFields>;

std::optional<Fields> split(std::string_view text) {
  Fields fields;
  for (std::size_t i = 0; i < kFields; ++i) {
    const std::size_t bar = text.find('|');
    if ((bar == std::string_view::npos) != (i + 1 == kFields)) return std::nullopt;
    fields[i] = text.substr(0, bar);
    if (bar != std::string_view::npos) text.remove_prefix(bar + 1);
  }
  return fields;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_number(std::string_view text, std::size_t digits) {
  return text.size() == digits && std::ranges::all_of(text, is_digit);
}

bool is_printable(std::string_view text, std::size_t bytes_max) {
  return text.size() <= bytes_max && is_utf8(text) && std::ranges::none_of(text, [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
         });
}

unsigned value_of(std::string_view digits) {
  unsigned value = 0;
  for (const char digit : digits) value = 10 * value + static_cast<unsigned>(digit - '0');
  return value;
}

// ddmmyyyy.
std::optional<year_month_day> parse_day(std::string_view text) {
  if (!is_number(text, 8)) return std::nullopt;
  const year_month_day day{std::chrono::year(static_cast<int>(value_of(text.substr(4)))),
                           std::chrono::month(value_of(text.substr(2, 2))),
                           std::chrono::day(value_of(text.substr(0, 2)))};
  if (!day.ok() || day.year() < std::chrono::year(1850)) return std::nullopt;
  return day;
}

}  // namespace

std::optional<CitizenCard> parse_citizen_card(std::string_view qr_text) {
  const std::optional<Fields> fields = split(qr_text);
  if (!fields) return std::nullopt;
  const auto& [number, old_number, name, birth_text, sex, residence, issued_text] = *fields;
  if (!is_number(number, 12)) return std::nullopt;
  if (!old_number.empty() && !is_number(old_number, 9) && !is_number(old_number, 12)) {
    return std::nullopt;
  }
  if (name.empty() || !is_printable(name, kNameBytesMax)) return std::nullopt;
  if (!is_printable(residence, kResidenceBytesMax)) return std::nullopt;
  if (sex != "Nam" && sex != "Nữ") return std::nullopt;
  const std::optional<year_month_day> birth = parse_day(birth_text);
  const std::optional<year_month_day> issued = parse_day(issued_text);
  if (!birth || !issued || *issued < *birth) return std::nullopt;
  return CitizenCard{.personal_number = std::string(number),
                     .old_identity_number = std::string(old_number),
                     .name = std::string(name),
                     .birth = *birth,
                     .sex = sex == "Nam" ? Sex::kMale : Sex::kFemale,
                     .residence = std::string(residence),
                     .issued = *issued};
}

}  // namespace kho::ingest
