// index/query/typed_raw.h - Words of a query typed in Telex, VNI or VIQR with no editor to read
// them.
//
// "thur tucj" is what reaches a search box when the typing program is off. A word is read so only
// where the index has it not as it stands, and where the reading is a Vietnamese syllable; a
// document number never is.
//
// Internal to index/. Thread-confined. Errors: Xapian::Error.
#pragma once

#include <unicode/unistr.h>

#include "index/query/vocabulary.h"

namespace kho::index {

// `text` is as in clean() of analysis/text.h. Returned as it is where nothing was typed raw.
[[nodiscard]] icu::UnicodeString read_typed_raw(const icu::UnicodeString& text,
                                                const Vocabulary& vocabulary);

}  // namespace kho::index
