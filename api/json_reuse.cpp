#include "api/json_reuse.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <concepts>
#include <map>
#include <optional>
#include <string_view>

#include "api/json_fields.h"
#include "api/json_values.h"

namespace kho::api {
namespace {

using warehouse::Errc;
using warehouse::name_in;

std::vector<warehouse::ThirdParty> third_parties_from(Fields& fields) {
  std::vector<warehouse::ThirdParty> parties;
  const Json& given = fields.member("third_parties");
  if (given.is_null()) return parties;
  if (!given.is_array()) fields.refuse("third_parties", "must be an array");
  for (const Json& each : given) {
    Fields party(each, "question, field third_parties", Errc::kQueryInvalid);
    parties.push_back(
        {party.required_text("requirement"), party.required_text("owner"), party.text("ground")});
    party.finish();
  }
  return parties;
}

// One level of the answer after the other, straight into the text.
class AnswerWriter {
 public:
  explicit AnswerWriter(const warehouse::ReuseAnswer& answer) : answer_(answer) {}

  [[nodiscard]] std::string text() {
    out_.StartObject();
    field("id", answer_.query.text());
    field("owner", answer_.owner_key_masked);
    field("owner_known", answer_.owner_found == warehouse::OwnerFound::kKnown);
    field("owner_ambiguous", answer_.owner_found == warehouse::OwnerFound::kAmbiguous);
    text_or_null("dossier_id",
                 answer_.dossier ? std::optional(answer_.dossier->text()) : std::nullopt);
    key("procedure");
    out_.StartObject();
    field("code", answer_.procedure);
    field("name", answer_.procedure_name);
    field("valid_from", answer_.procedure_valid_from.text());
    out_.EndObject();
    field("on", answer_.on.text());
    date("due", answer_.due);
    summary();
    key("requirements");
    out_.StartArray();
    for (const auto& requirement : answer_.requirements) write(requirement);
    out_.EndArray();
    key("position");
    out_.Uint64(answer_.position);
    out_.EndObject();
    return std::string(buffer_.GetString(), buffer_.GetSize()) + "\n";
  }

 private:
  void key(std::string_view name) {
    out_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
  }
  void value(std::string_view text) {
    out_.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  }
  void field(std::string_view name, std::string_view text) {
    key(name);
    value(text);
  }
  void text_or_null(std::string_view name, const std::optional<std::string>& text) {
    if (text) {
      field(name, *text);
    } else {
      key(name);
      out_.Null();
    }
  }
  // Of exactly bool: a pointer to characters is none.
  void field(std::string_view name, std::same_as<bool> auto truth) {
    key(name);
    out_.Bool(truth);
  }
  void number(std::string_view name, std::uint64_t number) {
    key(name);
    out_.Uint64(number);
  }
  void date(std::string_view name, const std::optional<warehouse::Date>& day) {
    text_or_null(name, day ? std::optional(day->text()) : std::nullopt);
  }
  // Outcome, reasons and warnings, which every level has.
  template <typename Level>
  void judgement(const Level& level) {
    field("outcome", name_in(warehouse::kReuseOutcomeNames, level.outcome));
    reasons("reasons", level.reasons);
    reasons("warnings", level.warnings);
  }
  void reasons(std::string_view name, const std::vector<warehouse::Reason>& reasons) {
    key(name);
    out_.StartArray();
    for (const warehouse::Reason reason : reasons) value(name_in(warehouse::kReasonNames, reason));
    out_.EndArray();
  }

  void summary() {
    std::map<warehouse::ReuseOutcome, std::uint64_t> counts;
    for (const auto& requirement : answer_.requirements) ++counts[requirement.outcome];
    key("summary");
    out_.StartObject();
    for (const auto& [outcome, name] : warehouse::kReuseOutcomeNames) number(name, counts[outcome]);
    out_.EndObject();
    key("to_scan");
    out_.StartArray();
    for (const auto& requirement : answer_.requirements) {
      const bool none = requirement.outcome == warehouse::ReuseOutcome::kMissing ||
                        requirement.outcome == warehouse::ReuseOutcome::kNotReusableType;
      if (requirement.required && none) value(requirement.code);
    }
    out_.EndArray();
  }

  void write(const warehouse::RequirementAnswer& requirement) {
    out_.StartObject();
    field("code", requirement.code);
    field("name", requirement.name);
    field("required", requirement.required);
    judgement(requirement);
    key("alternatives");
    out_.StartArray();
    for (const warehouse::AlternativeAnswer& alternative : requirement.alternatives) {
      out_.StartObject();
      field("outcome", name_in(warehouse::kReuseOutcomeNames, alternative.outcome));
      key("types");
      out_.StartArray();
      for (const warehouse::TypeAnswer& type : alternative.types) write(type);
      out_.EndArray();
      out_.EndObject();
    }
    out_.EndArray();
    out_.EndObject();
  }

  void write(const warehouse::TypeAnswer& type) {
    out_.StartObject();
    field("type", type.type);
    field("name", type.name);
    judgement(type);
    key("candidates");
    out_.StartArray();
    for (const warehouse::Candidate& candidate : type.candidates) write(candidate);
    out_.EndArray();
    number("candidates_held", type.candidates_held);
    out_.EndObject();
  }

  void write(const warehouse::Candidate& candidate) {
    const warehouse::Holding& holding = candidate.holding;
    out_.StartObject();
    field("component_id", holding.component.text());
    field("type", holding.type);
    field("kind", name_in(warehouse::kKindNames, holding.kind));
    field("number", holding.number);
    date("issue_date", holding.issue_date);
    field("issuer", holding.issuer);
    validity(holding.validity);
    field("location", holding.location);
    field("origin", name_in(warehouse::kOriginNames, holding.origin));
    field("form", name_in(warehouse::kFormNames, holding.form));
    field("review_state", name_in(warehouse::kReviewStateNames, holding.review));
    number("version", holding.version);
    field("sha256", hex(std::string(holding.sha256.data(), holding.sha256.size())));
    field("content", content_path(holding.component));
    field("from_parent", candidate.from_parent);
    judgement(candidate);
    out_.EndObject();
  }

  // As validity_json().
  void validity(const warehouse::Validity& validity) {
    key("validity");
    out_.StartObject();
    if (validity.from) date("from", validity.from);
    switch (validity.kind) {
      case warehouse::Validity::Kind::kUnknown:
        field("unknown", true);
        break;
      case warehouse::Validity::Kind::kIndefinite:
        field("indefinite", true);
        break;
      case warehouse::Validity::Kind::kUntil:
        date("to", validity.to);
        break;
    }
    out_.EndObject();
  }

  const warehouse::ReuseAnswer& answer_;
  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> out_{buffer_};
};

}  // namespace

warehouse::ReuseQuestion reuse_question_from(const Json& json) {
  warehouse::ReuseQuestion question;
  Fields fields(json, "question", Errc::kQueryInvalid);
  question.owner = fields.text("owner");
  question.owner_name = fields.text("owner_name");
  question.procedure = fields.text("procedure");
  question.on = fields.date("on");
  question.due = fields.date("due");
  question.location = fields.text("location");
  question.dossier = fields.id("dossier_id");
  question.third_parties = third_parties_from(fields);
  question.purpose.by = fields.text("by");
  question.purpose.why = fields.text("purpose");
  fields.finish();
  return question;
}

std::string reuse_answer_text(const warehouse::ReuseAnswer& answer) {
  return AnswerWriter(answer).text();
}

}  // namespace kho::api
