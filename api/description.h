// api/description.h - The interface in words: the OpenAPI 3.1 document and the page that shows it.
//
// Both are made from api/openapi/ when Kho is built. Immutable.
#pragma once

#include <string_view>

namespace kho::api {

extern const std::string_view kOpenApi;   // JSON, one line.
extern const std::string_view kDocsPage;  // HTML; loads /openapi.json and nothing else.

}  // namespace kho::api
