#include "warehouse/catalogue_tables.h"

#include <set>

#include "index/text.h"
#include "warehouse/catalogue_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

void put(store::WriteTransaction& tables, Table table, std::string_view key,
         const std::string& record, ImportCounts& counts) {
  const auto old = tables.get(table, key);
  if (old == record) {
    ++counts.unchanged;
    return;
  }
  ++(old ? counts.changed : counts.added);
  tables.put(table, key, record);
}

void require_known_types(const store::TableReader& tables, const Procedure& procedure) {
  const auto require = [&](const std::string& code) {
    if (!is_type_code(code) || !tables.get(kTypes, code)) {
      throw Error(Errc::kCatalogueInvalid, "procedure " + procedure.code +
                                               ": unknown component type " + code +
                                               "; import the type first or in the same file");
    }
  };
  for (const Requirement& requirement : procedure.requirements) {
    for (const Alternative& alternative : requirement.any_of) {
      for (const std::string& type : alternative) require(type);
    }
  }
  for (const std::string& type : procedure.results) require(type);
}

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

ImportCounts import_catalogue(store::WriteTransaction& tables, Catalogue catalogue) {
  ImportCounts counts;
  for (Agency& agency : catalogue.agencies) {
    agency.name = index::nfc(agency.name);
    check(agency);
    put(tables, kAgencies, agency.code, encode(agency), counts);
  }
  for (ComponentType& type : catalogue.types) {
    type.name = index::nfc(type.name);
    check(type);
    put(tables, kTypes, type.code, encode(type), counts);
  }
  for (Procedure& procedure : catalogue.procedures) {
    procedure.name = index::nfc(procedure.name);
    procedure.field = index::nfc(procedure.field);
    for (Requirement& requirement : procedure.requirements) {
      requirement.code = index::nfc(requirement.code);
      requirement.name = index::nfc(requirement.name);
    }
    check(procedure);
    require_known_types(tables, procedure);
    const ProcedureCode code = *parse_procedure_code(procedure.code);
    put(tables, kProcedures, procedure_key(code, procedure.valid_from), encode(procedure), counts);
  }
  return counts;
}

std::optional<ComponentType> find_type(const store::TableReader& tables, std::string_view code) {
  if (!is_type_code(code)) return std::nullopt;
  const auto record = tables.get(kTypes, code);
  if (!record) return std::nullopt;
  return decode_component_type(*record);
}

Procedure procedure_in_force(const store::TableReader& tables, std::string_view code, Date day) {
  auto parsed = parse_procedure_code(code);
  if (!parsed) {
    throw Error(Errc::kProcedureUnknown,
                "a procedure code looks like 2.001646 or 2.001646.000.00.00.H63");
  }
  const auto cursor = tables.cursor(kProcedures);
  const auto in_force = [&](const ProcedureCode& variant) {
    return cursor->seek_at_most(procedure_key(variant, day)) &&
           cursor->key().starts_with(procedure_prefix(variant));
  };
  if (!in_force(*parsed)) {
    if (parsed->suffix.empty()) parsed = only_variant(tables, *parsed);
    if (!in_force(*parsed)) {
      throw Error(Errc::kProcedureUnknown,
                  "no version of the procedure is in force on " + day.text());
    }
  }
  return decode_procedure(cursor->value());
}

}  // namespace kho::warehouse
