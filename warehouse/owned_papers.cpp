#include "warehouse/owned_papers.h"

#include <algorithm>

#include "warehouse/catalogue_tables.h"
#include "warehouse/component_tables.h"
#include "warehouse/identity.h"

namespace kho::warehouse {
namespace {

bool in_force(const Holding& holding, Date day) {
  const Validity& validity = holding.validity;
  return !(validity.to && *validity.to < day) && !(validity.from && *validity.from > day) &&
         !(holding.issue_date && *holding.issue_date > day);
}

bool can_be_relied_on(const Holding& holding, Date day) {
  return holding.kind == Kind::kResult && holding.review == ReviewState::kApproved &&
         !holding.revoked && !holding.superseded && in_force(holding, day) &&
         !(holding.held && !(holding.held_until && *holding.held_until < day)) &&
         holding.file != FileState::kDamaged && holding.signature != Signature::kInvalid;
}

bool is_asked_for(const Holding& holding, const AskedPaper& asked) {
  return asked.number.empty() || holding.number == asked.number;
}

}  // namespace

std::optional<OwnerKey> key_of_bare_number(std::string_view number) {
  for (const char* kind : {"cccd:", "mst:", "cmnd:", "agency:"}) {
    try {
      return OwnerKey::parse(kind + std::string(number));
    } catch (const Error&) {
      // Of another kind, then.
    }
  }
  return std::nullopt;
}

OwnedPapers owned_papers(const store::TableReader& tables, const OwnerKey& owner,
                         const std::vector<AskedPaper>& asked, Date day) {
  OwnedPapers found;
  const Identity identity = identity_of(tables, owner);
  if (identity.found != Identity::Found::kOne) return found;
  found.owner = identity.root;
  for (const AskedPaper& each : asked) {
    std::vector<Holding> holdings;
    for (const std::string& type : types_counting_as(tables, each.type)) {
      for (const Uuid& member : identity.members) add_holdings(tables, member, type, holdings);
    }
    for (const Holding& holding : holdings) {
      if (!can_be_relied_on(holding, day) || !is_asked_for(holding, each)) continue;
      const bool there = std::ranges::any_of(found.papers, [&](const OwnedPaper& paper) {
        return paper.component.id == holding.component;
      });
      Component component = component_at(tables, holding.component);
      if (there || component.hidden_from_owner) continue;
      const auto type = find_type(tables, holding.type);
      found.papers.push_back({std::move(component), type ? type->name : std::string()});
    }
  }
  // Ids begin with their time.
  std::ranges::sort(found.papers, std::greater(),
                    [](const OwnedPaper& paper) { return paper.component.id; });
  if (found.papers.size() > kOwnedPapersMax) found.papers.resize(kOwnedPapersMax);
  return found;
}

}  // namespace kho::warehouse
