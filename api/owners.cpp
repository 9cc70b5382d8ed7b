// Who is who: look-up, aliases, merges, authorisations.

#include "api/handler.h"
#include "api/json_owners.h"
#include "api/once.h"
#include "api/problem.h"

namespace kho::api {
namespace {

constexpr std::size_t kOwnerKeysPageMax = 1000;

template <typename Change>
Response change_owner(const Call& call, int status, const Change& change) {
  return answer_once<warehouse::Nothing, warehouse::OwnerView>(
      call, change, [status](const warehouse::OwnerView& changed) {
        return json_response(status, to_json(changed));
      });
}

template <typename Change>
Response change_authorisation(const Call& call, int status, const Change& change) {
  return answer_once<warehouse::Nothing, warehouse::Authorisation>(
      call, change, [status](const warehouse::Authorisation& changed) {
        return json_response(status, to_json(changed));
      });
}

}  // namespace

Response post_owner(const Call& call) {
  const OwnerEntering owner = owner_entering_from(parse_json(call.request.body));
  return change_owner(call, 200, [&](const auto& terms) {
    return call.warehouse.enter_owner(owner.owner, owner.name, terms);
  });
}

// For an export of everything by who has the directory, and the numbers with it.
Response get_owner_keys(const Call& call) {
  std::optional<warehouse::Uuid> after;
  for (const auto& [name, value] : call.request.query) {
    after = warehouse::Uuid::parse(value);
    if (name != "after" || !after) {
      throw Problem(400, "query_invalid", "the one parameter is after, an owner's id");
    }
  }
  const auto owners = call.warehouse.owners_behind(after, kOwnerKeysPageMax + 1);
  Json page = Json::array();
  for (const warehouse::Owner& owner : owners) {
    if (page.size() == kOwnerKeysPageMax) break;
    page.push_back({{"id", owner.id.text()}, {"key", owner.key}, {"name", owner.name}});
  }
  const Json next = owners.size() > kOwnerKeysPageMax ? page.back().at("id") : Json();
  return page_response("owners", std::move(page), next);
}

Response post_owner_lookup(const Call& call) {
  const warehouse::OwnerQuestion question = owner_question_from(parse_json(call.request.body));
  return json_response(200, to_json(call.warehouse.look_up_owner(question, call.purpose)));
}

Response post_alias(const Call& call) {
  const warehouse::AliasOrder order = alias_order_from(parse_json(call.request.body));
  return change_owner(call, 201, [&](const auto& terms) {
    return call.warehouse.add_alias(call.id, order, terms);
  });
}

Response delete_alias(const Call& call) {
  const AliasRemoval removal = alias_removal_from(parse_json(call.request.body));
  return change_owner(call, 200, [&](const auto& terms) {
    return call.warehouse.remove_alias(call.id, removal.key, removal.by, terms);
  });
}

Response post_merge(const Call& call) {
  const warehouse::MergeOrder order = merge_order_from(parse_json(call.request.body));
  return change_owner(call, 201, [&](const auto& terms) {
    return call.warehouse.merge_owners(call.id, order, terms);
  });
}

Response delete_merge(const Call& call) {
  const Undoing undoing = undoing_from(parse_json(call.request.body));
  return change_owner(call, 200, [&](const auto& terms) {
    return call.warehouse.unmerge_owner(call.id, undoing.reason, undoing.by, terms);
  });
}

Response post_authorisation(const Call& call) {
  const warehouse::AuthorisationOrder order =
      authorisation_order_from(parse_json(call.request.body));
  return change_authorisation(call, 201, [&](const auto& terms) {
    return call.warehouse.authorise(call.id, order, terms);
  });
}

Response delete_authorisation(const Call& call) {
  const Undoing undoing = undoing_from(parse_json(call.request.body));
  return change_authorisation(call, 200, [&](const auto& terms) {
    return call.warehouse.revoke_authorisation(call.id, undoing.by, undoing.reason, terms);
  });
}

}  // namespace kho::api
