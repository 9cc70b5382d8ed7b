#include "api/api.h"

#include <algorithm>
#include <chrono>

#include "api/access.h"
#include "api/cursor.h"
#include "api/handler.h"
#include "api/json.h"
#include "api/json_fields.h"
#include "api/number.h"
#include "api/problem.h"
#include "api/purpose.h"
#include "api/sparse_fields.h"

namespace kho::api {
namespace {

// One multipart body carries the file, its metadata and the lines between them.
constexpr std::uint64_t kMultipartOverheadBytesMax = kMetadataBytesMax + (64 << 10);

std::string cause_of(std::exception_ptr failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "unknown exception";
  }
}

// What stands in a path at the places of "{id}", "{name}", "{code}", "{position}" and "{page}".
struct Holes {
  warehouse::Uuid id;
  std::string name;
  std::string code;
  std::uint64_t position = 0;
  std::uint32_t page = 0;
};

// What the body of a request may be.
enum class Body { kJson, kCatalogue, kFile };

// Which parameters a route takes besides those that hold for many: none, each once, or some that
// stand for a list.
enum class Query { kNone, kOnce, kMany };

// A path is matched segment by segment; "{id}" stands for one id, "{name}" for the name of a hold,
// "{code}" for a code of the catalogue, "{position}" for a position of the log, "{page}" for the
// number of a page.
struct Route {
  std::string_view method;
  std::string_view pattern;
  Response (*answer)(const Call&);
  Right right;
  Body body = Body::kJson;
  Query query = Query::kNone;

  [[nodiscard]] std::optional<Holes> match(std::string_view path) const {
    Holes holes;
    std::string_view left = pattern;
    while (!left.empty() && !path.empty()) {
      const std::string_view part = cut_segment(left);
      const std::string_view given = cut_segment(path);
      if (part == "{id}") {
        const auto id = warehouse::Uuid::parse(given);
        if (!id) return std::nullopt;
        holes.id = *id;
      } else if (part == "{name}") {
        if (!warehouse::is_hold_name(given)) return std::nullopt;
        holes.name = given;
      } else if (part == "{code}") {
        // Codes of agencies and procedures have no other characters.
        if (!warehouse::is_type_code(given)) return std::nullopt;
        holes.code = given;
      } else if (part == "{position}") {
        if (!is_number(given, holes.position)) return std::nullopt;
      } else if (part == "{page}.png") {
        constexpr std::string_view kPng = ".png";
        if (!given.ends_with(kPng)) return std::nullopt;
        if (!is_number(given.substr(0, given.size() - kPng.size()), holes.page)) {
          return std::nullopt;
        }
      } else if (part != given) {
        return std::nullopt;
      }
    }
    return left.empty() && path.empty() ? std::optional(holes) : std::nullopt;
  }

