#include "tools/tthc/item_name.h"

namespace kho::tthc {
namespace {

constexpr TextView kBlankOrStop = U" .,;:…";
constexpr TextView kBullets = U"-+*•–.,;:…)/#> ";

// Where the text begins after "a) ", "(ii) ", "1.2. ", "- ", "++ "; the numbers in "02 ảnh" stay.
TextView without_enumerator(TextView text) {
  while (!text.empty()) {
    if (kBullets.find(text.front()) != TextView::npos) {
      text.remove_prefix(1);
      continue;
    }
    std::size_t i = text.front() == U'(' ? 1 : 0;
    const std::size_t start = i;
    constexpr std::size_t kLongestEnumerator = 6;
    while (i < text.size() && i - start < kLongestEnumerator &&
           (is_digit(text[i]) || (text[i] < 0x80 && is_letter(text[i])) || text[i] == U'đ' ||
            (text[i] == U'.' && i + 1 < text.size() && text[i + 1] != U' '))) {
      ++i;
    }
    const TextView label = text.substr(start, i - start);
    const bool numeric = !label.empty() && is_digit(label.back());
    const bool roman = label.find_first_not_of(U"ivxIVX") == TextView::npos;
    const bool letter = label.size() == 1 || (label.size() > 2 && label[1] == U'.');
    if (i == start || i >= text.size() || !(numeric || roman || letter)) return text;
    const bool closed = text[i] == U')' || (start == 0 && text[i] == U'.' && i + 1 < text.size() &&
                                            text[i + 1] == U' ');
    if (!closed) return text;
    text.remove_prefix(i + 1);
  }
  return text;
}

// Whether a file name may be glued on at `i`: no blank on either side, and a change of character
// that prose does not have there: "khoáng sản|Mau 05", "NĐ-CP;|Mẫu", "2026|Mau", "BNNMT|Mus".
bool seam(TextView text, std::size_t i) {
  const char32_t before = text[i - 1];
  const char32_t after = text[i];
  const bool starts_name = is_letter(after) || is_digit(after);
  const bool capitalised =
      is_upper(after) && i + 1 < text.size() && is_letter(text[i + 1]) && !is_upper(text[i + 1]);
  if (TextView(U";,)”\":").find(before) != TextView::npos) return starts_name;
  if (before == U'.') {
    constexpr std::size_t kLongestExtension = 4;
    if (i < 2 || text.size() - i <= kLongestExtension) return false;
    return is_digit(text[i - 2]) ? is_letter(after) : starts_name;
  }
  if (is_letter(before) && !is_upper(before)) return is_upper(after);
  if (is_digit(before)) return capitalised;
  return is_upper(before) && capitalised && text.substr(i, 2) != U"Tg";  // "QĐ-TTg" is one word.
}

// Seams that prose may have too, tried where there is none of the above: "mẫu|văn bản đề nghị",
// then "nuôi|08".
bool weak_seam(TextView text, std::size_t i) {
  constexpr std::array<TextView, 8> kFileWords{U"mẫu ",    U"mau ",     U"văn bản ", U"đơn ",
                                               U"báo cáo", U"bản khai", U"phu luc",  U"tờ khai"};
  return is_letter(text[i - 1]) && starts_with_any(text.substr(i), kFileWords);
}
bool number_seam(TextView text, std::size_t i) {
  return is_letter(text[i - 1]) && is_digit(text[i]);
}

// The portal glues the names of attached templates to an item: "...Chính phủ;Mẫu số 01.docx".
TextView without_attachments(TextView text) {
  constexpr std::size_t kLongestFileName = 130;
  while (ends_with_file(text)) {
    const std::size_t first = text.size() > kLongestFileName ? text.size() - kLongestFileName : 2;
    std::size_t cut = 0;
    for (const auto is_seam : {seam, weak_seam, number_seam}) {
      for (std::size_t i = first; i < text.size() && cut == 0; ++i) {
        if (is_seam(text, i)) cut = i;
      }
    }
    if (cut == 0) break;
    text = text.substr(0, cut);
  }
  return text;
}

// Ends in "Hợp đồng bảo đảm (" where the portal lost the rest of a sentence.
TextView without_tail(TextView text) {
  while (!text.empty() && (kBlankOrStop.find(text.back()) != TextView::npos ||
                           text.back() == U'(' || text.back() == U'-')) {
    text.remove_suffix(1);
  }
  return text;
}

}  // namespace

bool ends_with_file(TextView text) {
  const Text folded = lower(text);
  constexpr std::array<TextView, 11> kExtensions{U".doc",  U".docx", U".pdf", U".xls",
                                                 U".xlsx", U".rar",  U".zip", U".odt",
                                                 U".rtf",  U".jpg",  U".png"};
  return std::any_of(kExtensions.begin(), kExtensions.end(),
                     [&](TextView extension) { return folded.ends_with(extension); });
}

Text clean_name(TextView tidied) {
  return Text(without_tail(without_enumerator(without_attachments(without_tail(tidied)))));
}

std::string title(const std::string& raw) { return encode(without_tail(tidy(decode(raw)))); }

}  // namespace kho::tthc
