#include "index/query/syntax.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <utility>

#include "index/analysis/analyzer.h"
#include "index/analysis/text.h"
#include "index/analysis/utf16.h"
#include "index/error.h"

namespace kho::index {
namespace {

[[noreturn]] void refuse(const std::string& why) { throw Error(Errc::kBadQuery, why); }

// People count from 1, and in characters.
std::string at_character(const icu::UnicodeString& text, std::int32_t unit) {
  return " (character " + std::to_string(text.countChar32(0, unit) + 1) + ")";
}

enum class NamedField {
  kOwner,
  kType,
  kNumber,
  kIssuer,
  kProcedure,
  kDossier,
  kKind,
  kStatus,
  kYear,
  kDate,
};

struct FieldName {
  std::string_view name;  // As fold() gives it.
  NamedField field;
  bool is_english = false;
  bool is_of_value = false;  // The name is part of the value.
};
constexpr std::array kFieldNames = {
    FieldName{"owner", NamedField::kOwner, true},
    FieldName{"type", NamedField::kType, true},
    FieldName{"number", NamedField::kNumber, true},
    FieldName{"issuer", NamedField::kIssuer, true},
    FieldName{"agency", NamedField::kIssuer, true},
    FieldName{"procedure", NamedField::kProcedure, true},
    FieldName{"dossier", NamedField::kDossier, true},
    FieldName{"kind", NamedField::kKind, true},
    FieldName{"status", NamedField::kStatus, true},
    FieldName{"year", NamedField::kYear, true},
    FieldName{"date", NamedField::kDate, true},
    FieldName{"chu", NamedField::kOwner},
    // The kinds of owner keys, which stand for themselves: mst:0100109106.
    FieldName{"cccd", NamedField::kOwner, false, true},
    FieldName{"cmnd", NamedField::kOwner, false, true},
    FieldName{"mst", NamedField::kOwner, false, true},
    FieldName{"passport", NamedField::kOwner, false, true},
    FieldName{"loai", NamedField::kType},
    FieldName{"so", NamedField::kNumber},
    FieldName{"co_quan", NamedField::kIssuer},
    FieldName{"thu_tuc", NamedField::kProcedure},
    FieldName{"ho_so", NamedField::kDossier},
    FieldName{"lop", NamedField::kKind},
    FieldName{"trang_thai", NamedField::kStatus},
    FieldName{"nam", NamedField::kYear},
    FieldName{"ngay", NamedField::kDate},
};
constexpr std::int32_t kFieldNameMax = 20;  // What is longer was not meant for one.
constexpr const char* kFieldsInEnglish =
    "owner, type, number, issuer, procedure, dossier, kind, status, year, date";

Field filter_field(NamedField field) {
  switch (field) {
    case NamedField::kOwner:
      return Field::kOwner;
    case NamedField::kIssuer:
      return Field::kAgency;
    case NamedField::kProcedure:
      return Field::kProcedure;
    case NamedField::kDossier:
      return Field::kDossier;
    case NamedField::kKind:
      return Field::kKind;
    case NamedField::kStatus:
      return Field::kStatus;
    case NamedField::kYear:
      return Field::kYear;
    default:
      return Field::kType;
  }
}

bool is_blank(char16_t unit) { return unit == u' ' || (unit >= u'\t' && unit <= u'\r'); }
bool is_quote(char16_t unit) { return unit == u'"' || unit == u'\u201C' || unit == u'\u201D'; }

bool is_letter(char16_t unit) {
  return unit == u'_' || (is_word_character(unit) && !(unit >= u'0' && unit <= u'9'));
}

bool is_or(const icu::UnicodeString& chunk) { return chunk == u"OR" || chunk == u"HOẶC"; }

// The parts of one text, each with its place; what joins them is found afterwards.
struct Unit {
  QueryPart part;
  bool is_or = false;
};

class Lexer {
 public:
  explicit Lexer(const icu::UnicodeString& text) : text_(text) {}

  std::vector<Unit> units() {
    while (skip_blanks()) units_.push_back(next());
    return std::move(units_);
  }

