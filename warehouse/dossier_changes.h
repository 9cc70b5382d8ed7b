// warehouse/dossier_changes.h - What is added to a dossier inside somebody else's transaction.
//
// Thread safety: functions over the caller's transaction; each changes `dossier` and enters the
// change and its event. Errors: Error.
#pragma once

#include <string>

#include "store/transaction.h"
#include "warehouse/catalogue.h"
#include "warehouse/component.h"
#include "warehouse/dossier_tables.h"
#include "warehouse/error.h"

namespace kho::warehouse {

struct Adding {
  std::string requirement;  // Code, or empty where it answers to none.
  std::string by;           // The officer.
  std::int64_t now_ms = 0;
};

// The version of the procedure that the dossier pinned. Throws kProcedureUnknown.
[[nodiscard]] Procedure procedure_of(const store::TableReader& tables, const Dossier& dossier);
// Throws kDossierInvalid where the procedure has none of this code.
[[nodiscard]] const Requirement& requirement_coded(const Procedure& procedure,
                                                   std::string_view code);

// Adds what was deposited for the dossier: to its results, its verification results or its
// attachments, by its kind. What is there already is not added twice. Throws kOwnerDiffers,
// kDossierInvalid.
store::Position add_to_dossier(store::Transaction& transaction, Dossier& dossier,
                               const Component& component, const Adding& adding,
                               Warnings& warnings);
// Adds an attachment that names no requirement twice with the same paper. False: it was there.
bool attach(store::Transaction& transaction, Dossier& dossier, Attachment attachment,
            store::Position& position);

}  // namespace kho::warehouse
