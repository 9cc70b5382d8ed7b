#include "api/json_search.h"

#include "api/json_component.h"
#include "api/json_fields.h"
#include "api/json_values.h"
#include "api/search_names.h"

namespace kho::api {
namespace {

using warehouse::name_in;

// Through whose eyes: "as_owner" or "as_dossier", or the office's.
template <typename Question>
void read_view(Fields& fields, Question& question) {
  const std::string owner = fields.text("as_owner");
  const std::string dossier = fields.text("as_dossier");
  if (!owner.empty() && !dossier.empty()) {
    fields.refuse("as_owner", "goes without as_dossier");
  }
  if (!owner.empty()) {
    question.view = warehouse::View::kOwner;
    question.view_of = owner;
  } else if (!dossier.empty()) {
    question.view = warehouse::View::kDossier;
    question.view_of = dossier;
  }
}

Json fragment_json(const warehouse::SearchFragment& fragment) {
  Json parts = Json::array();
  for (const index::FragmentPart& part : fragment.parts) {
    parts.push_back({{"text", part.text}, {"hit", part.is_hit}});
  }
  Json json = {{"field", fragment.field}, {"page", nullptr}, {"parts", std::move(parts)}};
  if (fragment.page) json["page"] = *fragment.page;
  return json;
}

Json facets_json(const std::vector<warehouse::SearchFacet>& facets) {
  Json json = Json::object();
  for (const warehouse::SearchFacet& facet : facets) {
    Json values = Json::array();
    for (const warehouse::SearchFacet::Value& value : facet.values) {
      Json each = {{"value", value.value}, {"name", nullptr}, {"count", value.count}};
      if (!value.name.empty()) each["name"] = value.name;
      values.push_back(std::move(each));
    }
    json[std::string(name_in(kFacetNames, facet.field))] = {{"exact", facet.is_exact},
                                                            {"values", std::move(values)}};
  }
  return json;
}

}  // namespace

warehouse::SearchQuestion search_question_from(const Json& json) {
  warehouse::SearchQuestion question;
  Fields fields(json, "question", warehouse::Errc::kQueryInvalid);
  question.text = fields.text("q");
  question.syntax = fields.enumerator("syntax", kSyntaxNames, question.syntax);
  question.owner = fields.text("owner");
  question.owner_id = fields.id("owner_id");
  question.types = fields.texts("type");
  question.kinds = fields.texts("kind");
  question.years = fields.texts("year");
  question.statuses = fields.texts("status");
  question.issuers = fields.texts("issuer");
  question.procedures = fields.texts("procedure");
  question.dossiers = fields.texts("dossier");
  question.issued_from = fields.date("issued_from");
  question.issued_to = fields.date("issued_to");
  read_view(fields, question);
  question.sort = fields.enumerator("sort", kSortNames, question.sort);
  question.limit = static_cast<std::uint32_t>(fields.number("limit", question.limit, 100));
  question.offset = static_cast<std::uint32_t>(fields.number("offset", 0, 10000));
  question.cursor = fields.text("cursor");
  for (const std::string& name : fields.texts("facets")) {
    const auto field = warehouse::value_in(kFacetNames, name);
    if (!field) fields.refuse("facets", "are type, issuer, year, kind and status");
    question.facets.push_back(*field);
  }
  question.fragments_max = static_cast<std::uint32_t>(
      fields.number("fragments", question.fragments_max, warehouse::kFragmentsMax));
  question.wait_for_position = fields.number("wait_for_position", 0, UINT64_MAX);
  question.wait_max = std::chrono::milliseconds(fields.number("wait_ms_max", 5000, 30000));
  fields.finish();
  return question;
}

warehouse::CompletionQuestion completion_question_from(const Json& json) {
  warehouse::CompletionQuestion question;
  Fields fields(json, "question", warehouse::Errc::kQueryInvalid);
  question.text = fields.text("q");
  read_view(fields, question);
  question.limit =
      static_cast<std::uint32_t>(fields.number("limit", question.limit, index::kCompletionsMax));
  fields.finish();
  return question;
}

Json to_json(const warehouse::SearchAnswer& answer) {
  Json hits = Json::array();
  for (const warehouse::SearchAnswer::Hit& hit : answer.hits) {
    Json fragments = Json::array();
    for (const auto& fragment : hit.fragments) fragments.push_back(fragment_json(fragment));
    hits.push_back({{"score", hit.score},
                    {"component", to_json(hit.component)},
                    {"fragments", std::move(fragments)}});
  }
  return {{"hits", std::move(hits)},
          {"total", {{"value", answer.total}, {"exact", answer.total_is_exact}}},
          {"facets", facets_json(answer.facets)},
          {"next", text_or_null(answer.next)},
          {"better_spelling", text_or_null(answer.better_spelling)},
          {"widened", answer.is_widened},
          {"shards_missing", answer.shards_missing},
          {"position", answer.position},
          {"log_position", answer.log_position}};
}

Json to_json(const std::vector<index::Completion>& completions) {
  Json json = Json::array();
  for (const index::Completion& completion : completions) {
    json.push_back({{"text", completion.text}, {"count", completion.count}});
  }
  return {{"completions", std::move(json)}};
}

Json to_json(const std::vector<index::ShardInfo>& shards) {
  Json json = Json::array();
  for (const index::ShardInfo& shard : shards) {
    json.push_back({{"name", shard.name},
                    {"state", name_in(kShardStateNames, shard.state)},
                    {"label", text_or_null(shard.label)},
                    {"address", text_or_null(shard.address)},
                    {"documents", shard.documents},
                    {"bytes", shard.bytes},
                    {"removals_waiting", shard.removals_waiting}});
  }
  return json;
}

Json to_json(const warehouse::ReindexReport& report) {
  return {{"components", report.components},   {"text_bytes", report.text_bytes},
          {"index_bytes", report.index_bytes}, {"shards", report.shards},
          {"position", report.position},       {"resumed", report.resumed},
          {"stopped", report.stopped}};
}

}  // namespace kho::api
