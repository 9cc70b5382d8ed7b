// api/handler.h - What answers a route: a function from a call to an answer.
//
// The routes are listed in api.cpp; each subject's handlers stand in a file of their own. A handler
// throws Problem, warehouse::Error and whatever else api/problem.h translates. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "api/api.h"
#include "api/http.h"
#include "api/json.h"
#include "api/problem.h"
#include "warehouse/warehouse.h"

namespace kho::api {

// One request, who makes it, and what stands in its path at the places of "{id}", "{name}",
// "{code}", "{position}" and "{page}".
struct Call {
  warehouse::Warehouse& warehouse;
  const Request& request;
  warehouse::Purpose purpose;
  std::string caller;  // As caller_of() says; empty where there is no token.
  warehouse::Uuid id;
  std::string name;
  std::string code;
  std::uint64_t position = 0;
  std::uint32_t page = 0;
  const Api& api;

  // Who decides: as the body says, or else as the headers do.
  [[nodiscard]] std::string by(const std::string& said) const {
    return said.empty() ? purpose.by : said;
  }
};

// What whoever asks may not see is answered as if it were not there. Throw Problem 404 not_found,
// and dossier_not_found.
[[nodiscard]] Problem no_such_component();
void require_paper(const Call& call, const warehouse::Uuid& id);
void require_dossier(const Call& call, const warehouse::Uuid& id);

[[nodiscard]] Response json_response(int status, const Json& json);
[[nodiscard]] Response json_text_response(int status, std::string json);  // A whole line.

// A page of a list: `next` is what to ask for `after`, a number or a text; null on the last page.
[[nodiscard]] Response page_response(const char* name, Json records, const Json& next);

// Who orders it: as the body says, which may be absent and says nothing else, or else as the
// headers do. Throws Error `wrong` for another body.
[[nodiscard]] std::string officer_of(const Call& call, warehouse::Errc wrong);

[[nodiscard]] std::string component_path(const warehouse::Uuid& id);

// The value of a parameter of the query. Throws Problem 400 query_invalid.
[[nodiscard]] std::uint64_t whole_number(const std::string& parameter, const std::string& value,
                                         std::uint64_t least, std::uint64_t most);

// components.cpp
Response post_component(const Call& call);
Response post_version(const Call& call);
Response get_component(const Call& call);
Response get_content(const Call& call);
Response get_text(const Call& call);
Response get_page(const Call& call);
Response get_findings(const Call& call);

// tokens.cpp
Response post_token(const Call& call);
Response get_tokens(const Call& call);
Response delete_token(const Call& call);

// access_log.cpp
Response get_access_log(const Call& call);
Response post_owner_access_log(const Call& call);

// review.cpp
Response post_under_review(const Call& call);
Response post_approve(const Call& call);
Response post_reject(const Call& call);
Response post_revoke(const Call& call);
Response post_supersede(const Call& call);

// keeping.cpp
Response delete_component(const Call& call);
Response post_hold(const Call& call);
Response delete_hold(const Call& call);
Response post_retention(const Call& call);

// owners.cpp
Response post_owner(const Call& call);
Response post_owner_lookup(const Call& call);
Response get_owner_keys(const Call& call);
Response post_alias(const Call& call);
Response delete_alias(const Call& call);
Response post_merge(const Call& call);
Response delete_merge(const Call& call);
Response post_authorisation(const Call& call);
Response delete_authorisation(const Call& call);

// dossiers.cpp
Response post_dossier(const Call& call);
Response get_dossier(const Call& call);
Response get_dossier_coded(const Call& call);
Response post_dossier_state(const Call& call);
Response post_dossier_reference(const Call& call);

// reuse.cpp
Response post_reuse_query(const Call& call);
Response post_confirmation(const Call& call);
Response get_receipt(const Call& call);
Response get_uses(const Call& call);

// search.cpp
Response get_search(const Call& call);
Response post_search(const Call& call);
Response get_completions(const Call& call);
Response post_completions(const Call& call);
Response get_index(const Call& call);
Response post_index_seal(const Call& call);
Response post_shard_move(const Call& call);

// readings.cpp
Response get_readings(const Call& call);
Response post_reading_retry(const Call& call);

// schedule.cpp
Response get_schedule(const Call& call);
Response post_schedule_task(const Call& call);

// catalogue.cpp
Response post_catalogue(const Call& call);
Response get_types(const Call& call);
Response get_type(const Call& call);
Response get_procedures(const Call& call);
Response get_procedure(const Call& call);
Response get_agencies(const Call& call);
Response get_agency(const Call& call);

// audit.cpp
Response get_audit_key(const Call& call);
Response post_audit_key(const Call& call);
Response get_checkpoint(const Call& call);
Response post_checkpoint(const Call& call);
Response get_log_entries(const Call& call);
Response get_log_proof(const Call& call);
Response get_consistency(const Call& call);

// events.cpp
Response get_events(const Call& call);

// webhooks.cpp
Response post_webhook(const Call& call);
Response get_webhooks(const Call& call);
Response get_webhook(const Call& call);
Response delete_webhook(const Call& call);
Response post_webhook_enable(const Call& call);
Response post_webhook_secret(const Call& call);
Response post_webhook_test(const Call& call);
Response get_dead_letters(const Call& call);
Response post_redelivery(const Call& call);

// reports.cpp
Response get_reuse_report(const Call& call);

// synchronisation.cpp
Response get_dossier_export(const Call& call);

// partner.cpp
Response post_owned_papers(const Call& call);
Response post_dossier_state_of_partner(const Call& call);

// description.cpp
Response get_openapi(const Call& call);
Response get_docs(const Call& call);

// maintenance.cpp
Response get_statistics(const Call& call);
Response get_diagnosis(const Call& call);
Response post_job(const Call& call);
Response get_jobs(const Call& call);
Response get_job(const Call& call);
Response delete_job(const Call& call);
Response livez(const Call& call);
Response readyz(const Call& call);
Response version(const Call& call);
Response get_metrics(const Call& call);

}  // namespace kho::api
