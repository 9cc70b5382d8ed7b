#include "ingest/facts/validity.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "ingest/facts/words.h"

namespace kho::ingest {
namespace {

constexpr std::size_t kClauseMax = 32;   // Tokens behind "có hiệu lực".
constexpr std::size_t kSubjectMax = 16;  // Tokens before it.
constexpr int kYearsMax = 99;

// What a paper calls itself.
constexpr auto kPapers = std::to_array<std::string_view>({
    "giay phep", "giay chung nhan", "giay xac nhan", "chung chi",  "chung nhan",    "quyet dinh",
    "nghi dinh", "thong tu",        "nghi quyet",    "luat",       "bo luat",       "phap lenh",
    "chi thi",   "hop dong",        "xac nhan",      "ho so",      "van ban",       "the",
    "giay",      "ban cong bo",     "ban cam ket",   "thoa thuan", "giay uy quyen", "phieu",
    "danh sach", "bien ban",        "ke hoach",      "quy che",    "quy dinh",      "the le",
});

// Words that may stand between "có hiệu lực" and the day, and say nothing else.
constexpr auto kFillers = std::to_array<std::string_view>({
    "thi",
    "hanh",
    "su",
    "dung",
    "trong",
    "thoi",
    "han",
    "la",
    "ke",
    "tu",
    "ngay",
    "hieu",
    "luc",
    "vong",
    "het",
    "va",
});

class Clause {
 public:
  Clause(const PageText& page, const IssueDate& issue) : page_(page), issue_(issue) {}

  // Reads the tokens behind "có hiệu lực" or "có giá trị".
  Validity read(std::size_t token) {
    const std::size_t end = std::min(token + kClauseMax, page_.tokens().size());
    while (token < end) {
      const std::size_t next = step(token);
      if (next == token) break;
      token = next;
    }
    return validity_;
  }

 private:
  std::string_view word(std::size_t token) const {
    return token < page_.tokens().size() ? page_.lower(page_.tokens()[token].span)
                                         : std::string_view();
  }

  Fact fact(Span span, std::chrono::year_month_day day, bool is_repaired) const {
    return make_fact(page_, {span}, iso_date(day),
                     is_repaired ? kConfidenceRepaired : kConfidenceLikely);
  }

  // The token behind what was understood at `token`; `token` where the clause ends.
  std::size_t step(std::size_t token) {
    for (const std::string_view endless :
         {"khong thoi han", "vo thoi han", "khong xac dinh thoi han", "lau dai"}) {
      if (!has_phrase(page_, token, endless)) continue;
      const std::size_t behind = token + phrase_tokens(endless);
      validity_.indefinite =
          make_fact(page_, {span_of(token, behind)}, "indefinite", kConfidenceLikely);
      return token;
    }
    if (has_phrase(page_, token, "sau")) return token;  // "sau 45 ngày kể từ ngày ký"
    if (has_phrase(page_, token, "den")) return read_to(token);
    if (has_phrase(page_, token, "tu ngay") || has_phrase(page_, token, "tu :")) {
      return read_from(token + 1);
    }
    if (const auto behind = read_duration(token); behind != token) return behind;
    if (const std::string_view mark = word(token); mark == "," || mark == ":" || mark == "/") {
      return token + 1;
    }
    const bool filler = std::find(kFillers.begin(), kFillers.end(), word(token)) != kFillers.end();
    return filler ? token + 1 : token;
  }

  Span span_of(std::size_t token, std::size_t behind) const {
    return {page_.tokens()[token].span.begin, page_.tokens()[behind - 1].span.end};
  }

