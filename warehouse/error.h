// warehouse/error.h - What the warehouse refuses, and what it merely remarks on.
//
// A refusal is an Error with a code whose name is stable: callers, tests and translations rely on
// it. A Warning accompanies a success. No text here ever contains a personal number.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace kho::warehouse {

enum class Errc {
  kOwnerKeyInvalid,      // The owner key has not the form of its kind, or a wrong check digit.
  kOwnerKeyPlaceholder,  // Well-formed, but a number that stands for "no number".
  kTypeUnknown,          // No such component type in the catalogue.
  kProcedureUnknown,     // No such procedure, or none in force on that day.
  kProcedureAmbiguous,   // The stem has several local variants; name one.
  kNotFound,             // Nothing has that id or name.
  kFileEmpty,            // A component needs at least one byte.
  kFileTooLarge,         // Beyond the limit of this warehouse.
  kMetadataInvalid,      // A field is missing, malformed or contradicts another.
  kCatalogueInvalid,     // A catalogue record is malformed or names an unknown code.
  kQueryInvalid,         // The search text or its limits cannot be used.
  kComponentHeld,        // A hold forbids to destroy the component.
  kRetentionNotOver,     // The component must be kept longer.
  kRetentionOnlyProlonged,
  kHoldExists,           // The component has a hold of this name: lift it first.
  kHoldNotFound,         // The component has no hold of this name.
  kHoldsTooMany,         // Beyond kHoldsMax.
  kComponentClosed,      // Revoked or superseded: nothing more can be done to it.
  kComponentInUse,       // A dossier reused it: it must stay.
  kReviewImpossible,     // Its state does not allow that decision.
  kSupersessionInvalid,  // The two papers cannot follow each other.
  kOwnerDiffers,         // The paper belongs to somebody else than the dossier's owner.
  kDossierNotFound,
  kDossierExists,    // Its code is taken by another application.
  kDossierInvalid,   // A field is missing, malformed or contradicts another.
  kDossierClosed,    // Nothing is handed in or issued any more.
  kStateImpossible,  // The dossier cannot go from its state into that one.
  kQueryNotFound,    // No such reuse query, or it is too old.
  kReceiptNotFound,
  kNotReusable,          // The rules do not allow to reuse that paper for that requirement.
  kAccessLogFull,        // Views cannot be recorded, so none is allowed.
  kJobRunning,           // One maintenance job at a time.
  kJobInvalid,           // A job cannot be run like this.
  kBackupPlaceUnusable,  // There is something else, or it lies in the warehouse. Choose another.
  kBackupOfOther,        // The folder holds the backups of another warehouse.
  kBackupBusy,           // Another command works on that folder.
  kBackupDamaged,        // It returned other bytes than were written. Do not trust that medium.
  kBackupFailed,         // The system refused something; the text says what.
  kDossierCodeInvalid,
  kOwnerAmbiguous,        // The key is an alias of several owners: none of them is meant for sure.
  kAliasIsOwner,          // The key is that of another owner: merge the two.
  kAliasExists,           // The owner has this key already.
  kAliasNotFound,         // The owner has no such alias.
  kAliasesTooMany,        // Beyond kAliasesMax.
  kMergeRefused,          // These two owners cannot become one.
  kNotMerged,             // The owner is not merged into another.
  kEvidenceInvalid,       // What is named proves nothing.
  kAuthorisationRevoked,  // It is revoked already.
  kShardInvalid,          // No such shard, or its label or address cannot be used.
  kShardUnusable,         // What answers at an address is not that shard, or nothing does.
  kTokenInvalid,          // A token cannot be made like this.
  kTokenRevoked,          // It is revoked already.
  kWebhookInvalid,        // A webhook cannot be registered or used like this.
  kWebhookDisabled,       // It is told nothing until it is enabled.
  kPageNotFound,          // The file has no such page.
  kPageNotDrawable,       // The file is kept, but that page of it cannot be drawn.
  kPreviewsBusy,          // Too many pages are being drawn.
  kSigningKeyUnusable,    // The file of the signing key must not or cannot be used.
};

// snake_case, e.g. "owner_key_invalid"; stable.
[[nodiscard]] std::string_view code_name(Errc code);

class Error : public std::runtime_error {
 public:
  Error(Errc code, const std::string& what) : std::runtime_error(what), code_(code) {}
  [[nodiscard]] Errc code() const { return code_; }

 private:
  Errc code_;
};

struct Warning {
  std::string code;    // snake_case, stable; listed in docs/errors.md.
  std::string detail;  // For people.
};
using Warnings = std::vector<Warning>;

}  // namespace kho::warehouse