 private:
  // Takes "/segment" off the front; returns it without the slash.
  static std::string_view cut_segment(std::string_view& path) {
    const std::size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(end);
    return segment.starts_with('/') ? segment.substr(1) : segment;
  }
};

const std::vector<Route>& routes() {
  static const std::vector<Route> all = {
      {"POST", "/v1/components", post_component, Right::kDeposit, Body::kFile},
      {"GET", "/v1/components/{id}", get_component, Right::kReadPapers},
      {"DELETE", "/v1/components/{id}", delete_component, Right::kKeep},
      {"GET", "/v1/components/{id}/content", get_content, Right::kReadPapers},
      {"GET", "/v1/components/{id}/text", get_text, Right::kReadPapers},
      {"GET", "/v1/components/{id}/pages/{page}.png", get_page, Right::kReadPapers, Body::kJson,
       Query::kOnce},
      {"GET", "/v1/components/{id}/findings", get_findings, Right::kReadPapers},
      {"GET", "/v1/components/{id}/access-log", get_access_log, Right::kSeeAccesses, Body::kJson,
       Query::kOnce},
      {"GET", "/v1/components/{id}/uses", get_uses, Right::kReadPapers, Body::kJson, Query::kOnce},
      {"POST", "/v1/components/{id}/versions", post_version, Right::kDeposit, Body::kFile},
      {"POST", "/v1/components/{id}/under-review", post_under_review, Right::kDecide},
      {"POST", "/v1/components/{id}/approve", post_approve, Right::kDecide},
      {"POST", "/v1/components/{id}/reject", post_reject, Right::kDecide},
      {"POST", "/v1/components/{id}/revoke", post_revoke, Right::kDecide},
      {"POST", "/v1/components/{id}/supersede", post_supersede, Right::kDecide},
      {"POST", "/v1/components/{id}/holds", post_hold, Right::kKeep},
      {"DELETE", "/v1/components/{id}/holds/{name}", delete_hold, Right::kKeep},
      {"POST", "/v1/components/{id}/retention", post_retention, Right::kKeep},
      {"POST", "/v1/owners", post_owner, Right::kOwners},
      {"GET", "/v1/owners/keys", get_owner_keys, Right::kDirectory, Body::kJson, Query::kOnce},
      {"POST", "/v1/owners/lookup", post_owner_lookup, Right::kOwners},
      {"POST", "/v1/owners/access-log", post_owner_access_log, Right::kSeeOwnerAccesses},
      {"POST", "/v1/owners/{id}/aliases", post_alias, Right::kOwners},
      {"DELETE", "/v1/owners/{id}/aliases", delete_alias, Right::kOwners},
      {"POST", "/v1/owners/{id}/merges", post_merge, Right::kOwners},
      {"DELETE", "/v1/owners/{id}/merges", delete_merge, Right::kOwners},
      {"POST", "/v1/owners/{id}/authorizations", post_authorisation, Right::kOwners},
      {"DELETE", "/v1/authorizations/{id}", delete_authorisation, Right::kOwners},
      {"POST", "/v1/dossiers", post_dossier, Right::kDossiers},
      {"GET", "/v1/dossiers", get_dossier_coded, Right::kDossiers, Body::kJson, Query::kOnce},
      {"GET", "/v1/dossiers/{id}", get_dossier, Right::kDossiers},
      {"POST", "/v1/dossiers/{id}/state", post_dossier_state, Right::kDossiers},
      {"POST", "/v1/dossiers/{id}/references", post_dossier_reference, Right::kDossiers},
      {"GET", "/v1/dossiers/{id}/sync", get_dossier_export, Right::kDossiers},
      {"GET", "/v1/events", get_events, Right::kEvents, Body::kJson, Query::kOnce},
      {"POST", "/v1/webhooks", post_webhook, Right::kAdminister},
      {"GET", "/v1/webhooks", get_webhooks, Right::kAdminister},
      {"GET", "/v1/webhooks/{id}", get_webhook, Right::kAdminister, Body::kJson, Query::kOnce},
      {"DELETE", "/v1/webhooks/{id}", delete_webhook, Right::kAdminister},
      {"POST", "/v1/webhooks/{id}/enable", post_webhook_enable, Right::kAdminister},
      {"POST", "/v1/webhooks/{id}/rotate-secret", post_webhook_secret, Right::kAdminister},
      {"POST", "/v1/webhooks/{id}/test", post_webhook_test, Right::kAdminister},
      {"GET", "/v1/webhooks/{id}/dead-letters", get_dead_letters, Right::kAdminister, Body::kJson,
       Query::kOnce},
      {"POST", "/v1/webhooks/{id}/redeliver", post_redelivery, Right::kAdminister},
      {"GET", "/v1/reports/reuse", get_reuse_report, Right::kReports, Body::kJson, Query::kOnce},
      {"POST", "/v1/partner/owned-papers", post_owned_papers, Right::kPartner},
      {"POST", "/v1/partner/dossier-states", post_dossier_state_of_partner, Right::kPartner},
      {"POST", "/v1/reuse-queries", post_reuse_query, Right::kReuse},
      {"POST", "/v1/reuse-queries/{id}/confirmations", post_confirmation, Right::kReuse},
      {"GET", "/v1/receipts/{id}", get_receipt, Right::kReuse},
      {"GET", "/v1/search", get_search, Right::kSearch, Body::kJson, Query::kMany},
      {"POST", "/v1/search", post_search, Right::kSearch},
      {"GET", "/v1/search/completions", get_completions, Right::kSearch, Body::kJson, Query::kMany},
      {"POST", "/v1/search/completions", post_completions, Right::kSearch},
      {"POST", "/v1/catalogue", post_catalogue, Right::kWriteCatalogue, Body::kCatalogue,
       Query::kOnce},
      {"GET", "/v1/component-types", get_types, Right::kReadCatalogue, Body::kJson, Query::kOnce},
      {"GET", "/v1/component-types/{code}", get_type, Right::kReadCatalogue},
      {"GET", "/v1/procedures", get_procedures, Right::kReadCatalogue, Body::kJson, Query::kOnce},
      {"GET", "/v1/procedures/{code}", get_procedure, Right::kReadCatalogue},
      {"GET", "/v1/agencies", get_agencies, Right::kReadCatalogue, Body::kJson, Query::kOnce},
      {"GET", "/v1/agencies/{code}", get_agency, Right::kReadCatalogue},
      {"GET", "/v1/admin/stats", get_statistics, Right::kAdminister},
      {"GET", "/v1/admin/diagnosis", get_diagnosis, Right::kAdminister},
      {"POST", "/v1/admin/tokens", post_token, Right::kAdminister},
      {"GET", "/v1/admin/tokens", get_tokens, Right::kAdminister, Body::kJson, Query::kOnce},
      {"DELETE", "/v1/admin/tokens/{id}", delete_token, Right::kAdminister},
      {"POST", "/v1/admin/jobs", post_job, Right::kAdminister},
      {"GET", "/v1/admin/jobs", get_jobs, Right::kAdminister},
      {"GET", "/v1/admin/jobs/{id}", get_job, Right::kAdminister, Body::kJson, Query::kOnce},
      {"DELETE", "/v1/admin/jobs/{id}", delete_job, Right::kAdminister},
      {"GET", "/v1/admin/schedule", get_schedule, Right::kAdminister},
      {"POST", "/v1/admin/schedule/{name}", post_schedule_task, Right::kAdminister},
      {"GET", "/v1/admin/readings", get_readings, Right::kAdminister},
      {"POST", "/v1/admin/readings/retry", post_reading_retry, Right::kAdminister},
      {"GET", "/v1/admin/index", get_index, Right::kAdminister},
      {"POST", "/v1/admin/index/seal", post_index_seal, Right::kAdminister},
      {"POST", "/v1/admin/index/shards/{name}/move", post_shard_move, Right::kAdminister},
      {"GET", "/v1/audit/key", get_audit_key, Right::kAudit},
      {"POST", "/v1/audit/key", post_audit_key, Right::kAdminister},
      {"GET", "/v1/audit/checkpoint", get_checkpoint, Right::kAudit, Body::kJson, Query::kOnce},
      {"POST", "/v1/audit/checkpoint", post_checkpoint, Right::kAudit},
      {"GET", "/v1/audit/entries", get_log_entries, Right::kAudit, Body::kJson, Query::kOnce},
      {"GET", "/v1/audit/entries/{position}/proof", get_log_proof, Right::kAudit},
      {"GET", "/v1/audit/consistency", get_consistency, Right::kAudit, Body::kJson, Query::kOnce},
      {"GET", "/livez", livez, Right::kNone},
      {"GET", "/readyz", readyz, Right::kNone},
      {"GET", "/version", version, Right::kNone},
      {"GET", "/metrics", get_metrics, Right::kWatch},
      {"GET", "/openapi.json", get_openapi, Right::kNone},
      {"GET", "/docs", get_docs, Right::kNone},
  };
  return all;
}

// `parameters`: those that the page was asked for with.
Response linked(Response response, const std::string& path, const Parameters& parameters,
                warehouse::Warehouse& warehouse) {
  if (response.next) {
    response.headers.emplace_back(
        "Link", next_link(warehouse.cursor_key(), path, parameters, *response.next));
  }
  return response;
}

void check_query(const Route& route, const Parameters& query) {
  if (route.query == Query::kNone && !query.empty()) {
    throw Problem(400, "query_invalid", "this path takes no parameters");
  }
  if (route.query == Query::kMany) return;
  for (auto each = query.begin(); each != query.end(); ++each) {
    const auto is_same = [&](const auto& other) { return other.first == each->first; };
    if (std::any_of(query.begin(), each, is_same)) {
      throw Problem(400, "query_invalid", "a parameter occurs twice");
    }
  }
}

// With what holds for all routes: cursors, and the choice of fields.
Response answer_route(const Route& route, const Request& asked, const Holes& holes,
                      const std::optional<warehouse::Token>& token, warehouse::Warehouse& warehouse,
                      const Api& api) {
  const auto call = [&](const Request& request) {
    return route.answer({warehouse, request, purpose_of(request, token),
                         token ? caller_of(*token) : std::string(), holes.id, holes.name,
                         holes.code, holes.position, holes.page, api});
  };
  if (route.method != "GET" || asked.query.empty()) {
    check_query(route, asked.query);
    return linked(call(asked), asked.path, asked.query, warehouse);
  }
  Request request = asked;
  if (is_cursor(request.query)) open_cursor_of(request, warehouse.cursor_key());
  const Parameters parameters = request.query;
  const auto records = records_of(route.pattern);
  const auto fields = records ? take_fields(request) : std::nullopt;
  check_query(route, request.query);
  Response response = linked(call(request), request.path, parameters, warehouse);
  if (fields) keep_fields(response, *records, *fields);
  return response;
}

// As let_in(), and to this route.
std::optional<warehouse::Token> let_in_to(const Route& route, const Request& request,
                                          const warehouse::TokenDesk& tokens, const Doors& doors) {
  auto token = let_in(request, route.right, tokens, doors);
  if (token && route.right != Right::kNone && !may(*token, route.right)) {
    throw Problem(403, "access_refused", "the token has not this right");
  }
  return token;
}

// Of the route for this path that takes most.
Body body_of(std::string_view path) {
  Body body = Body::kJson;
  for (const Route& route : routes()) {
    if (route.body > body && route.match(path)) body = route.body;
  }
  return body;
}

}  // namespace

