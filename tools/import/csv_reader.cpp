#include "tools/import/csv_reader.h"

#include <fmt/format.h>

namespace kho::tools {
namespace {

// One record, a line at a time.
class Parser {
 public:
  explicit Parser(CsvReader::Record& record) : record_(record) {}

  // Returns whether the record goes on in the next line.
  bool line(const std::string& text) {
    if (state_ == State::kQuoted) field_.push_back('\n');
    for (const char c : text) {
      if (!take(c)) return false;
    }
    if (state_ == State::kQuoted) return true;
    end_field();
    return false;
  }

 private:
  enum class State { kBegin, kPlain, kQuoted, kQuoteInQuoted };

  bool take(char c) {
    switch (state_) {
      case State::kBegin:
      case State::kPlain:
        if (c == ',') return end_field();
        if (c == '"') {
          if (state_ == State::kPlain)
            return wrong("a quote inside a field that began without one");
          state_ = State::kQuoted;
          return true;
        }
        if (c == '\r') return wrong("a carriage return inside a line");
        state_ = State::kPlain;
        field_.push_back(c);
        return true;
      case State::kQuoted:
        if (c == '"') {
          state_ = State::kQuoteInQuoted;
        } else {
          field_.push_back(c);
        }
        return true;
      case State::kQuoteInQuoted:
        if (c == ',') return end_field();
        if (c != '"') return wrong("something stands behind a closing quote");
        field_.push_back('"');
        state_ = State::kQuoted;
        return true;
    }
    return true;
  }

  bool end_field() {
    if (record_.fields.size() == CsvReader::kFieldsMax) return wrong("too many fields");
    record_.fields.push_back(std::move(field_));
    field_.clear();
    state_ = State::kBegin;
    return true;
  }

  bool wrong(const char* what) {
    record_.problem = what;
    return false;
  }

  CsvReader::Record& record_;
  State state_ = State::kBegin;
  std::string field_;
};

}  // namespace

std::optional<CsvReader::Record> CsvReader::next() {
  auto line = lines_.next();
  while (line && line->text.empty() && !line->too_long) line = lines_.next();
  if (!line) return std::nullopt;
  Record record;
  record.line = line->number;
  Parser parser(record);
  std::size_t bytes = 0;
  std::uint64_t last = line->number;
  bool goes_on = true;
  while (goes_on && record.problem.empty()) {
    if (!line) {
      record.problem = "a quote is not closed";
      break;
    }
    last = line->number;
    bytes += line->text.size() + 1;
    if (line->too_long || bytes > kRecordBytesMax) {
      record.problem = fmt::format("longer than {} bytes", kRecordBytesMax);
      break;
    }
    goes_on = parser.line(line->text);
    if (goes_on && record.problem.empty()) line = lines_.next();
  }
  if (!record.problem.empty()) {
    record.fields.clear();
    if (last > record.line) {
      record.problem += fmt::format("; lines {} to {} were passed over", record.line, last);
    }
  }
  return record;
}

}  // namespace kho::tools
