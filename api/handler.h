// api/handler.h - What answers a route: a function from a call to an answer.
//
// The routes are listed in api.cpp; each subject's handlers stand in a file of their own. A handler
// throws Problem, warehouse::Error and whatever else api/problem.h translates. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "api/http.h"
#include "api/json.h"
#include "warehouse/warehouse.h"

namespace kho::api {

// One request, and what stands in its path at the places of "{id}" and "{name}".
struct Call {
  warehouse::Warehouse& warehouse;
  const Request& request;
  warehouse::Uuid id;
  std::string name;
};

[[nodiscard]] Response json_response(int status, const Json& json);

// events.cpp
Response get_events(const Call& call);

// reports.cpp
Response get_reuse_report(const Call& call);

// synchronisation.cpp
Response get_dossier_export(const Call& call);

// partner.cpp
Response post_owned_papers(const Call& call);
Response post_dossier_state_of_partner(const Call& call);

}  // namespace kho::api
