// warehouse/dossier_export.h - All that a partner's system is told of a dossier.
//
// Holds the owner's identifiers in clear: whoever passes it on records an access (kExported).
// Immutable function over the caller's reader. Errors: Error; store::Error kCorrupt.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/change_log.h"
#include "warehouse/component.h"
#include "warehouse/dossier.h"
#include "warehouse/names.h"
#include "warehouse/owner.h"
#include "warehouse/owner_key.h"

namespace kho::warehouse {

inline constexpr NameTable<OwnerKind, 4> kOwnerKindNames{
    {{OwnerKind::kPerson, "person"},
     {OwnerKind::kForeigner, "foreigner"},
     {OwnerKind::kOrganisation, "organisation"},
     {OwnerKind::kAgency, "agency"}}};

struct ExportedPaper {
  Component component;
  std::string type_name;
  Version version;  // The one that the dossier has.
};

struct DossierExport {
  Dossier dossier;
  std::string procedure_name;
  std::string field;                    // Lĩnh vực.
  Owner owner;                          // The applicant, never whoever stood at the counter.
  std::vector<std::string> other_keys;  // Of the same person: merged owners', and aliases.
  // Of each of the dossier's attachments, in its order; empty of a reference, and where the
  // component was destroyed.
  std::vector<std::optional<ExportedPaper>> papers;
  // Of each requirement attached for, by the attachment: the one type that it asks for, or empty.
  std::vector<std::string> types_asked;
  // Approved, not revoked, and returned to the owner already.
  std::vector<ExportedPaper> results;
  // When it was received; empty while it is only registered.
  std::optional<std::int64_t> received_at_ms;
  store::Position position = 0;  // Of the log that it reflects.
};

// Throws kDossierNotFound. All but `position`.
[[nodiscard]] DossierExport export_dossier(const store::TableReader& tables, const Uuid& id);

}  // namespace kho::warehouse
