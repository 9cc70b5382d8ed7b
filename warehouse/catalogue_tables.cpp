#include "warehouse/catalogue_tables.h"

#include <algorithm>
#include <set>

#include "warehouse/catalogue_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

// The stem's one variant; throws where there is none or more than one.
ProcedureCode only_variant(const store::TableReader& tables, const ProcedureCode& code) {
  std::set<std::string> suffixes;
  const std::string stem = code.stem + '\0';
  each_with_prefix(tables, kProcedures, stem, [&](std::string_view key, std::string_view) {
    const std::string_view rest = key.substr(stem.size());
    suffixes.emplace(rest.substr(0, rest.find('\0')));
    return suffixes.size() <= 2;
  });
  if (suffixes.empty()) {
    throw Error(Errc::kProcedureUnknown,
                "no such procedure in the catalogue; see kho catalog import");
  }
  if (suffixes.size() > 1) {
    throw Error(Errc::kProcedureAmbiguous,
                "the procedure has several local variants; give the full code");
  }
  return {code.stem, *suffixes.begin()};
}

}  // namespace

std::optional<Agency> find_agency(const store::TableReader& tables, std::string_view code) {
  if (!is_type_code(code)) return std::nullopt;  // Agency codes have no other characters.
  const auto record = tables.get(kAgencies, code);
  if (!record) return std::nullopt;
  return decode_agency(*record);
}

std::optional<ComponentType> find_type(const store::TableReader& tables, std::string_view code) {
  if (!is_type_code(code)) return std::nullopt;
  const auto record = tables.get(kTypes, code);
  if (!record) return std::nullopt;
  return decode_component_type(*record);
}

std::vector<std::string> types_counting_as(const store::TableReader& tables, std::string_view code,
                                           std::size_t most) {
  std::vector<std::string> types{std::string(code)};
  for (std::size_t i = 0; i < types.size() && types.size() < most; ++i) {
    const std::string prefix = type_predecessors_prefix(types[i]);
    each_with_prefix(tables, kTypePredecessors, prefix,
                     [&](std::string_view key, std::string_view) {
                       const std::string_view type = key.substr(prefix.size());
                       if (std::ranges::find(types, type) == types.end()) types.emplace_back(type);
                       return types.size() < most;
                     });
  }
  return types;
}

Procedure procedure_in_force(const store::TableReader& tables, std::string_view code, Date day) {
  auto parsed = parse_procedure_code(code);
  if (!parsed) {
    throw Error(Errc::kProcedureUnknown,
                "a procedure code looks like 2.001646 or 2.001646.000.00.00.H63");
  }
  const auto cursor = tables.cursor(kProcedures);
  const auto begun = [&](const ProcedureCode& variant) {
    return cursor->seek_at_most(procedure_key(variant, day)) &&
           cursor->key().starts_with(procedure_prefix(variant));
  };
  if (!begun(*parsed)) {
    if (parsed->suffix.empty()) parsed = only_variant(tables, *parsed);
    if (!begun(*parsed)) {
      throw Error(Errc::kProcedureUnknown,
                  "no version of the procedure is in force on " + day.text());
    }
  }
  Procedure procedure = decode_procedure(cursor->value());
  if (procedure.valid_to && *procedure.valid_to < day) {
    throw Error(Errc::kProcedureUnknown,
                "the procedure was abolished after " + procedure.valid_to->text() +
                    (procedure.successor.empty() ? std::string()
                                                 : "; " + procedure.successor + " replaced it"));
  }
  return procedure;
}

std::optional<Procedure> procedure_version(const store::TableReader& tables, std::string_view code,
                                           Date valid_from) {
  const auto parsed = parse_procedure_code(code);
  if (!parsed) return std::nullopt;
  const auto record = tables.get(kProcedures, procedure_key(*parsed, valid_from));
  if (!record) return std::nullopt;
  return decode_procedure(*record);
}

std::vector<Procedure> procedure_versions(const store::TableReader& tables,
                                          const ProcedureCode& code) {
  std::vector<Procedure> versions;
  each_with_prefix(tables, kProcedures, procedure_prefix(code),
                   [&](std::string_view, std::string_view value) {
                     versions.push_back(decode_procedure(value));
                     return true;
                   });
  return versions;
}

}  // namespace kho::warehouse
