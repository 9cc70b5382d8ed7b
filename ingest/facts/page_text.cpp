#include "ingest/facts/page_text.h"

#include <algorithm>

#include "ingest/facts/letters.h"
#include "ingest/utf8.h"

namespace kho::ingest {
namespace {

constexpr char32_t kDamage = 0xFFFD;

// Takes one character off the front of `text`; a byte that begins none is kDamage.
char32_t take_character(std::string_view& text) {
  const auto first = static_cast<std::uint8_t>(text.front());
  const std::size_t bytes = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (valid_utf8_prefix(text.substr(0, bytes)) < std::min(bytes, text.size()) ||
      text.size() < bytes) {
    text.remove_prefix(1);
    return kDamage;
  }
  char32_t c = first;
  if (bytes > 1) {
    c = first & (0xFFU >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
      c = (c << 6) | (static_cast<std::uint8_t>(text[i]) & 0x3FU);
    }
  }
  text.remove_prefix(bytes);
  return c;
}

// True for text that is Vietnamese only when it is read through a TCVN3 font.
bool looks_like_tcvn3(std::string_view utf8) {
  std::size_t letters = 0;
  std::size_t tcvn3 = 0;
  while (!utf8.empty()) {
    const char32_t c = take_character(utf8);
    if (is_unicode_vietnamese(c)) return false;
    if (c > ' ' && c != kDamage) ++letters;
    if (tcvn3_letter(c) != 0) ++tcvn3;
  }
  // A page of German or French has about one letter in thirty beyond ASCII, Vietnamese one in five.
  return tcvn3 >= 4 && tcvn3 * 10 > letters;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\v'; }
bool is_line_end(char c) { return c == '\n' || c == '\f'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char lower_of(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

PageText::PageText(std::string_view utf8, std::uint32_t number)
    : number_(number), source_(utf8), is_tcvn3_(looks_like_tcvn3(utf8)) {
  read(utf8);
  find_lines();
  find_tokens();
}

void PageText::read(std::string_view utf8) {
  const std::size_t size = utf8.size();
  clean_.reserve(size);
  while (!utf8.empty()) {
    const std::size_t byte = size - utf8.size();
    const char32_t c = take_character(utf8);
    if (is_combining_mark(c)) {
      const char32_t together = clean_.empty() ? 0 : composed(clean_.back(), c);
      if (together != 0) {
        clean_.back() = together;
        plain_.back() = plain_letter(together);
      }
      continue;
    }
    const char32_t drawn = is_tcvn3_ ? tcvn3_letter(c) : 0;
    if (const char32_t clean = drawn != 0 ? drawn : clean_letter(c); clean != 0) add(clean, byte);
  }
  bytes_at_.push_back(static_cast<std::uint32_t>(size));
  lower_.resize(plain_.size());
  std::transform(plain_.begin(), plain_.end(), lower_.begin(), lower_of);
}

void PageText::add(char32_t c, std::size_t byte) {
  clean_.push_back(c);
  const char plain = plain_letter(c);
  plain_.push_back(is_line_end(plain) ? '\n' : is_blank(plain) ? ' ' : plain);
  bytes_at_.push_back(static_cast<std::uint32_t>(byte));
}

Span PageText::trimmed(Span span) const {
  while (!span.is_empty() && plain_[span.begin] <= ' ') ++span.begin;
  while (!span.is_empty() && plain_[span.end - 1] <= ' ') --span.end;
  return span;
}

void PageText::find_lines() {
  for (std::size_t begin = 0; begin < plain_.size();) {
    const std::size_t end = std::min(plain_.find('\n', begin), plain_.size());
    lines_.push_back(trimmed({begin, end}));
    begin = end + 1;
  }
}

void PageText::find_tokens() {
  // The end of the run of characters at `i` that `belongs` takes.
  const auto run_end = [this](std::size_t i, auto belongs) {
    while (i < plain_.size() && belongs(plain_[i])) ++i;
    return i;
  };
  std::uint32_t line = 0;
  for (std::size_t i = 0; i < plain_.size();) {
    const char c = plain_[i];
    if (c <= ' ') {
      if (c == '\n') ++line;
      ++i;
      continue;
    }
    if (!is_digit(c) && !is_letter(c)) {
      tokens_.push_back({{i, i + 1}, line, Token::Kind::kMark});
      ++i;
      continue;
    }
    // Letters and digits in turn; three letters or more stand apart from digits.
    std::size_t end = i;
    bool has_digit = false;
    while (end < plain_.size() && (is_digit(plain_[end]) || is_letter(plain_[end]))) {
      const bool digits = is_digit(plain_[end]);
      const std::size_t stop = digits ? run_end(end, is_digit) : run_end(end, is_letter);
      if (!digits && stop - end >= 3) {
        if (end == i) end = stop;
        break;
      }
      has_digit = has_digit || digits;
      end = stop;
    }
    tokens_.push_back({{i, end}, line, has_digit ? Token::Kind::kDigits : Token::Kind::kWord});
    i = end;
  }
}

std::size_t PageText::token_at(std::size_t character) const {
  const auto first = std::partition_point(
      tokens_.begin(), tokens_.end(),
      [character](const Token& token) { return token.span.begin < character; });
  return static_cast<std::size_t>(first - tokens_.begin());
}

std::string PageText::text(Span span) const {
  std::string text;
  bool blank = false;
  for (std::size_t i = span.begin; i < span.end; ++i) {
    if (plain_[i] <= ' ') {
      blank = !text.empty();
      continue;
    }
    if (blank) text.push_back(' ');
    blank = false;
    append_utf8(text, clean_[i]);
  }
  return text;
}

std::string_view PageText::bytes(Span span) const {
  if (span.is_empty()) return {};
  return source_.substr(bytes_at_[span.begin], bytes_at_[span.end] - bytes_at_[span.begin]);
}

bool PageText::is_capital_at(std::size_t character) const { return is_capital(clean_[character]); }

bool PageText::is_capitals(Span span, std::size_t letters_min) const {
  std::size_t letters = 0;
  std::size_t capitals = 0;
  for (std::size_t i = span.begin; i < span.end; ++i) {
    if (!is_letter(plain_[i])) continue;
    ++letters;
    if (is_capital(clean_[i])) ++capitals;
  }
  if (letters < letters_min) return false;
  return capitals * 5 >= letters * 4 || (is_tcvn3_ && capitals == 0);
}

}  // namespace kho::ingest
