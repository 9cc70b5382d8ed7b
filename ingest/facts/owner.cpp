#include "ingest/facts/owner.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>
#include <string_view>

#include "ingest/facts/date_reading.h"
#include "ingest/facts/digit_run.h"
#include "ingest/facts/mrz.h"
#include "ingest/facts/tax_code.h"
#include "ingest/facts/words.h"

namespace kho::ingest {
namespace {

constexpr std::size_t kPersonalDigits = 12;
constexpr std::size_t kCmndDigits = 9;
constexpr std::size_t kTokensToNumberMax = 10;
constexpr std::size_t kNameMax = 200;
constexpr std::size_t kNameLinesMax = 3;
constexpr std::size_t kLineMax = 400;
constexpr std::size_t kFullLine = 60;  // Characters: what comes next may belong to the line.

// The sorts of paper that differ in who holds them.
enum class Sort {
  kCard,
  kPassport,
  kRegistration,
  kCivilStatus,
  kPermit,
  kApplication,
  kOther,
  kNobody
};

Sort sort_of(const std::optional<Title>& title, const std::string& letters) {
  const auto begins = [&](std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return letters.starts_with(word); });
  };
  if (!title) return Sort::kOther;
  const std::string& code = title->type.code;
  if (title->is_law || code == "NĐ" || code == "TT" || code == "TTLT" || code == "NQ" ||
      code == "CT" || code == "HĐ" || code == "BB" || code == "BGN" || code == "BTT" ||
      code == "VBHN") {
    return Sort::kNobody;
  }
  if (begins({"cancuoc", "chungminh", "giaychungminh"})) return Sort::kCard;
  if (begins({"hochieu"})) return Sort::kPassport;
  if (begins({"giaychungnhandangky"})) return Sort::kRegistration;
  if (begins({"giaykhaisinh", "trichluc", "giaychungtu", "giaykhaitu"})) return Sort::kCivilStatus;
  if (begins({"giayphep", "giaychungnhan", "chungchi", "giayxacnhan", "bang"})) {
    return Sort::kPermit;
  }
  if (begins({"don", "giaydenghi", "tokhai", "giaydangky"})) return Sort::kApplication;
  return Sort::kOther;
}

// Provinces of birth registration (circular 07/2016/TT-BCA, annex 1); codes from 100 on are of
// countries.
bool is_known_province(std::string_view number) {
  constexpr auto kProvinces = std::to_array<std::string_view>(
      {"001", "002", "004", "006", "008", "010", "011", "012", "014", "015", "017", "019", "020",
       "022", "024", "025", "026", "027", "030", "031", "033", "034", "035", "036", "037", "038",
       "040", "042", "044", "045", "046", "048", "049", "051", "052", "054", "056", "058", "060",
       "062", "064", "066", "067", "068", "070", "072", "074", "075", "077", "079", "080", "082",
       "083", "084", "086", "087", "089", "091", "092", "093", "094", "095", "096"});
  return number[0] != '0' ||
         std::find(kProvinces.begin(), kProvinces.end(), number.substr(0, 3)) != kProvinces.end();
}

// What people enter where they know no number: 111111111, 123456789.
bool is_placeholder(std::string_view digits) {
  if (digits.find_first_not_of(digits[0]) == std::string_view::npos) return true;
  return std::string_view("01234567890123").find(digits) != std::string_view::npos;
}

// Beyond kIdsMax there is no one holder.
void add(std::vector<OwnerId>& ids, OwnerId id) {
  constexpr std::size_t kIdsMax = 16;
  if (ids.size() == kIdsMax) return;
  const bool known = std::any_of(ids.begin(), ids.end(), [&](const OwnerId& other) {
    return other.scheme == id.scheme && other.number.value == id.number.value;
  });
  if (!known) ids.push_back(std::move(id));
}

