#include "tools/language.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <regex>
#include <set>

namespace kho::tools {
namespace {

class LanguageTest : public testing::Test {
 protected:
  ~LanguageTest() override {
    set_language(Language::kEnglish);
    for (const char* name : kNames) ::unsetenv(name);
  }
  static constexpr const char* kNames[] = {"KHO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};
};

TEST_F(LanguageTest, IsThatOfTheFirstVariableThatIsSet) {
  for (const char* name : kNames) ::unsetenv(name);
  EXPECT_EQ(language_of_environment(), Language::kEnglish);
  ::setenv("LANG", "vi_VN.UTF-8", 1);
  EXPECT_EQ(language_of_environment(), Language::kVietnamese);
  ::setenv("LC_MESSAGES", "C", 1);
  EXPECT_EQ(language_of_environment(), Language::kEnglish);
  ::setenv("LC_ALL", "", 1);
  EXPECT_EQ(language_of_environment(), Language::kEnglish);
  ::setenv("KHO_LANG", "vi", 1);
  EXPECT_EQ(language_of_environment(), Language::kVietnamese);
}

TEST_F(LanguageTest, TextIsSaidInItWithItsValues) {
  EXPECT_EQ(tr("Did you mean {}?", "deposit"), "Did you mean deposit?");
  set_language(Language::kVietnamese);
  EXPECT_EQ(tr("Did you mean {}?", "deposit"), "Có phải ý bạn là deposit?");
  EXPECT_EQ(tr("nobody translated this {}", 1), "nobody translated this 1");
}

// "{} {:.1f}"; of a numbered one the numbers are left out.
std::multiset<std::string> placeholders(std::string_view text) {
  static const std::regex pattern(R"(\{\{|\}\}|\{(\d*)(:[^}]*)?\})");
  std::multiset<std::string> found;
  const std::string all(text);
  for (std::sregex_iterator at(all.begin(), all.end(), pattern), end; at != end; ++at) {
    found.insert((*at)[0] == "{{" || (*at)[0] == "}}" ? (*at)[0].str()
                                                      : "{" + (*at)[2].str() + "}");
  }
  return found;
}

bool is_numbered(std::string_view text) {
  return std::regex_search(std::string(text), std::regex(R"(\{\d)"));
}

std::vector<std::string> sequence(std::string_view text) {
  static const std::regex pattern(R"(\{(:[^}]*)?\})");
  std::vector<std::string> found;
  const std::string all(text);
  for (std::sregex_iterator at(all.begin(), all.end(), pattern), end; at != end; ++at)
    found.push_back((*at)[0]);
  return found;
}

TEST_F(LanguageTest, TranslationsHaveThePlaceholdersAndTheEndsOfTheirText) {
  ASSERT_GT(kVietnamese.size(), 200u);
  std::set<std::string_view> known;
  for (const auto& [english, vietnamese] : kVietnamese) {
    EXPECT_TRUE(known.insert(english).second) << english << " stands twice";
    EXPECT_FALSE(vietnamese.empty()) << english;
    EXPECT_EQ(placeholders(english), placeholders(vietnamese)) << english;
    if (!is_numbered(vietnamese)) {
      EXPECT_EQ(sequence(english), sequence(vietnamese)) << english;
    }
    EXPECT_EQ(english.ends_with('\n'), vietnamese.ends_with('\n')) << english;
    EXPECT_EQ(english.starts_with(' '), vietnamese.starts_with(' ')) << english;
  }
}

}  // namespace
}  // namespace kho::tools
