// api/cursor.h - Where the next page of a list begins, as a text that callers only pass back.
//
// A cursor holds the parameters of the next page, signed (HMAC-SHA-256) with a key of the
// warehouse, so that it means nothing to anybody else and cannot be made up. It is good for the
// list that gave it out, as long as the warehouse lives. Functions; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/http.h"

namespace kho::api {

[[nodiscard]] std::string sealed_cursor(const std::string& key, std::string_view path,
                                        const Parameters& parameters);
// nullopt: it is none of this path's.
[[nodiscard]] std::optional<Parameters> open_cursor(const std::string& key, std::string_view path,
                                                    std::string_view cursor);

// Whether a cursor stands alone in them.
[[nodiscard]] bool is_cursor(const Parameters& parameters);
// Puts the parameters that the request's cursor holds in its place. Throws Problem 400
// cursor_invalid.
void open_cursor_of(Request& request, const std::string& key);
// A Link to the next page (RFC 8288): these parameters, with `next` in the place of its own.
[[nodiscard]] std::string next_link(const std::string& key, std::string_view path,
                                    Parameters parameters, Parameters::value_type next);

}  // namespace kho::api
