#include "api/api.h"

#include <algorithm>
#include <charconv>

#include "api/access.h"
#include "api/handler.h"
#include "api/json.h"
#include "api/multipart.h"
#include "api/problem.h"
#include "store/sha256.h"

namespace kho::api {
namespace {

// One multipart body carries the file, its metadata and the lines between them.
constexpr std::uint64_t kMultipartOverheadBytesMax = kMetadataBytesMax + (64 << 10);

std::string raw_sha256(std::string_view text) {
  return std::string(store::Sha256::of(store::as_bytes(text)).raw());
}

Problem not_found() { return {404, "not_found", "there is no such component"}; }

const Part* part_named(const std::vector<Part>& parts, std::string_view name) {
  const Part* found = nullptr;
  for (const Part& part : parts) {
    if (part.name != name) continue;
    if (found != nullptr) {
      throw Problem(400, "multipart_broken", "part " + std::string(name) + " occurs twice");
    }
    found = &part;
  }
  return found;
}

// Whether an If-None-Match header names this entity tag (RFC 9110, 13.1.2).
bool matches_tag(std::string_view header, std::string_view tag) {
  if (header == "*") return true;
  for (std::size_t begin = 0; begin < header.size();) {
    const std::size_t end = std::min(header.find(',', begin), header.size());
    std::string_view each = header.substr(begin, end - begin);
    begin = end + 1;
    while (each.starts_with(' ') || each.starts_with('\t')) each.remove_prefix(1);
    while (each.ends_with(' ') || each.ends_with('\t')) each.remove_suffix(1);
    if (each.starts_with("W/")) each.remove_prefix(2);
    if (each == tag) return true;
  }
  return false;
}

std::string cause_of(std::exception_ptr failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "unknown exception";
  }
}

// A header value with the file's name (RFC 6266, RFC 8187). Only what cannot hold a script is shown
// in a browser's window.
std::string content_disposition(const warehouse::Version& version) {
  const std::string& type = version.media_type;
  const bool shown = type == "application/pdf" || type == "image/jpeg" || type == "image/png";
  std::string value = shown ? "inline" : "attachment";
  const std::string& file_name = version.file_name;
  if (file_name.empty()) return value;
  value += "; filename*=UTF-8''";
  static constexpr char kHex[] = "0123456789ABCDEF";
  for (const char c : file_name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = std::isalnum(byte) || c == '-' || c == '.' || c == '_' || c == '~';
    if (plain && byte < 0x80) {
      value.push_back(c);
    } else {
      value.push_back('%');
      value.push_back(kHex[byte >> 4]);
      value.push_back(kHex[byte & 15]);
    }
  }
  return value;
}

}  // namespace

// What stands in a path at the places of "{id}" and "{name}".
struct Api::Holes {
  warehouse::Uuid id;
  std::string name;
};

