// warehouse/dossiers.h - Applications: opened, moved from state to state, referred to, looked up.
//
// What is deposited for a dossier comes through warehouse/depositing.h, what it reuses through
// warehouse/reuse_desk.h. Every step names the official who answers for it.
//
// Thread-safe. Errors: Error; store::Error.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "store/store.h"
#include "warehouse/catalogue.h"
#include "warehouse/dossier.h"
#include "warehouse/environment.h"
#include "warehouse/error.h"
#include "warehouse/terms.h"

namespace kho::warehouse {

struct DossierOpening {
  std::string code;        // Dossier code, as the intake system gave it out.
  std::string procedure;   // Procedure code; the version in force on `received_on` is pinned.
  std::string owner;       // The applicant's key; of a representative, the principal's.
  std::string owner_name;  // May be empty.
  std::string submitter;   // Key of whoever hands it in; empty: the applicant.
  std::optional<Date> received_on;  // The day in the code, if absent.
  std::optional<Date> due;          // Not before that.
  Channel channel = Channel::kDesk;
  std::string agency;                            // That received it; the one in the code, if empty.
  std::string location;                          // The place that it concerns, if any.
  DossierState state = DossierState::kReceived;  // Or newly registered.
  std::string by;
};

struct DossierMove {
  DossierState state = DossierState::kInProcess;
  std::string by;
  Duty duty = Duty::kSpecialist;
  std::string note;  // May be empty.
};

// A paper that a national database shares: nothing is copied.
struct DossierReference {
  std::string requirement;
  std::string database;   // Its code or name.
  std::string reference;  // The database's own name for the paper; no personal number.
  std::string by;
};

// By which a person recognises a component that a dossier names.
struct PaperName {
  std::string type;
  std::string number;
};

struct DossierView {
  Dossier dossier;
  std::map<Uuid, PaperName> papers;  // Of its components, those that were destroyed apart.
  std::string procedure_name;
  std::string owner_key_masked;
  std::string owner_name;
};

struct DossierChanged {
  DossierView view;
  bool changed = true;  // False: it was so already.
  Warnings warnings;
  store::Position position = 0;
};

using DossierTerms = Terms<DossierView, DossierChanged>;

class Dossiers {
 public:
  Dossiers(store::Store& store, const Clock& clock, Random& random)
      : store_(store), clock_(clock), random_(random) {}

  // Opening the same application again changes nothing. A submitter who is not the applicant
  // needs an authorisation in force. Throws kDossierInvalid, kDossierExists, kProcedureUnknown,
  // kProcedureAmbiguous, kOwnerKeyInvalid...
  DossierChanged open(const DossierOpening& opening,
                      const Terms<Nothing, DossierChanged>& terms = {});
  // Being returned makes its results visible to their owner. Throws kStateImpossible,
  // kDossierNotFound.
  DossierChanged move(const Uuid& id, const DossierMove& move, const DossierTerms& terms = {});
  // Throws kDossierClosed, kDossierInvalid, kDossierNotFound.
  DossierChanged refer(const Uuid& id, const DossierReference& reference,
                       const DossierTerms& terms = {});

  [[nodiscard]] DossierView find(const Uuid& id) const;                 // Throws kDossierNotFound.
  [[nodiscard]] DossierView find_coded(const std::string& code) const;  // Likewise.

 private:
  store::Store& store_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace kho::warehouse
