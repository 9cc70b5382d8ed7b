// api/json_response.h - An answer whose body is one JSON document. Immutable function.
#pragma once

#include "api/http.h"
#include "api/json.h"

namespace kho::api {

[[nodiscard]] inline Response json_response(int status, const Json& json) {
  Response response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "application/json");
  response.body = dump(json) + "\n";
  return response;
}

}  // namespace kho::api