// A path is matched segment by segment; "{id}" stands for one id, "{name}" for the name of a hold.
struct Api::Route {
  std::string_view method;
  std::string_view pattern;
  Response (*answer)(const Api&, const Request&, const Holes&);

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

const std::vector<Api::Route>& Api::routes() {
  static const std::vector<Route> all = {
      {"POST", "/v1/components",
       [](const Api& a, const Request& r, const Holes&) { return a.post_component(r); }},
      {"GET", "/v1/components/{id}",
       [](const Api& a, const Request&, const Holes& h) { return a.get_component(h.id); }},
      {"DELETE", "/v1/components/{id}",
       [](const Api& a, const Request& r, const Holes& h) { return a.delete_component(r, h.id); }},
      {"GET", "/v1/components/{id}/content",
       [](const Api& a, const Request& r, const Holes& h) { return a.get_content(r, h.id); }},
      {"POST", "/v1/components/{id}/holds",
       [](const Api& a, const Request& r, const Holes& h) { return a.post_hold(r, h.id); }},
      {"DELETE", "/v1/components/{id}/holds/{name}",
       [](const Api& a, const Request&, const Holes& h) { return a.delete_hold(h.id, h.name); }},
      {"POST", "/v1/components/{id}/retention",
       [](const Api& a, const Request& r, const Holes& h) { return a.post_retention(r, h.id); }},
      {"POST", "/v1/reuse-queries",
       [](const Api& a, const Request& r, const Holes&) { return a.post_reuse_query(r); }},
      {"GET", "/v1/search",
       [](const Api& a, const Request& r, const Holes&) { return a.get_search(r); }},
      {"POST", "/v1/search",
       [](const Api& a, const Request& r, const Holes&) { return a.post_search(r); }},
      {"POST", "/v1/catalogue",
       [](const Api& a, const Request& r, const Holes&) { return a.post_catalogue(r); }},
      {"GET", "/v1/admin/stats",
       [](const Api& a, const Request&, const Holes&) { return a.get_statistics(); }},
      {"POST", "/v1/admin/jobs",
       [](const Api& a, const Request& r, const Holes&) { return a.post_job(r); }},
      {"GET", "/v1/admin/jobs",
       [](const Api& a, const Request&, const Holes&) { return a.get_jobs(); }},
      {"GET", "/v1/admin/jobs/{id}",
       [](const Api& a, const Request& r, const Holes& h) { return a.get_job(r, h.id); }},
      {"DELETE", "/v1/admin/jobs/{id}",
       [](const Api& a, const Request&, const Holes& h) { return a.delete_job(h.id); }},
      {"GET", "/v1/events",
       [](const Api& a, const Request& r, const Holes&) {
         return get_events({a.warehouse_, r, {}, {}});
       }},
      {"GET", "/v1/reports/reuse",
       [](const Api& a, const Request& r, const Holes&) {
         return get_reuse_report({a.warehouse_, r, {}, {}});
       }},
      {"GET", "/v1/dossiers/{id}/sync",
       [](const Api& a, const Request& r, const Holes& h) {
         return get_dossier_export({a.warehouse_, r, h.id, {}});
       }},
      {"POST", "/v1/partner/owned-papers",
       [](const Api& a, const Request& r, const Holes&) {
         return post_owned_papers({a.warehouse_, r, {}, {}});
       }},
      {"POST", "/v1/partner/dossier-states",
       [](const Api& a, const Request& r, const Holes&) {
         return post_dossier_state_of_partner({a.warehouse_, r, {}, {}});
       }},
      {"GET", "/livez", [](const Api& a, const Request&, const Holes&) { return a.livez(); }},
      {"GET", "/readyz", [](const Api& a, const Request&, const Holes&) { return a.readyz(); }},
      {"GET", "/version", [](const Api& a, const Request&, const Holes&) { return a.version(); }},
  };
  return all;
}

Response json_response(int status, const Json& json) {
  Response response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "application/json");
  response.body = dump(json) + "\n";
  return response;
}

Api::Api(warehouse::Warehouse& warehouse, std::function<void(const std::string&)> report)
    : warehouse_(warehouse), report_(std::move(report)) {}

std::uint64_t Api::body_bytes_max(std::string_view path) const {
  if (path == "/v1/components") {
    return warehouse_.settings().file_bytes_max + kMultipartOverheadBytesMax;
  }
  return path == "/v1/catalogue" ? kCatalogueBytesMax : kJsonBytesMax;
}

Problem Api::body_too_large(std::string_view path) const {
  if (path == "/v1/components") {
    return {413, "file_too_large",
            "the file has more than " + std::to_string(warehouse_.settings().file_bytes_max) +
                " bytes, the limit of this warehouse"};
  }
  return {413, "body_too_large",
          "the body has more than " + std::to_string(body_bytes_max(path)) + " bytes"};
}

Response Api::handle(const Request& request) const noexcept {
  try {
    return answer_or_problem(request);
  } catch (...) {
    // Not even a problem could be made: out of memory.
    Response response;
    response.status = 500;
    return response;
  }
}

Response Api::answer_or_problem(const Request& request) const {
  try {
    return answer(request);
  } catch (...) {
    const Problem problem = problem_of(std::current_exception());
    if (problem.status() >= 500) report_(cause_of(std::current_exception()));
    Response response = problem_response(problem);
    if (problem.status() == 503) response.headers.emplace_back("Retry-After", "1");
    return response;
  }
}

