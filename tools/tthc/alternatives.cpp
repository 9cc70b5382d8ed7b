#include "tools/tthc/alternatives.h"

#include "tools/tthc/forms.h"
#include "tools/tthc/item_name.h"

namespace kho::tthc {
namespace {

constexpr std::size_t kAlternativesMax = 20;
constexpr std::size_t kPartMax = 160;  // Longer ones are sentences.

// How papers' names begin.
constexpr std::array<TextView, 47> kPapers{
    U"giấy ",       U"quyết định ", U"hợp đồng ",  U"hộ chiếu",    U"thẻ ",       U"chứng minh ",
    U"căn cước",    U"bằng ",       U"chứng chỉ ", U"chứng nhận ", U"chứng thư ", U"biên bản ",
    U"biên lai ",   U"văn bản ",    U"văn bằng ",  U"bản án ",     U"bản vẽ ",    U"bản đồ ",
    U"bản khai ",   U"bản kê ",     U"bảng ",      U"danh sách ",  U"sơ đồ ",     U"hồ sơ ",
    U"hóa đơn ",    U"hoá đơn ",    U"sổ ",        U"phiếu ",      U"tờ khai ",   U"trích lục ",
    U"nghị quyết ", U"điều lệ ",    U"báo cáo ",   U"đơn ",        U"thông báo ", U"công văn ",
    U"tờ trình ",   U"giấy tờ ",    U"tài liệu ",  U"xác nhận ",   U"lý lịch ",   U"thỏa thuận ",
    U"thoả thuận ", U"phương án ",  U"kế hoạch ",  U"cam kết ",    U"vận đơn "};

// Names of a kind of paper: what they are about stands behind the last alternative, if anywhere.
constexpr std::array<TextView, 30> kBare{
    U"giấy chứng nhận", U"giấy phép",  U"giấy tờ",          U"giấy xác nhận",   U"quyết định",
    U"hợp đồng",        U"văn bản",    U"biên bản",         U"bằng cấp",        U"chứng chỉ",
    U"chứng nhận",      U"nghị quyết", U"bản vẽ",           U"danh sách",       U"sơ đồ",
    U"hồ sơ",           U"thông báo",  U"báo cáo",          U"đơn đề nghị",     U"công văn",
    U"tài liệu",        U"xác nhận",   U"giấy đề nghị",     U"văn bản đề nghị", U"thỏa thuận",
    U"tờ trình",        U"tờ khai",    U"văn bản xác nhận", U"giấy ủy quyền",   U"phương án"};

std::size_t words(TextView text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), U' ')) + 1;
}

// "giấy tờ khác có giá trị thay thế" is whatever the desk thinks fit.
bool open_ended(TextView part) {
  Text folded = lower(part);
  constexpr TextView kThe = U"các ";
  if (folded.starts_with(kThe)) folded.erase(0, kThe.size());
  constexpr std::array<TextView, 14> kOpenEnded{
      U"giấy tờ khác",         U"giấy tờ tương đương", U"giấy tờ có giá trị",
      U"giấy tờ hợp",          U"giấy tờ thay",        U"tài liệu khác",
      U"tài liệu tương đương", U"tài liệu có giá trị", U"văn bản khác",
      U"văn bản tương đương",  U"văn bản có giá trị",  U"chứng từ khác",
      U"chứng từ có giá trị",  U"chứng từ tương đương"};
  return starts_with_any(folded, kOpenEnded);
}

// Two papers, a sentence about one, or a list of what is in it.
bool more_than_a_name(TextView folded) {
  if (folded.size() > kPartMax || folded.find_first_of(U";:") != TextView::npos ||
      folded.find(U" phải ") != TextView::npos ||
      std::count(folded.begin(), folded.end(), U'(') !=
          std::count(folded.begin(), folded.end(), U')')) {
    return true;
  }
  for (std::size_t comma = folded.find(U", "); comma != TextView::npos;
       comma = folded.find(U", ", comma + 1)) {
    if (starts_with_any(folded.substr(comma + 2), kPapers)) return true;
  }
  return false;
}

