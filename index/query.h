// index/query.h - What can be asked of the index, and what it answers. Plain values.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/document.h"

namespace kho::index {

enum class Syntax {
  kOperators,  // Words, "phrases", field:value, -word, OR, prefix*; index/query/syntax.h.
  kPlain,      // Words and document numbers only: a question, a pasted text. Never a syntax error.
};

enum class Sort {
  kRelevance,  // Best first; equally good ones latest first.
  kNewest,     // By date of issue, latest first; undated ones last.
  kOldest,     // Earliest first; undated ones last.
};

// Days since 1970-01-01, both included; open where absent. Undated documents are in no range.
struct DayRange {
  std::optional<std::int32_t> from;
  std::optional<std::int32_t> to;

  [[nodiscard]] bool open() const { return !from && !to; }
  friend bool operator==(const DayRange&, const DayRange&) = default;
};

// One thing that the asker may see: the documents that have, for each field in `only`, one of its
// values, and none of `except`. Empty, it covers everything.
struct Grant {
  std::vector<Filter> only;
  std::vector<Filter> except;
};

// What the asker may see: what any of the grants covers. Everything an answer tells (hits, totals,
// facets, suggestions, completions) is told of these documents alone.
struct Rights {
  std::vector<Grant> any_of;  // Empty: nothing.

  static Rights everything() { return {{Grant{}}}; }
  [[nodiscard]] bool is_everything() const {
    for (const Grant& grant : any_of) {
      if (grant.only.empty() && grant.except.empty()) return true;
    }
    return false;
  }
};
inline constexpr std::size_t kGrantFiltersMax = 10'000;  // Of all grants together.

struct Query {
  std::string text;  // At most kQueryBytesMax bytes of UTF-8; empty matches everything.
  Syntax syntax = Syntax::kOperators;
  // Values of one field are alternatives; fields restrict together. At most kFilterValuesMax.
  std::vector<Filter> filters;
  DayRange issued;
  Rights rights = Rights::everything();
  Sort sort = Sort::kRelevance;
  std::uint32_t limit = 20;   // 1..kLimitMax
  std::uint32_t offset = 0;   // 0..kOffsetMax
  std::string cursor;         // Result::next of the page before; then offset is 0.
  std::vector<Field> facets;  // To be counted: kType, kAgency, kYear, kKind, kStatus.

  // The stored values that the value typed behind a field of the query text stands for; none: it
  // matches nothing. Absent: the value itself. May throw Error kBadQuery.
  std::function<std::vector<std::string>(Field, const std::string& typed)> values_of = {};
  // The owners who are known by a number (digits only) that stands in the text; none: nobody.
  std::function<std::vector<std::string>(const std::string& digits)> owners_of = {};
};
inline constexpr std::size_t kQueryBytesMax = 2000;
inline constexpr std::size_t kFilterValuesMax = 100;
inline constexpr std::uint32_t kLimitMax = 100;
inline constexpr std::uint32_t kOffsetMax = 10000;
inline constexpr std::size_t kCursorBytesMax = 1000;

struct Hit {
  std::string id;
  double score = 0;  // Comparable within one result only; 0 where sorted by date.
};

struct FacetValue {
  std::string value;
  std::uint64_t count = 0;  // Of the documents found that have it.
};
inline constexpr std::size_t kFacetValuesMax = 50;  // Of one field: those that most have.

struct Facet {
  Field field;
  std::vector<FacetValue> values;  // The largest first; equal ones by value.
  bool is_exact = false;           // False: estimated from the matches that were looked at.
};

// What a query looked for, to be shown in a text by highlight() of index/highlight.h. One word, or
// several that must follow each other.
struct SoughtWord {
  std::string exact;   // WordTerms of index/analysis/syllable.h; empty: any with this folded form.
  std::string folded;  // With is_prefix the beginning of it.
  bool is_prefix = false;

  friend auto operator<=>(const SoughtWord&, const SoughtWord&) = default;
};
using Sought = std::vector<std::vector<SoughtWord>>;

struct Result {
  std::vector<Hit> hits;
  std::uint64_t total = 0;  // Matching documents: exact if total_is_exact, else an estimate.
  bool total_is_exact = false;
  std::vector<Facet> facets;    // As asked for, in that order.
  std::string next;             // Query::cursor of the next page; empty: this is the last.
  std::string better_spelling;  // The query text with misspelt words replaced; or empty.
  bool is_widened = false;      // Little was found, so that near spellings or any word counted.
  Sought sought;
  Position position = 0;           // The log position that this answer reflects.
  std::size_t shards_missing = 0;  // Remote shards that did not answer: what they hold is left out.
};

}  // namespace kho::index
