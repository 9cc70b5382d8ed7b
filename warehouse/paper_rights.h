// warehouse/paper_rights.h - Who may see which paper and which application: the one place where
// that is decided for whoever comes with a token.
//
// Access follows the dossier in hand and its purpose, not geography (domain rule of the one-stop
// desk): a paper is seen by an intake system or officer who has an open dossier of their own agency
// in hand, where it is a paper of that dossier, or its applicant's of a type that the procedure
// asks for or issues. An officer may break the glass: see any paper, with a reason that is
// recorded. Administrators and auditors see no paper. Who has the warehouse's directory sees
// everything.
//
// What may not be seen is answered as if it did not exist. Functions over the caller's reader.
// Errors: store::Error kCorrupt.
#pragma once

#include <string_view>

#include "store/tables.h"
#include "warehouse/access.h"
#include "warehouse/component.h"
#include "warehouse/dossier.h"

namespace kho::warehouse {

// Whether what is of `upper`, the code of an agency in normal form, includes what is of `agency`:
// the same, or one below it ("H63.12" has "H63.12.34"). False where `upper` is empty.
[[nodiscard]] bool covers(std::string_view upper, std::string_view agency);

[[nodiscard]] bool may_see(const Purpose& purpose, const Dossier& dossier);
[[nodiscard]] bool may_see(const store::TableReader& tables, const Purpose& purpose,
                           const Component& component);
// Whether the purpose opens every paper.
[[nodiscard]] bool sees_everything(const Purpose& purpose);

}  // namespace kho::warehouse
