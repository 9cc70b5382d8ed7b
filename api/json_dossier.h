// api/json_dossier.h - Dossiers as JSON.
#pragma once

#include "api/json.h"
#include "warehouse/dossiers.h"

namespace kho::api {

// All throw warehouse::Error kDossierInvalid. `by` may be empty: the request's headers tell.
[[nodiscard]] warehouse::DossierOpening opening_from(const Json& json);
[[nodiscard]] warehouse::DossierMove move_from(const Json& json);
[[nodiscard]] warehouse::DossierReference reference_from(const Json& json);

[[nodiscard]] Json to_json(const warehouse::DossierView& view);
[[nodiscard]] Json to_json(const warehouse::DossierChanged& changed);

}  // namespace kho::api
