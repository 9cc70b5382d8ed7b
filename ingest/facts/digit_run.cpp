#include "ingest/facts/digit_run.h"

#include <algorithm>
#include <string_view>

#include "ingest/facts/date_reading.h"

namespace kho::ingest {
namespace {

constexpr std::size_t kMarksBeforeMax = 4;
constexpr std::size_t kGapMax = 3;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::optional<DigitRun> read_digit_run(const PageText& page, std::size_t token,
                                       std::size_t digits) {
  const std::vector<Token>& tokens = page.tokens();
  const std::string_view plain = page.plain();
  for (std::size_t i = 0;
       i < kMarksBeforeMax && token < tokens.size() && tokens[token].kind == Token::Kind::kMark;
       ++i) {
    ++token;
  }
  DigitRun run;
  const std::size_t first = token;
  std::size_t real_digits = 0;
  for (; token < tokens.size(); ++token) {
    const Token& next = tokens[token];
    if (token > first && next.span.begin - tokens[token - 1].span.end > kGapMax) break;
    if (token > first && next.line != tokens[token - 1].line) break;
    if (next.kind == Token::Kind::kMark) {
      const char mark = plain[next.span.begin];
      if ((mark == '.' || mark == '-') && token > first) continue;
      if (mark != '|' && mark != '!') break;
    }
    std::string taken;
    for (std::size_t i = next.span.begin; i < next.span.end; ++i) {
      if (const char digit = digit_for(plain[i]); digit != 0) taken.push_back(digit);
      if (is_digit(plain[i])) ++real_digits;
    }
    if (taken.size() < next.span.size()) break;
    if (run.digits.size() == digits) {
      // A word of letters that might be digits is a word; more digits are a longer number.
      if (next.kind == Token::Kind::kWord) break;
      return std::nullopt;
    }
    run.digits += taken;
    if (run.digits.size() > digits) return std::nullopt;
    run.span = {tokens[first].span.begin, next.span.end};
    run.token_end = token + 1;
  }
  if (run.digits.size() != digits || real_digits * 2 < digits) return std::nullopt;
  run.is_repaired = real_digits < digits;
  return run;
}

}  // namespace kho::ingest
