#include "warehouse/catalogue.h"

#include <algorithm>
#include <set>

#include "warehouse/owner_key.h"

namespace kho::warehouse {
namespace {

constexpr std::size_t kCatalogueCodeBytesMax = 64;
constexpr std::size_t kRequirementCodeBytesMax = 32;
constexpr std::size_t kNameBytesMax = 16000;  // Real requirement texts reach several kilobytes.
constexpr std::size_t kRequirementsMax = 500;
constexpr std::size_t kAlternativesMax = 100;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_code_letter(char c) { return is_digit(c) || (c >= 'A' && c <= 'Z'); }

[[noreturn]] void refuse(const std::string& record, const std::string& why) {
  throw Error(Errc::kCatalogueInvalid, record + ": " + why);
}

void check_name(const std::string& record, const std::string& name) {
  if (name.empty()) refuse(record, "the name is missing");
  if (name.size() > kNameBytesMax) refuse(record, "the name is longer than 16,000 bytes");
}

void check_order(const std::string& record, std::optional<Date> from, std::optional<Date> to) {
  if (from && to && *to < *from) refuse(record, "the last day in force comes before the first");
}

void check_successor(const std::string& record, bool well_formed, bool itself) {
  if (!well_formed) refuse(record, "the successor is no code of its kind in normal form");
  if (itself) refuse(record, "it cannot be its own successor");
}

bool is_agency_code(const std::string& code) {
  try {
    return normal_agency_code(code) == code;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

std::optional<ProcedureCode> parse_procedure_code(std::string_view code) {
  constexpr std::size_t kStem = 8;  // N.NNNNNN
  if (code.size() < kStem || code.size() > kCatalogueCodeBytesMax) return std::nullopt;
  for (std::size_t i = 0; i < kStem; ++i) {
    if (i == 1 ? code[i] != '.' : !is_digit(code[i])) return std::nullopt;
  }
  // The first digit tells the level that the procedure belongs to. Decrees speak of 1 to 3; live
  // data holds 5 as well (docs/decisions/002-catalogue-codes.md).
  if (code[0] == '0') return std::nullopt;
  ProcedureCode parsed{std::string(code.substr(0, kStem)), {}};
  if (code.size() == kStem) return parsed;
  parsed.suffix = code.substr(kStem + 1);
  const bool plain = std::all_of(parsed.suffix.begin(), parsed.suffix.end(),
                                 [](char c) { return is_code_letter(c) || c == '.'; });
  if (code[kStem] != '.' || parsed.suffix.empty() || !plain) return std::nullopt;
  // ".000.00.00.H63" and ".H63" are one agency's.
  try {
    parsed.suffix = normal_agency_code(parsed.suffix);
  } catch (const Error&) {
    // A suffix of another kind is kept as it is.
  }
  return parsed;
}

bool is_type_code(std::string_view code) {
  return !code.empty() && code.size() <= kCatalogueCodeBytesMax && is_code_letter(code[0]) &&
         std::all_of(code.begin(), code.end(),
                     [](char c) { return is_code_letter(c) || c == '.' || c == '_' || c == '-'; });
}

void check(const Agency& agency) {
  try {
    if (normal_agency_code(agency.code) != agency.code) refuse(agency.code, "not in normal form");
  } catch (const Error& error) {
    refuse("agency " + agency.code, error.what());
  }
  const std::string record = "agency " + agency.code;
  check_name(record, agency.name);
  check_order(record, agency.in_force.from, agency.in_force.to);
  check_successor(record, agency.successor.empty() || is_agency_code(agency.successor),
                  agency.successor == agency.code);
}

void check(const ComponentType& type) {
  const std::string record = "component type " + type.code;
  if (!is_type_code(type.code)) {
    refuse(record, "the code must be 1 to 64 of A-Z 0-9 . _ - and start with a letter or digit");
  }
  check_name(record, type.name);
  check_order(record, type.in_force.from, type.in_force.to);
  check_successor(record, type.successor.empty() || is_type_code(type.successor),
                  type.successor == type.code);
  if (type.keep_years && (*type.keep_years < 1 || *type.keep_years > kKeepYearsMax)) {
    refuse(record, "keep_years must be 1 to " + std::to_string(kKeepYearsMax));
  }
}

void check(const Procedure& procedure) {
  const std::string record = "procedure " + procedure.code;
  const auto code = parse_procedure_code(procedure.code);
  if (!code) refuse(record, "the code must be N.NNNNNN with an optional local suffix");
  check_name(record, procedure.name);
  check_order(record, procedure.valid_from, procedure.valid_to);
  const auto successor = parse_procedure_code(procedure.successor);
  check_successor(record, procedure.successor.empty() || successor, successor == code);
  if (procedure.requirements.size() > kRequirementsMax) refuse(record, "over 500 requirements");
  std::set<std::string> seen;
  for (const Requirement& requirement : procedure.requirements) {
    const std::string where = record + ", requirement " + requirement.code;
    if (requirement.code.empty() || requirement.code.size() > kRequirementCodeBytesMax) {
      refuse(where, "the requirement's code must have 1 to 32 characters");
    }
    if (!seen.insert(requirement.code).second) refuse(where, "the code occurs twice");
    check_name(where, requirement.name);
    if (requirement.any_of.empty() || requirement.any_of.size() > kAlternativesMax) {
      refuse(where, "any_of needs 1 to 100 alternatives");
    }
    for (const Alternative& alternative : requirement.any_of) {
      if (alternative.empty() || alternative.size() > kAlternativesMax) {
        refuse(where, "an alternative needs 1 to 100 types");
      }
    }
  }
}

}  // namespace kho::warehouse
