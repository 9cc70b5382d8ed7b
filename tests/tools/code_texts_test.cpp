#include "tools/code_texts.h"

#include <gmock/gmock.h>

#include <set>

#include "tools/language.h"

namespace kho::tools {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

TEST(CodeTexts, RowsOfTablesAreRead) {
  const auto all = parse_code_texts(
      "# Codes\ntext `no_code`\n## First\n| code | HTTP | meaning |\n|---|---|---|\n"
      "| `one`, `two_more` | 422 | see [the rules](rules.md), `kho check` |\n\n"
      "## Second\n| code | what |\n|---|---|\n| `one` | else |\n");
  ASSERT_THAT(all, SizeIs(3));
  EXPECT_EQ(all[0].code, "one");
  EXPECT_EQ(all[1].code, "two_more");
  EXPECT_EQ(all[1].section, "First");
  EXPECT_THAT(all[1].columns,
              ElementsAre(Pair("HTTP", "422"), Pair("meaning", "see the rules, kho check")));
  EXPECT_EQ(all[2].section, "Second");
  EXPECT_EQ(all[2].column(0), "else");
  EXPECT_EQ(all[2].column(1), "");
}

TEST(CodeTexts, BothLanguagesKnowTheSameCodes) {
  const auto codes = [](Language language) {
    set_language(language);
    std::vector<std::string> all;
    for (const CodeText& each : code_texts()) all.push_back(each.code);
    return all;
  };
  const auto vietnamese = codes(Language::kVietnamese);
  EXPECT_THAT(codes(Language::kEnglish), SizeIs(testing::Gt(150u)));
  EXPECT_EQ(vietnamese, codes(Language::kEnglish));
}

TEST(CodeTexts, EachSaysSomething) {
  for (const Language language : {Language::kVietnamese, Language::kEnglish}) {
    set_language(language);
    for (const CodeText& each : code_texts()) {
      ASSERT_FALSE(each.columns.empty()) << each.code;
      for (const auto& [title, says] : each.columns) {
        EXPECT_FALSE(title.empty() || says.empty()) << each.code;
      }
    }
  }
  EXPECT_THAT(texts_of("no_such_code"), IsEmpty());
  EXPECT_THAT(texts_of("signing_key_unusable"), SizeIs(2));  // A refusal, and a finding.
}

}  // namespace
}  // namespace kho::tools
