// warehouse/identity.h - Who is meant by an owner key: one identity, none, or several.
//
// A key is looked for as the primary key of an owner first, then as an alias; from what is found,
// merges are followed to their root. None and several both mean: no evidence. Numbers of old
// identity cards were given to two people now and then, so several is no error, and nobody chooses
// among them but a person.
//
// Immutable functions over the caller's reader; some microseconds. Errors: store::Error kCorrupt
// for a damaged record.
#pragma once

#include <optional>
#include <vector>

#include "store/tables.h"
#include "warehouse/owner.h"
#include "warehouse/owner_key.h"

namespace kho::warehouse {

struct Identity {
  enum class Found { kNone, kOne, kSeveral };
  Found found = Found::kNone;
  Uuid root;                  // Of kOne.
  std::vector<Uuid> members;  // Of kOne: whose papers are theirs, the root first.
};
inline constexpr NameTable<Identity::Found, 3> kFoundNames{
    {{Identity::Found::kNone, "none"},
     {Identity::Found::kOne, "one"},
     {Identity::Found::kSeveral, "several"}}};

[[nodiscard]] Identity identity_of(const store::TableReader& tables, const OwnerKey& key);

// The owner that `any` is merged into, over all links; itself where it is not merged.
[[nodiscard]] Uuid root_of(const store::TableReader& tables, const Uuid& any);
// All that are merged into the root of `any`, the root first; at most kMembersMax.
[[nodiscard]] std::vector<Uuid> members_of(const store::TableReader& tables, const Uuid& any);

// The owners that have `key` as an alias, each as entered, not its root.
[[nodiscard]] std::vector<Uuid> owners_with_alias(const store::TableReader& tables,
                                                  const OwnerKey& key);

// Under whom a paper deposited with `key` is entered: the owner whose own key that is, be it merged
// or not (so that to undo the merge parts the papers again), or the one whose alias it is; nullopt
// where an owner must be made. Throws Error kOwnerAmbiguous for an alias of several identities,
// kOwnerKeyInvalid for the number of an old identity card that is nobody's alias.
[[nodiscard]] std::optional<Uuid> owner_for_deposit(const store::TableReader& tables,
                                                    const OwnerKey& key);

}  // namespace kho::warehouse
