#include "warehouse/owner_view.h"

#include <algorithm>

#include "warehouse/owners.h"

namespace kho::warehouse {
namespace {

void add(std::vector<Authorisation>& to, std::vector<Authorisation> more) {
  for (Authorisation& each : more) {
    if (to.size() < kAuthorisationsShownMax) to.push_back(std::move(each));
  }
}

}  // namespace

OwnerView owner_view(const store::TableReader& tables, const Uuid& id) {
  Owner owner = existing_owner(tables, id);
  OwnerView view;
  view.id = id;
  view.key_masked = masked_owner_key(owner.key);
  view.name = std::move(owner.name);
  view.other_names = std::move(owner.other_names);
  view.aliases = aliases_of(tables, id);
  for (Alias& alias : view.aliases) {
    alias.key = masked_owner_key(alias.key);
    alias.key_typed.clear();
  }
  view.merged = merge_of(tables, id);
  if (!view.merged) {
    view.members = members_of(tables, id);
    view.members.erase(view.members.begin());  // Itself.
  }
  view.created_at_ms = owner.created_at_ms;
  return view;
}

OwnerAnswer look_up_owner(const store::TableReader& tables, const OwnerQuestion& question,
                          Date today) {
  const OwnerKey key = OwnerKey::parse(question.owner);
  OwnerAnswer answer;
  answer.key_masked = masked_owner_key(key.text());
  answer.warnings = key.warnings(today, question.declared);
  const Identity identity = identity_of(tables, key);
  answer.found = identity.found;
  std::optional<OwnerKey> parent = key.parent();
  if (identity.found == Identity::Found::kOne) {
    for (const Uuid& member : identity.members) {
      answer.owners.push_back(owner_view(tables, member));
      AuthorisationsOf more = authorisations_of(tables, member, kAuthorisationsShownMax);
      add(answer.authorisations.given, std::move(more.given));
      add(answer.authorisations.received, std::move(more.received));
    }
    // By whatever key the branch was asked for.
    if (!parent) parent = OwnerKey::parse(existing_owner(tables, identity.root).key).parent();
  } else {
    for (const Uuid& owner : owners_with_alias(tables, key)) {
      answer.owners.push_back(owner_view(tables, owner));
    }
  }
  if (parent) {
    const Identity known = identity_of(tables, *parent);
    answer.parent = {masked_owner_key(parent->text()), known.found, known.root};
  }
  return answer;
}

}  // namespace kho::warehouse
