// warehouse/log_page.h - Entries of the change log, a bounded number at a time.
#pragma once

#include <string>
#include <vector>

#include "store/store.h"

namespace kho::warehouse {

struct LogPage {
  struct Entry {
    store::Position position = 0;
    store::Sha256 hash;  // Of the chain.
    std::string payload;
  };
  std::vector<Entry> entries;
  store::Position last = 0;  // Of the log.
};

inline constexpr std::uint64_t kLogPageEntriesMax = 1000;
inline constexpr std::size_t kLogPageBytesMax = 4 << 20;  // One entry beyond it, at most.

// The entries after `after`, at most `entries_max`. Thread-safe. Throws store::Error kCorrupt.
[[nodiscard]] LogPage read_log(const store::Store& store, store::Position after,
                               std::uint64_t entries_max);

}  // namespace kho::warehouse