 private:
  bool skip_blanks() {
    while (at_ < text_.length() && is_blank(text_.charAt(at_))) ++at_;
    return at_ < text_.length();
  }

  [[nodiscard]] char16_t unit_at(std::int32_t i) const {
    return i < text_.length() ? text_.charAt(i) : u' ';
  }

  Unit next() {
    Unit unit;
    unit.part.begin = at_;
    if (is_minus()) {
      unit.part.is_excluded = true;
      ++at_;
    }
    if (is_quote(unit_at(at_))) {
      unit.part.kind = PartKind::kPhrase;
      unit.part.text = quoted();
    } else if (!read_field(unit.part)) {
      read_chunk(unit);
    }
    unit.part.end = at_;
    return unit;
  }

  // A minus that opens a word, but not the dash of a number typed with a blank before it:
  // "12/QĐ -UBND".
  [[nodiscard]] bool is_minus() const {
    if (text_.charAt(at_) != u'-') return false;
    const char16_t next = unit_at(at_ + 1);
    const bool is_masked_number = next == u'*' && unit_at(at_ + 2) == u'*';
    if (is_quote(next) || is_masked_number) return true;
    if (!is_word_character(next)) return false;
    const bool behind_words = !units_.empty() && units_.back().part.kind == PartKind::kWords;
    return !behind_words || !is_begun_number(units_.back().part.text) || !ends_number(at_ + 1);
  }

  // "12/QĐ", "01/2023/TT": a numeral, and a last part of letters alone, with no dash yet.
  static bool is_begun_number(const icu::UnicodeString& chunk) {
    const std::int32_t slash = chunk.lastIndexOf(u'/');
    if (slash < 1 || chunk.indexOf(u'-') >= 0 || slash + 1 == chunk.length()) return false;
    if (chunk.charAt(0) < u'0' || chunk.charAt(0) > u'9') return false;
    for (std::int32_t i = slash + 1; i < chunk.length(); ++i) {
      if (!is_letter(chunk.charAt(i))) return false;
    }
    return true;
  }

  // The abbreviation of an agency, which has no diacritics but đ; and no field.
  [[nodiscard]] bool ends_number(std::int32_t i) const {
    for (; i < text_.length() && !is_blank(text_.charAt(i)); ++i) {
      const char16_t unit = text_.charAt(i);
      const bool is_plain = unit < 0x80 || unit == u'Đ' || unit == u'đ';
      if (!is_plain || unit == u':' || unit == u'*' || is_quote(unit)) return false;
    }
    return true;
  }

  icu::UnicodeString quoted() {
    const std::int32_t open = at_++;
    const std::int32_t begin = at_;
    while (at_ < text_.length() && !is_quote(text_.charAt(at_))) ++at_;
    if (at_ == text_.length()) {
      refuse("A quote is opened and not closed" + at_character(text_, open) + ".");
    }
    return text_.tempSubStringBetween(begin, at_++);
  }

  // `name:value` at the current place, read into `part`; false: there is none.
  bool read_field(QueryPart& part) {
    std::int32_t colon = at_;
    while (colon < text_.length() && is_letter(text_.charAt(colon))) ++colon;
    if (colon - at_ < 2 || unit_at(colon) != u':') return false;
    const icu::UnicodeString name = text_.tempSubStringBetween(at_, colon);
    const FieldName* field = named(name);
    const char16_t behind = unit_at(colon + 1);
    if (field == nullptr) {
      // "https://…" and "Kính gửi:ông" are words; "typ:GCN" is a mistake.
      const bool is_mistake = !is_blank(behind) && behind != u'/' && is_plain_name(name) &&
                              name.length() <= kFieldNameMax;
      if (!is_mistake) return false;
      refuse("There is no field '" + to_utf8(name) + "'" + at_character(text_, at_) +
             ". Fields are " + kFieldsInEnglish + ".");
    }
    if (is_blank(behind)) {
      // "Số: 12" is running text; an English name with nothing behind it is half a query.
      if (!field->is_english) return false;
      refuse("The field '" + to_utf8(name) + "' has no value behind it" + at_character(text_, at_) +
             ".");
    }
    const std::int32_t begin = at_;
    at_ = colon + 1;
    part.value = to_utf8(is_quote(unit_at(at_)) ? quoted() : chunk());
    if (field->is_of_value) part.value = std::string(field->name) + ":" + part.value;
    set_field(part, field->field, begin);
    return true;
  }

