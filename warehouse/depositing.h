// warehouse/depositing.h - A paper enters the warehouse: for the first time, again, or corrected.
//
// The same bytes of the same owner and type with the same facts are the same component, however
// many desks bring them: one component, one event for each time. Everything else is a component of
// its own, with a warning where it looks like one that is held.
//
// Errors: Error; store::Error.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "store/store.h"
#include "warehouse/component.h"
#include "warehouse/component_code.h"
#include "warehouse/environment.h"
#include "warehouse/error.h"
#include "warehouse/owner_key.h"
#include "warehouse/reading.h"
#include "warehouse/terms.h"

namespace kho::warehouse {

struct Deposit {
  std::string owner;         // Owner key in any accepted spelling; empty: the dossier's owner.
  std::string owner_name;    // May be empty.
  Declared owner_declared;   // What the owner says of themselves; for warnings.
  Facts facts;               // But for its kind:
  std::optional<Kind> kind;  // The type's, if absent.
  std::optional<Date> keep_until;   // Retention; may only be prolonged later.
  std::string file_name;            // May be empty.
  std::string declared_media_type;  // Of the upload; empty where none was declared.
  store::ByteView file;
  Signature signature = Signature::kUnchecked;  // As the depositing system found it.
  // The dossier that it is handed in for or issued in. A result or a verification result becomes
  // the dossier's; a component is attached for `requirement`. facts.digitised_by must be named.
  std::optional<Uuid> dossier = {};
  std::string requirement = {};         // Code within the dossier's procedure.
  std::optional<Uuid> supersedes = {};  // The component whose place it takes.
  bool in_bulk = false;                 // One of many: others' files are read before it.
  // How the file is to be read, where these bytes have not been read before.
  Reading::Extent reading = Reading::Extent::kAsSet;
};

struct Deposited {
  Component component;
  bool new_component = true;  // False: held already; `component` is the one held.
  bool new_owner = false;
  bool new_bytes = false;          // False: the warehouse held these bytes already.
  std::uint64_t stored_bytes = 0;  // Added on disk by the file.
  Warnings warnings;
  store::Position position = 0;
};

struct Correction {
  // But for its kind; absent: as they are. Of its review state, that of an approved component goes
  // back to captured where it says so: a correction decides nothing else.
  std::optional<Facts> facts;
  store::ByteView file;  // Empty: the same file.
  std::string file_name;
  Signature signature = Signature::kUnchecked;  // Of the file given.
  std::string by;
  std::string reason;
};

struct DepositRules {
  std::uint64_t file_bytes_max = 0;
  CodeTemplate code_template;
};

class DepositDesk {
 public:
  DepositDesk(store::Store& store, const Clock& clock, Random& random, DepositRules rules)
      : store_(store), clock_(clock), random_(random), rules_(std::move(rules)) {}

  // Durable on return. Throws kOwnerKeyInvalid..., kTypeUnknown, kFileEmpty, kFileTooLarge,
  // kMetadataInvalid, kOwnerDiffers, kDossierNotFound, kDossierClosed, kSupersessionInvalid.
  Deposited deposit(const Deposit& deposit, const Terms<Nothing, Deposited>& terms = {});
  // A new version. Throws kNotFound, kComponentClosed, and as deposit().
  Deposited correct(const Uuid& id, const Correction& correction,
                    const Terms<ComponentView, Deposited>& terms = {});

 private:
  void check_file(store::ByteView file) const;

  store::Store& store_;
  const Clock& clock_;
  Random& random_;
  const DepositRules rules_;
};

}  // namespace kho::warehouse