Problem no_such_component() { return {404, "not_found", "there is no such component"}; }

void require_paper(const Call& call, const warehouse::Uuid& id) {
  if (!call.purpose.bearer) return;  // What there is not will be told by whoever looks for it.
  if (!call.warehouse.may_see_paper(id, call.purpose)) throw no_such_component();
}

void require_dossier(const Call& call, const warehouse::Uuid& id) {
  if (!call.purpose.bearer) return;
  if (!call.warehouse.may_see_dossier(id, call.purpose)) {
    throw Problem(404, "dossier_not_found", "there is no such dossier");
  }
}

std::string component_path(const warehouse::Uuid& id) { return "/v1/components/" + id.text(); }

Response json_response(int status, const Json& json) {
  return json_text_response(status, dump(json) + "\n");
}

Response page_response(const char* name, Json records, const Json& next) {
  Response response = json_response(200, {{name, std::move(records)}, {"next", next}});
  if (!next.is_null()) {
    response.next = {"after", next.is_string() ? next.get<std::string>() : next.dump()};
  }
  return response;
}

std::string officer_of(const Call& call, warehouse::Errc wrong) {
  if (call.request.body.empty()) return call.by({});
  const Json json = parse_json(call.request.body);
  Fields fields(json, "order", wrong);
  const std::string by = fields.text("by");
  fields.finish();
  return call.by(by);
}

