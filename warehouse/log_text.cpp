#include "warehouse/log_text.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "warehouse/error.h"
#include "warehouse/facts_check.h"

namespace kho::warehouse {
namespace {

constexpr std::size_t kPersonalNumberDigits = 12;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Where people put blanks, dots and hyphens inside a number.
std::vector<std::string> digit_runs(std::string_view text) {
  std::vector<std::string> runs;
  std::string run;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool joins = (text[i] == ' ' || text[i] == '.' || text[i] == '-') && !run.empty() &&
                       is_digit(text[i - 1]) && i + 1 < text.size() && is_digit(text[i + 1]);
    if (is_digit(text[i])) {
      run.push_back(text[i]);
    } else if (!joins && !run.empty()) {
      runs.push_back(std::move(run));
      run.clear();
    }
  }
  if (!run.empty()) runs.push_back(std::move(run));
  return runs;
}

// Whether `is_it` holds for the digits of neighbouring groups: people write a number in groups with
// blanks and dots between, and a date before it.
bool any_groups(std::string_view text, const std::function<bool(const std::string&)>& is_it) {
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    if (!is_digit(text[begin]) || (begin > 0 && is_digit(text[begin - 1]))) continue;
    std::string digits;
    for (std::size_t i = begin; i < text.size() && digits.size() <= kPersonalNumberDigits; ++i) {
      if (is_digit(text[i])) {
        digits.push_back(text[i]);
        const bool group_ends = i + 1 == text.size() || !is_digit(text[i + 1]);
        if (group_ends && is_it(digits)) return true;
      } else if (text[i] != ' ' && text[i] != '.') {
        break;
      }
    }
  }
  return false;
}

}  // namespace

bool holds_personal_number(std::string_view text, std::string_view owner_key) {
  // An agency's code is public.
  const bool is_agency = owner_key.starts_with("agency:");
  const std::string_view number =
      is_agency ? std::string_view()
                : owner_key.substr(std::min(owner_key.rfind(':') + 1, owner_key.size()));
  if (number.size() >= 6 && text.find(number) != std::string_view::npos) return true;
  const auto is_it = [&](const std::string& run) {
    return run.size() == kPersonalNumberDigits || (number.size() >= 6 && run == number);
  };
  return std::ranges::any_of(digit_runs(text), is_it) || any_groups(text, is_it);
}

std::string log_text(const char* field, const std::string& text, std::string_view owner_key) {
  // Four bytes a character at most.
  std::string normal = normal_text(field, text, 4 * kLogTextCharactersMax);
  const auto characters = std::ranges::count_if(
      normal, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
  const bool blank = normal.find_first_not_of(' ') == std::string::npos;
  if (blank || static_cast<std::size_t>(characters) > kLogTextCharactersMax) {
    throw Error(Errc::kMetadataInvalid, std::string(field) + ": give 1 to " +
                                            std::to_string(kLogTextCharactersMax) + " characters");
  }
  if (holds_personal_number(normal, owner_key)) {
    throw Error(Errc::kMetadataInvalid,
                std::string(field) + ": holds a personal number, which must not go into the log");
  }
  return normal;
}

std::string short_log_text(const char* field, const std::string& text, std::size_t characters_max,
                           Errc code) {
  const std::string good = log_text(field, text, "");
  if (good.size() > 4 * characters_max) throw Error(code, std::string(field) + ": too long");
  return good;
}

}  // namespace kho::warehouse
