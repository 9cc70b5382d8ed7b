// index/query/plan.h - From a Query to what Xapian is asked, in stages.
//
//   1. Up to six words are keywords: all must match. More are a question or a sentence: any of
//      them, best first.
//   2. Only if nothing has all keywords: one of them may be spelt almost alike, as OCR and fingers
//      do. Then any of them; beside phrases and the like, none.
//
// Phrases, fields, prefixes and whatever stands behind a minus hold in every stage. A phrase with a
// mark anywhere in it is the exact words, one after the other, on one page; without, each two
// neighbours occur as a folded pair. The document of a number, or of a person meant by initials,
// is found whatever other words it lacks.
//
// What nobody has is first read as typed raw in Telex, VNI or VIQR, and a whole text in the letters
// of old fonts (TCVN3, VNI, VISCII) as what it was meant to be.
//
// Internal to index/. Thread-confined. Errors: Error kBadQuery; Xapian::Error.
#pragma once

#include <unicode/unistr.h>
#include <xapian.h>

#include <optional>
#include <string>
#include <vector>

#include "index/query.h"
#include "index/query/syntax.h"
#include "index/query/vocabulary.h"
#include "index/query/word_run.h"

namespace kho::index {

inline constexpr std::size_t kQueryWordsMax = 400;
inline constexpr std::size_t kQueryFieldsMax = 16;

// Throws kBadQuery where a limit of query.h is exceeded.
void check_limits(const Query& query);

class QueryPlan {
 public:
  // Throws kBadQuery as parse_query(), where kQueryWordsMax is exceeded, and for a text that is not
  // blank and holds nothing to search for. Both must outlive this.
  QueryPlan(const Query& query, const Vocabulary& vocabulary);

  // False: nothing tells matches apart by weight.
  [[nodiscard]] bool is_ranked() const { return is_ranked_; }
  // Stage 1. All stages are under the filters, days and rights of the query.
  [[nodiscard]] Xapian::Query first() const;
  // Stage 2; nullopt: there is none.
  [[nodiscard]] std::optional<Xapian::Query> almost_alike();
  [[nodiscard]] std::optional<Xapian::Query> any_word() const;

  // The text with each word that nobody has replaced by the likeliest that somebody has; "" where
  // there is nothing to replace, or nothing to replace it by.
  [[nodiscard]] std::string better_spelling() const;
  [[nodiscard]] const Sought& sought() const { return sought_; }

 private:
  struct Run {
    WordRun words;
    std::int32_t begin = 0;  // Its place in text_.
    std::int32_t end = 0;
  };

  void add_part(const QueryPart& part, bool is_alone);
  [[nodiscard]] Xapian::Query part_query(const QueryPart& part);
  [[nodiscard]] Xapian::Query words_query(const QueryPart& part);
  [[nodiscard]] Xapian::Query phrase_query(const QueryPart& part);
  [[nodiscard]] Xapian::Query prefix_query(const QueryPart& part);
  [[nodiscard]] Xapian::Query field_query(const QueryPart& part);
  [[nodiscard]] Xapian::Query number_query(const QueryPart& part);
  [[nodiscard]] Xapian::Query excluded_query(const QueryPart& part);
  [[nodiscard]] Xapian::Query strict_query(const icu::UnicodeString& text);
  void count_words(std::size_t count);
  [[nodiscard]] Xapian::Query all_needs() const;
  [[nodiscard]] Xapian::Query any_need() const;
  // What `words` match, with what only adds weight; or what matches by itself.
  [[nodiscard]] Xapian::Query weighed(const Xapian::Query& words) const;
  // Under the exclusions, filters, days and rights.
  [[nodiscard]] Xapian::Query all_of(std::vector<Xapian::Query> musts) const;
  [[nodiscard]] Xapian::Query with_musts(const Xapian::Query& words) const;

  const Query& query_;
  const Vocabulary& vocabulary_;
  icu::UnicodeString text_;
  std::vector<Run> runs_;
  std::vector<Xapian::Query> musts_;
  std::vector<Xapian::Query> must_nots_;
  std::vector<Xapian::Query> boosts_;  // Of alternatives: only add weight.
  std::size_t need_count_ = 0;
  std::size_t word_count_ = 0;
  std::size_t field_count_ = 0;
  bool is_ranked_ = false;
  Sought sought_;
};

}  // namespace kho::index
