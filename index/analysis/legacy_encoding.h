// index/analysis/legacy_encoding.h - Repair of Vietnamese text from before Unicode.
//
// Files of the years before 2002, and many since, are written for fonts that put Vietnamese letters
// at bytes of their own. Converted to UTF-8 as if they were Latin-1 or CP1252, "Cộng hòa" reads
// "Céng hßa" (TCVN3), "Coäng hoøa" (VNI-Windows) or "Cµng hòa" (VISCII). Such text is turned back
// where it becomes Vietnamese by that: the words of each line are counted that are legal syllables
// as they stand, and as each encoding reads them (legal_syllable.h). A word speaks louder where no
// other language writes such letters, and where it becomes one of the commonest; a line is only
// touched on clear evidence. What stays undecided, such as a table cell of one word, follows the
// page that it stands on, unless that is a page of Unicode.
//
// A line with one character that only Unicode has (ạ, ă, ơ, ư, đ, a combining mark) is never
// touched, nor one in ASCII: for normal text, the cost is that of finding these. French, German
// and the like stay as they are, for their words do not become syllables.
//
// To be called on text as it was extracted: clean() of text.h would drop ư of TCVN3, which is a
// soft hyphen to Latin-1. Where an extractor has made that a hyphen ("n-íc"), and it joins to a
// syllable what is none without it, it is taken for ư too.
//
// Internal to index/. Thread-safe; any bytes; linear.
#pragma once

#include <string>
#include <string_view>

namespace kho::index {

enum class LegacyEncoding { kNone, kTcvn3, kVni, kViscii };

struct Repaired {
  std::string text;  // UTF-8 wherever the input was; what was not touched is byte-identical.
  // That of most repaired lines; kNone: `text` is the input.
  LegacyEncoding encoding = LegacyEncoding::kNone;
};

// `utf8` is one page, or one query. Lines end with "\n".
[[nodiscard]] Repaired repair_legacy_encoding(std::string_view utf8);

}  // namespace kho::index
