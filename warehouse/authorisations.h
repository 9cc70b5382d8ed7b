// warehouse/authorisations.h - Granting, revoking and finding authorisations.
//
// Functions over the caller's reader or transaction. Errors: Error; kNotFound for an unknown owner
// or authorisation, kMetadataInvalid for a field, kEvidenceInvalid.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "store/transaction.h"
#include "warehouse/authorisation.h"
#include "warehouse/component.h"

namespace kho::warehouse {

struct AuthorisationOrder {
  Uuid agent;
  std::vector<std::string> types;       // Of the catalogue; empty: all.
  std::vector<std::string> procedures;  // Codes, of which the stem is kept; empty: all.
  Uuid evidence;                        // A component of the principal that stands on `from`.
  std::optional<Date> from;             // Today, if absent.
  std::optional<Date> to;               // The last day.
  std::string by;
};

// `id` is that of the authorisation to be made.
Authorisation authorise(store::Transaction& transaction, const Uuid& id, const Uuid& principal,
                        const AuthorisationOrder& order, std::int64_t now_ms);
// Ends it with today. Throws kAuthorisationRevoked.
Authorisation revoke_authorisation(store::Transaction& transaction, const Uuid& id,
                                   const std::string& by, const std::string& why,
                                   std::int64_t now_ms);

// Whether a paper can prove something on `day`: it is approved, neither revoked, superseded nor
// damaged, and its validity, which must be known, covers the day.
[[nodiscard]] bool evidence_stands(const Component& evidence, Date day);

// The one under which `agent` may act for `principal` on `day` in this procedure (stem, or empty)
// with papers of this type (or empty); nullopt where there is none. Empty is covered only by one
// that is not limited in that respect. Follows merges on both sides.
[[nodiscard]] std::optional<Authorisation> authorisation_in_force(const store::TableReader& tables,
                                                                  const Uuid& principal,
                                                                  const Uuid& agent,
                                                                  std::string_view procedure_stem,
                                                                  std::string_view type, Date day);

// Those that `owner` gave, and those that it was given; `most` of each.
struct AuthorisationsOf {
  std::vector<Authorisation> given;
  std::vector<Authorisation> received;
};
[[nodiscard]] AuthorisationsOf authorisations_of(const store::TableReader& tables,
                                                 const Uuid& owner, std::size_t most);

}  // namespace kho::warehouse
