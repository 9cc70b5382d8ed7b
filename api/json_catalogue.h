// api/json_catalogue.h - Catalogue files as JSON.
#pragma once

#include "api/json.h"
#include "warehouse/catalogue.h"
#include "warehouse/catalogue_tables.h"

namespace kho::api {

// JSON Lines or one JSON array (docs/catalogue.md). Throws warehouse::Error kCatalogueInvalid,
// naming the line.
[[nodiscard]] warehouse::Catalogue catalogue_from(std::string_view text);

[[nodiscard]] Json to_json(const warehouse::ImportCounts& counts);

}  // namespace kho::api