  static const FieldName* named(const icu::UnicodeString& name) {
    const std::string folded = fold(to_utf8(name));
    const auto* found = std::ranges::find(kFieldNames, folded, &FieldName::name);
    return found == kFieldNames.end() ? nullptr : found;
  }

  // As the English field names are written.
  static bool is_plain_name(const icu::UnicodeString& name) {
    for (std::int32_t i = 0; i < name.length(); ++i) {
      if (name.charAt(i) != u'_' && (name.charAt(i) < u'a' || name.charAt(i) > u'z')) return false;
    }
    return true;
  }

  void set_field(QueryPart& part, NamedField field, std::int32_t begin) {
    const auto nothing = part.value.find_first_not_of(' ') == std::string::npos;
    if (nothing || part.value.size() > kValueBytesMax) {
      refuse("A field has a value of 1 to 200 bytes" + at_character(text_, begin) + ".");
    }
    part.kind = PartKind::kField;
    part.field = filter_field(field);
    if (field == NamedField::kNumber) part.kind = PartKind::kNumber;
    const bool is_year = field == NamedField::kYear;
    if (field != NamedField::kDate && !is_year) return;
    const auto days = parse_days(part.value);
    if (!days) {
      refuse("That is no day, month, year or range of them" + at_character(text_, begin) +
             ": write 2020, 2020-05, 17/05/2020 or 2019..2021.");
    }
    const bool is_one_year = is_year && part.value.size() == 4;
    if (is_one_year) return;
    part.kind = PartKind::kDates;
    part.dates = *days;
  }

  // Up to the next blank or quote.
  icu::UnicodeString chunk() {
    const std::int32_t begin = at_;
    while (at_ < text_.length() && !is_blank(text_.charAt(at_)) && !is_quote(text_.charAt(at_))) {
      ++at_;
    }
    return text_.tempSubStringBetween(begin, at_);
  }

  void read_chunk(Unit& unit) {
    QueryPart& part = unit.part;
    part.text = chunk();
    unit.is_or = !part.is_excluded && is_or(part.text);
    const std::int32_t star = part.text.length() - 1;
    if (star < 1 || part.text.charAt(star) != u'*') return;
    const icu::UnicodeString stem = part.text.tempSubString(0, star);
    const std::vector<Word> words = words_of(stem);
    if (words.size() != 1 || words[0].end - words[0].begin != stem.length()) {
      refuse("A star stands behind the beginning of one word" + at_character(text_, part.begin) +
             ".");
    }
    if (words[0].terms.folded.size() < 2) {
      refuse("A star wants two letters before it" + at_character(text_, part.begin) + ".");
    }
    part.kind = PartKind::kPrefix;
    part.text = stem;
  }

