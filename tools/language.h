// tools/language.h - The language in which the command speaks to people: English or Vietnamese.
//
// Texts stand in English where they are used; their Vietnamese stands in texts_vi.cpp. A text that
// the list lacks is said in English. JSON, codes and names are the same in both.
//
// set_language() before other threads begin; the rest is thread-safe.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kho::tools {

enum class Language { kEnglish, kVietnamese };

void set_language(Language language);
[[nodiscard]] Language language();
// Of "en", "vi"; nullopt for others.
[[nodiscard]] std::optional<Language> language_named(std::string_view name);
// What the environment asks for: KHO_LANG, else the locale of messages (LC_ALL, LC_MESSAGES, LANG).
[[nodiscard]] Language language_of_environment();
// For the Accept-Language header.
[[nodiscard]] std::string_view language_tag();

// English, Vietnamese; grouped by command. A translation has the placeholders of its text, in the
// same order or numbered.
extern const std::vector<std::pair<std::string_view, std::string_view>> kVietnamese;

// In the language that was set.
[[nodiscard]] std::string_view translated(std::string_view english);

template <typename... Args>
[[nodiscard]] std::string tr(fmt::format_string<Args...> english, Args&&... args) {
  const fmt::string_view said = english;
  return fmt::vformat(translated({said.data(), said.size()}), fmt::make_format_args(args...));
}

}  // namespace kho::tools
