// index/query_plan.h - From the text and filters of a Query to what Xapian is asked.
//
// A query text is words and "phrases" (straight or curly double quotes). A quote without a
// partner is taken for a blank: nobody at a desk should meet a syntax error.
//
//   word     matches the documents with its folded form, in any part. A word typed with marks
//            weighs most where it is written the same; typed without, all its readings weigh
//            alike, and the bare spelling a little more.
//   phrase   must occur whatever else does. With a mark anywhere in it: the exact words, one
//            after the other, on one page. Without: each two neighbours occur as a folded pair.
//   number   a run of words that can be read as a document number finds the document of that
//            number, first, even if nothing else matches; one written with a slash also matches
//            wherever it is mentioned, misread by OCR or not.
//
// Up to six words are keywords: all must match, and only if no document has them all, any of
// them. More words are a question or a sentence: any of them, best first.
//
// Internal to index/. Thread-safe.
#pragma once

#include <xapian.h>

#include "index/index.h"

namespace kho::index {

inline constexpr std::size_t kQueryWordsMax = 400;

struct QueryPlan {
  Xapian::Query query;
  Xapian::Query fallback;  // To be asked if `query` finds nothing; empty where there is none.
  bool is_ranked = false;  // False: there are no words, and nothing tells matches apart by weight.
};

// Throws kBadQuery where a limit of index.h or kQueryWordsMax is exceeded, a filter value is not of
// 1..200 bytes, or a text that is not blank holds no word.
[[nodiscard]] QueryPlan plan_query(const Query& query);

}  // namespace kho::index
