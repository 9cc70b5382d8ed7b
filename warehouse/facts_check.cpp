#include "warehouse/facts_check.h"

#include "index/text.h"
#include "warehouse/owner_key.h"

namespace kho::warehouse {
namespace {

[[noreturn]] void refuse(const std::string& field, const std::string& why) {
  throw Error(Errc::kMetadataInvalid, field + ": " + why);
}

// NFC, so that equal names are equal bytes wherever they were typed; never a malformed byte, which
// a record cannot hold.
void normalise(const char* field, std::string& text, std::size_t bytes_max) {
  text = index::nfc(text);
  if (text.size() > bytes_max) {
    refuse(field, "longer than " + std::to_string(bytes_max) + " bytes");
  }
}

}  // namespace

void check_facts(Facts& facts) {
  normalise("number", facts.number, kNumberBytesMax);
  normalise("issuer_name", facts.issuer_name, kTextBytesMax);
  normalise("signer", facts.signer, kTextBytesMax);
  normalise("subject", facts.subject, kTextBytesMax);
  normalise("location", facts.location, kTextBytesMax);
  normalise("source_dossier", facts.source_dossier, kCodeBytesMax);
  normalise("source_procedure", facts.source_procedure, kCodeBytesMax);
  normalise("digitised_by", facts.digitised_by, kTextBytesMax);
  if (!facts.issuer.empty()) {
    try {
      facts.issuer = normal_agency_code(facts.issuer);
    } catch (const Error& error) {
      refuse("issuer", error.what());
    }
  }
  const Validity& validity = facts.validity;
  if ((validity.kind == Validity::Kind::kUntil) != validity.to.has_value()) {
    refuse("validity", "has a last day exactly where its kind says so");
  }
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
