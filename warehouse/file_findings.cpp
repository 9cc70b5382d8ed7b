#include "warehouse/file_findings.h"

#include <algorithm>

#include "warehouse/error.h"
#include "warehouse/owner_key.h"

namespace kho::warehouse {
namespace {

using ingest::PageFindings;

constexpr std::uint32_t kPdfVersionLeast = 14;
constexpr double kScanDpiLeast = 195;  // 200 by the rule; scanners and drivers round.
constexpr std::uint32_t kConfidenceLeast = 60;

template <typename Holds>
void warn_of_pages(std::vector<FileWarning>& warnings, const char* code,
                   const std::vector<PageFindings>& pages, const Holds& holds) {
  FileWarning warning{code, {}};
  for (std::size_t i = 0; i < pages.size(); ++i) {
    if (holds(pages[i])) warning.pages.push_back(static_cast<std::uint32_t>(i) + 1);
  }
  if (!warning.pages.empty()) warnings.push_back(std::move(warning));
}

void add_page_warnings(std::vector<FileWarning>& warnings, const std::vector<PageFindings>& pages) {
  using ingest::Failure;
  using ingest::TextQuality;
  using ingest::TextSource;
  warn_of_pages(warnings, "scan_resolution_low", pages, [](const PageFindings& page) {
    return page.scan_dpi > 0 && page.scan_dpi < kScanDpiLeast;
  });
  warn_of_pages(warnings, "scan_without_colour", pages, [](const PageFindings& page) {
    return page.scan_dpi > 0 && page.facts && !page.facts->is_blank &&
           page.facts->tint != ingest::Tint::kColour;
  });
  warn_of_pages(warnings, "page_blank", pages,
                [](const PageFindings& page) { return page.facts && page.facts->is_blank; });
  warn_of_pages(warnings, "text_layer_broken", pages,
                [](const PageFindings& page) { return page.layer == TextQuality::kBroken; });
  warn_of_pages(warnings, "text_in_old_font", pages, [](const PageFindings& page) {
    return page.layer == TextQuality::kLegacyEncoding;
  });
  warn_of_pages(warnings, "page_not_recognised", pages,
                [](const PageFindings& page) { return page.failure != Failure::kNone; });
  warn_of_pages(warnings, "recognition_uncertain", pages, [](const PageFindings& page) {
    return page.source == TextSource::kRecognised && page.confidence < kConfidenceLeast;
  });
}

bool has_reason(const ingest::PdfSignature& signature, ingest::SignatureReason reason) {
  return std::ranges::find(signature.reasons, reason) != signature.reasons.end();
}

void add_signature_warnings(std::vector<FileWarning>& warnings,
                            const ingest::PdfSignatures& found) {
  using ingest::Coverage, ingest::Integrity, ingest::PdfSignature, ingest::SignatureReason,
      ingest::SignatureSearch, ingest::Trust;
  const auto warn = [&](const char* code, auto holds) {
    if (std::ranges::any_of(found.signatures, holds)) warnings.push_back({code, {}});
  };
  warn("signature_altered",
       [](const PdfSignature& each) { return each.integrity == Integrity::kAltered; });
  warn("signature_unreadable",
       [](const PdfSignature& each) { return each.integrity == Integrity::kUnreadable; });
  warn("signature_revoked",
       [](const PdfSignature& each) { return each.revocation == ingest::Revocation::kRevoked; });
  warn("changed_after_signing",
       [](const PdfSignature& each) { return each.coverage == Coverage::kChangedAfter; });
  warn("signature_weak", [](const PdfSignature& each) {
    return has_reason(each, SignatureReason::kWeakDigest) ||
           has_reason(each, SignatureReason::kCertificateWeak);
  });
  if (found.search == SignatureSearch::kTooMany || found.search == SignatureSearch::kBroken) {
    warnings.push_back({"signatures_incomplete", {}});
  }
}

// Letters and digits alone, in capitals: how a number is typed decides nothing.
std::string bare(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= 'a' && c <= 'z') {
      out += static_cast<char>(c - 'a' + 'A');
    } else if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) {
      out += c;
    } else if (text.substr(i, 2) == "\u0110" || text.substr(i, 2) == "\u0111" ||
               text.substr(i, 2) == "\u00D0") {
      out += 'D';
      ++i;
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      out += c;
    }
  }
  out.erase(0, std::min(out.find_first_not_of('0'), out.size()));
  return out;
}

