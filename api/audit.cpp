// The routes under /v1/audit: the change log as it can be proved to others.

#include <algorithm>
#include <map>

#include "api/api.h"
#include "api/handler.h"
#include "api/json_audit.h"
#include "api/number.h"

namespace kho::api {
namespace {

using Numbers = std::map<std::string, std::uint64_t, std::less<>>;

// The parameters of a request, all of them numbers of this list, each once.
Numbers numbers_of(const Request& request, std::initializer_list<std::string_view> known) {
  Numbers numbers;
  for (const auto& [name, value] : request.query) {
    std::uint64_t number = 0;
    if (std::ranges::find(known, std::string_view(name)) == known.end() ||
        !is_number(value, number) || !numbers.emplace(name, number).second) {
      std::string names;
      for (const std::string_view each : known)
        names += (names.empty() ? "" : ", ") + std::string(each);
      throw Problem(400, "query_invalid", "the parameters are numbers, each once: " + names);
    }
  }
  return numbers;
}

std::uint64_t number(const Numbers& numbers, std::string_view name, std::uint64_t otherwise) {
  const auto found = numbers.find(name);
  return found == numbers.end() ? otherwise : found->second;
}

Response note_response(int status, std::string note) {
  Response response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
  response.body = std::move(note);
  return response;
}

}  // namespace

Response get_audit_key(const Call& call) {
  return json_response(200, keys_json(call.warehouse.keys().all()));
}

Response post_audit_key(const Call& call) {
  call.warehouse.keys().rotate();
  return json_response(201, keys_json(call.warehouse.keys().all()));
}

Response get_checkpoint(const Call& call) {
  const Numbers numbers = numbers_of(call.request, {"size"});
  const auto note = numbers.empty() ? call.warehouse.audit().latest_checkpoint()
                                    : call.warehouse.audit().checkpoint_of(numbers.at("size"));
  if (!note) throw Problem(404, "not_found", "there is no such checkpoint");
  return note_response(200, *note);
}

Response post_checkpoint(const Call& call) {
  return note_response(201, call.warehouse.audit().checkpoint_now());
}

Response get_log_entries(const Call& call) {
  const Numbers numbers = numbers_of(call.request, {"after", "limit"});
  const std::uint64_t limit = number(numbers, "limit", 100);
  if (limit < 1 || limit > warehouse::kLogPageEntriesMax) {
    throw Problem(400, "query_invalid",
                  "limit is 1 to " + std::to_string(warehouse::kLogPageEntriesMax));
  }
  const warehouse::LogPage page = call.warehouse.log_page(number(numbers, "after", 0), limit);
  Response response = json_response(200, to_json(page));
  if (!page.entries.empty() && page.entries.back().position < page.last) {
    response.next = {"after", std::to_string(page.entries.back().position)};
  }
  return response;
}

Response get_log_proof(const Call& call) {
  return json_response(200, to_json(call.warehouse.audit().prove(call.position)));
}

Response get_consistency(const Call& call) {
  const Numbers numbers = numbers_of(call.request, {"from"});
  if (numbers.empty()) throw Problem(400, "query_invalid", "from is missing");
  return json_response(200, to_json(call.warehouse.audit().prove_consistency(numbers.at("from"))));
}

}  // namespace kho::api
