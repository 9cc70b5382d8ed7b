// warehouse/owners.h - Changes to who is who: aliases, and merges that can be undone.
//
// Every change names the officer, rests on evidence, and leaves an event with ids only. Texts go
// through log_text() (warehouse/log_text.h), against every number of the owners concerned.
//
// A merge is a link from one owner to another. No record is moved or changed, so that to take the
// link away gives back what was before. Both ends must be unmerged: so links make trees, and never
// a circle.
//
// Functions over the caller's transaction. Errors: Error; kNotFound for an unknown owner,
// kMetadataInvalid for a text, kEvidenceInvalid.
#pragma once

#include <string>
#include <vector>

#include "store/transaction.h"
#include "warehouse/identity.h"
#include "warehouse/owner.h"

namespace kho::warehouse {

struct AliasOrder {
  std::string key;  // In any accepted spelling.
  Evidence evidence;
  std::optional<Date> since;  // Today, if absent.
  std::string by;
};

// A name alone proves nothing: a document must be named by its number or date.
struct MergeOrder {
  Uuid from;
  Evidence evidence;
  std::string reason;
  std::string by;
};

// Throws kAliasIsOwner, kAliasExists, kAliasesTooMany; kOwnerKeyInvalid, kOwnerKeyPlaceholder.
void add_alias(store::Transaction& transaction, const Uuid& owner, const AliasOrder& order,
               std::int64_t now_ms);
void remove_alias(store::Transaction& transaction, const Uuid& owner, const std::string& key,
                  const std::string& by, std::int64_t now_ms);  // Throws kAliasNotFound.

// Throws kMergeRefused.
void merge(store::Transaction& transaction, const Uuid& into, const MergeOrder& order,
           std::int64_t now_ms);
void unmerge(store::Transaction& transaction, const Uuid& from, const std::string& reason,
             const std::string& by, std::int64_t now_ms);  // Throws kNotMerged.

// In the order of their keys.
[[nodiscard]] std::vector<Alias> aliases_of(const store::TableReader& tables, const Uuid& owner);
[[nodiscard]] std::optional<Merge> merge_of(const store::TableReader& tables, const Uuid& from);
// Its record. Throws kNotFound.
[[nodiscard]] Owner existing_owner(const store::TableReader& tables, const Uuid& id);

// The keys of these owners, aliases included, but for those of agencies, which are public.
[[nodiscard]] std::vector<std::string> keys_of(const store::TableReader& tables,
                                               const std::vector<Uuid>& owners);
// Those of an owner and of all whom merges make one with it: what log_text() must not find. Of an
// owner whose record is gone none; of a key that is nobody's, or of several, itself alone.
[[nodiscard]] std::vector<std::string> keys_around(const store::TableReader& tables,
                                                   const Uuid& owner);
[[nodiscard]] std::vector<std::string> keys_around(const store::TableReader& tables,
                                                   const OwnerKey& key);

}  // namespace kho::warehouse
