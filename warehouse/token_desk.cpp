#include "warehouse/token_desk.h"

#include <algorithm>
#include <chrono>

#include "records.pb.h"
#include "store/sha256.h"
#include "warehouse/base64.h"
#include "warehouse/catalogue_tables.h"
#include "warehouse/error.h"
#include "warehouse/event.h"
#include "warehouse/log_text.h"
#include "warehouse/record_codec.h"
#include "warehouse/record_parse.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

constexpr std::string_view kPrefix = "kho_";
constexpr std::size_t kSecretBytes = 32;

std::string encode(const Token& token) {
  records::Token out;
  out.set_id(std::string(token.id.raw()));
  out.set_name(token.name);
  out.set_role(static_cast<std::uint32_t>(token.role));
  out.set_agency(token.agency);
  out.set_secret_sha256(token.secret_sha256);
  out.set_created_at_ms(token.created_at_ms);
  out.set_created_by(token.created_by);
  out.set_expires_at_ms(token.expires_at_ms);
  if (token.revoked_at_ms) out.set_revoked_at_ms(*token.revoked_at_ms);
  out.set_revoked_by(token.revoked_by);
  for (const std::string& scope : token.scopes) out.add_scopes(scope);
  return out.SerializeAsString();
}

Token decode_token(std::string_view bytes) {
  const auto in = parse<records::Token>(bytes, "damaged record of a token");
  Token token;
  token.id = uuid(in.id());
  token.name = in.name();
  token.role = enumerator(kRoleNames, in.role());
  token.agency = in.agency();
  token.secret_sha256 = hash(in.secret_sha256(), false);
  token.created_at_ms = in.created_at_ms();
  token.created_by = in.created_by();
  token.expires_at_ms = in.expires_at_ms();
  if (in.has_revoked_at_ms()) token.revoked_at_ms = in.revoked_at_ms();
  token.revoked_by = in.revoked_by();
  token.scopes.assign(in.scopes().begin(), in.scopes().end());
  return token;
}

std::optional<Token> token_at(const store::TableReader& tables, std::string_view id) {
  const auto bytes = tables.get(kTokens, id);
  if (!bytes) return std::nullopt;
  return decode_token(*bytes);
}

// A text that goes into the log.
std::string checked_text(const char* field, const std::string& text) {
  return short_log_text(field, text, kTokenNameMax, Errc::kTokenInvalid);
}

TokenOrder checked(const TokenOrder& order) {
  TokenOrder good = order;
  good.name = checked_text("name", order.name);
  good.by = checked_text("by", order.by);
  if (order.days < 1 || order.days > kTokenDaysMax) {
    throw Error(Errc::kTokenInvalid, "days: give 1 to " + std::to_string(kTokenDaysMax));
  }
  std::ranges::sort(good.scopes);
  good.scopes.erase(std::unique(good.scopes.begin(), good.scopes.end()), good.scopes.end());
  const bool are_names = std::ranges::all_of(good.scopes, [](const std::string& scope) {
    return !scope.empty() && scope.size() <= kScopeBytesMax;
  });
  if (good.scopes.size() > kScopesMax || !are_names) {
    throw Error(Errc::kTokenInvalid,
                "scopes: names of rights, at most " + std::to_string(kScopesMax));
  }
  if (works_for_an_agency(order.role) && order.agency.empty()) {
    throw Error(Errc::kTokenInvalid, "agency: name the agency whose dossiers it works on");
  }
  return good;
}

Event event_of(Event::Type type, const Token& token, std::int64_t now_ms, const std::string& by) {
  Event event{type, now_ms, {}, {}, {}, token.name};
  event.related = token.id;
  event.number = static_cast<std::uint32_t>(token.role);
  event.agency = token.agency;
  event.by = by;
  return event;
}

}  // namespace

MadeToken TokenDesk::make(const TokenOrder& order) {
  const TokenOrder good = checked(order);
  MadeToken made;
  made.secret = std::string(kPrefix) + base64url(random_bytes(random_, kSecretBytes));
  Token& token = made.token;
  token.id = Uuid::make(clock_, random_);
  token.name = good.name;
  token.role = good.role;
  token.agency = good.agency;
  token.scopes = good.scopes;
  token.secret_sha256 = store::Sha256::raw_of(made.secret);
  token.created_at_ms = clock_.now_ms();
  token.created_by = good.by;
  token.expires_at_ms =
      token.created_at_ms + std::chrono::milliseconds(std::chrono::days(good.days)).count();
  store_.commit([&](store::Transaction& transaction) {
    store::WriteTransaction& tables = transaction.tables();
    if (!token.agency.empty() && !find_agency(tables, token.agency)) {
      throw Error(Errc::kTokenInvalid, "agency: the catalogue has no " + token.agency);
    }
    std::size_t count = 0;
    each_with_prefix(tables, kTokens, "",
                     [&](std::string_view, std::string_view) { return ++count < kTokensMax; });
    if (count >= kTokensMax) throw Error(Errc::kTokenInvalid, "there are too many tokens");
    tables.put(kTokens, token.id.raw(), encode(token));
    tables.put(kTokensBySecret, token.secret_sha256, token.id.raw());
    transaction.append_log(
        encode(event_of(Event::Type::kTokenMade, token, token.created_at_ms, token.created_by)));
  });
  return made;
}

Token TokenDesk::revoke(const Uuid& id, const std::string& by) {
  const std::string officer = checked_text("by", by);
  Token revoked;
  store_.commit([&](store::Transaction& transaction) {
    store::WriteTransaction& tables = transaction.tables();
    auto token = token_at(tables, id.raw());
    if (!token) throw Error(Errc::kNotFound, "there is no such token");
    if (token->revoked_at_ms) throw Error(Errc::kTokenRevoked, "it is revoked already");
    token->revoked_at_ms = clock_.now_ms();
    token->revoked_by = officer;
    tables.put(kTokens, id.raw(), encode(*token));
    transaction.append_log(
        encode(event_of(Event::Type::kTokenRevoked, *token, *token->revoked_at_ms, officer)));
    revoked = *std::move(token);
  });
  return revoked;
}

std::vector<Token> TokenDesk::list() const {
  std::vector<Token> tokens;
  each_with_prefix(*store_.snapshot(), kTokens, "", [&](std::string_view, std::string_view value) {
    tokens.push_back(decode_token(value));
    return true;
  });
  return tokens;
}

bool TokenDesk::has_any() const { return store_.snapshot()->cursor(kTokens)->last(); }

std::optional<Token> TokenDesk::recognise(std::string_view secret) const {
  if (!secret.starts_with(kPrefix) || secret.size() > 100) return std::nullopt;
  const auto tables = store_.snapshot();
  const auto id = tables->get(kTokensBySecret, store::Sha256::raw_of(secret));
  if (!id) return std::nullopt;
  auto token = token_at(*tables, *id);
  if (!token || !token->is_good(clock_.now_ms())) return std::nullopt;
  return token;
}

}  // namespace kho::warehouse
