// index/schema.h - The Xapian schema: what is on disk, and where each piece comes from.
//
// One Xapian document stands for one document of document.h. It has no data: its id is in a value,
// and everything that is shown comes from the warehouse. Every word of the number, the title, the
// names and the pages is indexed once as written (exact, with its position) and once without
// diacritics (folded, no position); neighbours are indexed as folded pairs, which stand in for a
// word segmenter and for phrases typed without diacritics. Words of the title and the names have
// terms of their own on top, so that a query can weigh them. Folded contains exact: a document that
// has a word's exact term has its folded term too, so that matching needs folded terms only and
// exact ones only add weight. Personal numbers are no words: they have boolean terms alone, so that
// no list of words can ever show one.
//
// Prefixes. A word term begins with a letter that is not an ASCII capital, or with a digit, so
// that an ASCII capital starts a prefix:
//
//   prefix  term                                               example             made from
//   (none)  exact word, with positions                         hoa~2               text
//   F       folded word                                        Fhoa                text
//   P       folded pair                                        Phoa binh           text
//   S       exact word of the title                            Scap~1              title, names
//   T       folded word of the title                           Tcap                title, names
//   NU:     own number, full form (analysis/number.h)          NU:12/qđ/ubnd       number
//   NF:     own number, folded                                 NF:12/qd/ubnd       number
//   NC:     own number, confusable key                         NC:12/qd/ubnd       number
//   NS:     own number: its first numeral and its year         NS:12/2019          number, date
//   NK:     own number: what is no numeral, folded             NK:qd/ubnd          number
//   M:      number mentioned in the text, confusable key       M:45/2019/qh14      title, pages
//   I:      personal number mentioned                          I:015085001234      all texts
//   J:      its last 3, 4 and 6 digits                         J:234               all texts
//   D:      day and month mentioned                            D:20220605 D:202206 title, pages
//   Y:      year of issue                                      Y:2022              date
//   AX:     a whole name, exact                                AX:lê~0 ...         names
//   AF:     a whole name, folded                               AF:le van an        names
//   AO:     two words of a name in their order                 AO:le an            names
//   AG:     given name and the initials before it              AG:an/lv            names
//   CW:     word to complete: folded, exact                    CW:giay|giây~1      completed_from
//   CP:     pair to complete: folded, exact                    CP:hoa binh|hoa~2 binh~2   the same
//   CN:     number to complete: folded, as written             CN:12/qd/ubnd|12/QĐ-UBND   number
//   Q       id                                                 Q:c-000123          id
//   XO XT XK XA XP XD XS XY XW
//           filter: owner, type, kind, agency, procedure,      XT:GCN_DKDN         filters
//           dossier, status, year, withheld
//
// After Q and X., ":" introduces the value as it is; a value that holds a NUL byte, which Xapian
// would write as two, is introduced by "=" and stuffed (stuffed() in schema.cpp). The longest value
// then makes a term of 204 bytes, and no two values share a term.
//
// Value slots: see Slot. Metadata of a shard: "schema" is kSchemaVersion in decimal; of the live
// shard alone, "position" is the Position of the last commit in decimal (absent: 0), "bookmark"
// what the feeder gave to it, "removals:NAME" the ids that a remote shard has still to give up.
// Metadata and documents are committed by one rename of Xapian's version file, so that they cannot
// disagree.
//
// Any change here that an older or newer program would misread increments kSchemaVersion; there is
// no migration, for an index is rebuilt from the log.
//
// Internal to index/. Thread-safe.
#pragma once

#include <xapian.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/analysis/date_mention.h"
#include "index/document.h"

namespace kho::index::schema {

inline constexpr int kSchemaVersion = 2;
inline constexpr char kSchemaKey[] = "schema";
inline constexpr char kPositionKey[] = "position";
inline constexpr char kBookmarkKey[] = "bookmark";
inline constexpr char kRemovalsKey[] = "removals:";

enum Slot : Xapian::valueno {
  kIssuedSlot = 0,  // Issue date: Xapian::sortable_serialise of days since 1970-01-01; or absent.
  kNewestSlot = 1,  // Rises with age: newest_key(). The order of ties, too.
  kOldestSlot = 2,  // Rises with youth: oldest_key().
  kTypeSlot = 3,    // The first filter value of the field, or absent; for counting facets.
  kAgencySlot = 4,
  kYearSlot = 5,
  kKindSlot = 6,
  kStatusSlot = 7,
};

inline constexpr char kFoldedPrefix[] = "F";
inline constexpr char kPairPrefix[] = "P";
inline constexpr char kTitlePrefix[] = "S";
inline constexpr char kTitleFoldedPrefix[] = "T";
inline constexpr char kNumberFullPrefix[] = "NU:";
inline constexpr char kNumberFoldedPrefix[] = "NF:";
inline constexpr char kNumberKeyPrefix[] = "NC:";
inline constexpr char kNumberYearPrefix[] = "NS:";
inline constexpr char kNumberKindPrefix[] = "NK:";
inline constexpr char kMentionPrefix[] = "M:";
inline constexpr char kIdentityPrefix[] = "I:";
inline constexpr char kIdentityEndPrefix[] = "J:";
inline constexpr char kDatePrefix[] = "D:";
inline constexpr char kIssuedYearPrefix[] = "Y:";
inline constexpr char kNameExactPrefix[] = "AX:";
inline constexpr char kNameFoldedPrefix[] = "AF:";
inline constexpr char kNameOrderPrefix[] = "AO:";
inline constexpr char kNameGivenPrefix[] = "AG:";
inline constexpr char kCompleteWordPrefix[] = "CW:";
inline constexpr char kCompletePairPrefix[] = "CP:";
inline constexpr char kCompleteNumberPrefix[] = "CN:";
inline constexpr char kCompletionJoint = '|';  // In no word and no folded number.

// So many last digits of a personal number are looked for: three are what Kho shows of one.
inline constexpr std::array<std::size_t, 3> kIdentityEnds = {3, 4, 6};

// Positions left free between two pages, so that no phrase runs from one into the next.
inline constexpr std::uint32_t kPageGap = 100;

// The terms of an id and of a filter; the value has 1..kValueBytesMax bytes.
[[nodiscard]] std::string id_term(std::string_view id);
[[nodiscard]] std::string filter_term(const Filter& filter);

// Of a day and its month, or of a month.
[[nodiscard]] std::string date_term(const DateMention& mention);

// The slot in which values of a field are counted; nullopt: they are not.
[[nodiscard]] std::optional<Slot> facet_slot(Field field);

// Keys whose byte order is the order of Sort::kNewest and kOldest, ids breaking ties, undated
// documents last: four bytes, big-endian, then the id.
[[nodiscard]] std::string newest_key(std::optional<std::int32_t> issued_days, std::string_view id);
[[nodiscard]] std::string oldest_key(std::optional<std::int32_t> issued_days, std::string_view id);
// The id in such a key.
[[nodiscard]] std::string id_of_key(const std::string& key);

// The metadata of an open database; Xapian::Error passes through. check_version throws kOutdated
// where the schema is another one, kDamaged where there is none; read_position kDamaged where the
// position is no number.
void check_version(const Xapian::Database& database);
[[nodiscard]] Position read_position(const Xapian::Database& database);

// A list of ids as one value of metadata. read_ids() throws kDamaged.
[[nodiscard]] std::string ids_value(const std::vector<std::string>& ids);
[[nodiscard]] std::vector<std::string> read_ids(std::string_view value);

}  // namespace kho::index::schema
