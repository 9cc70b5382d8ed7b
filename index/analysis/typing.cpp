#include "index/analysis/typing.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstddef>

#include "index/analysis/legal_syllable.h"
#include "index/analysis/tone_placement.h"
#include "index/analysis/utf16.h"

namespace kho::index {
namespace {

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
char lowered(char c) { return is_capital(c) ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_vowel(char16_t c) {
  return std::u16string_view(u"aăâeêioôơuưy").find(c) != std::u16string_view::npos;
}

// A syllable while its keys are read: letters without their tone, and the tone. Each method that
// takes a key is false where the key has nothing to change; the chunk is then no syllable.
class Draft {
 public:
  bool append(char letter) {
    if (!is_letter(letter)) return false;
    letters_ += static_cast<char16_t>(letter);
    return true;
  }

  [[nodiscard]] bool has_vowel() const {
    return std::any_of(letters_.begin(), letters_.end(), is_vowel);
  }
  [[nodiscard]] bool ends_in_vowel() const {
    return !letters_.empty() && is_vowel(letters_.back());
  }
  [[nodiscard]] bool ends_in(char letter) const {
    return !letters_.empty() && letters_.back() == static_cast<char16_t>(letter);
  }

  // `tone` is '1' to '5'.
  bool set_tone(char tone) {
    if (tone_ != '0' || !has_vowel()) return false;
    tone_ = tone;
    return true;
  }

  // â ê ô, of the last plain a, e or o.
  bool set_circumflex() {
    const std::size_t at = letters_.find_last_of(u"aeo");
    if (at == std::u16string::npos) return false;
    letters_[at] = letters_[at] == u'a' ? u'â' : letters_[at] == u'e' ? u'ê' : u'ô';
    return true;
  }

  bool set_breve() { return replace_last(u'a', u'ă'); }

  // ơ ư; of uo and of ua (which has no horn itself), both or the u.
  bool set_horn() {
    const std::size_t first = first_behind_onset();
    for (std::size_t i = first; i + 1 < letters_.size(); ++i) {
      if ((letters_[i] == u'u' || letters_[i] == u'ư') && letters_[i + 1] == u'o') {
        letters_[i] = u'ư';
        letters_[i + 1] = u'ơ';
        return true;
      }
      if (letters_[i] == u'u' && letters_[i + 1] == u'a') {
        letters_[i] = u'ư';
        return true;
      }
    }
    const std::size_t at = letters_.find_first_of(u"ou", first);
    if (at == std::u16string::npos) return false;
    letters_[at] = letters_[at] == u'o' ? u'ơ' : u'ư';
    return true;
  }

  // The horn of the last letter and of no other.
  bool set_horn_of_last() {
    return ends_in('o') ? replace_last(u'o', u'ơ') : ends_in('u') && replace_last(u'u', u'ư');
  }

  // What w does in Telex: ă, or a horn, or by itself ư.
  bool set_breve_or_horn() {
    if (!has_vowel()) {
      letters_ += u'ư';
      return true;
    }
    const std::size_t first = first_behind_onset();
    const std::size_t a = letters_.find(u'a', first);
    const bool behind_u = a != std::u16string::npos && a > first && letters_[a - 1] == u'u';
    return a != std::u16string::npos && !behind_u ? set_breve() : set_horn();
  }

  bool set_stroke() {
    if (letters_.empty() || letters_.front() != u'd') return false;
    letters_.front() = u'đ';
    return true;
  }

  // The syllable in the case of `chunk`.
  [[nodiscard]] std::optional<std::string> finish(std::string_view chunk) const {
    std::optional<std::string> exact = legal(letters_);
    if (const std::size_t at = letters_.find(u"ươ"); !exact && at != std::u16string::npos) {
      std::u16string other = letters_;  // thuở, huơ: no ươ without a coda.
      other[at] = u'u';
      exact = legal(other);
    }
    if (!exact) return std::nullopt;
    icu::UnicodeString word = from_utf8(spelled(*exact));
    const bool small = std::any_of(chunk.begin(), chunk.end(), is_letter);
    if (!small) {
      word.toUpper(icu::Locale::getRoot());
    } else if (is_capital(chunk.front())) {
      icu::UnicodeString first(word, 0, 1);
      first.toUpper(icu::Locale::getRoot());
      word.replace(0, 1, first);
    }
    return to_utf8(word);
  }

 private:
  [[nodiscard]] std::size_t first_behind_onset() const {
    return letters_.starts_with(u"qu") ? 2 : 0;
  }

  bool replace_last(char16_t letter, char16_t by) {
    const std::size_t at = letters_.rfind(letter);
    if (at == std::u16string::npos) return false;
    letters_[at] = by;
    return true;
  }

  // The exact term of `letters` and the tone; nullopt where a typist cannot have meant it.
  [[nodiscard]] std::optional<std::string> legal(const std::u16string& letters) const {
    const bool has_mark = tone_ != '0' || std::any_of(letters.begin(), letters.end(),
                                                      [](char16_t c) { return c >= 0x80; });
    if (!has_mark) return std::nullopt;
    std::string exact =
        to_utf8(icu::UnicodeString(letters.data(), static_cast<std::int32_t>(letters.size())));
    const char last = exact.back();
    const bool stop = last == 'c' || last == 'p' || last == 't' || exact.ends_with("ch");
    if (stop && tone_ == '0') return std::nullopt;
    if (tone_ != '0') exact.append("~").push_back(tone_);
    if (!is_legal_syllable(exact)) return std::nullopt;
    return exact;
  }

  std::u16string letters_;
  char tone_ = '0';
};

bool take_telex(Draft& draft, char key) {
  constexpr std::string_view kTones = "sfrxj";
  const std::size_t tone = kTones.find(key);
  if (tone != std::string_view::npos && draft.has_vowel()) {
    return draft.set_tone(static_cast<char>('1' + tone));
  }
  switch (key) {
    case 'a':
    case 'e':
    case 'o':
      return draft.ends_in(key) ? draft.set_circumflex() : draft.append(key);
    case 'd':
      return draft.ends_in('d') || draft.has_vowel() ? draft.set_stroke() : draft.append(key);
    case 'w':
      return draft.set_breve_or_horn();
    default:
      return draft.append(key);
  }
}

bool take_vni(Draft& draft, char key) {
  switch (key) {
    case '6':
      return draft.set_circumflex();
    case '7':
      return draft.set_horn();
    case '8':
      return draft.set_breve();
    case '9':
      return draft.set_stroke();
    default:
      return key >= '1' && key <= '5' ? draft.set_tone(key) : draft.append(key);
  }
}

bool take_viqr(Draft& draft, char key) {
  constexpr std::string_view kTones = "'`?~.";
  if (const std::size_t tone = kTones.find(key); tone != std::string_view::npos) {
    return draft.ends_in_vowel() && draft.set_tone(static_cast<char>('1' + tone));
  }
  switch (key) {
    case '^':
      return (draft.ends_in('a') || draft.ends_in('e') || draft.ends_in('o')) &&
             draft.set_circumflex();
    case '(':
      return draft.ends_in('a') && draft.set_breve();
    case '+':
    case '*':
      return draft.set_horn_of_last();
    case 'd':
      return draft.ends_in('d') ? draft.set_stroke() : draft.append(key);
    default:
      return draft.append(key);
  }
}

std::optional<std::string> decode(std::string_view chunk, bool (*take)(Draft&, char)) {
  if (chunk.empty() || chunk.size() > kTypedBytesMax) return std::nullopt;
  Draft draft;
  for (const char key : chunk) {
    if (!take(draft, lowered(key))) return std::nullopt;
  }
  return draft.finish(chunk);
}

}  // namespace

std::optional<std::string> decode_telex(std::string_view chunk) {
  return decode(chunk, take_telex);
}
std::optional<std::string> decode_vni(std::string_view chunk) { return decode(chunk, take_vni); }
std::optional<std::string> decode_viqr(std::string_view chunk) { return decode(chunk, take_viqr); }

}  // namespace kho::index
