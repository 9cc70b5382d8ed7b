// api/json_values.h - The small values that several subjects have in common, as JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/json.h"
#include "warehouse/component.h"
#include "warehouse/date.h"
#include "warehouse/error.h"
#include "warehouse/reuse.h"
#include "warehouse/uuid.h"

namespace kho::api {

[[nodiscard]] Json text_or_null(const std::string& text);                // Null where empty.
[[nodiscard]] Json time_or_null(const std::optional<std::int64_t>& ms);  // Since 1970.
[[nodiscard]] Json date_or_null(const std::optional<warehouse::Date>& date);
[[nodiscard]] Json id_or_null(const std::optional<warehouse::Uuid>& id);
[[nodiscard]] Json validity_json(const warehouse::Validity& validity);
[[nodiscard]] Json holds_json(const std::vector<warehouse::Hold>& holds);
[[nodiscard]] Json ids_json(const std::vector<warehouse::Uuid>& ids);
[[nodiscard]] Json warnings_json(const warehouse::Warnings& warnings);
[[nodiscard]] Json reasons_json(const std::vector<warehouse::Reason>& reasons);
// Of 32 raw bytes; empty for anything else.
[[nodiscard]] std::string hex(const std::string& raw_hash);
// Where the current file of a component is had.
[[nodiscard]] std::string content_path(const warehouse::Uuid& component);

}  // namespace kho::api