std::optional<OwnerId> personal_at(const PageText& page, std::size_t token) {
  if (const auto run = read_digit_run(page, token, kPersonalDigits)) {
    if (is_placeholder(run->digits)) return std::nullopt;
    const double confidence = run->is_repaired || !is_known_province(run->digits)
                                  ? kConfidenceRepaired
                                  : kConfidenceLikely;
    return OwnerId{IdScheme::kPersonalNumber,
                   make_fact(page, {run->span}, run->digits, confidence)};
  }
  if (const auto run = read_digit_run(page, token, kCmndDigits)) {
    if (is_placeholder(run->digits)) return std::nullopt;
    return OwnerId{IdScheme::kCmnd,
                   make_fact(page, {run->span}, run->digits,
                             run->is_repaired ? kConfidenceRepaired : kConfidenceLikely)};
  }
  return std::nullopt;
}

// "C1234567", "512345678": one letter or none, 7 to 9 digits.
std::optional<OwnerId> passport_at(const PageText& page, std::size_t token) {
  if (token >= page.tokens().size()) return std::nullopt;
  const Span span = page.tokens()[token].span;
  const std::string_view number = page.plain().substr(span.begin, span.size());
  const std::size_t letters = number.find_first_of("0123456789");
  if (letters > 2 || number.size() < 7 || number.size() > 9) return std::nullopt;
  const bool whole = number.find_first_not_of("0123456789", letters) == std::string_view::npos;
  if (!whole || (letters > 0 && !page.is_capitals({span.begin, span.begin + letters}, letters)) ||
      is_placeholder(number.substr(letters))) {
    return std::nullopt;
  }
  return OwnerId{IdScheme::kPassport,
                 make_fact(page, {span}, std::string(number), kConfidenceLikely)};
}

bool is_filler(std::string_view word) {
  constexpr auto kFillers = std::to_array<std::string_view>({"so",
                                                             "no",
                                                             "/",
                                                             ":",
                                                             ".",
                                                             "(",
                                                             ")",
                                                             "ca",
                                                             "nhan",
                                                             "cong",
                                                             "dan",
                                                             "can",
                                                             "cuoc",
                                                             "cccd",
                                                             "cmnd",
                                                             "cmtnd",
                                                             "ho",
                                                             "chieu",
                                                             "dinh",
                                                             "danh",
                                                             "the",
                                                             "giay",
                                                             "hc",
                                                             "-",
                                                             ",",
                                                             "la",
                                                             "number",
                                                             "personal",
                                                             "identification",
                                                             "cu",
                                                             "chung",
                                                             "minh"});
  return std::find(kFillers.begin(), kFillers.end(), word) != kFillers.end();
}

// The numbers of persons behind their labels.
std::vector<OwnerId> personal_ids(const PageText& page) {
  std::vector<OwnerId> ids;
  for (std::size_t i = 0; i < page.tokens().size(); ++i) {
    std::size_t next = 0;
    for (const std::string_view label :
         {"cccd", "can cuoc cong dan", "can cuoc", "dinh danh", "cmnd", "cmtnd",
          "chung minh nhan dan", "ho chieu", "passport no"}) {
      if (has_phrase(page, i, label)) next = std::max(next, i + phrase_tokens(label));
    }
    if (next == 0) continue;
    const bool is_passport = has_phrase(page, i, "ho chieu") || has_phrase(page, i, "passport no");
    for (std::size_t j = next; j < next + kTokensToNumberMax && j < page.tokens().size(); ++j) {
      const std::string_view word = page.lower(page.tokens()[j].span);
      if (is_passport && word != "so") {
        if (auto id = passport_at(page, j)) {
          add(ids, std::move(*id));
          break;
        }
      }
      const Token::Kind kind = page.tokens()[j].kind;
      if (kind == Token::Kind::kDigits) {
        if (auto id = personal_at(page, j)) add(ids, std::move(*id));
        break;
      }
      if (!is_filler(word)) break;
    }
  }
  return ids;
}

