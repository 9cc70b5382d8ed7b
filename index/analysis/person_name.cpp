#include "index/analysis/person_name.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace kho::index {
namespace {

// The first character of a folded word. Words of scripts beyond ASCII have no initials here.
std::string initial(const std::string& folded) { return folded.substr(0, 1); }

bool is_letters(std::string_view folded) {
  return std::ranges::all_of(folded, [](char c) { return c >= 'a' && c <= 'z'; });
}

// "n", or "nvt": no word of a name is written without a vowel.
bool is_initials(std::string_view folded) {
  if (!is_letters(folded)) return false;
  return folded.size() == 1 ||
         (folded.size() <= 4 && folded.find_first_of("aeiouy") == std::string_view::npos);
}

void append_word(std::string& name, const std::string& word) {
  if (!name.empty()) name += ' ';
  name += word;
}

}  // namespace

NameForms name_forms(const std::vector<Word>& words) {
  NameForms forms;
  if (words.empty() || words.size() > kNameWordsMax) return forms;
  for (const Word& word : words) {
    append_word(forms.exact, word.terms.exact);
    append_word(forms.folded, word.terms.folded);
  }
  if (forms.exact.size() > kNameBytesMax || forms.folded.size() > kNameBytesMax) return {};

  const bool is_person = words.size() <= kNameOrderedWordsMax;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::size_t end = is_person ? words.size() : std::min(words.size(), i + 2);
    for (std::size_t j = i + 1; j < end; ++j) {
      forms.pairs.push_back(words[i].terms.folded + " " + words[j].terms.folded);
    }
  }
  std::ranges::sort(forms.pairs);
  forms.pairs.erase(std::unique(forms.pairs.begin(), forms.pairs.end()), forms.pairs.end());

  if (is_person && words.size() > 1) {
    std::string initials;
    for (std::size_t i = 0; i + 1 < words.size(); ++i) initials += initial(words[i].terms.folded);
    const std::string given = words.back().terms.folded + "/";
    if (is_letters(initials)) {
      forms.given.push_back(given + initials);
      if (initials.size() > 1) forms.given.push_back(given + initials.substr(0, 1));
    }
  }
  return forms;
}

std::optional<std::string> given_and_initials(const std::vector<Word>& words) {
  if (words.size() < 2 || words.size() > kNameOrderedWordsMax) return std::nullopt;
  // The given name stands first or last; the others are its initials.
  const bool is_last = !is_initials(words.back().terms.folded);
  const Word& given = is_last ? words.back() : words.front();
  if (is_initials(given.terms.folded) || !is_letters(given.terms.folded)) return std::nullopt;
  std::string initials;
  for (const Word& word : words) {
    if (&word == &given) continue;
    if (!is_initials(word.terms.folded)) return std::nullopt;
    initials += word.terms.folded;
  }
  return given.terms.folded + "/" + initials;
}

}  // namespace kho::index
