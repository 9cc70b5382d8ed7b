// api/json_dossier_export.h - A dossier as the synchronisation reads it: docs/http.md.
#pragma once

#include "api/json.h"
#include "warehouse/dossier_export.h"

namespace kho::api {

// Holds the owner's identifiers in clear.
[[nodiscard]] Json to_json(const warehouse::DossierExport& dossier);

}  // namespace kho::api
