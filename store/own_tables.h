// store/own_tables.h - The store's own tables: they stand behind those of the layer above.
#pragma once

#include <string>
#include <vector>

#include "store/tables.h"

namespace kho::store {

struct OwnTables {
  // `upper`: how many tables the layer above has.
  explicit OwnTables(std::size_t upper)
      : meta(upper),
        blobs(upper + 1),
        chunks(upper + 2),
        holds(upper + 3),
        segments(upper + 4),
        commits(upper + 5),
        dictionaries(upper + 6),
        log(upper + 7) {}

  // All names, in the order of the ids.
  static std::vector<std::string> with_upper(std::vector<std::string> names) {
    for (const char* own :
         {"meta", "blobs", "chunks", "holds", "segments", "commits", "dictionaries", "log"}) {
      names.emplace_back(own);
    }
    return names;
  }

  TableId meta, blobs, chunks, holds, segments, commits, dictionaries, log;
};

inline constexpr std::string_view kFormatKey = "format";
inline constexpr std::string_view kAppliedKey = "applied";

}  // namespace kho::store
