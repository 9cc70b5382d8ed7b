#include "warehouse/catalogue_import.h"

#include <set>

#include "index/analysis/text.h"
#include "warehouse/catalogue_codec.h"
#include "warehouse/catalogue_tables.h"
#include "warehouse/error.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

[[noreturn]] void refuse(const std::string& record, const std::string& why) {
  throw Error(Errc::kCatalogueInvalid, record + ": " + why);
}

class Import {
 public:
  Import(store::WriteTransaction& tables, const IsPinned& is_pinned)
      : tables_(tables), is_pinned_(is_pinned) {}

  void add(Agency agency) {
    agency.name = index::nfc(agency.name);
    check(agency);
    put(kAgencies, agency.code, encode(agency), {"agency", agency.code, {}});
  }

  void add(ComponentType type) {
    type.name = index::nfc(type.name);
    check(type);
    const auto old = find_type(tables_, type.code);
    put(kTypes, type.code, encode(type), {"component_type", type.code, {}});
    if (old && old->successor == type.successor) return;
    if (old && !old->successor.empty()) {
      tables_.erase(kTypePredecessors, type_predecessors_prefix(old->successor) + type.code);
    }
    if (!type.successor.empty()) {
      tables_.put(kTypePredecessors, type_predecessors_prefix(type.successor) + type.code, {});
    }
  }

  void add(Procedure procedure) {
    procedure.name = index::nfc(procedure.name);
    procedure.field = index::nfc(procedure.field);
    for (Requirement& requirement : procedure.requirements) {
      requirement.code = index::nfc(requirement.code);
      requirement.name = index::nfc(requirement.name);
    }
    check(procedure);
    require_known_types(procedure);
    if (const auto old = procedure_version(tables_, procedure.code, procedure.valid_from)) {
      require_unpinned(*old, procedure);
    }
    const ProcedureCode code = *parse_procedure_code(procedure.code);
    put(kProcedures, procedure_key(code, procedure.valid_from), encode(procedure),
        {"procedure", procedure.code, procedure.valid_from});
  }

  // What can be said only when all records are in.
  void check_links(const Catalogue& catalogue) const {
    for (const Agency& agency : catalogue.agencies) {
      follow("agency " + agency.code, agency.code, [&](const std::string& code) {
        const auto found = find_agency(tables_, code);
        return found ? std::optional(found->successor) : std::nullopt;
      });
    }
    for (const ComponentType& type : catalogue.types) {
      const std::string record = "component type " + type.code;
      const std::string last = follow(record, type.code, [&](const std::string& code) {
        const auto found = find_type(tables_, code);
        return found ? std::optional(found->successor) : std::nullopt;
      });
      // One more than may be is found where there are more.
      if (types_counting_as(tables_, last, kSuccessorsMax + 1).size() > kSuccessorsMax) {
        refuse(record, "over " + std::to_string(kSuccessorsMax) + " types would count as " + last);
      }
    }
    for (const Procedure& procedure : catalogue.procedures) {
      const std::string record = "procedure " + procedure.code;
      if (!procedure.successor.empty() && versions_of(procedure.successor).empty()) {
        refuse(record, "unknown successor " + procedure.successor);
      }
      follow(record, procedure.code, [&](const std::string& code) {
        const auto versions = versions_of(code);
        return versions.empty() ? std::nullopt : std::optional(versions.back().successor);
      });
    }
  }

  ImportCounts counts;

 private:
  void put(Table table, std::string_view key, const std::string& record, ImportChange change) {
    const auto old = tables_.get(table, key);
    if (old == record) {
      ++counts.unchanged;
      return;
    }
    change.added = !old;
    ++(change.added ? counts.added : counts.changed);
    tables_.put(table, key, record);
    if (counts.changes.size() < kImportChangesMax) counts.changes.push_back(std::move(change));
  }

  void require_known_types(const Procedure& procedure) const {
    const auto require = [&](const std::string& code) {
      if (find_type(tables_, code)) return;
      refuse("procedure " + procedure.code,
             "unknown component type " + code + "; import the type first or in the same file");
    };
    for (const Requirement& requirement : procedure.requirements) {
      for (const Alternative& alternative : requirement.any_of) {
        for (const std::string& type : alternative) require(type);
      }
    }
    for (const std::string& type : procedure.results) require(type);
  }

  // That a procedure was abolished changes nothing for a dossier received before.
  void require_unpinned(Procedure old, const Procedure& procedure) const {
    const std::string code = old.code;
    old.valid_to = procedure.valid_to;
    old.successor = procedure.successor;
    if (encode(old) == encode(procedure) || !is_pinned_(code, procedure.valid_from)) return;
    refuse("procedure " + procedure.code,
           "dossiers rely on the version of " + procedure.valid_from.text() +
               ", which therefore stays as it is; import the change under a new valid_from");
  }

  std::vector<Procedure> versions_of(const std::string& code) const {
    return procedure_versions(tables_, *parse_procedure_code(code));
  }

  // The last record along the successors of `code`.
  template <typename SuccessorOf>
  std::string follow(const std::string& record, std::string code,
                     const SuccessorOf& successor_of) const {
    std::set<std::string> passed;
    while (true) {
      if (!passed.insert(code).second) refuse(record, "its successors lead back to " + code);
      if (passed.size() > kSuccessorsMax) {
        refuse(record, "over " + std::to_string(kSuccessorsMax) + " successors in a row");
      }
      std::optional<std::string> next = successor_of(code);
      if (!next) refuse(record, "unknown successor " + code);
      if (next->empty()) return code;
      code = std::move(*next);
    }
  }

  store::WriteTransaction& tables_;
  const IsPinned& is_pinned_;
};

}  // namespace

ImportCounts import_catalogue(store::WriteTransaction& tables, Catalogue catalogue,
                              const IsPinned& is_pinned) {
  Import work(tables, is_pinned);
  for (const Agency& agency : catalogue.agencies) work.add(agency);
  for (const ComponentType& type : catalogue.types) work.add(type);
  for (const Procedure& procedure : catalogue.procedures) work.add(procedure);
  work.check_links(catalogue);
  return std::move(work.counts);
}

}  // namespace kho::warehouse
