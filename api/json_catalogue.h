// api/json_catalogue.h - The catalogue: files of it to values, and values in the form of those
// files (docs/catalogue.md).
#pragma once

#include "api/json.h"
#include "warehouse/catalogue.h"
#include "warehouse/catalogue_import.h"

namespace kho::api {

// JSON Lines or one JSON array. Throws warehouse::Error kCatalogueInvalid, naming the line.
[[nodiscard]] warehouse::Catalogue catalogue_from(std::string_view text);

// As such a file has them.
[[nodiscard]] Json to_json(const warehouse::Agency& agency);
[[nodiscard]] Json to_json(const warehouse::ComponentType& type);
[[nodiscard]] Json to_json(const warehouse::Procedure& procedure);
// Without requirements and results.
[[nodiscard]] Json heading_json(const warehouse::Procedure& procedure);
[[nodiscard]] Json to_json(const warehouse::ImportCounts& counts);
// What an import changes, record by record.
[[nodiscard]] Json changes_json(const warehouse::ImportCounts& counts);

}  // namespace kho::api
