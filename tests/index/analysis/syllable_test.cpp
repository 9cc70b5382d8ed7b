#include "index/analysis/syllable.h"

#include <gtest/gtest.h>

#include "index/analysis/utf16.h"

namespace kho::index {
namespace {

WordTerms terms(std::string_view word) { return word_terms(lower_clean(word)); }

struct Case {
  const char* word;
  const char* exact;
  const char* folded;
  bool has_marks;
};

class Syllable : public testing::TestWithParam<Case> {};

TEST_P(Syllable, HasTheseTerms) {
  const WordTerms found = terms(GetParam().word);
  EXPECT_EQ(found.exact, GetParam().exact);
  EXPECT_EQ(found.folded, GetParam().folded);
  EXPECT_EQ(found.has_marks, GetParam().has_marks);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Syllable,
    testing::Values(Case{"ban", "ban", "ban", false},  //
                    Case{"á", "a~1", "a", true},       //
                    Case{"à", "a~2", "a", true},       //
                    Case{"ả", "a~3", "a", true},       //
                    Case{"ã", "a~4", "a", true},       //
                    Case{"ạ", "a~5", "a", true},       //
                    Case{"a1", "a1", "a1", false},     //
                    Case{"hoà", "hoa~2", "hoa", true}, Case{"hòa", "hoa~2", "hoa", true},
                    Case{"thuý", "thuy~1", "thuy", true}, Case{"thúy", "thuy~1", "thuy", true},
                    Case{"việt", "viêt~5", "viet", true}, Case{"vịêt", "viêt~5", "viet", true},
                    Case{"ĐƯỜNG", "đương~2", "duong", true}, Case{"đi", "đi", "di", true},
                    Case{"cô", "cô", "co", true}, Case{"qh14", "qh14", "qh14", false},
                    Case{"áà", "áà", "aa", true}));  // Two tones: as it is.

TEST(SyllableSpelling, NormalFormsAreOne) {
  EXPECT_EQ(terms("vie\u0323\u0302t").exact, terms("việt").exact);
  EXPECT_EQ(terms("vie\u0302\u0323t").exact, terms("việt").exact);
}

// A stray joiner or mark sends a word down the general path: it must come to the same terms.
TEST(SyllableSpelling, EveryLatinLetterHasTheTermsOfItsDecomposition) {
  for (UChar32 c = 0xC0; c < 0x1F00; ++c) {
    if (c == 0x250) c = 0x1E00;
    const icu::UnicodeString letter = lower_clean(to_utf8(icu::UnicodeString(c)));
    const WordTerms composed = word_terms(letter);
    const WordTerms decomposed = word_terms(decompose(letter));
    EXPECT_EQ(composed.exact, decomposed.exact) << c;
    EXPECT_EQ(composed.folded, decomposed.folded) << c;
  }
}

}  // namespace
}  // namespace kho::index
