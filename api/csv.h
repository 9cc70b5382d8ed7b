// api/csv.h - Lines of comma-separated values (RFC 4180) that a spreadsheet cannot be tricked with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kho::api {

// The fields in one line with CRLF. A text that a spreadsheet would take for a formula gets an
// apostrophe before it.
[[nodiscard]] std::string csv_line(const std::vector<std::string>& fields);

}  // namespace kho::api
