// What can be reused.

#include "api/handler.h"
#include "api/json_reuse.h"
#include "store/sha256.h"

namespace kho::api {
namespace {

std::string raw_sha256(std::string_view text) {
  return std::string(store::Sha256::of(store::as_bytes(text)).raw());
}

}  // namespace

Response post_reuse_query(const Call& call) {
  const warehouse::ReuseAnswer answer =
      call.warehouse.reuse().ask(reuse_question_from(parse_json(call.request.body)));
  Response response = json_response(200, to_json(answer));
  call.warehouse.reuse().record(answer, raw_sha256(call.request.body), raw_sha256(response.body));
  return response;
}

}  // namespace kho::api
