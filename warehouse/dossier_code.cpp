#include "warehouse/dossier_code.h"

#include <algorithm>

#include "index/analysis/text.h"
#include "warehouse/owner_key.h"

namespace kho::warehouse {
namespace {

// More than any code has, in any spelling.
constexpr std::size_t kTypedBytesMax = 200;

[[noreturn]] void invalid(const std::string& why) {
  throw Error(Errc::kDossierCodeInvalid, "the dossier code is wrong: " + why);
}

bool all_digits(std::string_view text, std::size_t least, std::size_t most) {
  return text.size() >= least && text.size() <= most &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// Upper case, plain dashes, no blanks around it.
std::string cleaned(std::string_view typed) {
  std::string text = index::clean(typed);
  constexpr std::string_view kBlanks = " \t\r\n";
  text.erase(0, text.find_first_not_of(kBlanks));
  text.erase(text.find_last_not_of(kBlanks) + 1);
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

}  // namespace

DossierCode parse_dossier_code(std::string_view typed) {
  if (typed.size() > kTypedBytesMax) invalid("it is too long");
  DossierCode code;
  code.text = cleaned(typed);
  const std::size_t first = code.text.find('-');
  const std::size_t second = code.text.find('-', first + 1);
  if (first == std::string::npos || second == std::string::npos) {
    invalid("it is written AGENCY-DAY-SERIAL, such as H63.12-230601-0001");
  }
  const std::string_view agency = std::string_view(code.text).substr(0, first);
  const std::string day = code.text.substr(first + 1, second - first - 1);
  code.serial = code.text.substr(second + 1);
  if (agency.find_first_of(" \t\r\n") != std::string_view::npos) invalid("a blank inside");
  try {
    code.agency = normal_agency_code(agency);
  } catch (const Error& error) {
    invalid(error.what());
  }
  if (!all_digits(day, 6, 6) && !all_digits(day, 8, 8)) {
    invalid("the day is written yyMMdd or yyyyMMdd");
  }
  const std::string full = (day.size() == 6 ? "20" : "") + day;
  const auto date =
      Date::parse(full.substr(0, 4) + "-" + full.substr(4, 2) + "-" + full.substr(6, 2));
  if (!date) invalid("its day is no day of the calendar");
  code.day = *date;
  if (!all_digits(code.serial, 4, 8)) invalid("the serial has 4 to 8 digits");
  code.normal = code.agency + "-" + day + "-" + code.serial;
  return code;
}

}  // namespace kho::warehouse
