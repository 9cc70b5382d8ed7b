// ingest/facts/page_text.h - One page as the rules read it: clean characters, their plain letters,
// lines and tokens.
//
// A character keeps the place of its first byte, so that everything found can be pointed at. Text
// in a TCVN3 font is read as what that font draws. Immutable after construction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kho::ingest {

// Characters [begin, end) of a page.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;

  [[nodiscard]] bool is_empty() const { return begin >= end; }
  [[nodiscard]] std::size_t size() const { return is_empty() ? 0 : end - begin; }
};

// A word, a run of digits, or one mark. Where digits touch three or more letters ("ngày12") they
// are tokens of their own.
struct Token {
  Span span;
  std::uint32_t line = 0;
  enum class Kind : std::uint8_t { kWord, kDigits, kMark } kind = Kind::kMark;
};

class PageText {
 public:
  // `number`: of the page, from 0. `utf8` may hold anything.
  PageText(std::string_view utf8, std::uint32_t number);

  [[nodiscard]] std::uint32_t number() const { return number_; }
  // One ASCII character for each character of the page, '*' where it has no plain letter; line
  // ends are '\n'.
  [[nodiscard]] std::string_view plain() const { return plain_; }
  [[nodiscard]] std::string_view lower() const { return lower_; }
  [[nodiscard]] std::string_view lower(Span span) const {
    return std::string_view(lower_).substr(span.begin, span.size());
  }
  // Without blanks around them; blank lines are empty.
  [[nodiscard]] const std::vector<Span>& lines() const { return lines_; }
  [[nodiscard]] const std::vector<Token>& tokens() const { return tokens_; }
  // The first token that does not begin before `character`; tokens().size() if there is none.
  [[nodiscard]] std::size_t token_at(std::size_t character) const;

  // Clean UTF-8 in NFC, each run of blanks and line ends one blank, none around.
  [[nodiscard]] std::string text(Span span) const;
  // The bytes as they came.
  [[nodiscard]] std::string_view bytes(Span span) const;
  [[nodiscard]] std::size_t byte_at(std::size_t character) const { return bytes_at_[character]; }

  // Four of five letters are capitals, and there are at least `letters_min`. Small letters pass on
  // a TCVN3 page, where fonts draw capitals for them.
  [[nodiscard]] bool is_capitals(Span span, std::size_t letters_min = 3) const;
  [[nodiscard]] bool is_capital_at(std::size_t character) const;
  [[nodiscard]] char32_t at(std::size_t character) const { return clean_[character]; }

  [[nodiscard]] Span trimmed(Span span) const;

 private:
  void read(std::string_view utf8);
  void add(char32_t c, std::size_t byte);
  void find_lines();
  void find_tokens();

  std::uint32_t number_;
  std::string_view source_;
  bool is_tcvn3_ = false;
  std::u32string clean_;
  std::string plain_;
  std::string lower_;
  std::vector<std::uint32_t> bytes_at_;  // One more than characters.
  std::vector<Span> lines_;
  std::vector<Token> tokens_;
};

}  // namespace kho::ingest