std::vector<OwnerId> enterprise_ids(const PageText& page) {
  std::vector<OwnerId> ids;
  for (std::size_t i = 0; i < page.tokens().size(); ++i) {
    for (const std::string_view label :
         {"ma so doanh nghiep", "ma so chi nhanh", "ma so hop tac xa", "ma so thue", "mst", "msdn",
          "ma so van phong dai dien", "ma so dia diem kinh doanh", "ma so ho kinh doanh",
          "ma so nguoi nop thue"}) {
      if (!has_phrase(page, i, label)) continue;
      std::size_t next = i + phrase_tokens(label);
      // "Mã số doanh nghiệp/Mã số thuế: ..." is met again at its second label.
      if (next < page.tokens().size() && has_phrase(page, next, "so")) ++next;
      const auto code = read_tax_code(page, next);
      if (!code) continue;
      add(ids, {IdScheme::kTaxCode,
                make_fact(page, {code->span}, code->value,
                          code->is_repaired ? kConfidenceRepaired : kConfidenceClear)});
    }
  }
  return ids;
}

// The ids of one holder: at most one of each scheme, none where two differ.
std::vector<OwnerId> unambiguous(std::vector<OwnerId> ids) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    for (std::size_t j = i + 1; j < ids.size(); ++j) {
      if (ids[i].scheme == ids[j].scheme) return {};
    }
  }
  return ids;
}

// The name in a line, up to what follows it there; `until_comma` where it stands in a sentence.
Span name_part(const PageText& page, Span line, bool until_comma = false) {
  line = page.trimmed(line);
  std::size_t end = line.begin;
  while (end < line.end) {
    const char c = page.plain()[end];
    if (c == ':' || c == ';' || c == '(' || c == '|') break;
    if (c == ',' && until_comma) break;
    // Three blanks lead to the next field.
    if (c == ' ' && page.plain().substr(end, 3) == "   ") break;
    ++end;
  }
  Span part = page.trimmed({line.begin, end});
  while (!part.is_empty() &&
         (page.plain()[part.end - 1] == '.' || page.plain()[part.end - 1] == '_')) {
    --part.end;
  }
  return page.trimmed(part);
}

bool is_label_line(const PageText& page, Span line) {
  return page.lower(line).find(':') != std::string_view::npos;
}

std::optional<Fact> name_fact(const PageText& page, const std::vector<Span>& parts) {
  std::string name;
  for (const Span& part : parts) name += (name.empty() ? "" : " ") + page.text(part);
  if (name.size() < 4 || name.size() > kNameMax * 3) return std::nullopt;
  // "Bà A và 05 nhân viên", "Cửa hàng số 1": no name of one holder.
  if (name.find_first_of("0123456789") != std::string::npos) return std::nullopt;
  return make_fact(page, parts, std::move(name), kConfidenceLikely);
}

// Behind "1.", "a)", "-": where a label may begin.
std::size_t label_token(const PageText& page, Span line) {
  std::size_t token = page.token_at(line.begin);
  for (int i = 0; i < 3 && token + 1 < page.tokens().size(); ++i) {
    const Token& first = page.tokens()[token];
    const bool numbering =
        first.kind != Token::Kind::kWord ||
        (first.span.size() == 1 && page.tokens()[token + 1].kind == Token::Kind::kMark);
    if (!numbering || page.tokens()[token + 1].span.begin >= line.end) break;
    ++token;
  }
  return token;
}

