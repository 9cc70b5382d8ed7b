// index/query/syntax.h - The query language: from what a person typed to its parts.
//
//   word          giấy phép ban le        all of a few words, the best of many (plan.h)
//   "phrase"      "hợp đồng thuê"         these words one after the other, on one page
//   field:value   type:GP_BAN_LE          value in double quotes where it has blanks
//   date:range    date:2020-05..2021      of issue; A..B, A.., ..B, >=A, <=A, a day, month or year
//   -             -"hết hiệu lực" -year:2019      not the word, phrase or field behind it
//   OR            sinh OR "khai tử"       one of its two neighbours, which may stand behind another
//                                         OR; in capitals, also HOẶC
//   prefix*       hoá*                    words that begin so; two letters at least
//
// Fields: owner, type, number, issuer, procedure, dossier, kind, status, year, date; also by their
// Vietnamese names chủ, loại, số, cơ_quan, thủ_tục, hồ_sơ, lớp, trạng_thái, năm, ngày, with or
// without diacritics; and an owner key by itself, such as mst:0100109106. A colon with a blank
// behind it, or behind digits, is none of a field.
//
// What cannot be meant is refused with kBadQuery and a text that says where: a quote without a
// partner, OR without a neighbour, an unknown field, a field without a value, a day that is none.
//
// Internal to index/. Pure functions, thread-safe.
#pragma once

#include <unicode/unistr.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/query.h"

namespace kho::index {

enum class PartKind {
  kWords,   // A run of words, with what stands between them.
  kPhrase,  // `text` without the quotes.
  kPrefix,  // `text` without the star.
  kField,   // `field` and `value`.
  kNumber,  // `value` is a document number.
  kDates,   // `dates`, not open at both ends.
};

struct QueryPart {
  PartKind kind = PartKind::kWords;
  bool is_excluded = false;
  icu::UnicodeString text;
  Field field = Field::kType;
  std::string value;  // UTF-8, as typed.
  DayRange dates;
  std::int32_t begin = 0;  // Where it stands in the text: UTF-16 units, [begin, end).
  std::int32_t end = 0;
};

// All of them must match; of each, one of its parts. Excluded parts stand alone.
using QueryParts = std::vector<std::vector<QueryPart>>;
inline constexpr std::size_t kQueryPartsMax = 32;

// `text` is as in clean() of analysis/text.h, and must outlive the parts, which share it. With
// kPlain all of it is one run of words.
[[nodiscard]] QueryParts parse_query(const icu::UnicodeString& text, Syntax syntax);

// "2020", "2020-05", "5/2020", "2020-05-17", "17/05/2020", or a range of such; nullopt: none.
[[nodiscard]] std::optional<DayRange> parse_days(std::string_view text);

}  // namespace kho::index