Response json_text_response(int status, std::string json) {
  Response response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "application/json");
  response.body = std::move(json);
  return response;
}

std::uint64_t whole_number(const std::string& parameter, const std::string& value,
                           std::uint64_t least, std::uint64_t most) {
  std::uint64_t number = 0;
  if (!is_number(value, number) || number < least || number > most) {
    throw Problem(400, "query_invalid",
                  parameter + " is a whole number from " + std::to_string(least) + " to " +
                      std::to_string(most));
  }
  return number;
}

std::vector<RouteInfo> route_list() {
  std::vector<RouteInfo> list;
  for (const Route& route : routes()) list.push_back({route.method, route.pattern, route.right});
  return list;
}

Api::Api(warehouse::Warehouse& warehouse, std::function<void(const std::string&)> report,
         Doors doors)
    : warehouse_(warehouse), report_(std::move(report)), doors_(std::move(doors)) {}

std::uint64_t Api::body_bytes_max(std::string_view path) const {
  switch (body_of(path)) {
    case Body::kFile:
      return warehouse_.settings().file_bytes_max + kMultipartOverheadBytesMax;
    case Body::kCatalogue:
      return kCatalogueBytesMax;
    case Body::kJson:
      return kJsonBytesMax;
  }
  return kJsonBytesMax;
}

