#include "warehouse/search_rights.h"

#include "warehouse/catalogue_tables.h"
#include "warehouse/dossier_code.h"
#include "warehouse/dossier_tables.h"
#include "warehouse/error.h"
#include "warehouse/identity.h"
#include "warehouse/owner_key.h"
#include "warehouse/paper_document.h"

namespace kho::warehouse {

SearchRights SearchRights::of_owner(const store::TableReader& tables, const std::string& key) {
  SearchRights rights;
  rights.view_ = View::kOwner;
  const Identity identity = identity_of(tables, OwnerKey::parse(key));
  rights.owners_.insert(identity.members.begin(), identity.members.end());
  return rights;
}

SearchRights SearchRights::of_dossier(const store::TableReader& tables, const std::string& code) {
  const auto id = dossier_coded(tables, parse_dossier_code(code).normal);
  if (!id) throw Error(Errc::kDossierNotFound, "there is no such dossier");
  const Dossier dossier = dossier_at(tables, *id);
  if (is_final(dossier.state())) {
    throw Error(Errc::kDossierClosed, "the dossier has ended: it opens nothing any more");
  }
  return of_dossier(tables, dossier);
}

SearchRights SearchRights::of_dossier(const store::TableReader& tables, const Dossier& dossier) {
  SearchRights rights;
  rights.view_ = View::kDossier;
  const std::vector<Uuid> owners = members_of(tables, dossier.owner);
  rights.owners_.insert(owners.begin(), owners.end());
  const auto procedure = procedure_version(tables, dossier.procedure, dossier.procedure_valid_from);
  if (!procedure) return rights;
  const auto add_type = [&](const std::string& type) {
    // A paper of a type that another took the place of counts as one of that.
    const std::vector<std::string> types = types_counting_as(tables, type);
    rights.types_.insert(types.begin(), types.end());
  };
  for (const Requirement& requirement : procedure->requirements) {
    for (const Alternative& alternative : requirement.any_of) {
      for (const std::string& type : alternative) add_type(type);
    }
  }
  for (const std::string& type : procedure->results) add_type(type);
  return rights;
}

index::Rights SearchRights::rights() const {
  if (view_ == View::kOffice) return index::Rights::everything();
  index::Grant grant;
  for (const Uuid& owner : owners_) grant.only.push_back({index::Field::kOwner, owner.text()});
  for (const std::string& type : types_) grant.only.push_back({index::Field::kType, type});
  if (view_ == View::kOwner) {
    grant.except.push_back({index::Field::kWithheld, kWithheldFromOwner});
  }
  const bool sees_nothing = owners_.empty() || (view_ == View::kDossier && types_.empty());
  if (sees_nothing) return {};
  return {{grant}};
}

bool SearchRights::admits(const Component& component) const {
  if (view_ == View::kOffice) return true;
  if (!owners_.contains(component.owner)) return false;
  if (view_ == View::kOwner) return !component.hidden_from_owner;
  return types_.contains(component.facts.type);
}

}  // namespace kho::warehouse
