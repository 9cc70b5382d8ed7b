#include "warehouse/facts_check.h"

#include "index/analysis/text.h"
#include "warehouse/owner_key.h"

namespace kho::warehouse {
namespace {

[[noreturn]] void refuse(const std::string& field, const std::string& why) {
  throw Error(Errc::kMetadataInvalid, field + ": " + why);
}

// C0, DEL, or C1 (U+0080 to U+009F, in UTF-8 C2 80 to C2 9F).
bool has_control_character(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7f) return true;
    if (byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0) {
      return true;
    }
  }
  return false;
}

}  // namespace

// NFC, so that equal names are equal bytes wherever they were typed; never a malformed byte, which
// a record cannot hold.
std::string normal_text(const char* field, const std::string& text, std::size_t bytes_max) {
  std::string normal = index::nfc(text);
  for (char& c : normal) {
    if (c == '\t' || c == '\r' || c == '\n') c = ' ';
  }
  // They would move the cursor of whoever reads it in a terminal.
  if (has_control_character(normal)) refuse(field, "holds control characters");
  if (normal.size() > bytes_max) {
    refuse(field, "longer than " + std::to_string(bytes_max) + " bytes");
  }
  return normal;
}

void check_facts(Facts& facts) {
  facts.number = normal_text("number", facts.number, kNumberBytesMax);
  facts.issuer_name = normal_text("issuer_name", facts.issuer_name, kTextBytesMax);
  facts.signer = normal_text("signer", facts.signer, kTextBytesMax);
  facts.subject = normal_text("subject", facts.subject, kTextBytesMax);
  facts.location = normal_text("location", facts.location, kTextBytesMax);
  facts.source_dossier = normal_text("source_dossier", facts.source_dossier, kCodeBytesMax);
  facts.source_procedure = normal_text("source_procedure", facts.source_procedure, kCodeBytesMax);
  facts.digitised_by = normal_text("digitised_by", facts.digitised_by, kTextBytesMax);
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
