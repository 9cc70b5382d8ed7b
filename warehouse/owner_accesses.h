// warehouse/owner_accesses.h - Who looked at the papers of an owner, as they themselves may know it
// and as auditors do, newest first.
//
// The owner is asked for by any of their keys; looks at papers of all that is merged with them
// count. Function over the caller's reader; reads at most kAccessesReadMax looks. Errors: Error
// kOwnerKeyInvalid, kOwnerKeyPlaceholder; store::Error kCorrupt.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/tables.h"
#include "warehouse/access_journal.h"
#include "warehouse/identity.h"

namespace kho::warehouse {

struct OwnerAccessQuestion {
  std::string owner;  // Owner key in any accepted spelling.
  // Through the owner's own eyes: looks at results that they are not shown yet are left out.
  bool as_owner = false;
  std::optional<store::Position> before;  // Only what stands before it in the log.
  std::size_t limit = 100;
};

struct OwnerAccesses {
  struct Seen {
    RecordedAccess recorded;
    std::string type;  // Of the paper; empty where it was none, or is destroyed.
  };
  Identity::Found found = Identity::Found::kNone;  // None and several have no looks.
  Uuid root;                                       // Of kOne.
  std::vector<Seen> accesses;  // About `limit`: what was recorded together is not torn apart.
  std::optional<store::Position> next;  // To go on before it; nullopt: there are no more.
};
inline constexpr std::size_t kAccessesReadMax = 10'000;

[[nodiscard]] OwnerAccesses owner_accesses(const store::TableReader& tables,
                                           const OwnerAccessQuestion& question);

}  // namespace kho::warehouse
