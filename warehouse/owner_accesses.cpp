#include "warehouse/owner_accesses.h"

#include "warehouse/component_tables.h"
#include "warehouse/owner_key.h"
#include "warehouse/search_rights.h"

namespace kho::warehouse {

OwnerAccesses owner_accesses(const store::TableReader& tables,
                             const OwnerAccessQuestion& question) {
  OwnerAccesses out;
  const Identity identity = identity_of(tables, OwnerKey::parse(question.owner));
  out.found = identity.found;
  if (identity.found != Identity::Found::kOne) return out;
  out.root = identity.root;
  const SearchRights rights =
      question.as_owner ? SearchRights::of_owner(tables, question.owner) : SearchRights::office();
  std::size_t read = 0;
  std::optional<store::Position> last;
  newest_accesses(tables, identity.members, question.before, [&](const RecordedAccess& recorded) {
    const bool is_full = out.accesses.size() >= question.limit || read >= kAccessesReadMax;
    if (is_full && recorded.position != last) {
      out.next = last;
      return false;
    }
    ++read;
    last = recorded.position;
    std::string type;
    if (recorded.access.component) {
      if (const auto component = find_component(tables, recorded.access.component->raw())) {
        if (!rights.admits(*component)) return true;
        type = component->facts.type;
      }
    }
    out.accesses.push_back({recorded, std::move(type)});
    return true;
  });
  return out;
}

}  // namespace kho::warehouse
