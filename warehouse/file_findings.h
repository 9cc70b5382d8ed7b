// warehouse/file_findings.h - What was found in the file of a component, held against the rules of
// capture and against what was said when it was deposited.
//
// Nothing that is found changes a record: it is a suggestion, and where it disagrees with what an
// officer typed, a warning. Pure functions. Rules: NĐ 30/2020/NĐ-CP, annex (PDF 1.4 or later, in
// colour, at least 200 dpi).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ingest/extraction.h"
#include "ingest/image/citizen_card.h"
#include "warehouse/component.h"
#include "warehouse/similar_papers.h"

namespace kho::warehouse {

// What is odd about a file. Codes are stable; listed in docs/errors.md.
struct FileWarning {
  const char* code;
  std::vector<std::uint32_t> pages;  // From 1; empty: it is about the file.
};
[[nodiscard]] std::vector<FileWarning> file_warnings(const ingest::Extraction& extraction);

// What the signatures in a file come to. kUnchecked where it has no form for them, or where a
// person must look: something follows what was signed, or it could not be read.
[[nodiscard]] Signature signature_found(const ingest::Extraction& extraction);

// Where the paper says something else than its record.
struct FactDifference {
  const char* field;       // Of a deposit: "number"...
  std::string found;       // As the paper says; a personal number masked.
  double confidence = 0;   // ingest/facts/facts.h
  std::uint32_t page = 0;  // From 1.
};
// Of facts that are found without doubt. `owner_keys` are all keys of the component's owner.
[[nodiscard]] std::vector<FactDifference> fact_differences(
    const ingest::Extraction& found, const Facts& said, const std::vector<std::string>& owner_keys);

// The QR code of a citizen's card (CCCD) on one of the pages; the first one.
struct CardFound {
  ingest::CitizenCard card;
  std::uint32_t page = 0;  // From 1.
};
[[nodiscard]] std::optional<CardFound> card_found(const ingest::Extraction& extraction);

// All of it, for who looks at the component.
struct FileFindings {
  ingest::Extraction extraction;
  std::vector<FileWarning> warnings;
  std::vector<FactDifference> differences;
  std::optional<CardFound> card;
  std::vector<SimilarPaper> similar;
};

// The key that a number found on the paper makes, e.g. "cccd:015085001234"; empty where it makes
// none.
[[nodiscard]] std::string owner_key_found(const ingest::OwnerId& id);

}  // namespace kho::warehouse
