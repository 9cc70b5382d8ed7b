#include "warehouse/access.h"

#include "warehouse/log_text.h"

namespace kho::warehouse {
namespace {

bool all_of(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

// AGENCY-day-serial, whose digits may well be twelve together: "H63-230601-0001".
bool is_dossier_code(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789";
  const std::size_t day = text.find('-');
  const std::size_t serial = text.rfind('-');
  if (day == std::string_view::npos || day < 3 || day > 35 || serial == day) return false;
  const std::string_view agency = text.substr(0, day);
  const std::string_view date = text.substr(day + 1, serial - day - 1);
  const std::string_view number = text.substr(serial + 1);
  return all_of(agency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ.0123456789") &&
         !all_of(agency, "0123456789.") && (date.size() == 6 || date.size() == 8) &&
         all_of(date, kDigits) && number.size() >= 4 && number.size() <= 8 &&
         all_of(number, kDigits);
}

}  // namespace

Purpose checked(const Purpose& purpose, std::string_view owner_key) {
  const auto text = [&](const char* field, const std::string& value) {
    return value.empty() ? value : log_text(field, value, owner_key);
  };
  return {text("by", purpose.by),
          is_dossier_code(purpose.dossier) ? purpose.dossier : text("dossier", purpose.dossier),
          text("purpose", purpose.why)};
}

}  // namespace kho::warehouse
