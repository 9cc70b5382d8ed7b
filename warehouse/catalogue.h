// warehouse/catalogue.h - What procedures ask for: agencies, component types, procedures.
//
// Plain values, and the rules that a set of them must keep. The file form: docs/catalogue.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "warehouse/component.h"
#include "warehouse/date.h"

namespace kho::warehouse {

struct Agency {
  std::string code;  // Normal form, e.g. "H63.12".
  std::string name;
};

struct ComponentType {
  std::string code;
  std::string name;
  Kind kind = Kind::kComponent;
  bool reusable = true;  // False for papers written for one dossier.
};

// Types that satisfy a requirement together; usually one.
using Alternative = std::vector<std::string>;

// One slot of a procedure: an OR-group of alternatives, each an AND-group of types.
struct Requirement {
  std::string code;  // Unique within the procedure.
  std::string name;
  std::vector<Alternative> any_of;
  bool required = true;      // False: asked for only in some cases.
  bool site_bound = false;   // Reusable only for the location that it concerns.
  bool third_party = false;  // Somebody else's paper: what the owner holds never satisfies it.
};

// One dated version of a procedure.
struct Procedure {
  std::string code;  // National stem "N.NNNNNN" and an optional local suffix.
  std::string name;
  std::string field;   // Lĩnh vực.
  std::string agency;  // Normal form, or empty.
  Date valid_from{0};  // In force from this day until the next version's.
  std::vector<Requirement> requirements;
  std::vector<std::string> results;  // Type codes of what the procedure issues.
};

struct Catalogue {
  std::vector<Agency> agencies;
  std::vector<ComponentType> types;
  std::vector<Procedure> procedures;
};

// The stem and the suffix of a procedure code, the suffix without its dot and, where it is an
// agency code, in normal form.
struct ProcedureCode {
  std::string stem;
  std::string suffix;
};
// nullopt where `code` is none.
[[nodiscard]] std::optional<ProcedureCode> parse_procedure_code(std::string_view code);

[[nodiscard]] bool is_type_code(std::string_view code);

// Throw Error kCatalogueInvalid, naming the code of the record and what is wrong with it.
void check(const Agency& agency);
void check(const ComponentType& type);
void check(const Procedure& procedure);

}  // namespace kho::warehouse
