// index/query/completer.h - What may stand behind the words typed so far, from titles and numbers.
//
// The last word is completed by words that follow the one before it in titles, then by any word of
// a title; what nearly always follows is put behind it ("giấy ch" -> "giấy chứng nhận"). Something
// that looks like a document number is completed by numbers. Names of people are never offered.
//
// Internal to index/. Thread-confined. Errors: Error kBadQuery, Xapian::Error.
#pragma once

#include <xapian.h>

#include <vector>

#include "index/completion.h"

namespace kho::index {

[[nodiscard]] std::vector<Completion> complete(const Xapian::Database& database,
                                               const CompletionRequest& request);

}  // namespace kho::index
