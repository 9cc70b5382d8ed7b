// warehouse/schema.h - The tables of the warehouse and the keys in them.
//
// The one place that knows how records are laid out over the store's tables; written down in
// docs/format/records.md. Immutable functions.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "store/tables.h"
#include "warehouse/catalogue.h"
#include "warehouse/uuid.h"

namespace kho::warehouse {

enum Table : store::TableId {
  kOwners,             // owner id -> Owner
  kOwnerKeys,          // owner key -> owner id
  kComponents,         // component id -> Component
  kComponentsByOwner,  // owner id, type code, 0, component id -> Holding
  kComponentsByBlob,   // SHA-256, component id -> ""
  kTexts,              // SHA-256 -> TextState
  kAgencies,           // code -> Agency
  kTypes,              // code -> ComponentType
  kProcedures,         // stem, 0, suffix, 0, first day in force -> Procedure
  kPositions,          // name of a log reader -> position (BE 8)
  kDossiers,           // dossier id -> Dossier
  kDossierCodes,       // dossier code in normal form -> dossier id
  kUses,               // component id, dossier id, requirement code -> receipt id
  kReceipts,           // receipt id -> Receipt
  kReuseQueries,       // query id -> ReuseQuery
  kAccesses,           // owner id or 16 zeros, position (BE 8), number (BE 4) -> Access
  kOwnerAliases,       // owner key, 0, owner id -> Alias
  kAliasesByOwner,     // owner id, owner key -> ""
  kOwnerMerges,        // owner id -> Merge, its own into another; owner id, id merged into it -> ""
  kAuthorisations,     // authorisation id -> Authorisation
  kAuthorisationsByPrincipal,  // principal's id, agent's id, authorisation id -> ""
  kAuthorisationsByAgent,      // agent's id, authorisation id -> ""
  kCodeCounters,               // component code without its serial -> last serial given (BE 8)
  kTypePredecessors,           // successor's type code, 0, type code -> ""
  kPinnedProcedures,           // as kProcedures -> "": a dossier was received under that version
  kWarehouse,                  // "id" -> id of the warehouse
  kLogTree,                    // level, index (BE 8) -> hash of that subtree of the log
  kCheckpoints,                // size of the log (BE 8) -> signed checkpoint
  kTallyMarks,                 // dossier id -> TallyMark
  kTallies,                    // agency, 0, procedure stem, 0, day of reception -> Tally
  kFates,           // owner id, type code, 0, SHA-256 -> what befell a paper that went (1)
  kReadings,        // SHA-256 -> Reading
  kReadingOrder,    // class (1), position or time (BE 8), SHA-256 -> "" (warehouse/reading_queue.h)
  kTokens,          // token id -> Token
  kTokensBySecret,  // SHA-256 of the secret -> token id
  kAnswers,         // SHA-256 of caller and key -> KeptAnswer (warehouse/kept_answers.h)
  kAnswersByTime,   // time (BE 8), SHA-256 of caller and key -> ""
  kWebhooks,        // webhook id -> Webhook
  kWebhookProgress,  // webhook id -> WebhookProgress
  kDeadLetters,      // webhook id, position (BE 8) -> DeadLetter
};
// In the order of the enumerators.
[[nodiscard]] std::vector<std::string> table_names();

// The bytes of one behind those of the other.
[[nodiscard]] std::string joined(std::string_view a, std::string_view b);
[[nodiscard]] std::string owner_type_prefix(const Uuid& owner, std::string_view type);
// Of the entries of an owner key in kOwnerAliases; the owner's id follows.
[[nodiscard]] std::string alias_prefix(std::string_view owner_key);
[[nodiscard]] std::string type_predecessors_prefix(std::string_view successor);
[[nodiscard]] std::string procedure_prefix(const ProcedureCode& code);
[[nodiscard]] std::string procedure_key(const ProcedureCode& code, Date valid_from);
[[nodiscard]] std::string tally_key(std::string_view agency, std::string_view stem, Date day);
struct TallyKey {
  std::string agency;
  std::string stem;
  Date day{0};
};
// Throws store::Error kCorrupt.
[[nodiscard]] TallyKey parse_tally_key(std::string_view key);

// Calls `visit` with each key that begins with `prefix`, in order, until it returns false.
void each_with_prefix(
    const store::TableReader& reader, Table table, std::string_view prefix,
    const std::function<bool(std::string_view key, std::string_view value)>& visit);

}  // namespace kho::warehouse
