#include "warehouse/log_text.h"

#include <algorithm>
#include <functional>

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

std::size_t characters_in(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(
      utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

// Of a key in normal form; empty where it is public or so short that it is found by chance.
std::string_view number_of(std::string_view owner_key) {
  if (owner_key.starts_with("agency:")) return {};
  const std::string_view number = owner_key.substr(owner_key.rfind(':') + 1);
  return number.size() < 6 ? std::string_view() : number;
}

}  // namespace

bool holds_personal_number(std::string_view text, const std::vector<std::string>& owner_keys) {
  std::vector<std::string_view> numbers;
  for (const std::string& key : owner_keys) {
    const std::string_view number = number_of(key);
    if (number.empty()) continue;
    if (text.find(number) != std::string_view::npos) return true;
    numbers.push_back(number);
  }
  const auto is_it = [&](const std::string& run) {
    return run.size() == kPersonalNumberDigits || std::ranges::find(numbers, run) != numbers.end();
  };
  return std::ranges::any_of(digit_runs(text), is_it) || any_groups(text, is_it);
}

std::string log_text(const char* field, const std::string& text,
                     const std::vector<std::string>& owner_keys) {
  // Four bytes a character at most.
  std::string normal = normal_text(field, text, 4 * kLogTextCharactersMax);
  const bool blank = normal.find_first_not_of(' ') == std::string::npos;
  if (blank || characters_in(normal) > kLogTextCharactersMax) {
    throw Error(Errc::kMetadataInvalid, std::string(field) + ": give 1 to " +
                                            std::to_string(kLogTextCharactersMax) + " characters");
  }
  if (holds_personal_number(normal, owner_keys)) {
    throw Error(Errc::kMetadataInvalid,
                std::string(field) + ": holds a personal number, which must not go into the log");
  }
  return normal;
}

std::string short_log_text(const char* field, const std::string& text, std::size_t characters_max,
                           Errc code) {
  const std::string good = log_text(field, text);
  if (characters_in(good) > characters_max) throw Error(code, std::string(field) + ": too long");
  return good;
}

}  // namespace kho::warehouse