Response Api::answer(const Request& request) const {
  check_access(request);
  // HEAD is GET without the body, which the server leaves out.
  const std::string_view method =
      request.method == "HEAD" ? std::string_view("GET") : std::string_view(request.method);
  std::string allowed;
  for (const Route& route : routes()) {
    const auto holes = route.match(request.path);
    if (!holes) continue;
    if (method == route.method) {
      if (request.body.size() > body_bytes_max(request.path)) throw body_too_large(request.path);
      Response response = route.answer(*this, request, *holes);
      response.route = route.pattern;
      return response;
    }
    allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
    if (route.method == "GET") allowed += ", HEAD";
  }
  if (allowed.empty()) throw Problem(404, "not_found", "there is nothing under this path");
  Response response = problem_response({405, "method_not_allowed", "this path answers " + allowed});
  response.headers.emplace_back("Allow", allowed);
  return response;
}

Response Api::post_component(const Request& request) const {
  const std::vector<Part> parts = parse_multipart(request.header("content-type"), request.body);
  const Part* metadata = part_named(parts, "metadata");
  const Part* content = part_named(parts, "content");
  if (metadata == nullptr || content == nullptr) {
    throw Problem(400, "multipart_part_missing",
                  "send two parts: metadata (JSON) and content (the file)");
  }
  if (metadata->content.size() > kMetadataBytesMax) {
    throw Problem(413, "body_too_large", "the metadata part is too large");
  }
  warehouse::Deposit deposit = deposit_from(parse_json(metadata->content));
  deposit.file = store::as_bytes(content->content);
  deposit.file_name = content->file_name;
  deposit.declared_media_type = content->content_type;
  const warehouse::Deposited deposited = warehouse_.deposits().deposit(deposit);
  Response response = json_response(201, to_json(deposited));
  response.headers.emplace_back("Location", "/v1/components/" + deposited.component.id.text());
  return response;
}

Response Api::get_component(const warehouse::Uuid& id) const {
  const auto view = warehouse_.component(id);
  if (!view) throw not_found();
  return json_response(200, to_json(*view));
}

Response Api::get_content(const Request& request, const warehouse::Uuid& id) const {
  const auto version = warehouse_.current_version(id);
  if (!version) throw not_found();
  const store::Sha256 hash = *store::Sha256::from_raw(version->sha256);
  const std::string tag = "\"" + hash.hex() + "\"";
  Response response;
  response.headers = {
      {"ETag", tag}, {"Cache-Control", "private, no-cache"}, {"X-Content-Type-Options", "nosniff"}};
  if (matches_tag(request.header("if-none-match"), tag)) {
    response.status = 304;
    return response;
  }
  response.headers.emplace_back("Content-Type", version->media_type);
  response.headers.emplace_back("Content-Disposition", content_disposition(*version));
  // A paper is shown, never run: one that holds a script would read all others in its reader's
  // name.
  response.headers.emplace_back("Content-Security-Policy", "sandbox; default-src 'none'");
  response.body = store::as_text(warehouse_.bytes_of(*version, store::Store::Verify::kChecksum));
  return response;
}

Response Api::delete_component(const Request& request, const warehouse::Uuid& id) const {
  const DestructionRequest wanted = destruction_request_from(parse_json(request.body));
  return json_response(200, to_json(wanted.dry_run ? warehouse_.plan_destruction(id)
                                                   : warehouse_.destroy(id, wanted.order)));
}

Response Api::post_hold(const Request& request, const warehouse::Uuid& id) const {
  const warehouse::HoldOrder order = hold_order_from(parse_json(request.body));
  Response response = json_response(201, to_json(warehouse_.hold(id, order)));
  response.headers.emplace_back("Location", "/v1/components/" + id.text() + "/holds/" + order.name);
  return response;
}

Response Api::delete_hold(const warehouse::Uuid& id, const std::string& name) const {
  return json_response(200, to_json(warehouse_.lift_hold(id, name)));
}

