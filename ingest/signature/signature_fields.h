// ingest/signature/signature_fields.h - Where a PDF keeps its signatures, by libqpdf.
//
// For the extraction child only: a parser is not to meet a file from outside in any process that
// has something to lose. Thread-confined. Source: ISO 32000-1, 12.7.4.5 and 12.8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "ingest/signature/byte_range.h"
#include "ingest/signature/limits.h"
#include "ingest/signature/pdf_signature.h"

namespace kho::ingest {

// A signature field that has been signed.
struct SignatureField {
  std::string name;
  std::string sub_filter;
  std::optional<std::int64_t> claimed_at_s;                 // The dictionary's M.
  std::variant<SignedRange, SignatureReason> signed_range;  // Or what is wrong with it.
};

struct SignatureFields {
  SignatureSearch search = SignatureSearch::kBroken;
  std::vector<SignatureField> fields;
};

// The signed fields of the form, then those that stand on pages only, as the newest revision of the
// file has them; each signature dictionary once. Never throws for what is in `file`.
[[nodiscard]] SignatureFields find_signature_fields(std::span<const std::byte> file,
                                                    const SignatureLimits& limits);

}  // namespace kho::ingest
