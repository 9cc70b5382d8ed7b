// ingest/signature/pdf_date.h - Dates as PDF writes them (ISO 32000-1, 7.9.4).
//
// Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace kho::ingest {

// Seconds since 1970-01-01 UTC of "D:YYYYMMDDHHmmSSOHH'mm'", where all behind the year may be
// missing; without an offset it is taken as UTC. nullopt where it is no date.
[[nodiscard]] std::optional<std::int64_t> parse_pdf_date(std::string_view text);

}  // namespace kho::ingest