bool whole_name(TextView part, bool last) {
  const Text folded = lower(part);
  if (!starts_with_any(folded, kPapers) || more_than_a_name(folded) ||
      std::find(kBare.begin(), kBare.end(), TextView(folded)) != kBare.end()) {
    return false;
  }
  constexpr std::size_t kFewestWords = 3;
  constexpr std::array<TextView, 2> kShort{U"hộ chiếu", U"căn cước"};
  return words(folded) >= (last ? 2 : kFewestWords) || starts_with_any(folded, kShort);
}

// The places of `mark` outside brackets.
std::vector<TextView> parts_between(TextView text, TextView mark) {
  const Text folded = lower(text);
  std::vector<TextView> parts;
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == U'(') ++depth;
    if (text[i] == U')') --depth;
    if (depth == 0 && i >= begin && TextView(folded).substr(i).starts_with(mark)) {
      parts.push_back(text.substr(begin, i - begin));
      begin = i + mark.size();
    }
  }
  parts.push_back(text.substr(begin));
  return parts;
}

// Without the commas and the "hoặc" around it, and without words of forms.
Text part_name(TextView part) {
  Text name = clean_name(part);
  constexpr TextView kOr = U"hoặc ";
  if (lower(name).starts_with(kOr)) name.erase(0, kOr.size());
  return take_forms(clean_name(name)).name;
}

// Empty names: not all of them are papers.
Alternatives papers_of(const std::vector<TextView>& parts) {
  Alternatives papers;
  if (parts.size() < 2 || parts.size() > kAlternativesMax) return {};
  for (const TextView part : parts) {
    Text name = part_name(part);
    if (open_ended(name)) {
      // What else stands in it would be lost.
      if (more_than_a_name(lower(name))) return {};
      papers.open = true;
      continue;
    }
    if (!whole_name(name, &part == &parts.back())) return {};
    if (std::none_of(papers.names.begin(), papers.names.end(),
                     [&](const Text& known) { return lower(known) == lower(name); })) {
      papers.names.push_back(std::move(name));
    }
  }
  return papers.names.size() + papers.open < 2 ? Alternatives() : papers;
}

// The parts, each cut once more.
std::vector<TextView> cut_again(const std::vector<TextView>& parts, TextView mark) {
  std::vector<TextView> out;
  for (const TextView part : parts) {
    for (const TextView each : parts_between(part, mark)) out.push_back(each);
  }
  std::erase_if(out, [](TextView part) { return clean_name(part).empty(); });
  return out;
}

// Behind "một trong các giấy tờ sau:"; empty where there is no such list.
TextView list_of(TextView name) {
  const Text folded = lower(name);
  const std::size_t one_of = folded.find(U"một trong");
  if (one_of == Text::npos) return {};
  const std::size_t colon = folded.find(U':', one_of);
  constexpr std::size_t kLongestAnnouncement = 80;
  if (colon == Text::npos || colon > one_of + kLongestAnnouncement) return {};
  const TextView announcement = TextView(folded).substr(one_of, colon - one_of);
  constexpr std::array<TextView, 4> kThings{U"giấy", U"tài liệu", U"văn bản", U"chứng từ"};
  return contains_any(announcement, kThings) ? name.substr(colon + 1) : TextView();
}

}  // namespace

bool names_a_paper(TextView part) { return whole_name(part, true) && !open_ended(part); }

Alternatives split_alternatives(TextView name) {
  constexpr TextView kOr = U" hoặc ";
  const Text folded = lower(name);
  const TextView list = list_of(name);
  const TextView whole = list.empty() ? name : list;
  // A list's last comma may be spelt out. A name has commas of its own.
  for (const TextView mark :
       {TextView(U";"), TextView(U" + "), TextView(U" - "), TextView(U"/"), kOr, TextView(U", ")}) {
    if (list.empty() && mark != kOr && mark != U"/") continue;
    Alternatives papers = papers_of(cut_again(parts_between(whole, mark), kOr));
    if (!papers.names.empty()) return papers;
  }
  Alternatives none{{Text(name)}};
  none.suspected = !list.empty() || folded.find(U"một trong các giấy") != Text::npos ||
                   folded.find(U"một trong các tài liệu") != Text::npos;
  // Between two papers, not two words: "người cha hoặc người mẹ" are none.
  const std::vector<TextView> parts = parts_between(name, kOr);
  for (std::size_t i = 1; i < parts.size() && !none.suspected; ++i) {
    none.suspected = starts_with_any(lower(parts[i]), kPapers);
  }
  return none;
}

}  // namespace kho::tthc
