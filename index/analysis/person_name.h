// index/analysis/person_name.h - Names as people write and shorten them.
//
// A Vietnamese name is family, middle and given name in this order: Nguyễn Văn An. People leave the
// middle out (Nguyễn An), swap the order (An Nguyễn), or keep initials only (N.V. An).
//
// Internal to index/. Thread-safe.
#pragma once

#include <unicode/unistr.h>

#include <optional>
#include <string>
#include <vector>

#include "index/analysis/analyzer.h"

namespace kho::index {

inline constexpr std::size_t kNameWordsMax = 24;        // A longer text is no name.
inline constexpr std::size_t kNameOrderedWordsMax = 6;  // Persons; beyond, only neighbours.
inline constexpr std::size_t kNameBytesMax = 200;       // Of a whole name as a term.

struct NameForms {
  std::string exact;               // WordTerms::exact of its words, joined by blanks.
  std::string folded;              // The same of the folded forms.
  std::vector<std::string> pairs;  // Folded, "nguyen an": two words in their order, once each.
  // "an/nv" and "an/n": the given name and the initials of what stands before it.
  std::vector<std::string> given;
};

// Of the words of one name; empty where there are none, or more than kNameWordsMax.
[[nodiscard]] NameForms name_forms(const std::vector<Word>& words);

// What NameForms::given holds of whom the words of a query may mean by a given name and initials:
// "N.V. An", "NV An", "An N V"; nullopt: nobody.
[[nodiscard]] std::optional<std::string> given_and_initials(const std::vector<Word>& words);

}  // namespace kho::index
