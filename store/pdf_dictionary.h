// store/pdf_dictionary.h - What splitting needs to know of a PDF dictionary (ISO 32000-1, 7.3).
//
// Names are taken as they are written (no #xx), values that lie in other objects are not looked
// up, and of a key that is repeated the last counts. Any bytes are accepted; each is read at most
// three times, and nesting costs no stack. Immutable functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "store/media.h"

namespace kho::store {

struct PdfReference {
  std::uint64_t number = 0;
  std::uint64_t generation = 0;
};

// The facts that stand in the dictionary itself, not in dictionaries within it.
struct PdfDictionary {
  std::optional<std::uint64_t> length;           // /Length, written out.
  std::optional<PdfReference> length_reference;  // /Length, as a reference.
  MediaHint hint;  // By /Filter and /DecodeParms; kUnknown for other or several filters.
  bool is_cross_reference = false;  // /Type /XRef
  bool has_encrypt = false;         // /Encrypt
};

struct ParsedPdfDictionary {
  std::optional<PdfDictionary> dictionary;  // None where `text` does not begin with a whole one.
  std::size_t end = 0;                      // How far `text` was read: behind the ">>".
};

// The dictionary that `text` begins with, behind white space and comments.
[[nodiscard]] ParsedPdfDictionary parse_pdf_dictionary(std::string_view text);

// An integer object as it stands behind a stream for its length: `text` begins, behind white
// space, with "N G obj <integer>" for this reference.
[[nodiscard]] std::optional<std::uint64_t> parse_pdf_integer_object(std::string_view text,
                                                                    const PdfReference& reference);

// White space and comments in PDF: how many bytes `text` begins with.
[[nodiscard]] std::size_t pdf_space(std::string_view text);

}  // namespace kho::store
