// warehouse/event.h - What an entry of the change log says. Plain value.
//
// Events name things by opaque id and never carry a personal number (what an officer types is
// looked through for one), so that the log can be kept and shown for as long as the law asks. The
// event of a destruction is its record.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "warehouse/access.h"
#include "warehouse/date.h"
#include "warehouse/reading.h"
#include "warehouse/uuid.h"

namespace kho::warehouse {

struct Event {
  // Numbers are on disk.
  enum class Type {
    kCatalogueImported = 1,   // note: counts
    kOwnerCreated = 2,        // owner
    kComponentDeposited = 3,  // component, owner, sha256
    kTextExtracted = 4,       // sha256
    kOwnerNamed = 5,          // owner
    kComponentDestroyed = 6,  // component, owner, component_type, files, reason, approved_by
    kHoldPlaced = 7,          // component, note: the hold's name, reason, until
    kHoldLifted = 8,          // component, note: the hold's name
    kRetentionSet = 9,        // component, until
    kDepositedAgain = 10,     // component, dossier: the same paper was brought once more
    kCorrected = 11,          // component, sha256, number: of the version; by, reason
    kReviewed = 12,           // component, number: ReviewState; by, reason
    kRevoked = 13,            // component, until: from that day; by, reason
    kSuperseded = 14,         // component, related: the later one; by
    kFileDamaged = 15,        // component, sha256
    kFileMended = 16,         // component, sha256
    kReinstated = 17,         // component, related: the later one that was rejected

    // Of owners. `component` is the evidence, where it is one.
    kOwnerAliasAdded = 20,       // owner, component, by
    kOwnerAliasRemoved = 21,     // owner, by
    kOwnersMerged = 22,          // owner, related: merged into, component, reason, by
    kOwnersUnmerged = 23,        // owner, related: was merged into, reason, by
    kAuthorised = 24,            // owner: principal, related: authorisation, component, by
    kAuthorisationRevoked = 25,  // owner: principal, related: authorisation, reason, by
    kOwnerNameAdded = 26,        // owner, component: that the name came with

    kDossierOpened = 30,      // dossier, owner, agency, procedure, until: received on; by
    kDossierMoved = 31,       // dossier, number: DossierState; by
    kAttached = 32,           // dossier, component or none, number: Source; by
    kVerificationAdded = 33,  // dossier, component; by
    kResultIssued = 34,       // dossier, component; by
    kReused = 35,             // dossier, component, owner, related: receipt; number: version; by
    kReuseDeclined = 36,      // dossier, component, owner, related: receipt; by, reason
    kDossierTold = 37,        // dossier, component, number: Notice::What

    kAccessed = 40,  // accesses

    kTokenMade = 50,     // related: the token, note: its name, number: Role; agency, by
    kTokenRevoked = 51,  // likewise

    kWebhookRegistered = 60,  // related: the webhook, note: its name; by
    kWebhookRemoved = 61,     // likewise
    kWebhookDisabled = 62,    // related, note, number: WebhookEnd
    kWebhookEnabled = 63,     // related, note; by
    kWebhookRotated = 64,     // likewise
    kWebhookTested = 65,      // likewise: told to that webhook alone
  };
  Type type;
  std::int64_t time_ms = 0;
  std::optional<Uuid> component;
  std::optional<Uuid> owner;
  std::string sha256;  // 32 raw bytes, or empty.
  std::string note;
  std::string component_type = {};
  std::vector<std::string> files = {};  // 32 raw bytes each: SHA-256 of every version.
  std::string reason = {};
  std::string approved_by = {};
  std::optional<Date> until = {};
  std::optional<Uuid> dossier = {};
  std::optional<Uuid> related = {};
  std::uint32_t number = 0;
  std::string by = {};  // Account of the officer.
  std::string agency = {};
  std::string procedure = {};
  std::vector<Access> accesses = {};
  bool in_bulk = false;                               // One of many that were brought together.
  Reading::Extent reading = Reading::Extent::kAsSet;  // How the file is to be read.
};

}  // namespace kho::warehouse
