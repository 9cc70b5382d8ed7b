// Tokens: made, listed, revoked.

#include "api/access.h"
#include "api/handler.h"
#include "api/json_fields.h"
#include "api/json_values.h"
#include "api/once.h"
#include "api/slice.h"
#include "warehouse/error.h"

namespace kho::api {
namespace {

Json token_json(const warehouse::Token& token) {
  return {{"id", token.id.text()},
          {"name", token.name},
          {"role", warehouse::name_in(warehouse::kRoleNames, token.role)},
          {"agency", text_or_null(token.agency)},
          {"scopes", token.scopes},
          {"created_at", warehouse::utc_text(token.created_at_ms)},
          {"created_by", token.created_by},
          {"expires_at", warehouse::utc_text(token.expires_at_ms)},
          {"revoked_at", time_or_null(token.revoked_at_ms)},
          {"revoked_by", text_or_null(token.revoked_by)}};
}

// Rights that the role has, or the token would promise what it cannot do.
std::vector<std::string> scopes_from(Fields& fields, warehouse::Role role) {
  std::vector<std::string> scopes = fields.texts("scopes");
  for (const std::string& scope : scopes) {
    const auto right = warehouse::value_in(kRightNames, std::string_view(scope));
    if (!right || !may(role, *right))
      fields.refuse("scopes", "the role has not all of these rights");
  }
  return scopes;
}

}  // namespace

Response post_token(const Call& call) {
  refuse_idempotency_key(call.request);
  const Json json = parse_json(call.request.body);
  Fields fields(json, "token", warehouse::Errc::kTokenInvalid);
  warehouse::TokenOrder order;
  order.name = fields.required_text("name");
  static_cast<void>(fields.required_text("role"));
  order.role = fields.enumerator("role", warehouse::kRoleNames, order.role);
  order.agency = fields.text("agency");
  order.scopes = scopes_from(fields, order.role);
  order.days =
      static_cast<std::uint32_t>(fields.number("days", order.days, warehouse::kTokenDaysMax));
  order.by = call.by(fields.text("by"));
  fields.finish();
  const warehouse::MadeToken made = call.warehouse.tokens().make(order);
  Response response =
      json_response(201, {{"token", token_json(made.token)}, {"secret", made.secret}});
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Response get_tokens(const Call& call) {
  const std::vector<warehouse::Token> all = call.warehouse.tokens().list();
  return slice_response(call, "tokens", all, [](const auto& token) { return token_json(token); });
}

Response delete_token(const Call& call) {
  const warehouse::Token token =
      call.warehouse.tokens().revoke(call.id, officer_of(call, warehouse::Errc::kTokenInvalid));
  return json_response(200, {{"token", token_json(token)}});
}

}  // namespace kho::api
