#include "store/pdf_dictionary.h"

#include <limits>

namespace kho::store {
namespace {

// ISO 32000-1, 7.2.2.
bool is_space(char c) {
  return c == '\0' || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}
bool is_delimiter(char c) {
  return std::string_view("()<>[]{}/%").find(c) != std::string_view::npos;
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Token {
  enum class Kind { kEnd, kName, kWord, kString, kOpen, kClose, kOpenArray, kCloseArray };
  Kind kind = Kind::kEnd;
  std::string_view text;  // kName: without the slash. kWord: numbers and keywords.
};
using Kind = Token::Kind;

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  [[nodiscard]] std::size_t position() const { return at_; }
  void rewind(std::size_t position) { at_ = position; }

  Token next() {
    at_ += pdf_space(text_.substr(at_));
    if (at_ >= text_.size()) return {};
    switch (text_[at_]) {
      case '/':
        ++at_;
        return {Kind::kName, regular()};
      case '(':
        return string();
      case '<':
        if (text_.substr(at_, 2) == "<<") return delimiter(Kind::kOpen, 2);
        return hexadecimal();
      case '>':
        if (text_.substr(at_, 2) == ">>") return delimiter(Kind::kClose, 2);
        return delimiter(Kind::kWord, 1);
      case '[':
        return delimiter(Kind::kOpenArray, 1);
      case ']':
        return delimiter(Kind::kCloseArray, 1);
      case ')':
      case '{':
      case '}':
        return delimiter(Kind::kWord, 1);
      default:
        return {Kind::kWord, regular()};
    }
  }

 private:
  Token delimiter(Kind kind, std::size_t length) {
    at_ += length;
    return {kind, {}};
  }
  std::string_view regular() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && !is_space(text_[at_]) && !is_delimiter(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }
  Token string() {
    std::size_t depth = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '\\') {
        if (at_ < text_.size()) ++at_;
      } else if (c == '(') {
        ++depth;
      } else if (c == ')' && --depth == 0) {
        return {Kind::kString, {}};
      }
    }
    return {};
  }
  Token hexadecimal() {
    const std::size_t close = text_.find('>', at_);
    at_ = close == std::string_view::npos ? text_.size() : close + 1;
    return {close == std::string_view::npos ? Kind::kEnd : Kind::kString, {}};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::optional<std::uint64_t> unsigned_integer(const Token& token) {
  if (token.kind != Kind::kWord || token.text.empty() || token.text.size() > 18) return {};
  std::uint64_t value = 0;
  for (const char c : token.text) {
    if (!is_digit(c)) return {};
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

// A value: its first token, or what it refers to.
struct Scalar {
  Token token;
  std::optional<PdfReference> reference;
};

// What /DecodeParms say of CCITTFaxDecode (ISO 32000-1, table 11), with the defaults.
struct FaxParameters {
  bool is_group4 = false;  // K < 0
  std::optional<std::uint64_t> columns = 1728;
  bool byte_align = false;
};

// Reads one dictionary; every false means that the text is no whole dictionary.
class DictionaryReader {
 public:
  explicit DictionaryReader(std::string_view text) : lexer_(text) {}

  ParsedPdfDictionary read() {
    const bool whole = lexer_.next().kind == Kind::kOpen && read_entries();
    ParsedPdfDictionary parsed;
    parsed.end = lexer_.position();
    if (whole) {
      dictionary_.hint = hint();
      parsed.dictionary = dictionary_;
    }
    return parsed;
  }

 private:
  bool read_entries() {
    for (;;) {
      const Token key = lexer_.next();
      if (key.kind == Kind::kClose) return true;
      if (key.kind != Kind::kName) return false;
      if (!read_value(key.text)) return false;
    }
  }

  bool read_value(std::string_view key) {
    if (key == "Filter") return read_filter();
    if (key == "DecodeParms") return read_parameters();
    Scalar value;
    if (!read_scalar(value)) return false;
    if (key == "Length") {
      dictionary_.length = unsigned_integer(value.token);
      dictionary_.length_reference = value.reference;
      if (value.reference) dictionary_.length = std::nullopt;
    } else if (key == "Type") {
      dictionary_.is_cross_reference =
          value.token.kind == Kind::kName && value.token.text == "XRef";
    } else if (key == "Encrypt") {
      dictionary_.has_encrypt = true;
    }
    return true;
  }

  // One value of any kind, which is kept where it is a token or a reference.
  bool read_scalar(Scalar& value) {
    value.token = lexer_.next();
    switch (value.token.kind) {
      case Kind::kEnd:
      case Kind::kClose:
      case Kind::kCloseArray:
        return false;
      case Kind::kOpen:
      case Kind::kOpenArray:
        return skip_rest();
      case Kind::kName:
      case Kind::kString:
        return true;
      case Kind::kWord:
        break;
    }
    const std::size_t behind = lexer_.position();
    const auto number = unsigned_integer(value.token);
    const auto generation = number ? unsigned_integer(lexer_.next()) : std::nullopt;
    const Token r = generation ? lexer_.next() : Token{};
    if (r.kind == Kind::kWord && r.text == "R") {
      value.reference = PdfReference{*number, *generation};
    } else {
      lexer_.rewind(behind);  // Two tokens at most: they are read again as what they are.
    }
    return true;
  }

  // The rest of a dictionary or array that has been opened. Brackets are counted, not matched by
  // kind: what is left open must be closed.
  bool skip_rest() {
    for (std::size_t depth = 1; depth > 0;) {
      switch (lexer_.next().kind) {
        case Kind::kEnd:
          return false;
        case Kind::kOpen:
        case Kind::kOpenArray:
          ++depth;
          break;
        case Kind::kClose:
        case Kind::kCloseArray:
          --depth;
          break;
        case Kind::kName:
        case Kind::kWord:
        case Kind::kString:
          break;
      }
    }
    return true;
  }

  bool read_filter() {
    filters_ = 0;
    Scalar value;
    const std::size_t before = lexer_.position();
    if (lexer_.next().kind != Kind::kOpenArray) {
      lexer_.rewind(before);
      if (!read_scalar(value)) return false;
      take_filter(value);
      return true;
    }
    for (;;) {
      const std::size_t element = lexer_.position();
      if (lexer_.next().kind == Kind::kCloseArray) return true;
      lexer_.rewind(element);
      if (!read_scalar(value)) return false;
      take_filter(value);
    }
  }
  void take_filter(const Scalar& value) {
    ++filters_;
    filter_ = value.token.kind == Kind::kName ? value.token.text : std::string_view();
  }

  // A dictionary, or an array of one; what else stands here leaves the parameters unknown.
  bool read_parameters() {
    fax_ = {};
    parameters_known_ = true;
    const std::size_t before = lexer_.position();
    Token token = lexer_.next();
    const bool in_array = token.kind == Kind::kOpenArray;
    if (in_array) token = lexer_.next();
    if (token.kind != Kind::kOpen) {
      parameters_known_ = false;
      lexer_.rewind(before);
      Scalar ignored;
      return read_scalar(ignored);
    }
    if (!read_fax_parameters()) return false;
    return !in_array || skip_rest();
  }
  bool read_fax_parameters() {
    for (;;) {
      const Token key = lexer_.next();
      if (key.kind == Kind::kClose) return true;
      if (key.kind != Kind::kName) return false;
      Scalar value;
      if (!read_scalar(value)) return false;
      if (key.text == "K" || key.text == "Columns" || key.text == "EncodedByteAlign") {
        parameters_known_ = parameters_known_ && !value.reference;
      }
      if (key.text == "K") {
        fax_.is_group4 = value.token.kind == Kind::kWord && value.token.text.starts_with('-') &&
                         value.token.text.find_first_of("123456789") != std::string_view::npos;
      } else if (key.text == "Columns") {
        fax_.columns = unsigned_integer(value.token);
      } else if (key.text == "EncodedByteAlign") {
        fax_.byte_align = value.token.kind == Kind::kWord && value.token.text == "true";
      }
    }
  }

  [[nodiscard]] MediaHint hint() const {
    if (filters_ != 1) return {};
    if (filter_ == "DCTDecode") return {Media::kJpeg, 0};
    if (filter_ == "FlateDecode") return {Media::kDeflate, 0};
    if (filter_ == "CCITTFaxDecode" && parameters_known_ && fax_.is_group4 && fax_.columns &&
        *fax_.columns >= 1 && *fax_.columns <= kFaxColumnsMax) {
      return {Media::kFaxG4,
              static_cast<std::uint32_t>(*fax_.columns) | (fax_.byte_align ? kFaxByteAlign : 0)};
    }
    return {};
  }

  Lexer lexer_;
  PdfDictionary dictionary_;
  std::size_t filters_ = 0;
  std::string_view filter_;
  bool parameters_known_ = true;
  FaxParameters fax_;
};

}  // namespace

std::size_t pdf_space(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == '%') {
      at = text.find_first_of("\r\n", at);
      if (at == std::string_view::npos) return text.size();
    } else if (!is_space(text[at])) {
      break;
    }
    ++at;
  }
  return at;
}

ParsedPdfDictionary parse_pdf_dictionary(std::string_view text) {
  return DictionaryReader(text).read();
}

std::optional<std::uint64_t> parse_pdf_integer_object(std::string_view text,
                                                      const PdfReference& reference) {
  Lexer lexer(text);
  if (unsigned_integer(lexer.next()) != reference.number) return {};
  if (unsigned_integer(lexer.next()) != reference.generation) return {};
  const Token keyword = lexer.next();
  if (keyword.kind != Kind::kWord || keyword.text != "obj") return {};
  return unsigned_integer(lexer.next());
}

}  // namespace kho::store
