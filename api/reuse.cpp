// What can be reused, what was decided, and the receipts for it.

#include "api/content.h"
#include "api/handler.h"
#include "api/json_receipt.h"
#include "api/json_reuse.h"
#include "api/once.h"
#include "api/slice.h"
#include "store/sha256.h"
#include "warehouse/jws.h"

namespace kho::api {
namespace {

constexpr std::string_view kReceiptType = "kho-receipt+json";

// The payload as a JWS in compact form (RFC 7515); null while the signing key cannot be used, which
// is no reason to keep the receipt back: it can be fetched, signed, later.
Json signature_of(const std::string& payload, warehouse::KeyRing& keys) {
  try {
    return warehouse::signed_jws(*keys.signing(), payload, kReceiptType);
  } catch (const warehouse::Error& error) {
    if (error.code() != warehouse::Errc::kSigningKeyUnusable) throw;
    return nullptr;
  }
}

// With the exact text that is signed, so that nobody has to make it again to verify it.
Json receipt_json(const Call& call, const warehouse::Receipt& receipt) {
  const std::string payload = receipt_payload(receipt);
  Json json = to_json(receipt);
  json["payload"] = payload;
  json["jws"] = signature_of(payload, call.warehouse.keys());
  return json;
}

}  // namespace

Response post_reuse_query(const Call& call) {
  warehouse::ReuseQuestion question = reuse_question_from(parse_json(call.request.body));
  warehouse::Purpose& purpose = question.purpose;
  purpose.by = call.by(purpose.by);
  purpose.dossier = call.purpose.dossier;
  if (purpose.why.empty()) purpose.why = call.purpose.why;
  purpose.bearer = call.purpose.bearer;
  if (question.dossier) require_dossier(call, *question.dossier);
  const warehouse::ReuseAnswer answer = call.warehouse.reuse().ask(question);
  Response response = json_text_response(200, reuse_answer_text(answer));
  const std::string hash = store::Sha256::raw_of(response.body);
  response.headers.emplace_back("Kho-Answer-Digest", digest_text(hash));
  call.warehouse.reuse().record(answer, store::Sha256::raw_of(call.request.body), hash);
  return response;
}

Response post_confirmation(const Call& call) {
  warehouse::ReuseDecision decision = decision_from(parse_json(call.request.body));
  decision.query = call.id;
  decision.purpose = call.purpose;
  decision.by = call.by(decision.by);
  return answer_once<warehouse::Nothing, warehouse::Decided>(
      call, [&](const auto& terms) { return call.warehouse.reuse().confirm(decision, terms); },
      [&](const warehouse::Decided& decided) {
        Response response =
            json_response(decided.repeated ? 200 : 201, receipt_json(call, decided.receipt));
        response.headers.emplace_back("Location", "/v1/receipts/" + decided.receipt.id.text());
        return response;
      });
}

Response get_receipt(const Call& call) {
  const warehouse::Receipt receipt = call.warehouse.reuse().receipt(call.id);
  if (call.purpose.bearer && !call.warehouse.may_see_dossier(receipt.dossier, call.purpose)) {
    throw Problem(404, "receipt_not_found", "there is no such receipt");
  }
  return json_response(200, receipt_json(call, receipt));
}

Response get_uses(const Call& call) {
  require_paper(call, call.id);
  const std::vector<warehouse::Receipt> all = call.warehouse.reuse().uses(call.id);
  return slice_response(call, "uses", all,
                        [&](const auto& receipt) { return receipt_json(call, receipt); });
}

}  // namespace kho::api
