// Who is who: look-up, aliases, merges, authorisations.

#include "api/handler.h"
#include "api/json_owners.h"

namespace kho::api {

Response post_owner(const Call& call) {
  const OwnerEntering owner = owner_entering_from(parse_json(call.request.body));
  return json_response(200, to_json(call.warehouse.enter_owner(owner.owner, owner.name)));
}

Response post_owner_lookup(const Call& call) {
  return json_response(
      200,
      to_json(call.warehouse.look_up_owner(owner_question_from(parse_json(call.request.body)))));
}

Response post_alias(const Call& call) {
  return json_response(201, to_json(call.warehouse.add_alias(
                                call.id, alias_order_from(parse_json(call.request.body)))));
}

Response delete_alias(const Call& call) {
  const AliasRemoval removal = alias_removal_from(parse_json(call.request.body));
  return json_response(200, to_json(call.warehouse.remove_alias(call.id, removal.key, removal.by)));
}

Response post_merge(const Call& call) {
  return json_response(201, to_json(call.warehouse.merge_owners(
                                call.id, merge_order_from(parse_json(call.request.body)))));
}

Response delete_merge(const Call& call) {
  const Undoing undoing = undoing_from(parse_json(call.request.body));
  return json_response(200,
                       to_json(call.warehouse.unmerge_owner(call.id, undoing.reason, undoing.by)));
}

Response post_authorisation(const Call& call) {
  const warehouse::Authorisation made =
      call.warehouse.authorise(call.id, authorisation_order_from(parse_json(call.request.body)));
  return json_response(201, to_json(made));
}

Response delete_authorisation(const Call& call) {
  const Undoing undoing = undoing_from(parse_json(call.request.body));
  return json_response(
      200, to_json(call.warehouse.revoke_authorisation(call.id, undoing.by, undoing.reason)));
}

}  // namespace kho::api
