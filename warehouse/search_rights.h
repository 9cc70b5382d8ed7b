// warehouse/search_rights.h - Through whose eyes a search looks, and what these may see.
//
//   office    everything that the warehouse holds
//   owner     what an owner is shown of their own papers: no result before it is returned
//   dossier   what the dossier in hand, not ended, opens: its applicant's papers of the types that
//             its procedure asks for or issues
//
// The one place where that is decided: rights() for the index, admits() for the record of each
// paper before it is shown, since the index may be a moment behind.
//
// Thread safety: immutable once made. Errors: Error kOwnerKeyInvalid, kOwnerKeyPlaceholder,
// kDossierCodeInvalid, kDossierNotFound, kDossierClosed.
#pragma once

#include <set>
#include <string>

#include "index/query.h"
#include "store/tables.h"
#include "warehouse/component.h"
#include "warehouse/dossier.h"

namespace kho::warehouse {

enum class View { kOffice, kOwner, kDossier };

class SearchRights {
 public:
  static SearchRights office() { return {}; }
  // `key` of an owner; nobody known by it sees nothing.
  static SearchRights of_owner(const store::TableReader& tables, const std::string& key);
  // `code` of a dossier.
  static SearchRights of_dossier(const store::TableReader& tables, const std::string& code);
  // Of one that has not ended.
  static SearchRights of_dossier(const store::TableReader& tables, const Dossier& dossier);

  [[nodiscard]] index::Rights rights() const;
  [[nodiscard]] bool admits(const Component& component) const;

 private:
  View view_ = View::kOffice;
  std::set<Uuid> owners_;
  std::set<std::string> types_;  // Of kDossier.
};

}  // namespace kho::warehouse