// What stands behind `label`, or in the line below it.
std::optional<Fact> labelled_name(const PageText& page, std::size_t index, std::string_view label) {
  const std::vector<Span>& lines = page.lines();
  const Span line = lines[index];
  const std::size_t token = label_token(page, line);
  if (!has_phrase(page, token, label)) return std::nullopt;
  const std::size_t last = token + phrase_tokens(label) - 1;
  if (page.tokens()[last].span.end > line.end) return std::nullopt;
  const std::size_t colon =
      page.plain().substr(0, line.end).find(':', page.tokens()[last].span.end);
  std::vector<Span> parts;
  std::size_t next = index + 1;
  const auto skip_blank = [&] {
    while (next < lines.size() && lines[next].is_empty()) ++next;
  };
  const std::size_t label_end = page.tokens()[last].span.end;
  const std::string_view between =
      page.lower({label_end, colon == std::string_view::npos ? line.end : colon});
  // "Họ và tên / Full name" goes on with another language; "Họ và tên người mẹ" is another label.
  if (between.find_first_not_of(" ") != std::string_view::npos &&
      between.find("name") == std::string_view::npos &&
      between.find('(') == std::string_view::npos) {
    return std::nullopt;
  }
  if (colon != std::string_view::npos) {
    const Span part = name_part(page, {colon + 1, line.end});
    if (!part.is_empty()) parts.push_back(part);
  }
  if (parts.empty()) {
    skip_blank();
    if (next == lines.size() || lines[next].size() > kLineMax) return std::nullopt;
    const Span below = lines[next];
    if (is_label_line(page, below)) return std::nullopt;
    const Span part = name_part(page, below);
    if (part.is_empty()) return std::nullopt;
    parts.push_back(part);
    ++next;
  }
  // A name that fills its line may go on in the next, and nothing shows where it ends.
  const Span line_of_name = lines[next - 1];
  if (!page.is_capitals(parts.back(), 4) && parts.back().end == line_of_name.end &&
      line_of_name.size() >= kFullLine && next < lines.size() && !lines[next].is_empty() &&
      !is_label_line(page, lines[next])) {
    return std::nullopt;
  }
  // A long name in capitals runs on.
  while (parts.size() < kNameLinesMax && next < lines.size() && page.is_capitals(parts.back(), 4) &&
         parts.back().end == page.trimmed(lines[next - 1]).end && parts.back().size() >= 24 &&
         page.is_capitals(lines[next], 3) && !is_label_line(page, lines[next]) &&
         page.tokens()[page.token_at(lines[next].begin)].kind == Token::Kind::kWord) {
    parts.push_back(name_part(page, lines[next]));
    ++next;
  }
  return name_fact(page, parts);
}

std::optional<Fact> first_labelled_name(std::span<const PageText> pages,
                                        std::initializer_list<std::string_view> labels) {
  for (const PageText& page : pages) {
    for (std::size_t i = 0; i < page.lines().size(); ++i) {
      if (page.lines()[i].is_empty() || page.lines()[i].size() > kLineMax) continue;
      for (const std::string_view label : labels) {
        if (auto name = labelled_name(page, i, label)) return name;
      }
    }
  }
  return std::nullopt;
}

constexpr auto kHolders = std::to_array<std::string_view>(
    {"cong ty", "hop tac xa", "ho kinh doanh", "doanh nghiep tu nhan"});

// "Cho phép Công ty ...", "Cấp cho: Hợp tác xã ...": up to a mark or the end of the line.
std::optional<Fact> granted_to(std::span<const PageText> pages) {
  for (const PageText& page : pages) {
    for (std::size_t i = 0; i < page.tokens().size(); ++i) {
      if (!has_phrase(page, i, "cho phep") && !has_phrase(page, i, "cap cho") &&
          !has_phrase(page, i, "chung nhan")) {
        continue;
      }
      std::size_t next = i + 2;
      if (next < page.tokens().size() && has_phrase(page, next, ":")) ++next;
      if (next >= page.tokens().size()) continue;
      const bool named = std::any_of(kHolders.begin(), kHolders.end(), [&](std::string_view word) {
        return has_phrase(page, next, word);
      });
      if (!named || !page.is_capital_at(page.tokens()[next].span.begin)) continue;
      const Span line = page.lines()[page.tokens()[next].line];
      if (line.size() > kLineMax) continue;
      const Span part = name_part(page, {page.tokens()[next].span.begin, line.end}, true);
      // A name that fills its line may go on in the next.
      if (part.end == line.end && line.size() >= kFullLine) continue;
      return name_fact(page, {part});
    }
  }
  return std::nullopt;
}

