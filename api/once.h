// api/once.h - Changes that are made once, and only to what the caller has seen.
//
// Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07): a change that succeeded is
// answered again, not made again, for whoever repeats the request under the same key within a day;
// what was refused changed nothing, and is tried anew. If-Match (RFC 9110, 13.1.1): the tag of the
// record, as GET and each change tell it; anything else than the record of now refuses the change.
// Both hold inside the commit.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "api/handler.h"
#include "api/json_component.h"
#include "api/json_dossier.h"
#include "warehouse/kept_answers.h"
#include "warehouse/terms.h"

namespace kho::api {

inline constexpr std::size_t kIdempotencyKeyBytesMax = 255;

// A record as GET answers it: with its tag, or 304 where the caller has it.
[[nodiscard]] Response record_response(const Request& request, const Json& record);
// A record after a change. `path` is its own.
[[nodiscard]] Response changed_record_response(int status, const Json& record,
                                               const std::string& path);

// The strong tag of a record: the SHA-256 of its JSON as it is sent.
[[nodiscard]] std::string record_tag(const Json& record);
// Throws Problem 412 precondition_failed unless the header names the tag, or is "*".
void require_tag(std::string_view if_match, const std::string& tag);
// What has no tag. Throws Problem 412 where the caller asks for one.
void refuse_if_match(const Request& request);
// What must not be kept, because its answer holds a secret. Throws Problem 400
// idempotency_key_invalid where the caller asks for it.
void refuse_idempotency_key(const Request& request);

// One request under its key. Without a key, does nothing.
class Once {
 public:
  // Throws Problem 400 idempotency_key_invalid, 409 request_in_progress,
  // 422 idempotency_key_reused.
  explicit Once(const Call& call);

  [[nodiscard]] bool has_key() const { return claim_ != nullptr; }
  // What was answered to the same request before.
  [[nodiscard]] const std::optional<Response>& before() const { return before_; }
  void keep(store::Transaction& transaction, const Response& answer) const;

 private:
  warehouse::KeptAnswers& answers_;
  std::string name_;
  std::string request_;  // Its hash.
  std::unique_ptr<const warehouse::KeptAnswers::Claim> claim_;
  std::optional<Response> before_;
};

// Makes the change under the request's terms, and answers it. `change` is a function of the terms
// to what comes of it, and `answer` of that to a response.
template <typename Before, typename After, typename Change, typename Answer>
Response answer_once(const Call& call, const Change& change, const Answer& answer) {
  const Once once(call);
  if (once.before()) return *once.before();
  warehouse::Terms<Before, After> terms;
  if constexpr (std::is_same_v<Before, warehouse::Nothing>) {
    refuse_if_match(call.request);
  } else if (const auto if_match = call.request.header("if-match"); !if_match.empty()) {
    terms.before = [if_match](const Before& record) {
      require_tag(if_match, record_tag(to_json(record)));
    };
  }
  if (!once.has_key()) return answer(change(terms));
  Response kept;
  terms.after = [&](store::Transaction& transaction, const After& result) {
    kept = answer(result);
    once.keep(transaction, kept);
  };
  change(terms);
  return kept;
}

// A change whose answer is the component's record.
template <typename Change>
Response answer_component_once(const Call& call, const Change& change) {
  return answer_once<warehouse::ComponentView, warehouse::ComponentView>(
      call, change, [&](const warehouse::ComponentView& changed) {
        return changed_record_response(200, to_json(changed), component_path(call.id));
      });
}

}  // namespace kho::api
