#include "tools/tthc/forms.h"

namespace kho::tthc {
namespace {

enum class Kind { kOriginal, kCopy, kElectronic };

struct Phrase {
  TextView words;
  Kind kind;
};
// Longer ones before those that they begin with.
constexpr std::array<Phrase, 31> kPhrases{{{U"bản sao điện tử", Kind::kElectronic},
                                           {U"bản sao y bản chính", Kind::kCopy},
                                           {U"bản sao y", Kind::kCopy},
                                           {U"bản sao hợp lệ", Kind::kCopy},
                                           {U"bản sao hợp pháp", Kind::kCopy},
                                           {U"bản sao chụp", Kind::kCopy},
                                           {U"bản sao công chứng", Kind::kCopy},
                                           {U"bản sao chứng thực", Kind::kCopy},
                                           {U"bản sao", Kind::kCopy},
                                           {U"bản chụp", Kind::kCopy},
                                           {U"bản photocopy", Kind::kCopy},
                                           {U"bản photo", Kind::kCopy},
                                           {U"bản phô tô", Kind::kCopy},
                                           {U"bản chính điện tử", Kind::kElectronic},
                                           {U"bản điện tử", Kind::kElectronic},
                                           {U"bản mềm", Kind::kElectronic},
                                           {U"bản scan", Kind::kElectronic},
                                           {U"bản quét", Kind::kElectronic},
                                           {U"biểu mẫu điện tử", Kind::kElectronic},
                                           {U"bản chính", Kind::kOriginal},
                                           {U"bản gốc", Kind::kOriginal},
                                           {U"sao y bản chính", Kind::kCopy},
                                           {U"điện tử", Kind::kElectronic},
                                           {U"sao y", Kind::kCopy},
                                           {U"sao", Kind::kCopy},
                                           {U"photo", Kind::kCopy},
                                           {U"chụp", Kind::kCopy},
                                           {U"gốc", Kind::kOriginal},
                                           {U"chính", Kind::kOriginal},
                                           {U"bản giấy", Kind::kOriginal},
                                           {U"bản cứng", Kind::kOriginal}}};

// What may follow a phrase and says more of it: who certified, from what, to be compared with what.
constexpr std::array<TextView, 33> kQualifiers{
    U"không yêu cầu chứng thực",
    U"không có chứng thực",
    U"do chính cơ quan, tổ chức hoặc cá nhân đã lập bản chính xác thực",
    U"kèm xuất trình bản chính để đối chiếu",
    U"đã được chứng thực",
    U"từ bản chính",
    U"được chứng thực điện tử từ bản chính",
    U"được chứng thực từ bản chính",
    U"được chứng thực theo quy định của pháp luật",
    U"được chứng thực theo quy định",
    U"được chứng thực",
    U"được công chứng",
    U"được cấp từ sổ gốc",
    U"được sao từ sổ gốc",
    U"được số hóa từ bản chính",
    U"có chứng thực từ bản chính",
    U"có chứng thực điện tử",
    U"có chứng thực hợp lệ",
    U"có chứng thực theo quy định",
    U"có chứng thực",
    U"có công chứng",
    U"có xác nhận",
    U"có đóng dấu",
    U"từ sổ gốc",
    U"kèm theo bản chính để đối chiếu",
    U"kèm bản chính để đối chiếu",
    U"kèm bản gốc để đối chiếu",
    U"và xuất trình bản chính để đối chiếu",
    U"và bản chính để đối chiếu",
    U"xuất trình bản chính để đối chiếu",
    U"mang theo bản chính để đối chiếu",
    U"để đối chiếu",
    U"hợp lệ"};

bool ends_word(TextView text, std::size_t at) { return at >= text.size() || !is_letter(text[at]); }

// Whether `text` begins with these words, which are then taken off.
bool take(TextView& text, TextView words) {
  if (!text.starts_with(words) || !ends_word(text, words.size())) return false;
  text.remove_prefix(words.size());
  return true;
}

bool skip(TextView& text, TextView any_of) {
  const std::size_t before = text.size();
  while (!text.empty() && any_of.find(text.front()) != TextView::npos) text.remove_prefix(1);
  return text.size() < before;
}

// "01 ", "02 (hai) "; 0 where there is none.
int take_count(TextView& text) {
  TextView rest = text;
  int count = 0;
  while (!rest.empty() && is_digit(rest.front()) && count < 1000) {
    count = count * 10 + static_cast<int>(rest.front() - U'0');
    rest.remove_prefix(1);
  }
  if (rest.size() == text.size() || !skip(rest, U" ")) return 0;
  if (rest.starts_with(U"(")) {
    const std::size_t close = rest.find(U')');
    constexpr std::size_t kLongestWord = 8;
    if (close == TextView::npos || close > kLongestWord) return 0;
    rest.remove_prefix(close + 1);
    skip(rest, U" ");
  }
  text = rest;
  return count;
}

void take_qualifiers(TextView& text) {
  for (bool again = true; again;) {
    again = false;
    TextView rest = text;
    skip(rest, U" ");
    const bool bracketed = rest.starts_with(U"(");
    if (bracketed) rest.remove_prefix(1);
    for (const TextView qualifier : kQualifiers) {
      if (!take(rest, qualifier)) continue;
      if (bracketed && !rest.starts_with(U")")) break;
      if (bracketed) rest.remove_prefix(1);
      text = rest;
      again = true;
      break;
    }
  }
}

bool take_phrase(TextView& text, Forms& forms, bool first) {
  TextView rest = text;
  const int count = take_count(rest);
  for (const Phrase& phrase : kPhrases) {
    // "Bản chính/sao": short for a second "bản" only.
    if (first && !phrase.words.starts_with(U"b")) continue;
    if (!take(rest, phrase.words)) continue;
    (phrase.kind == Kind::kOriginal ? forms.original
     : phrase.kind == Kind::kCopy   ? forms.copy
                                    : forms.electronic) = true;
    forms.copies = std::max(forms.copies, count);
    take_qualifiers(rest);
    text = rest;
    return true;
  }
  return false;
}

// Phrases joined by "hoặc", "/", a comma; none where there is not even one.
Forms take_list(TextView& text) {
  Forms forms;
  if (!take_phrase(text, forms, true)) return forms;
  while (true) {
    TextView rest = text;
    const bool joined = skip(rest, U" ,/");
    const bool spelt = take(rest, U"hoặc") || take(rest, U"và");
    skip(rest, U" ");
    if (!(joined || spelt) || !take_phrase(rest, forms, !(spelt || text.starts_with(U"/")))) break;
    text = rest;
  }
  return forms;
}

// What cannot be a paper's first word: then the words of the form belong to a sentence.
bool begins_sentence(TextView name) {
  constexpr std::array<TextView, 15> kNoNames{U"không ", U"có ",    U"được ", U"kèm ", U"hoặc ",
                                              U"và ",    U"do ",    U"theo ", U"từ ",  U"để ",
                                              U"nếu ",   U"trong ", U"là ",   U"in ",  U"đã "};
  return starts_with_any(name, kNoNames);
}

constexpr std::size_t kShortestName = 4;

Text capitalised(TextView name) {
  Text out(name);
  constexpr TextView kSmall = U"aăâbcdđeêghiklmnoôơpqrstuưvxyáắấéếíóốớúứý";
  constexpr TextView kLarge = U"AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXYÁẮẤÉẾÍÓỐỚÚỨÝ";
  const std::size_t at = kSmall.find(out.front());
  if (at != TextView::npos) out.front() = kLarge[at];
  return out;
}

}  // namespace

bool speaks_of_forms(TextView name) {
  constexpr std::array<TextView, 7> kWords{U"bản chính", U"bản sao",     U"bản gốc", U"bản chụp",
                                           U"bản photo", U"bản điện tử", U"sao y"};
  return contains_any(lower(name), kWords);
}

FormedName take_forms(TextView name) {
  const Text folded = lower(name);
  TextView rest = folded;
  Forms forms = take_list(rest);
  if (forms.kinds() > 0) {
    skip(rest, U" :,-");
    if (take(rest, U"của")) skip(rest, U" ");
    if (rest.size() < kShortestName || begins_sentence(rest)) return {Text(name), {}};
    return {capitalised(name.substr(name.size() - rest.size())), forms};
  }
  // Behind: the last brackets, or what follows the last colon.
  const bool bracketed = folded.ends_with(U")");
  std::size_t mark = bracketed ? folded.rfind(U'(') : folded.rfind(U':');
  constexpr TextView kDash = U" - ";
  if (mark == Text::npos && folded.rfind(kDash) != Text::npos) {
    mark = folded.rfind(kDash) + kDash.size() - 1;
  }
  if (mark == Text::npos || mark < kShortestName) return {Text(name), {}};
  TextView behind = TextView(folded).substr(mark + 1);
  if (bracketed) behind.remove_suffix(1);
  skip(behind, U" ");
  forms = take_list(behind);
  skip(behind, U" .;");
  // "(bản sao có xác nhận của doanh nghiệp)": who confirms it does not matter here.
  if (bracketed && (take(behind, U"có") || take(behind, U"của"))) behind = {};
  if (forms.kinds() == 0 || !behind.empty()) return {Text(name), {}};
  TextView kept = name.substr(0, mark);
  while (!kept.empty() && TextView(U" ,;:-").find(kept.back()) != TextView::npos) {
    kept.remove_suffix(1);
  }
  if (kept.size() < kShortestName) return {Text(name), {}};
  return {Text(kept), forms};
}

}  // namespace kho::tthc
