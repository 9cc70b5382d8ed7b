// index/document.h - What the index is fed with: one document is an id, facts and text. Plain
// values.
//
// The index knows nothing of components or of the law; how each part becomes terms is said in
// index/schema.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kho::index {

// A position in the log that feeds the index; 0 is "before the first entry".
using Position = std::uint64_t;

// The exact-match fields of a document.
enum class Field {
  kOwner,
  kType,
  kKind,
  kAgency,  // That issued it.
  kProcedure,
  kDossier,
  kStatus,
  kYear,
  kWithheld,  // From whom it is kept back; never asked for by users, but by Rights (query.h).
};

// Values are opaque, compared byte for byte, 1..kValueBytesMax bytes.
struct Filter {
  Field field;
  std::string value;

  friend bool operator==(const Filter&, const Filter&) = default;
};
inline constexpr std::size_t kValueBytesMax = 200;

// Texts are UTF-8 in any normal form; malformed bytes count as U+FFFD.
struct Document {
  std::string id;  // Unique; 1..kValueBytesMax bytes. A later one of the same id replaces this one.
  std::vector<Filter> filters;
  std::string number;              // Document number such as "12/QĐ-UBND"; may be empty.
  std::string title;               // Weighs more than the pages.
  std::string completed_from;      // What its words may be offered from: no names of people.
  std::vector<std::string> names;  // Of persons and organisations; at most kNamesMax count.
  std::vector<std::string> pages;  // Page i is number i + 1.
  std::optional<std::int32_t> issued_days;  // Issue date, days since 1970-01-01.
};
inline constexpr std::size_t kNamesMax = 200;

}  // namespace kho::index
