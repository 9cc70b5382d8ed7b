// index/query/cursor.h - Where a page of results ended, as an opaque text for the next one.
//
// It names the question it belongs to, so that it cannot be used for another, and holds no word of
// it. By date it names the last document, so that the next page begins right behind it whatever was
// indexed meanwhile. By relevance, where weights change with every document, it names place and
// last document, which is looked for near its place.
//
// Internal to index/. Thread-safe.
#pragma once

#include <cstdint>
#include <string>

#include "index/query.h"

namespace kho::index {

struct Cursor {
  std::uint32_t offset = 0;  // Documents shown before.
  std::string last;          // By relevance the id, by date the sort key of the last one.
  std::uint64_t total = 0;   // As told on the first page.
  bool total_is_exact = false;
  std::uint8_t stage = 0;  // Of the plan that found them: 0 all words, 1 almost alike, 2 any word.
};

[[nodiscard]] std::string write_cursor(const Cursor& cursor, const Query& query);
// Throws Error kBadQuery for one that is none, or of another question.
[[nodiscard]] Cursor read_cursor(const Query& query);

}  // namespace kho::index
