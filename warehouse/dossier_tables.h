// warehouse/dossier_tables.h - Dossiers, and what they reused, in the tables: look-up and entry.
//
// Thread safety: functions over the caller's reader or transaction. Errors: Error; store::Error
// kCorrupt for a damaged record.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "store/transaction.h"
#include "warehouse/component.h"
#include "warehouse/dossier.h"
#include "warehouse/reuse_query.h"

namespace kho::warehouse {

[[nodiscard]] std::optional<Dossier> find_dossier(const store::TableReader& tables, const Uuid& id);
// `code` in normal form.
[[nodiscard]] std::optional<Uuid> dossier_coded(const store::TableReader& tables,
                                                std::string_view code);
[[nodiscard]] Dossier dossier_at(const store::TableReader& tables,
                                 const Uuid& id);  // Throws kDossierNotFound.
// The same, for a change. Throws kDossierClosed too.
[[nodiscard]] Dossier open_dossier_at(const store::TableReader& tables, const Uuid& id);
// A new dossier, or a changed one under the same id and code.
void put_dossier(store::WriteTransaction& tables, const Dossier& dossier);

// Keeps the version of a procedure under which a dossier was received as it is. `code` as imported.
void pin_procedure(store::WriteTransaction& tables, std::string_view code, Date valid_from);
[[nodiscard]] bool is_pinned(const store::TableReader& tables, std::string_view code,
                             Date valid_from);

// A dossier that reused a component: pins it, and is told when it falls.
struct Use {
  Uuid component;
  Uuid dossier;
  std::string requirement;
  Uuid receipt;
};
void put_use(store::WriteTransaction& tables, const Use& use);
[[nodiscard]] std::optional<Use> find_use(const store::TableReader& tables, const Uuid& component,
                                          const Uuid& dossier, std::string_view requirement);
[[nodiscard]] std::vector<Use> uses_of(const store::TableReader& tables, const Uuid& component);
[[nodiscard]] bool is_used(const store::TableReader& tables, const Uuid& component);

[[nodiscard]] std::optional<Receipt> find_receipt(const store::TableReader& tables, const Uuid& id);
void put_receipt(store::WriteTransaction& tables, const Receipt& receipt);

// Enters a notice into every dossier that reused the component, and into the log.
void tell_dossiers(store::Transaction& transaction, const Uuid& component, Notice::What what,
                   std::int64_t now_ms);

}  // namespace kho::warehouse
