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

#include "warehouse/date.h"
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
    // Of owners. `component` is the evidence, where it is one.
    kOwnerAliasAdded = 20,       // owner, component, by
    kOwnerAliasRemoved = 21,     // owner, by
    kOwnersMerged = 22,          // owner, other: merged into, component, reason, by
    kOwnersUnmerged = 23,        // owner, other: was merged into, reason, by
    kAuthorised = 24,            // owner: principal, other: authorisation, component, by
    kAuthorisationRevoked = 25,  // owner: principal, other: authorisation, reason, by
    kOwnerNameAdded = 26,        // owner, component: that the name came with
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
  std::string by = {};  // The officer.
  std::optional<Uuid> other = {};
};

}  // namespace kho::warehouse
