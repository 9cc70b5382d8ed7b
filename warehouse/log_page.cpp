#include "warehouse/log_page.h"

namespace kho::warehouse {

LogPage read_log(const store::Store& store, store::Position after, std::uint64_t entries_max) {
  LogPage page;
  const auto reader = store.snapshot();
  page.last = store.log().last(*reader);
  if (entries_max == 0 || after >= page.last) return page;
  std::size_t bytes = 0;
  store.log().read_entries(*reader, after, [&](const store::LogEntry& entry) {
    page.entries.push_back({entry.position, entry.hash, std::string(entry.payload)});
    bytes += entry.payload.size();
    return page.entries.size() < entries_max && bytes < kLogPageBytesMax;
  });
  return page;
}

}  // namespace kho::warehouse
