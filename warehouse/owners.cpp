#include "warehouse/owners.h"

#include <algorithm>

#include "warehouse/component_tables.h"
#include "warehouse/identity.h"
#include "warehouse/log_text.h"
#include "warehouse/owner_codec.h"
#include "warehouse/owner_name.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

Event event_of(Event::Type type, const Uuid& owner, const std::string& by, std::int64_t now_ms) {
  Event event{type, now_ms, {}, owner, {}, {}};
  event.by = by;
  return event;
}

// A component must be there, not rejected, and belong to one of them.
Evidence checked(const store::TableReader& tables, const std::vector<Uuid>& owners,
                 const std::vector<std::string>& keys, const Evidence& evidence) {
  if (evidence.component.has_value() == !evidence.document.empty()) {
    throw Error(Errc::kEvidenceInvalid,
                "evidence: name a component of the warehouse, or an official document");
  }
  if (!evidence.component) {
    return {{}, log_text("evidence", evidence.document, keys)};
  }
  const auto component = find_component(tables, evidence.component->raw());
  const auto belongs = [&](const Uuid& owner) {
    return root_of(tables, owner) == root_of(tables, component->owner);
  };
  if (!component || component->facts.review == ReviewState::kRejected ||
      std::ranges::none_of(owners, belongs)) {
    throw Error(Errc::kEvidenceInvalid,
                "evidence: there is no such component of this owner, or it was rejected");
  }
  return evidence;
}

[[noreturn]] void refuse_merge(const std::string& why) { throw Error(Errc::kMergeRefused, why); }

bool is_person(const OwnerKey& key) {
  return key.kind() == OwnerKind::kPerson || key.kind() == OwnerKind::kForeigner;
}

// Branches of one enterprise, or a branch and its enterprise: by law owners of their own, whose
// papers serve each other by an explicit rule only.
bool are_one_enterprise(const OwnerKey& a, const OwnerKey& b) {
  return a != b && a.parent().value_or(a) == b.parent().value_or(b);
}

// Equal names are common: it takes a document, and a document has a number or a date.
void refuse_name_as_evidence(const Evidence& evidence, const std::vector<Owner>& owners) {
  if (evidence.component) return;
  const auto names_it = [&](const Owner& owner) {
    return same_name(owner.name, evidence.document) ||
           std::ranges::any_of(owner.other_names, [&](const OwnerName& other) {
             return same_name(other.name, evidence.document);
           });
  };
  if (evidence.document.find_first_of("0123456789") == std::string::npos ||
      std::ranges::any_of(owners, names_it)) {
    throw Error(Errc::kEvidenceInvalid,
                "evidence: name the official document by its number or date; equal names prove "
                "nothing");
  }
}

}  // namespace

Owner existing_owner(const store::TableReader& tables, const Uuid& id) {
  auto owner = owner_of(tables, id);
  if (!owner) throw Error(Errc::kNotFound, "there is no such owner");
  return std::move(*owner);
}

std::vector<Alias> aliases_of(const store::TableReader& tables, const Uuid& owner) {
  std::vector<Alias> aliases;
  each_with_prefix(tables, kAliasesByOwner, owner.raw(), [&](std::string_view key, auto) {
    const std::string_view alias = key.substr(Uuid::kSize);
    if (const auto record = tables.get(kOwnerAliases, joined(alias_prefix(alias), owner.raw()))) {
      aliases.push_back(decode_alias(*record));
    }
    return true;
  });
  return aliases;
}

std::optional<Merge> merge_of(const store::TableReader& tables, const Uuid& from) {
  const auto record = tables.get(kOwnerMerges, from.raw());
  return record ? std::optional(decode_merge(*record)) : std::nullopt;
}

std::vector<std::string> keys_of(const store::TableReader& tables,
                                 const std::vector<Uuid>& owners) {
  std::vector<std::string> keys;
  for (const Uuid& owner : owners) {
    keys.push_back(existing_owner(tables, owner).key);
    for (Alias& alias : aliases_of(tables, owner)) keys.push_back(std::move(alias.key));
  }
  std::erase_if(keys, [](const std::string& key) { return key.starts_with("agency:"); });
  return keys;
}

std::vector<std::string> keys_around(const store::TableReader& tables, const Uuid& owner) {
  if (!owner_of(tables, owner)) return {};
  return keys_of(tables, members_of(tables, owner));
}

std::vector<std::string> keys_around(const store::TableReader& tables, const OwnerKey& key) {
  const Identity identity = identity_of(tables, key);
  if (identity.found != Identity::Found::kOne) return {key.text()};
  return keys_of(tables, identity.members);
}

