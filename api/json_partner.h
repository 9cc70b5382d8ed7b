// api/json_partner.h - The shapes in which provincial systems ask, and are answered.
//
// Their names are Vietnamese; a number may come as a number or as a text, and fields that are not
// known here are passed over: vendors differ. Throw warehouse::Error kQueryInvalid.
#pragma once

#include <string>
#include <vector>

#include "api/json.h"
#include "warehouse/dossiers.h"
#include "warehouse/owned_papers.h"

namespace kho::api {

struct OwnedPapersRequest {
  std::optional<warehouse::OwnerKey> owner;  // Empty: a number that is no owner's.
  std::string requester_masked;              // Empty where none was given.
  std::string procedure;                     // National stem.
  std::vector<warehouse::AskedPaper> asked;
};
[[nodiscard]] OwnedPapersRequest owned_papers_request_from(const Json& json);
[[nodiscard]] Json to_json(const warehouse::OwnedPapers& papers);

struct PartnerState {
  std::string dossier;  // Its code.
  warehouse::DossierMove move;
};
[[nodiscard]] PartnerState partner_state_from(const Json& json);

// {"errorCode": 0, "message": "OK", "result": ...}
[[nodiscard]] Json partner_answer(Json result);

}  // namespace kho::api
