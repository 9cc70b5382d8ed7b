#include "api/json_findings.h"

#include "api/json_values.h"
#include "index/personal_number.h"
#include "warehouse/owner_key.h"

namespace kho::api {
namespace {

Json fact_json(const ingest::Fact& fact) {
  return {{"value", fact.value},
          {"as_written", fact.as_written},
          {"confidence", fact.confidence},
          {"page", fact.page + 1}};
}

void add_fact(Json& json, const char* name, const std::optional<ingest::Fact>& fact) {
  if (fact) json[name] = fact_json(*fact);
}

Json facts_json(const ingest::Facts& facts) {
  Json json = Json::object();
  add_fact(json, "number", facts.number);
  add_fact(json, "issue_date", facts.issue_date);
  add_fact(json, "issuer", facts.issuer);
  add_fact(json, "issuer_parent", facts.issuer_parent);
  add_fact(json, "place", facts.place);
  add_fact(json, "signer", facts.signer);
  add_fact(json, "signer_position", facts.signer_position);
  add_fact(json, "subject", facts.subject);
  add_fact(json, "owner_name", facts.owner_name);
  add_fact(json, "valid_from", facts.validity.from);
  add_fact(json, "valid_to", facts.validity.to);
  add_fact(json, "indefinite", facts.validity.indefinite);
  if (facts.type) {
    json["type"] = fact_json(facts.type->title);
    json["type"]["code"] = facts.type->code;
  }
  Json owners = Json::array();
  for (const ingest::OwnerId& id : facts.owner_ids) {
    const std::string key = warehouse::owner_key_found(id);
    if (key.empty()) continue;
    owners.push_back({{"key_masked", warehouse::masked_owner_key(key)},
                      {"confidence", id.number.confidence},
                      {"page", id.number.page + 1}});
  }
  json["owners"] = std::move(owners);
  return json;
}

const char* tint_name(ingest::Tint tint) {
  switch (tint) {
    case ingest::Tint::kBlackAndWhite:
      return "black_and_white";
    case ingest::Tint::kGrey:
      return "grey";
    case ingest::Tint::kColour:
      break;
  }
  return "colour";
}

// What a QR code says may be a citizen's card: its numbers are nobody's business here.
std::string shown(const std::string& text) {
  return index::holds_personal_number(text) ? std::string() : text;
}

Json page_json(const ingest::PageFindings& page, std::size_t number) {
  Json json = {
      {"page", number},
      {"source", ingest::text_source_name(page.source)},
      {"confidence", page.source == ingest::TextSource::kRecognised ? Json(page.confidence / 100.0)
                                                                    : Json(nullptr)},
      {"failure", page.failure == ingest::Failure::kNone
                      ? Json(nullptr)
                      : Json(ingest::failure_name(page.failure))},
      {"scan_dpi", page.scan_dpi > 0 ? Json(page.scan_dpi) : Json(nullptr)},
      {"words", page.words.size()}};
  if (page.facts) {
    json["colour"] = tint_name(page.facts->tint);
    json["blank"] = page.facts->is_blank;
    json["skew_degrees"] = page.facts->skew_degrees;
  }
  Json codes = Json::array();
  for (const ingest::QrCode& code : page.qr_codes) {
    const std::string text = shown(code.text);
    codes.push_back({{"text", text.empty() ? Json(nullptr) : Json(text)}});
  }
  json["qr_codes"] = std::move(codes);
  return json;
}

std::string day_text(std::chrono::year_month_day day) {
  return warehouse::Date(std::chrono::sys_days(day).time_since_epoch().count()).text();
}

// Its owner's name and days, for a form that is filled in; the number masked.
Json card_json(const warehouse::CardFound& found) {
  const ingest::CitizenCard& card = found.card;
  return {{"key_masked", warehouse::masked_owner_key("cccd:" + card.personal_number)},
          {"name", card.name},
          {"birth", day_text(card.birth)},
          {"sex", card.sex == ingest::Sex::kMale ? "male" : "female"},
          {"residence", card.residence},
          {"issued", day_text(card.issued)},
          {"page", found.page}};
}

Json signer_json(const ingest::SignerCertificate& signer) {
  Json identifications = Json::array();
  for (const ingest::Identification& each : signer.identifications) {
    identifications.push_back({{"scheme", each.scheme}, {"value", each.value}});
  }
  return {{"name", signer.common_name},
          {"organisation", signer.organisation},
          {"identifications", std::move(identifications)},
          {"issuer", signer.issuer},
          {"serial", signer.serial},
          {"not_before", warehouse::utc_text(signer.not_before_s * 1000)},
          {"not_after", warehouse::utc_text(signer.not_after_s * 1000)}};
}

Json signature_json(const ingest::PdfSignature& signature) {
  Json reasons = Json::array();
  for (const ingest::SignatureReason reason : signature.reasons) {
    reasons.push_back(ingest::name_of(reason));
  }
  std::optional<std::int64_t> signed_at_ms;
  if (signature.signed_at_s) signed_at_ms = *signature.signed_at_s * 1000;
  return {{"field", signature.field_name},
          {"integrity", ingest::name_of(signature.integrity)},
          {"trust", ingest::name_of(signature.trust)},
          {"revocation", ingest::name_of(signature.revocation)},
          {"coverage", ingest::name_of(signature.coverage)},
          {"bytes_after", signature.bytes_after},
          {"signed_at", time_or_null(signed_at_ms)},
          {"time_source", ingest::name_of(signature.time_source)},
          {"is_timestamp", signature.is_document_timestamp},
          {"signer", signature.signer ? signer_json(*signature.signer) : Json(nullptr)},
          {"reasons", std::move(reasons)}};
}

}  // namespace

Json to_json(const warehouse::FileFindings& findings) {
  const ingest::Extraction& extraction = findings.extraction;
  Json json = {{"facts", facts_json(extraction.facts)},
               {"differences", Json::array()},
               {"warnings", Json::array()},
               {"pages", Json::array()},
               {"signatures", nullptr},
               {"citizen_card", findings.card ? card_json(*findings.card) : Json(nullptr)},
               {"similar", Json::array()},
               {"pdf_version", nullptr}};
  for (const warehouse::FactDifference& each : findings.differences) {
    json["differences"].push_back({{"field", each.field},
                                   {"found", each.found},
                                   {"confidence", each.confidence},
                                   {"page", each.page}});
  }
  for (const warehouse::FileWarning& each : findings.warnings) {
    json["warnings"].push_back({{"code", each.code}, {"pages", each.pages}});
  }
  for (std::size_t i = 0; i < extraction.page_findings.size(); ++i) {
    json["pages"].push_back(page_json(extraction.page_findings[i], i + 1));
  }
  for (const warehouse::SimilarPaper& each : findings.similar) {
    json["similar"].push_back({{"component_id", each.component.text()},
                               {"distance", each.distance},
                               {"distance_max", ingest::kSamePageDistance}});
  }
  if (extraction.signatures) {
    json["signatures"] = Json::array();
    for (const ingest::PdfSignature& each : extraction.signatures->signatures) {
      json["signatures"].push_back(signature_json(each));
    }
  }
  if (extraction.pdf_version > 0) {
    json["pdf_version"] = std::to_string(extraction.pdf_version / 10) + "." +
                          std::to_string(extraction.pdf_version % 10);
  }
  return json;
}

}  // namespace kho::api
