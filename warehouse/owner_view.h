// warehouse/owner_view.h - What is shown of owners: ids and masked keys, never a number.
//
// Plain values, and functions over the caller's reader. Errors: store::Error kCorrupt.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/tables.h"
#include "warehouse/authorisations.h"
#include "warehouse/identity.h"
#include "warehouse/owner.h"

namespace kho::warehouse {

struct OwnerView {
  Uuid id;
  std::string key_masked;
  std::string name;
  std::vector<OwnerName> other_names;
  std::vector<Alias> aliases;   // Keys masked, nothing as typed.
  std::optional<Merge> merged;  // Into another.
  std::vector<Uuid> members;    // Merged into it, over all links; empty where it is merged itself.
  std::int64_t created_at_ms = 0;
};

struct OwnerQuestion {
  std::string owner;  // Owner key in any accepted spelling.
  Declared declared;
};

struct OwnerAnswer {
  struct Parent {
    std::string key_masked;
    Identity::Found found = Identity::Found::kNone;
    Uuid root;  // Of kOne.
  };
  std::string key_masked;
  Identity::Found found = Identity::Found::kNone;
  // Of one, the root and all that is merged into it; of several, all whose alias the key is.
  std::vector<OwnerView> owners;
  std::optional<Parent> parent;     // Of a branch.
  AuthorisationsOf authorisations;  // Of one: at most kAuthorisationsShownMax of each.
  Warnings warnings;
};
inline constexpr std::size_t kAuthorisationsShownMax = 100;

// Throws Error kNotFound.
[[nodiscard]] OwnerView owner_view(const store::TableReader& tables, const Uuid& id);
// Throws Error kOwnerKeyInvalid, kOwnerKeyPlaceholder.
[[nodiscard]] OwnerAnswer look_up_owner(const store::TableReader& tables,
                                        const OwnerQuestion& question, Date today);

}  // namespace kho::warehouse
