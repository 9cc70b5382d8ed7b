#include "warehouse/facts_check.h"

#include <utility>

#include "warehouse/owner_key.h"

namespace kho::warehouse {
namespace {

[[noreturn]] void refuse(const std::string& field, const std::string& why) {
  throw Error(Errc::kMetadataInvalid, field + ": " + why);
}

void check_length(const char* field, const std::string& text, std::size_t bytes_max) {
  if (text.size() > bytes_max) {
    refuse(field, "longer than " + std::to_string(bytes_max) + " bytes");
  }
}

}  // namespace

void check_facts(Facts& facts) {
  check_length("number", facts.number, kNumberBytesMax);
  for (const auto& [field, text] :
       {std::pair{"issuer_name", &facts.issuer_name}, std::pair{"signer", &facts.signer},
        std::pair{"subject", &facts.subject}, std::pair{"location", &facts.location},
        std::pair{"digitised_by", &facts.digitised_by}}) {
    check_length(field, *text, kTextBytesMax);
  }
  check_length("source_dossier", facts.source_dossier, 100);
  check_length("source_procedure", facts.source_procedure, 100);
  if (!facts.issuer.empty()) {
    try {
      facts.issuer = normal_agency_code(facts.issuer);
    } catch (const Error& error) {
      refuse("issuer", error.what());
    }
  }
  const Validity& validity = facts.validity;
  if (validity.from && validity.to && *validity.to < *validity.from) {
    refuse("validity", "ends before it begins");
  }
  if (facts.issue_date && validity.to && *validity.to < *facts.issue_date) {
    refuse("validity", "ends before the paper was issued");
  }
}

Warnings facts_warnings(const Facts& facts, Date today) {
  Warnings warnings;
  if (facts.issue_date && *facts.issue_date > today) {
    warnings.push_back({"issued_in_future", "the issue date lies in the future"});
  }
  if (facts.validity.to && *facts.validity.to < today) {
    warnings.push_back({"expired_already", "the paper's validity has ended; it cannot be reused"});
  }
  if (facts.validity.kind == Validity::Kind::kUnknown) {
    warnings.push_back(
        {"validity_unknown", "no validity was given: a person must check it at every reuse"});
  }
  return warnings;
}

}  // namespace kho::warehouse
