#include "ingest/facts/tax_code.h"

#include <algorithm>
#include <array>

#include "ingest/facts/digit_run.h"

namespace kho::ingest {
namespace {

constexpr std::size_t kDigits = 10;
constexpr std::size_t kBranchDigits = 3;

}  // namespace

bool is_tax_code(std::string_view code) {
  constexpr std::array kWeights = {31, 29, 23, 19, 17, 13, 7, 5, 3};
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (code.size() != kDigits && code.size() != kDigits + 1 + kBranchDigits) return false;
  const std::string_view own = code.substr(0, kDigits);
  if (!std::all_of(own.begin(), own.end(), is_digit) ||
      own.find_first_not_of(own[0]) == std::string_view::npos) {
    return false;
  }
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += (own[i] - '0') * kWeights[i];
  const int check = 10 - sum % 11;
  if (check == 10 || own[kDigits - 1] - '0' != check) return false;
  if (code.size() == kDigits) return true;
  const std::string_view branch = code.substr(kDigits + 1);
  return code[kDigits] == '-' && std::all_of(branch.begin(), branch.end(), is_digit) &&
         branch != "000";
}

std::optional<TaxCodeReading> read_tax_code(const PageText& page, std::size_t token) {
  for (const std::size_t digits : {kDigits + kBranchDigits, kDigits}) {
    const auto run = read_digit_run(page, token, digits);
    if (!run) continue;
    std::string code = run->digits;
    if (digits > kDigits) code.insert(kDigits, 1, '-');
    if (is_tax_code(code)) return TaxCodeReading{code, run->span, run->is_repaired};
  }
  return std::nullopt;
}

}  // namespace kho::ingest