// A paper names several people: it differs where none of its holder's numbers is the owner's.
std::optional<FactDifference> owner_difference(const ingest::Extraction& found,
                                               const std::vector<std::string>& owner_keys) {
  std::optional<FactDifference> other;
  const auto is_owner = [&](const std::string& key, double confidence, std::uint32_t page) {
    if (std::ranges::find(owner_keys, key) != owner_keys.end()) return true;
    if (!other) other = FactDifference{"owner", masked_owner_key(key), confidence, page};
    return false;
  };
  for (const ingest::OwnerId& id : found.facts.owner_ids) {
    const std::string key = owner_key_found(id);
    if (key.empty() || id.number.confidence < ingest::kConfidenceLikely) continue;
    if (is_owner(key, id.number.confidence, id.number.page + 1)) return std::nullopt;
  }
  if (const auto found_card = card_found(found)) {
    const std::string key = "cccd:" + found_card->card.personal_number;
    if (is_owner(key, ingest::kConfidenceClear, found_card->page)) return std::nullopt;
  }
  return other;
}

}  // namespace

std::vector<FileWarning> file_warnings(const ingest::Extraction& extraction) {
  std::vector<FileWarning> warnings;
  if (extraction.pdf_version > 0 && extraction.pdf_version < kPdfVersionLeast) {
    warnings.push_back({"pdf_version_old", {}});
  }
  add_page_warnings(warnings, extraction.page_findings);
  if (extraction.signatures) add_signature_warnings(warnings, *extraction.signatures);
  return warnings;
}

Signature signature_found(const ingest::Extraction& extraction) {
  using ingest::Coverage, ingest::Integrity, ingest::PdfSignature, ingest::SignatureReason,
      ingest::SignatureSearch, ingest::Trust;
  if (!extraction.signatures || extraction.signatures->search != SignatureSearch::kComplete) {
    return Signature::kUnchecked;
  }
  const std::vector<PdfSignature>& all = extraction.signatures->signatures;
  if (all.empty()) return Signature::kNone;
  const auto is_broken = [](const PdfSignature& each) {
    return each.integrity == Integrity::kAltered || each.revocation == ingest::Revocation::kRevoked;
  };
  if (std::ranges::any_of(all, is_broken)) return Signature::kInvalid;
  const bool is_whole = std::ranges::any_of(
      all, [](const PdfSignature& each) { return each.coverage == Coverage::kWholeFile; });
  const bool all_read = std::ranges::all_of(
      all, [](const PdfSignature& each) { return each.integrity == Integrity::kIntact; });
  if (!is_whole || !all_read) return Signature::kUnchecked;
  const bool all_trusted = std::ranges::all_of(all, [](const PdfSignature& each) {
    return each.trust == Trust::kTrusted && each.coverage != Coverage::kChangedAfter;
  });
  return all_trusted ? Signature::kTrusted : Signature::kIntact;
}

std::string owner_key_found(const ingest::OwnerId& id) {
  const char* kind = "";
  switch (id.scheme) {
    case ingest::IdScheme::kPersonalNumber:
      kind = "cccd:";
      break;
    case ingest::IdScheme::kCmnd:
      kind = "cmnd:";
      break;
    case ingest::IdScheme::kTaxCode:
      kind = "mst:";
      break;
    case ingest::IdScheme::kPassport:
      kind = "passport:";
      break;
  }
  try {
    return OwnerKey::parse(kind + id.number.value).text();
  } catch (const Error&) {
    return {};  // Of a passport without its country, for one.
  }
}

std::optional<CardFound> card_found(const ingest::Extraction& extraction) {
  for (std::size_t i = 0; i < extraction.page_findings.size(); ++i) {
    for (const ingest::QrCode& code : extraction.page_findings[i].qr_codes) {
      auto card = ingest::parse_citizen_card(code.text);
      if (card) return CardFound{*std::move(card), static_cast<std::uint32_t>(i) + 1};
    }
  }
  return std::nullopt;
}

std::vector<FactDifference> fact_differences(const ingest::Extraction& found, const Facts& said,
                                             const std::vector<std::string>& owner_keys) {
  const ingest::Facts& facts = found.facts;
  std::vector<FactDifference> differences;
  const auto add = [&](const char* field, const ingest::Fact& fact) {
    differences.push_back({field, fact.value, fact.confidence, fact.page + 1});
  };
  const auto is_clear = [](const std::optional<ingest::Fact>& fact) {
    return fact && fact->confidence >= ingest::kConfidenceLikely;
  };
  if (is_clear(facts.number) && !said.number.empty() &&
      bare(facts.number->value) != bare(said.number)) {
    add("number", *facts.number);
  }
  if (is_clear(facts.issue_date) && said.issue_date &&
      facts.issue_date->value != said.issue_date->text()) {
    add("issue_date", *facts.issue_date);
  }
  if (is_clear(facts.validity.to) && said.validity.kind != Validity::Kind::kUnknown &&
      (!said.validity.to || said.validity.to->text() != facts.validity.to->value)) {
    add("validity", *facts.validity.to);
  }
  if (auto owner = owner_difference(found, owner_keys)) {
    differences.push_back(*std::move(owner));
  }
  return differences;
}

}  // namespace kho::warehouse