void add_alias(store::Transaction& transaction, const Uuid& owner, const AliasOrder& order,
               std::int64_t now_ms) {
  store::WriteTransaction& tables = transaction.tables();
  const OwnerKey key = OwnerKey::parse(order.key);
  const Owner record = existing_owner(tables, owner);
  if (key.text() == record.key) {
    throw Error(Errc::kAliasExists, "this is the owner's own key");
  }
  if (are_one_enterprise(key, OwnerKey::parse(record.key))) {
    throw Error(Errc::kMetadataInvalid,
                "key: a branch and its enterprise are owners of their own, not one");
  }
  if (const auto other = find_owner(tables, key)) {
    throw Error(Errc::kAliasIsOwner,
                "this key is that of owner " + other->text() + ": merge the two owners instead");
  }
  const std::vector<Alias> held = aliases_of(tables, owner);
  if (std::ranges::any_of(held, [&](const Alias& alias) { return alias.key == key.text(); })) {
    throw Error(Errc::kAliasExists, "the owner has this alias already");
  }
  if (held.size() >= kAliasesMax) {
    throw Error(Errc::kAliasesTooMany,
                "an owner has at most " + std::to_string(kAliasesMax) + " aliases");
  }
  const Date today = Date::in_vietnam(now_ms);
  Alias alias;
  alias.key = key.text();
  std::vector<std::string> keys = keys_of(tables, {owner});
  if (key.kind() != OwnerKind::kAgency) keys.push_back(key.text());
  alias.evidence = checked(tables, {owner}, keys, order.evidence);
  alias.since = order.since.value_or(today);
  alias.by = log_text("by", order.by, keys);
  alias.added_at_ms = now_ms;
  alias.key_typed = order.key;
  if (alias.since > today) throw Error(Errc::kMetadataInvalid, "since: that day is to come");
  tables.put(kOwnerAliases, joined(alias_prefix(alias.key), owner.raw()), encode(alias));
  tables.put(kAliasesByOwner, joined(owner.raw(), alias.key), "");
  Event event = event_of(Event::Type::kOwnerAliasAdded, owner, alias.by, now_ms);
  event.component = alias.evidence.component;
  transaction.append_log(encode(event));
}

void remove_alias(store::Transaction& transaction, const Uuid& owner, const std::string& key,
                  const std::string& by, std::int64_t now_ms) {
  store::WriteTransaction& tables = transaction.tables();
  const std::string normal = OwnerKey::parse(key).text();
  const std::string officer = log_text("by", by, keys_of(tables, {owner}));
  if (!tables.erase(kOwnerAliases, joined(alias_prefix(normal), owner.raw()))) {
    throw Error(Errc::kAliasNotFound, "the owner has no such alias");
  }
  tables.erase(kAliasesByOwner, joined(owner.raw(), normal));
  transaction.append_log(encode(event_of(Event::Type::kOwnerAliasRemoved, owner, officer, now_ms)));
}

void merge(store::Transaction& transaction, const Uuid& into, const MergeOrder& order,
           std::int64_t now_ms) {
  store::WriteTransaction& tables = transaction.tables();
  const std::vector<Uuid> both{order.from, into};
  const std::vector<Owner> records{existing_owner(tables, order.from),
                                   existing_owner(tables, into)};
  if (order.from == into) refuse_merge("an owner is not merged into itself");
  if (merge_of(tables, order.from)) {
    refuse_merge("the owner is merged already: undo that first");
  }
  if (merge_of(tables, into)) {
    refuse_merge("the other owner is itself merged: merge into owner " +
                 root_of(tables, into).text());
  }
  const OwnerKey key = OwnerKey::parse(records[0].key);
  const OwnerKey into_key = OwnerKey::parse(records[1].key);
  if (is_person(key) != is_person(into_key)) {
    refuse_merge("a person and an organisation are never one");
  }
  const std::vector<Uuid> members = members_of(tables, into);
  for (const Uuid& mine : members_of(tables, order.from)) {
    for (const Uuid& theirs : members) {
      if (are_one_enterprise(OwnerKey::parse(existing_owner(tables, mine).key),
                             OwnerKey::parse(existing_owner(tables, theirs).key))) {
        refuse_merge("a branch and its enterprise are owners of their own");
      }
    }
  }
  if (members_of(tables, order.from).size() + members_of(tables, into).size() > kMembersMax) {
    refuse_merge("a merged owner has at most " + std::to_string(kMembersMax) + " members");
  }
  const std::vector<std::string> keys = keys_of(tables, both);
  Merge link;
  link.from = order.from;
  link.into = into;
  link.evidence = checked(tables, both, keys, order.evidence);
  refuse_name_as_evidence(link.evidence, records);
  link.reason = log_text("reason", order.reason, keys);
  link.by = log_text("by", order.by, keys);
  link.merged_at_ms = now_ms;
  tables.put(kOwnerMerges, link.from.raw(), encode(link));
  tables.put(kOwnerMerges, joined(into.raw(), link.from.raw()), "");
  Event event = event_of(Event::Type::kOwnersMerged, link.from, link.by, now_ms);
  event.related = into;
  event.component = link.evidence.component;
  event.reason = link.reason;
  transaction.append_log(encode(event));
}

void unmerge(store::Transaction& transaction, const Uuid& from, const std::string& reason,
             const std::string& by, std::int64_t now_ms) {
  store::WriteTransaction& tables = transaction.tables();
  (void)existing_owner(tables, from);
  const auto link = merge_of(tables, from);
  if (!link) throw Error(Errc::kNotMerged, "the owner is not merged into another");
  const std::vector<std::string> keys = keys_of(tables, {from, link->into});
  Event event = event_of(Event::Type::kOwnersUnmerged, from, log_text("by", by, keys), now_ms);
  event.related = link->into;
  event.reason = log_text("reason", reason, keys);
  tables.erase(kOwnerMerges, from.raw());
  tables.erase(kOwnerMerges, joined(link->into.raw(), from.raw()));
  transaction.append_log(encode(event));
}

}  // namespace kho::warehouse
