#include "index/highlight.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/index/scratch_index.h"

namespace kho::index {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// What a query looks for, as the searcher tells it.
Sought sought_by(const std::string& text) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("a", "x")});
  Query query;
  query.text = text;
  return ask(scratch.path(), query).sought;
}

// "…some [hit] text…"
std::string shown(const Fragment& fragment) {
  std::string text;
  for (const FragmentPart& part : fragment.parts) {
    text += part.is_hit ? "[" + part.text + "]" : part.text;
  }
  return text;
}

std::vector<std::string> shown(const std::vector<std::string>& pages, const std::string& query,
                               const HighlightLimits& limits = {}) {
  std::vector<std::string> texts;
  for (const Fragment& fragment : highlight(pages, sought_by(query), limits)) {
    texts.push_back(std::to_string(fragment.page) + ": " + shown(fragment));
  }
  return texts;
}

TEST(Highlight, MarksTheWordsAndNamesThePage) {
  EXPECT_THAT(shown({"không có gì", "Giấy phép bán lẻ rượu"}, "bán lẻ"),
              ElementsAre("2: Giấy phép [bán lẻ] rượu"));
}

TEST(Highlight, WordsWithoutDiacriticsAreFoundInAnyReading) {
  EXPECT_THAT(shown({"Giấy phép bán lẻ"}, "giay ban"), ElementsAre("1: [Giấy] phép [bán] lẻ"));
}

TEST(Highlight, TextIsShownAsItWasWritten) {
  EXPECT_THAT(shown({"Ho\u0300a  Bình,\n\tTHUỶ sản \u00D0à Nẵng"}, "hoà đà thủy"),
              ElementsAre("1: [Ho\u0300a] Bình, [THUỶ] sản [\u00D0à] Nẵng"));
}

TEST(Highlight, SameSpellingIsPreferredToAlike) {
  HighlightLimits limits;
  limits.fragments_max = 1;
  EXPECT_THAT(shown({"ông Dương", "con đường"}, "đường", limits), ElementsAre("2: con [đường]"));
  EXPECT_THAT(shown({"ông Dương"}, "đường", limits), ElementsAre("1: ông [Dương]"));
}

TEST(Highlight, PhraseIsMarkedOnlyAsAWhole) {
  EXPECT_THAT(shown({"lao động, hợp đồng lao động"}, "\"hợp đồng lao động\""),
              ElementsAre("1: lao động, [hợp đồng lao động]"));
}

TEST(Highlight, BestPlaceOfALongTextIsCutAtWords) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "chữ ";
  text += "giấy rồi phép ";
  for (int i = 0; i < 200; ++i) text += "chữ ";
  text += "giấy phép bán lẻ ";
  for (int i = 0; i < 200; ++i) text += "chữ ";
  HighlightLimits limits;
  limits.fragments_max = 2;
  limits.characters_max = 60;
  const auto fragments = highlight({text}, sought_by("giấy phép bán lẻ"), limits);
  ASSERT_THAT(fragments, SizeIs(2));
  EXPECT_THAT(shown(fragments[0]), testing::HasSubstr("[giấy phép bán lẻ]"));
  EXPECT_THAT(shown(fragments[0]), testing::StartsWith("…chữ"));
  EXPECT_THAT(shown(fragments[0]), testing::EndsWith("chữ…"));
  EXPECT_LT(shown(fragments[0]).size(), 150U);
  EXPECT_THAT(shown(fragments[1]), testing::HasSubstr("[giấy] rồi [phép]"));
}

TEST(Highlight, PersonalNumbersAreMaskedThoughTheyAreWhatWasFound) {
  EXPECT_THAT(shown({"Số định danh: 015085001234, cấp"}, "015085001234"),
              ElementsAre("1: Số định danh: [*********234], cấp"));
  EXPECT_THAT(shown({"Ông An, CCCD 015 085 001 234"}, "ông an"),
              ElementsAre("1: [Ông An], CCCD *** *** *** 234"));
}

TEST(Highlight, PersonalNumberThatTheFragmentCutsIsMasked) {
  std::string text = "015085001234 ";
  for (int i = 0; i < 30; ++i) text += "chữ ";
  text += "đích";
  HighlightLimits limits;
  for (std::size_t characters = 20; characters < 140; ++characters) {
    limits.characters_max = characters;
    for (const Fragment& fragment : highlight({text}, sought_by("đích"), limits)) {
      EXPECT_THAT(shown(fragment), testing::Not(testing::HasSubstr("0850"))) << characters;
    }
  }
}

TEST(Highlight, TextOfOldFontsIsShownAsItWasMeant) {
  EXPECT_THAT(shown({"Céng hßa x· héi chñ nghÜa ViÖt Nam"}, "cộng hòa"),
              ElementsAre("1: [Cộng hòa] xã hội chủ nghĩa Việt Nam"));
}

TEST(Highlight, PrefixesAndAbbreviationsAreMarked) {
  EXPECT_THAT(shown({"hóa chất và hoa"}, "hoá*"), ElementsAre("1: [hóa] chất và [hoa]"));
  EXPECT_THAT(shown({"theo TTHC của tỉnh"}, "thủ tục hành chính"),
              ElementsAre("1: theo [TTHC] của tỉnh"));
  EXPECT_THAT(shown({"thủ tục hành chính của tỉnh"}, "TTHC"),
              ElementsAre("1: [thủ tục hành chính] của tỉnh"));
}

TEST(Highlight, NothingFoundIsNothingShown) {
  EXPECT_THAT(shown({"giấy phép"}, "khai sinh"), IsEmpty());
  EXPECT_THAT(highlight({}, sought_by("khai"), {}), IsEmpty());
  EXPECT_THAT(highlight({"khai"}, {}, {}), IsEmpty());
}

TEST(Highlight, ControlCharactersAreNotShown) {
  EXPECT_THAT(shown({"giấy \x1b[2J phép\x07\x7f bán"}, "phép"),
              ElementsAre("1: giấy [2J [phép] bán"));
}

// A page of one word, asked for in as many ways as a query can: what is kept of it is bounded.
TEST(Highlight, WordThatFillsAPageIsFoundAllTheSame) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "aa ";
  const Sought sought = sought_by("aa aa aa aa aa* aa* aa* \"aa aa\" \"aa aa aa\"");
  const auto fragments = highlight({text, text}, sought, {});
  ASSERT_FALSE(fragments.empty());
  EXPECT_THAT(shown(fragments[0]), testing::HasSubstr("[aa"));
}

TEST(Highlight, TakesAnyBytes) {
  std::string all_bytes;
  for (int i = 0; i < 256; ++i) all_bytes += static_cast<char>(i);
  const auto fragments = highlight({all_bytes + " khai " + all_bytes}, sought_by("khai"), {});
  EXPECT_THAT(fragments, SizeIs(1));
}

}  // namespace
}  // namespace kho::index