  // "đến hết ngày …", "đến: 20/10/2043"
  std::size_t read_to(std::size_t token) {
    for (std::size_t i = token + 1; i < token + 8 && i < page_.tokens().size(); ++i) {
      if (const auto date = read_date(page_, i)) {
        validity_.to = fact(date->span, date->date, date->is_repaired);
        return token;
      }
      if (has_phrase(page_, i, "khong thoi han")) return i;
      const std::string_view between = word(i);
      if (between != "het" && between != "ngay" && between != ":" && between != "/" &&
          between != "date" && between != "of" && between != "expiry" && between != "good" &&
          between != "thru") {
        break;
      }
    }
    // "có giá trị đến: Không thời hạn"
    return word(token + 1) == ":" ? token + 2 : token;
  }

  // `token` is "ngày" of "từ ngày …".
  std::size_t read_from(std::size_t token) {
    if (const auto date = read_date(page_, token)) {
      validity_.from = fact(date->span, date->date, date->is_repaired);
      count_from(date->date, date->span, date->is_repaired);
      return date->token_end;
    }
    for (const std::string_view day :
         {"ngay ky ban hanh", "ngay ky", "ngay cap", "ngay ban hanh"}) {
      if (!has_phrase(page_, token, day) || !issue_.date) continue;
      const std::size_t behind = token + phrase_tokens(day);
      const bool doubtful = issue_.date->confidence < kConfidenceLikely;
      validity_.from = fact(span_of(token, behind), issue_.day, doubtful);
      count_from(issue_.day, span_of(token, behind), doubtful);
      return behind;
    }
    return token;
  }

  // "03 năm", "15 (mười lăm) năm", "24 tháng"
  std::size_t read_duration(std::size_t token) {
    const Numeral numeral = read_numeral(page_, token, 2);
    if (numeral.digits.empty() || page_.tokens()[token].kind != Token::Kind::kDigits) return token;
    std::size_t i = numeral.token_end;
    if (word(i) == "(") {
      const std::size_t end = i + 6;
      while (i < end && i < page_.tokens().size() && word(i) != ")") ++i;
      ++i;
    }
    const bool is_years = word(i) == "nam";
    if (!is_years && word(i) != "thang") return token;
    duration_ = {page_.tokens()[token].span.begin, page_.tokens()[i].span.end};
    months_ = std::stoi(numeral.digits) * (is_years ? 12 : 1);
    return i + 1;
  }

  // The day that is so many months behind `day`: the civil code ends a term on the same day of the
  // month, or on the last one where that month has no such day (article 148).
  void count_from(std::chrono::year_month_day day, Span span, bool is_repaired) {
    if (months_ == 0 || months_ > kYearsMax * 12) return;
    std::chrono::year_month_day end = day + std::chrono::months(months_);
    if (!end.ok()) end = end.year() / end.month() / std::chrono::last;
    validity_.to = fact({std::min(duration_.begin, span.begin), std::max(duration_.end, span.end)},
                        end, is_repaired);
  }