Response Api::post_retention(const Request& request, const warehouse::Uuid& id) const {
  const warehouse::Date day = keep_until_from(parse_json(request.body));
  return json_response(200, to_json(warehouse_.keep_until(id, day)));
}

Response Api::get_statistics() const {
  return json_response(200, to_json(warehouse_.statistics()));
}

Response Api::post_job(const Request& request) const {
  const JobRequest wanted = job_request_from(parse_json(request.body));
  const auto* check = std::get_if<warehouse::CheckOrder>(&wanted);
  const warehouse::Job job =
      check != nullptr ? warehouse_.start_check(*check)
                       : warehouse_.start_compaction(std::get<store::CompactionPolicy>(wanted));
  Response response = json_response(202, to_json(job));
  response.headers.emplace_back("Location", "/v1/admin/jobs/" + job.id.text());
  return response;
}

Response Api::get_jobs() const {
  Json jobs = Json::array();
  for (const warehouse::Job& job : warehouse_.jobs().all()) jobs.push_back(to_json(job));
  return json_response(200, {{"jobs", std::move(jobs)}});
}

Response Api::get_job(const Request& request, const warehouse::Uuid& id) const {
  std::uint64_t wait_seconds = 0;
  for (const auto& [name, value] : request.query) {
    const auto [end, error] =
        std::from_chars(value.data(), value.data() + value.size(), wait_seconds);
    if (name != "wait" || error != std::errc() || end != value.data() + value.size() ||
        wait_seconds > kJobWaitSecondsMax) {
      throw Problem(
          400, "query_invalid",
          "the one parameter is wait, 0 to " + std::to_string(kJobWaitSecondsMax) + " seconds");
    }
  }
  const auto job = warehouse_.jobs().find(id, std::chrono::seconds(wait_seconds));
  if (!job) throw Problem(404, "not_found", "there is no such job");
  return json_response(200, to_json(*job));
}

Response Api::delete_job(const warehouse::Uuid& id) const {
  const auto job = warehouse_.jobs().stop(id);
  if (!job) throw Problem(404, "not_found", "there is no such job");
  return json_response(202, to_json(*job));
}

Response Api::post_reuse_query(const Request& request) const {
  const warehouse::ReuseAnswer answer =
      warehouse_.reuse().ask(reuse_question_from(parse_json(request.body)));
  Response response = json_response(200, to_json(answer));
  warehouse_.reuse().record(answer, raw_sha256(request.body), raw_sha256(response.body));
  return response;
}

Response Api::get_search(const Request& request) const {
  Json question = Json::object();
  for (const auto& [name, value] : request.query) {
    if (name == "owner") {
      throw Problem(400, "owner_in_url",
                    "a personal number does not belong in a URL: use POST /v1/search, or owner_id");
    }
    if (name == "type" || name == "kind" || name == "year") {
      question[name].push_back(value);
      continue;
    }
    if (question.contains(name)) throw Problem(400, "query_invalid", "a parameter occurs twice");
    if (name == "limit" || name == "offset" || name == "wait_for_position" ||
        name == "wait_ms_max") {
      std::uint64_t number = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
      const bool whole = error == std::errc() && end == value.data() + value.size();
      question[name] = whole ? Json(number) : Json(value);  // A text is refused by its field.
    } else {
      question[name] = value;
    }
  }
  return json_response(200, to_json(warehouse_.search(search_question_from(question))));
}

Response Api::post_search(const Request& request) const {
  return json_response(200,
                       to_json(warehouse_.search(search_question_from(parse_json(request.body)))));
}

Response Api::post_catalogue(const Request& request) const {
  return json_response(200, to_json(warehouse_.import_catalogue(catalogue_from(request.body))));
}

Response Api::livez() const { return json_response(200, {{"status", "alive"}}); }

Response Api::readyz() const {
  const warehouse::Status status = warehouse_.status();
  Json json = to_json(status);
  json["status"] = status.failures.empty() ? "ready" : "impaired";
  return json_response(status.failures.empty() ? 200 : 503, json);
}

Response Api::version() const {
  return json_response(200, {{"name", "kho"}, {"version", KHO_VERSION}});
}

}  // namespace kho::api