  const icu::UnicodeString& text_;
  std::int32_t at_ = 0;
  std::vector<Unit> units_;
};

bool is_free_words(const Unit& unit) {
  return unit.part.kind == PartKind::kWords && !unit.part.is_excluded;
}

// Joins neighbours by OR, and words that follow each other to runs.
QueryParts joined(std::vector<Unit> units, const icu::UnicodeString& text) {
  QueryParts parts;
  std::int32_t run_begin = -1;  // Of the run of words that is the last of `parts`; -1: none.
  for (std::size_t i = 0; i < units.size(); ++i) {
    Unit& unit = units[i];
    const std::string where = at_character(text, unit.part.begin);
    if (unit.is_or) refuse("OR wants a word, phrase or field on both sides" + where + ".");
    const auto is_or_at = [&](std::size_t k) { return k < units.size() && units[k].is_or; };
    if (!is_or_at(i + 1)) {
      if (is_free_words(unit) && run_begin >= 0) {
        parts.back().back().text = text.tempSubStringBetween(run_begin, unit.part.end);
        parts.back().back().end = unit.part.end;
        continue;
      }
      run_begin = is_free_words(unit) ? unit.part.begin : -1;
      parts.push_back({std::move(unit.part)});
      continue;
    }
    run_begin = -1;
    std::vector<QueryPart> alternatives;
    const auto add = [&](Unit& alternative) {
      if (alternative.part.is_excluded) {
        refuse("What stands behind a minus cannot be joined by OR" +
               at_character(text, alternative.part.begin) + ".");
      }
      alternatives.push_back(std::move(alternative.part));
    };
    add(unit);
    while (is_or_at(i + 1)) {
      if (i + 2 >= units.size() || units[i + 2].is_or) {
        refuse("OR wants a word, phrase or field on both sides" +
               at_character(text, units[i + 1].part.begin) + ".");
      }
      i += 2;
      add(units[i]);
    }
    parts.push_back(std::move(alternatives));
  }
  return parts;
}

std::optional<int> whole_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<std::string_view> split(std::string_view text, char joint) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(joint);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// A day, a month or a year.
std::optional<DayRange> parse_span(std::string_view text) {
  const bool by_slashes = text.find('/') != std::string_view::npos;
  std::vector<std::string_view> parts = split(text, by_slashes ? '/' : '-');
  if (parts.size() > 3) return std::nullopt;
  if (by_slashes || (parts.size() > 1 && parts[0].size() < 4)) std::ranges::reverse(parts);
  if (parts[0].size() != 4) return std::nullopt;
  std::array<int, 3> numbers = {0, 1, 1};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto number = parts[i].size() <= 4 ? whole_number(parts[i]) : std::nullopt;
    if (!number) return std::nullopt;
    numbers[i] = *number;
  }
  namespace chrono = std::chrono;
  const chrono::year_month_day first{chrono::year(numbers[0]),
                                     chrono::month(static_cast<unsigned>(numbers[1])),
                                     chrono::day(static_cast<unsigned>(numbers[2]))};
  if (numbers[1] < 1 || numbers[2] < 1 || !first.ok()) return std::nullopt;
  chrono::year_month_day last = first;
  if (parts.size() == 1) last = first.year() / chrono::December / 31;
  if (parts.size() == 2) last = first.year() / first.month() / chrono::last;
  const auto days = [](chrono::year_month_day day) {
    return static_cast<std::int32_t>(chrono::sys_days(day).time_since_epoch().count());
  };
  return DayRange{days(first), days(last)};
}

}  // namespace

std::optional<DayRange> parse_days(std::string_view text) {
  if (text.starts_with(">=") || text.starts_with("<=")) {
    const auto span = parse_span(text.substr(2));
    if (!span) return std::nullopt;
    return text[0] == '>' ? DayRange{span->from, {}} : DayRange{{}, span->to};
  }
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) return parse_span(text);
  const std::string_view before = text.substr(0, dots);
  const std::string_view behind = text.substr(dots + 2);
  DayRange range;
  if (!before.empty()) {
    const auto span = parse_span(before);
    if (!span) return std::nullopt;
    range.from = span->from;
  }
  if (!behind.empty()) {
    const auto span = parse_span(behind);
    if (!span) return std::nullopt;
    range.to = span->to;
  }
  const bool backwards = range.from && range.to && *range.to < *range.from;
  if (range.open() || backwards) return std::nullopt;
  return range;
}

QueryParts parse_query(const icu::UnicodeString& text, Syntax syntax) {
  if (syntax == Syntax::kPlain) {
    QueryPart all;
    all.text = text;
    all.end = text.length();
    return {{std::move(all)}};
  }
  QueryParts parts = joined(Lexer(text).units(), text);
  std::size_t count = 0;
  for (const auto& alternatives : parts) count += alternatives.size();
  if (count > kQueryPartsMax) refuse("The query has more than 32 parts.");
  return parts;
}

}  // namespace kho::index
