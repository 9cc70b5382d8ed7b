// warehouse/reuse_desk.h - Asked, answered, decided: what of an application is held already.
//
//   ask() ──> the answer, with a query id ──> record() ──> a person looks ──> confirm() ──> receipt
//
// The answer comes from one snapshot of the tables; no index and no file is touched. Nothing is
// chosen for the officer: confirm() names the component. It judges anew, inside the commit, so that
// what fell between answer and decision is never reused.
//
// Thread-safe. Errors: Error; store::Error.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/store.h"
#include "warehouse/access_journal.h"
#include "warehouse/catalogue.h"
#include "warehouse/dossier_tables.h"
#include "warehouse/environment.h"
#include "warehouse/reuse.h"
#include "warehouse/reuse_query.h"
#include "warehouse/terms.h"

namespace kho::warehouse {

// How many persons or organisations the key given stands for. Only one is evidence.
enum class OwnerFound { kUnknown, kKnown, kAmbiguous };

struct ReuseAnswer {
  Uuid query;
  std::string owner_key_masked;
  OwnerFound owner_found = OwnerFound::kUnknown;
  std::optional<Uuid> owner;
  std::optional<Uuid> dossier;
  std::string procedure;  // The full code of the version that answers.
  std::string procedure_name;
  Date procedure_valid_from{0};
  Date on{0};
  std::optional<Date> due;
  std::vector<RequirementAnswer> requirements;
  store::Position position = 0;  // The log position that the answer reflects.
  ReuseQuestion question;        // As it was understood.
};

struct ReuseDecision {
  Uuid query;
  std::string requirement;  // Its code.
  Uuid component;           // One of its candidates.
  bool accept = true;
  std::string by;
  std::string remark;    // Needed to decline, and to accept what needs a check: what was checked.
  Purpose purpose = {};  // Who decides: of another agency's query nothing is known to them.
};

struct Decided {
  Receipt receipt;
  bool repeated = false;  // That version was accepted before: `receipt` is of then.
};

class ReuseDesk {
 public:
  ReuseDesk(store::Store& store, const Clock& clock, Random& random, AccessJournal& journal)
      : store_(store), clock_(clock), random_(random), journal_(journal) {}

  // Throws kOwnerKeyInvalid, kProcedureUnknown, kProcedureAmbiguous, kDossierNotFound,
  // kQueryInvalid, kMetadataInvalid.
  [[nodiscard]] ReuseAnswer ask(const ReuseQuestion& question) const;
  // Enters the query into the log, with the hashes of the request and the answer as they went (32
  // raw bytes each, or empty). Throws kAccessLogFull.
  void record(const ReuseAnswer& answer, std::string request_hash, std::string answer_hash);
  // Attaches the component to the dossier of the query, pins it, and leaves a receipt; or leaves a
  // receipt that it was declined. Refuses what is no candidate, a version that came after the
  // answer, and a paper that was brought for this very dossier. Throws kQueryNotFound,
  // kDossierInvalid, kDossierClosed, kNotReusable, kMetadataInvalid.
  Decided confirm(const ReuseDecision& decision, const Terms<Nothing, Decided>& terms = {});

  [[nodiscard]] Receipt receipt(const Uuid& id) const;  // Throws kReceiptNotFound.
  // The decisions by which dossiers reused a component. Throws kNotFound.
  [[nodiscard]] std::vector<Receipt> uses(const Uuid& component) const;

 private:
  [[nodiscard]] std::optional<ReuseQuery> query(const Uuid& id) const;

  store::Store& store_;
  const Clock& clock_;
  Random& random_;
  AccessJournal& journal_;
};

}  // namespace kho::warehouse
