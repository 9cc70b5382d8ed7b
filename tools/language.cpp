#include "tools/language.h"

#include <cstdlib>
#include <unordered_map>

namespace kho::tools {
namespace {

Language chosen = Language::kEnglish;

}  // namespace

void set_language(Language language) { chosen = language; }

Language language() { return chosen; }

std::optional<Language> language_named(std::string_view name) {
  if (name == "en") return Language::kEnglish;
  if (name == "vi") return Language::kVietnamese;
  return std::nullopt;
}

Language language_of_environment() {
  // POSIX.1-2017, 8.2: the first of them that is set and not empty.
  for (const char* name : {"KHO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    return std::string_view(value).substr(0, 2) == "vi" ? Language::kVietnamese
                                                        : Language::kEnglish;
  }
  return Language::kEnglish;
}

std::string_view language_tag() { return chosen == Language::kVietnamese ? "vi" : "en"; }

std::string_view translated(std::string_view english) {
  if (chosen == Language::kEnglish) return english;
  static const std::unordered_map<std::string_view, std::string_view> all(kVietnamese.begin(),
                                                                          kVietnamese.end());
  const auto found = all.find(english);
  return found == all.end() ? english : found->second;
}

}  // namespace kho::tools