std::optional<Fact> find_name(std::span<const PageText> pages, Sort sort) {
  switch (sort) {
    case Sort::kNobody:
      return std::nullopt;
    case Sort::kCard:
    case Sort::kPassport:
      return first_labelled_name(pages,
                                 {"ho va ten", "ho , chu dem va ten", "ho ten", "full name"});
    case Sort::kCivilStatus:
      return first_labelled_name(pages, {"ho , chu dem , ten", "ho , chu dem va ten", "ho va ten"});
    case Sort::kRegistration:
      return first_labelled_name(
          pages, {"ten cong ty viet bang tieng viet", "ten doanh nghiep viet bang tieng viet",
                  "ten chi nhanh viet bang tieng viet", "ten hop tac xa viet bang tieng viet",
                  "ten van phong dai dien viet bang tieng viet", "ten cong ty", "ten doanh nghiep",
                  "ten chi nhanh", "ten hop tac xa", "ten ho kinh doanh", "ten van phong dai dien",
                  "ten nguoi nop thue"});
    case Sort::kPermit:
    case Sort::kApplication:
    case Sort::kOther:
      if (auto name = first_labelled_name(
              pages, {"ten thuong nhan", "ten co so", "ten to chuc", "ten doanh nghiep",
                      "ten cong ty", "ten ho kinh doanh", "cap cho", "ten nguoi nop thue"})) {
        return name;
      }
      return granted_to(pages);
  }
  return std::nullopt;
}

}  // namespace

Owner find_owner(std::span<const PageText> pages, const Head& head,
                 const std::optional<Title>& title) {
  Owner owner;
  if (head.page == nullptr) return owner;
  pages = pages.first(std::min(pages.size(), kOwnerPagesMax));
  const std::string letters =
      title ? squeezed(head.page->lower(head.cells[title->cell].span)) : std::string();
  Sort sort = sort_of(title, letters);
  if (sort == Sort::kNobody) return owner;
  for (const PageText& page : pages) {
    const auto zone = find_machine_readable(page);
    if (!zone) continue;
    sort = zone->is_passport ? Sort::kPassport : Sort::kCard;
    owner.ids.push_back(
        {zone->is_passport ? IdScheme::kPassport : IdScheme::kPersonalNumber,
         make_fact(page, {zone->number_span},
                   zone->is_passport ? zone->country + ':' + zone->number : zone->number,
                   kConfidenceClear)});
    if (zone->expiry) {
      owner.expiry =
          make_fact(page, {zone->expiry_span}, iso_date(*zone->expiry), kConfidenceClear);
    }
    break;
  }
  owner.name = find_name(pages, sort);
  if (!owner.ids.empty()) return owner;
  std::vector<OwnerId> enterprises;
  std::vector<OwnerId> persons;
  for (const PageText& page : pages) {
    for (OwnerId& id : enterprise_ids(page)) add(enterprises, std::move(id));
    for (OwnerId& id : personal_ids(page)) add(persons, std::move(id));
    if (sort != Sort::kCard) continue;
    // The number of a card stands behind "Số / No.", in large type.
    for (std::size_t i = 0; i < page.tokens().size(); ++i) {
      if (page.tokens()[i].kind != Token::Kind::kDigits) continue;
      if (i > 0 && page.tokens()[i - 1].kind == Token::Kind::kDigits) continue;
      if (auto id = personal_at(page, i)) {
        if (id->scheme == IdScheme::kPersonalNumber) add(persons, std::move(*id));
      }
    }
  }
  const bool is_person =
      sort == Sort::kCard || sort == Sort::kPassport || sort == Sort::kCivilStatus;
  // The code of a certificate's own enterprise stands first; a branch's names that of its
  // enterprise.
  if (sort == Sort::kRegistration && !enterprises.empty()) {
    enterprises.erase(enterprises.begin() + 1, enterprises.end());
  }
  if (is_person || enterprises.empty()) {
    // Other papers with a title name persons who are not their holders.
    if (sort != Sort::kOther || !title) owner.ids = unambiguous(std::move(persons));
  } else {
    owner.ids = unambiguous(std::move(enterprises));
  }
  return owner;
}

}  // namespace kho::ingest
