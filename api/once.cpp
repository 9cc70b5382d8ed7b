#include "api/once.h"

#include <algorithm>

#include "api/content.h"
#include "api/counted_text.h"
#include "api/multipart.h"
#include "api/problem.h"
#include "store/sha256.h"

namespace kho::api {
namespace {

constexpr char kKeyHeader[] = "idempotency-key";

[[noreturn]] void bad_key(const std::string& why) {
  throw Problem(400, "idempotency_key_invalid", "Idempotency-Key: " + why);
}

// A string of structured fields, in quotes (RFC 9651, 3.3.3), or, as many send it, bare.
std::string key_in(std::string_view header) {
  if (header.size() >= 2 && header.starts_with('"') && header.ends_with('"')) {
    header = header.substr(1, header.size() - 2);
  }
  const bool visible = std::ranges::all_of(
      header, [](char c) { return c > ' ' && c < '\x7f' && c != '"' && c != ','; });
  if (header.empty() || header.size() > kIdempotencyKeyBytesMax || !visible) {
    bad_key("give one key of 1 to " + std::to_string(kIdempotencyKeyBytesMax) +
            " visible ASCII characters, such as a UUID");
  }
  return std::string(header);
}

// Of what the request asks, however its body is wrapped: the boundary of a multipart body is
// another one each time.
std::string hash_of(const Request& request) {
  std::string all;
  append_counted(all, request.method);
  append_counted(all, request.path);
  for (const auto& [name, value] : request.query) {
    append_counted(all, name);
    append_counted(all, value);
  }
  for (const char* name : {"kho-officer", "kho-dossier", "if-match"}) {
    append_counted(all, request.header(name));
  }
  const std::string_view type = request.header("content-type");
  if (type.starts_with("multipart/")) {
    for (const Part& part : parse_multipart(type, request.content())) {
      for (const std::string& text : {part.name, part.file_name, part.content_type})
        append_counted(all, text);
      append_counted(all, store::Sha256::raw_of(part.content));
    }
  } else {
    append_counted(all, request.content());
  }
  return store::Sha256::raw_of(all);
}

// Of an answer that shows a record.
std::string tag_of(const Response& response) {
  return "\"" + store::Sha256::of(store::as_bytes(response.body)).hex() + "\"";
}

}  // namespace

std::string record_tag(const Json& record) { return tag_of(json_response(200, record)); }

Response record_response(const Request& request, const Json& record) {
  Response response = json_response(200, record);
  const std::string tag = tag_of(response);
  if (matches_tag(request.header("if-none-match"), tag)) {
    response = {};
    response.status = 304;
  }
  response.headers.emplace_back("ETag", tag);
  response.headers.emplace_back("Cache-Control", "private, no-cache");
  return response;
}

Response changed_record_response(int status, const Json& record, const std::string& path) {
  Response response = json_response(status, record);
  response.headers.emplace_back("ETag", tag_of(response));
  response.headers.emplace_back("Content-Location", path);
  return response;
}

void require_tag(std::string_view if_match, const std::string& tag) {
  // A weak tag never matches here; ours are all strong, so that it names none of them.
  const bool named = if_match == "*" ||
                     (if_match.find("W/") == std::string_view::npos && matches_tag(if_match, tag));
  if (!named) {
    throw Problem(412, "precondition_failed",
                  "the record is not (any more) as If-Match says: read it again");
  }
}

void refuse_if_match(const Request& request) {
  if (!request.header("if-match").empty()) {
    throw Problem(412, "precondition_failed",
                  "If-Match: there is no record yet, or none with a tag");
  }
}

void refuse_idempotency_key(const Request& request) {
  if (!request.header(kKeyHeader).empty()) {
    bad_key("the answer holds a secret, which is not kept; leave the header out");
  }
}

Once::Once(const Call& call) : answers_(call.warehouse.answers()) {
  const std::string_view header = call.request.header(kKeyHeader);
  if (header.empty()) return;
  name_ = warehouse::KeptAnswers::name_of(call.caller, key_in(header));
  request_ = hash_of(call.request);
  claim_ = answers_.claim(name_);
  if (!claim_) {
    throw Problem(409, "request_in_progress",
                  "a request with this Idempotency-Key is being answered: wait, then ask again");
  }
  const auto kept = answers_.find(name_);
  if (!kept) return;
  if (kept->request != request_) {
    throw Problem(422, "idempotency_key_reused",
                  "this Idempotency-Key came with another request before: take a new one");
  }
  before_.emplace();
  before_->status = static_cast<int>(kept->status);
  before_->headers = kept->headers;
  before_->body = kept->body;
  before_->headers.emplace_back("Idempotent-Replayed", "true");
}

void Once::keep(store::Transaction& transaction, const Response& answer) const {
  answers_.keep(
      transaction, name_,
      {request_, 0, static_cast<std::uint32_t>(answer.status), answer.headers, answer.body});
}

}  // namespace kho::api
