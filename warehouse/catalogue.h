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

// The days on which a record of the catalogue is in force, both included; open where absent.
struct InForce {
  std::optional<Date> from;
  std::optional<Date> to;

  [[nodiscard]] bool covers(Date day) const {
    return (!from || *from <= day) && (!to || day <= *to);
  }
  friend bool operator==(const InForce&, const InForce&) = default;
};

struct Agency {
  std::string code;  // Normal form, e.g. "H63.12".
  std::string name;
  InForce in_force = {};
  std::string successor = {};  // Code of the agency that took over, or empty.
};

struct ComponentType {
  std::string code;
  std::string name;
  Kind kind = Kind::kComponent;
  bool reusable = true;             // False for papers written for one dossier.
  bool signature_required = false;  // Without a good electronic signature a person must look.
  InForce in_force = {};            // Days on which such papers are issued.
  // The type that took its place, or empty: a paper of this type counts as one of that type.
  std::string successor = {};
  std::optional<std::uint32_t> keep_years = {};  // Retention from the deposit on.
};
inline constexpr std::uint32_t kKeepYearsMax = 100;

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
  bool parent_serves_branch = false;      // A branch may use the paper of its enterprise.
  std::optional<Form> form = {};          // What must have been digitised; absent: the usual rule.
  std::optional<Origin> origin_min = {};  // The weakest origin that is enough by itself.
};

// One dated version of a procedure.
struct Procedure {
  std::string code;  // National stem "N.NNNNNN" and an optional local suffix.
  std::string name;
  std::string field;                  // Lĩnh vực.
  std::string agency;                 // Normal form, or empty.
  Date valid_from{0};                 // In force from this day until the next version's...
  std::optional<Date> valid_to = {};  // ...or until this day, the last: it was abolished.
  std::string successor = {};         // Code of the procedure that replaced it, or empty.
  std::vector<Requirement> requirements = {};
  std::vector<std::string> results = {};  // Type codes of what the procedure issues.
};

// Links to successors from any record, and types that count as one type, itself included.
inline constexpr std::size_t kSuccessorsMax = 64;

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
  friend bool operator==(const ProcedureCode&, const ProcedureCode&) = default;
};
// nullopt where `code` is none.
[[nodiscard]] std::optional<ProcedureCode> parse_procedure_code(std::string_view code);

[[nodiscard]] bool is_type_code(std::string_view code);

// Throw Error kCatalogueInvalid, naming the code of the record and what is wrong with it.
void check(const Agency& agency);
void check(const ComponentType& type);
void check(const Procedure& procedure);

}  // namespace kho::warehouse
