#include "warehouse/authorisations.h"

#include <algorithm>

#include "warehouse/catalogue_tables.h"
#include "warehouse/component_tables.h"
#include "warehouse/log_text.h"
#include "warehouse/owner_codec.h"
#include "warehouse/owners.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

[[noreturn]] void refuse(const std::string& why) { throw Error(Errc::kMetadataInvalid, why); }

std::optional<Authorisation> find(const store::TableReader& tables, std::string_view raw_id) {
  const auto record = tables.get(kAuthorisations, raw_id);
  return record ? std::optional(decode_authorisation(*record)) : std::nullopt;
}

std::vector<std::string> checked_types(const store::TableReader& tables,
                                       const std::vector<std::string>& types) {
  if (types.size() > kAuthorisationScopeMax) refuse("types: at most 100");
  for (const std::string& type : types) {
    if (!find_type(tables, type)) {
      throw Error(Errc::kTypeUnknown, "types: no such component type in the catalogue");
    }
  }
  return types;
}

std::vector<std::string> stems_of(const std::vector<std::string>& procedures) {
  if (procedures.size() > kAuthorisationScopeMax) refuse("procedures: at most 100");
  std::vector<std::string> stems;
  for (const std::string& procedure : procedures) {
    const auto code = parse_procedure_code(procedure);
    if (!code) refuse("procedures: a code has the form N.NNNNNN");
    if (std::ranges::find(stems, code->stem) == stems.end()) stems.push_back(code->stem);
  }
  return stems;
}

bool in_scope(const std::vector<std::string>& scope, std::string_view asked) {
  return scope.empty() || std::ranges::find(scope, asked) != scope.end();
}

bool covers(const Authorisation& authorisation, std::string_view stem, std::string_view type,
            Date day) {
  return authorisation.from <= day && (!authorisation.to || day <= *authorisation.to) &&
         (!authorisation.revoked || day < Date::in_vietnam(authorisation.revoked->at_ms)) &&
         in_scope(authorisation.procedures, stem) && in_scope(authorisation.types, type);
}

bool contains(const std::vector<Uuid>& ids, const Uuid& id) {
  return std::ranges::find(ids, id) != ids.end();
}

}  // namespace

bool evidence_stands(const Component& evidence, Date day) {
  const Validity& validity = evidence.facts.validity;
  const bool stands = evidence.facts.review == ReviewState::kApproved && !evidence.revocation &&
                      !evidence.superseded && !evidence.damaged_since_ms &&
                      evidence.current().signature != Signature::kInvalid &&
                      !(evidence.facts.issue_date && *evidence.facts.issue_date > day);
  return stands && validity.kind != Validity::Kind::kUnknown &&
         (!validity.from || *validity.from <= day) && (!validity.to || day <= *validity.to);
}

Authorisation authorise(store::Transaction& transaction, const Uuid& id, const Uuid& principal,
                        const AuthorisationOrder& order, std::int64_t now_ms) {
  store::WriteTransaction& tables = transaction.tables();
  (void)existing_owner(tables, principal);
  (void)existing_owner(tables, order.agent);
  const std::vector<Uuid> members = members_of(tables, principal);
  if (contains(members, order.agent)) refuse("agent: nobody needs to authorise themselves");
  Authorisation made;
  made.id = id;
  made.principal = principal;
  made.agent = order.agent;
  made.types = checked_types(tables, order.types);
  made.procedures = stems_of(order.procedures);
  made.evidence = order.evidence;
  made.from = order.from.value_or(Date::in_vietnam(now_ms));
  made.to = order.to;
  if (made.to && *made.to < made.from) refuse("to: ends before it begins");
  made.granted_by = log_text("by", order.by, keys_of(tables, {principal, order.agent}));
  made.granted_at_ms = now_ms;
  const auto evidence = find_component(tables, order.evidence.raw());
  if (!evidence || !contains(members, evidence->owner)) {
    throw Error(Errc::kEvidenceInvalid, "evidence: the principal has no such component");
  }
  if (!evidence_stands(*evidence, made.from)) {
    throw Error(Errc::kEvidenceInvalid,
                "evidence: the paper is rejected, or is not known to be valid on the first day");
  }
  const std::string raw(id.raw());
  tables.put(kAuthorisations, raw, encode(made));
  std::string pair(principal.raw());
  pair += order.agent.raw();
  tables.put(kAuthorisationsByPrincipal, pair + raw, "");
  tables.put(kAuthorisationsByAgent, std::string(order.agent.raw()) + raw, "");
  Event event{Event::Type::kAuthorised, now_ms, made.evidence, principal, {}, {}};
  event.by = made.granted_by;
  event.related = id;
  transaction.append_log(encode(event));
  return made;
}

Authorisation revoke_authorisation(store::Transaction& transaction, const Uuid& id,
                                   const std::string& by, const std::string& why,
                                   std::int64_t now_ms) {
  store::WriteTransaction& tables = transaction.tables();
  auto found = find(tables, id.raw());
  if (!found) throw Error(Errc::kNotFound, "there is no such authorisation");
  if (found->revoked) throw Error(Errc::kAuthorisationRevoked, "it is revoked already");
  const std::vector<std::string> keys = keys_of(tables, {found->principal, found->agent});
  found->revoked =
      AuthorisationEnd{now_ms, log_text("by", by, keys), log_text("reason", why, keys)};
  tables.put(kAuthorisations, id.raw(), encode(*found));
  Event event{Event::Type::kAuthorisationRevoked, now_ms, {}, found->principal, {}, {}};
  event.by = found->revoked->by;
  event.reason = found->revoked->why;
  event.related = id;
  transaction.append_log(encode(event));
  return std::move(*found);
}

std::optional<Authorisation> authorisation_in_force(const store::TableReader& tables,
                                                    const Uuid& principal, const Uuid& agent,
                                                    std::string_view procedure_stem,
                                                    std::string_view type, Date day) {
  const std::vector<Uuid> principals = members_of(tables, principal);
  const std::vector<Uuid> agents = members_of(tables, agent);
  std::optional<Authorisation> found;
  const auto look_at = [&](std::string_view key, std::string_view) {
    const std::string_view agent_and_id = key.substr(Uuid::kSize);
    const auto who = Uuid::from_raw(agent_and_id.substr(0, Uuid::kSize));
    if (!who || !contains(agents, *who)) return true;
    auto authorisation = find(tables, agent_and_id.substr(Uuid::kSize));
    if (!authorisation || !covers(*authorisation, procedure_stem, type, day)) return true;
    // A merge may have been undone since: then the paper is somebody else's.
    const auto evidence = find_component(tables, authorisation->evidence.raw());
    if (evidence && contains(principals, evidence->owner) && evidence_stands(*evidence, day)) {
      found = std::move(authorisation);
    }
    return !found;
  };
  for (const Uuid& each : principals) {
    if (!found) each_with_prefix(tables, kAuthorisationsByPrincipal, each.raw(), look_at);
  }
  return found;
}

AuthorisationsOf authorisations_of(const store::TableReader& tables, const Uuid& owner,
                                   std::size_t most) {
  AuthorisationsOf all;
  const auto collect = [&](Table table, std::vector<Authorisation>& into) {
    each_with_prefix(tables, table, owner.raw(), [&](std::string_view key, std::string_view) {
      if (into.size() >= most) return false;
      if (auto found = find(tables, key.substr(key.size() - Uuid::kSize))) {
        into.push_back(std::move(*found));
      }
      return true;
    });
  };
  collect(kAuthorisationsByPrincipal, all.given);
  collect(kAuthorisationsByAgent, all.received);
  return all;
}

}  // namespace kho::warehouse