bool Api::takes_files(std::string_view path) const { return body_of(path) != Body::kJson; }

Problem Api::body_too_large(std::string_view path) const {
  if (body_of(path) == Body::kFile) {
    return {413, "file_too_large",
            "the file has more than " + std::to_string(warehouse_.settings().file_bytes_max) +
                " bytes, the limit of this warehouse"};
  }
  return {413, "body_too_large",
          "the body has more than " + std::to_string(body_bytes_max(path)) + " bytes"};
}

void Api::admit(const Request& request) const {
  refuse_browsers(request, doors_);
  for (const Route& route : routes()) {
    const bool is_asked = route.method == request.method && route.match(request.path) &&
                          is_served(route.right, request.from, doors_);
    if (!is_asked) continue;
    (void)let_in_to(route, request, warehouse_.tokens(), doors_);
    return;
  }
}

Response Api::handle(const Request& request) const noexcept {
  const auto begin = std::chrono::steady_clock::now();
  try {
    Response response = answer_or_problem(request);
    metrics_.count(request.method, response.route, response.status,
                   std::chrono::steady_clock::now() - begin);
    return response;
  } catch (...) {
    // Not even a problem could be made: out of memory.
    Response response;
    response.status = 500;
    return response;
  }
}

Response Api::answer_or_problem(const Request& request) const {
  std::string_view route;
  try {
    return answer(request, route);
  } catch (...) {
    const Problem problem = problem_of(std::current_exception());
    if (problem.status() >= 500) report_(cause_of(std::current_exception()));
    Response response = problem_response(problem, language_of(request.header("accept-language")));
    if (problem.status() == 503) response.headers.emplace_back("Retry-After", "1");
    if (problem.status() == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
    response.route = route;
    return response;
  }
}

Response Api::answer(const Request& request, std::string_view& matched) const {
  refuse_browsers(request, doors_);
  // HEAD is GET without the body, which the server leaves out.
  const std::string_view method =
      request.method == "HEAD" ? std::string_view("GET") : std::string_view(request.method);
  std::string allowed;
  for (const Route& route : routes()) {
    const auto holes = route.match(request.path);
    if (!holes || !is_served(route.right, request.from, doors_)) continue;
    if (method == route.method) {
      matched = route.pattern;
      const auto token = let_in_to(route, request, warehouse_.tokens(), doors_);
      if (request.content().size() > body_bytes_max(request.path))
        throw body_too_large(request.path);
      Response response = answer_route(route, request, *holes, token, warehouse_, *this);
      response.route = route.pattern;
      return response;
    }
    allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
    if (route.method == "GET") allowed += ", HEAD";
  }
  if (allowed.empty()) throw Problem(404, "not_found", "there is nothing under this path");
  Response response = problem_response({405, "method_not_allowed", "this path answers " + allowed},
                                       language_of(request.header("accept-language")));
  response.headers.emplace_back("Allow", allowed);
  return response;
}

}  // namespace kho::api