  const PageText& page_;
  const IssueDate& issue_;
  Validity validity_;
  int months_ = 0;
  Span duration_;
};

bool is_sentence_end(const PageText& page, std::size_t token) {
  const Token& mark = page.tokens()[token];
  if (mark.kind != Token::Kind::kMark) return false;
  const char c = page.plain()[mark.span.begin];
  return c == '.' || c == ';' || c == ')';
}

bool begins_line(const PageText& page, std::size_t token) {
  return token == 0 || page.tokens()[token - 1].line != page.tokens()[token].line;
}

// Whether the words before token `token` name this paper: "Giấy phép này", or "Giấy phép" at the
// beginning of a line or sentence.
bool speaks_of_itself(const PageText& page, std::size_t token) {
  const std::vector<Token>& tokens = page.tokens();
  const std::size_t first = token - std::min(token, kSubjectMax);
  const auto is_paper = [&](std::size_t i) {
    return std::any_of(kPapers.begin(), kPapers.end(),
                       [&](std::string_view paper) { return has_phrase(page, i, paper); });
  };
  // The nearest paper that is named; "Giấy chứng nhận" is one, and so is "chứng nhận" within it.
  std::size_t subject = token;
  for (std::size_t i = token; i > first && (subject == token || subject - i < 2); --i) {
    if (is_sentence_end(page, i - 1) || (subject != token && begins_line(page, subject))) break;
    if (is_paper(i - 1)) subject = i - 1;
  }
  if (subject == token) return false;
  bool is_this = false;
  for (std::size_t i = subject; i < token; ++i) {
    const std::string_view word = page.lower(tokens[i].span);
    // "Nghị định số 1/2020 có hiệu lực", "Giấy phép chưa có hiệu lực"
    if (word == "so" || word == "khong" || word == "chua" || word == "ngay") return false;
    is_this = is_this || word == "nay";
  }
  if (subject > 0) {
    // "kể từ ngày Thông tư này có hiệu lực": no statement of its day.
    const std::string_view before = page.lower(tokens[subject - 1].span);
    if (before == "ngay" || before == "truoc" || before == "khi") return false;
  }
  if (is_this) return true;
  return page.is_capital_at(tokens[subject].span.begin) &&
         (begins_line(page, subject) || is_sentence_end(page, subject - 1));
}

bool is_empty(const Validity& validity) {
  return !validity.from && !validity.to && !validity.indefinite;
}

Validity said_of_itself(const PageText& page, const IssueDate& issue) {
  for (std::size_t i = 0; i < page.tokens().size(); ++i) {
    if (!has_phrase(page, i, "co gia tri") && !has_phrase(page, i, "co hieu luc")) continue;
    const bool labelled = begins_line(page, i) && has_phrase(page, i + 3, "den");
    if (!labelled && !speaks_of_itself(page, i)) continue;
    Validity validity = Clause(page, issue).read(i + 3);
    if (!is_empty(validity)) return validity;
  }
  return {};
}

// "Ngày hết hạn: 29/06/2031", "Date of expiry"
Validity labelled(const PageText& page) {
  constexpr std::size_t kTokensToDateMax = 10;
  for (std::size_t i = 0; i < page.tokens().size(); ++i) {
    for (const std::string_view label : {"date of expiry", "date of expiration", "ngay het han"}) {
      if (!has_phrase(page, i, label)) continue;
      for (std::size_t j = i + 3; j < i + 3 + kTokensToDateMax && j < page.tokens().size(); ++j) {
        const auto date = read_date(page, j);
        if (!date) continue;
        Validity validity;
        validity.to = make_fact(page, {date->span}, iso_date(date->date),
                                date->is_repaired ? kConfidenceRepaired : kConfidenceLikely);
        return validity;
      }
    }
  }
  return {};
}

// "thời hạn 05 năm, từ ngày … đến hết ngày …"
Validity term(const PageText& page, const IssueDate& issue) {
  constexpr std::size_t kTokensBetweenMax = 14;
  for (std::size_t i = 0; i < page.tokens().size(); ++i) {
    if (!has_phrase(page, i, "thoi han")) continue;
    for (std::size_t j = i + 2; j < i + 2 + kTokensBetweenMax && j < page.tokens().size(); ++j) {
      if (!has_phrase(page, j, "tu ngay")) continue;
      Validity validity = Clause(page, issue).read(j);
      if (validity.from && validity.to) return validity;
      break;
    }
  }
  return {};
}

// ISO days compare as their dates do.
Validity checked(Validity validity, const IssueDate& issue) {
  if (validity.indefinite) validity.to.reset();
  if (!validity.to) return validity;
  const bool before_begin = validity.from && validity.to->value < validity.from->value;
  const bool before_issue = issue.date && validity.to->value < issue.date->value;
  return before_begin || before_issue ? Validity{} : validity;
}

}  // namespace

Validity find_validity(std::span<const PageText> pages, const IssueDate& issue) {
  for (const PageText& page : pages) {
    Validity validity = said_of_itself(page, issue);
    if (is_empty(validity)) validity = labelled(page);
    if (is_empty(validity)) validity = term(page, issue);
    validity = checked(std::move(validity), issue);
    if (!is_empty(validity)) return validity;
  }
  return {};
}

}  // namespace kho::ingest
