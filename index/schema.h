// index/schema.h - The Xapian schema: what is on disk, and where each piece comes from.
//
// One Xapian document stands for one document of index.h. Its data is the id and nothing else:
// everything that is shown comes from the warehouse. Every word of the number, the title and the
// pages is indexed once as written (exact, with its position) and once without diacritics (folded,
// no position); neighbours are indexed as folded pairs, which stand in for a word segmenter and
// for phrases typed without diacritics. Words of the title have terms of their own on top, so that
// a query can weigh them. Folded contains exact: a document that has a word's exact term has its
// folded term too, so that matching needs folded terms only and exact ones only add weight.
//
// Prefixes. A word term begins with a letter that is not an ASCII capital, or with a digit, so
// that an ASCII capital starts a prefix:
//
//   prefix  term                                               example            made from
//   (none)  exact word, with positions                         hoa~2              text
//   F       folded word                                        Fhoa               text
//   P       folded pair                                        Phoa binh          text
//   S       exact word of the title                            Scap~1             title
//   T       folded word of the title                           Tcap               title
//   NU:     own number, full form (analysis/number.h)    NU:12/qđ/ubnd      number
//   NF:     own number, folded                                 NF:12/qd/ubnd      number
//   NC:     own number, confusable key                         NC:12/qd/ubnd      number
//   M:      number mentioned in the text, confusable key       M:45/2019/qh14     title, pages
//   Q       id                                                 Q:c-000123         id
//   XO XT XK XA XP XD XS XY
//           filter: owner, type, kind, agency, procedure,      XT:GCN_DKDN        filters
//           dossier, status, year
//
// After Q and X., ":" introduces the value as it is; a value that holds a NUL byte, which Xapian
// would write as two, is introduced by "=" and stuffed (stuffed() in schema.cpp). The longest value
// then makes a term of 204 bytes, and no two values share a term.
//
// Value slots: see Slot. Metadata of the database: "schema" is kSchemaVersion in decimal,
// "position" is the Position of the last commit in decimal (absent: 0). Metadata and documents are
// committed by one rename of Xapian's version file, so that they cannot disagree.
//
// Any change here that an older or newer program would misread increments kSchemaVersion; there is
// no migration, for an index is rebuilt from the log.
//
// Internal to index/. Thread-safe.
#pragma once

#include <xapian.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "index/index.h"

namespace kho::index::schema {

inline constexpr int kSchemaVersion = 1;
inline constexpr char kSchemaKey[] = "schema";
inline constexpr char kPositionKey[] = "position";

enum Slot : Xapian::valueno {
  kIssuedSlot = 0,  // Issue date: Xapian::sortable_serialise of days since 1970-01-01; or absent.
  kIdSlot = 1,      // The id: the order of ties.
};

inline constexpr char kFoldedPrefix[] = "F";
inline constexpr char kPairPrefix[] = "P";
inline constexpr char kTitlePrefix[] = "S";
inline constexpr char kTitleFoldedPrefix[] = "T";
inline constexpr char kNumberFullPrefix[] = "NU:";
inline constexpr char kNumberFoldedPrefix[] = "NF:";
inline constexpr char kNumberKeyPrefix[] = "NC:";
inline constexpr char kMentionPrefix[] = "M:";

// Ids and filter values.
inline constexpr std::size_t kValueBytesMax = 200;

// Positions left free between two pages, so that no phrase runs from one into the next.
inline constexpr std::uint32_t kPageGap = 100;

// The terms of an id and of a filter; the value has 1..kValueBytesMax bytes.
[[nodiscard]] std::string id_term(std::string_view id);
[[nodiscard]] std::string filter_term(const Filter& filter);

// The metadata of an open database; Xapian::Error passes through. check_version throws kDamaged
// where the schema is another one or absent, read_position where the position is no number.
void check_version(const Xapian::Database& database);
[[nodiscard]] Position read_position(const Xapian::Database& database);

}  // namespace kho::index::schema
