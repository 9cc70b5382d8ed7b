#include "warehouse/statistics.h"

#include <sys/stat.h>

#include "store/error.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

namespace fs = std::filesystem;

// Blocks, for files have holes. What goes away meanwhile is not counted.
std::uint64_t allocated_bytes(const fs::path& folder) {
  std::uint64_t total = 0;
  std::error_code failed;
  for (fs::recursive_directory_iterator it(folder, failed), end; !failed && it != end;
       it.increment(failed)) {
    struct stat info {};
    if (::lstat(it->path().c_str(), &info) == 0 && S_ISREG(info.st_mode)) {
      total += static_cast<std::uint64_t>(info.st_blocks) * 512;
    }
  }
  return total;
}

}  // namespace

Statistics statistics_of(const store::Store& store) {
  Statistics total;
  store.core().tables->read_ahead();
  {
    const auto reader = store.snapshot();
    total.log_position = store.log().last(*reader);
    each_with_prefix(*reader, kOwners, {}, [&](std::string_view, std::string_view) {
      ++total.owners;
      return true;
    });
    each_with_prefix(*reader, kComponents, {}, [&](std::string_view, std::string_view value) {
      ++total.components;
      try {
        const Component component = decode_component(value);
        TypeTotals& type = total.by_type[component.facts.type];
        ++type.components;
        for (const Version& version : component.versions) {
          ++type.files;
          type.logical_bytes += version.size;
        }
      } catch (const store::Error& error) {
        if (!store::is_damage(error)) throw;
        ++total.damaged_records;
      }
      return true;
    });
  }
  total.store = store::statistics_of(store.core());
  total.segment_file_bytes = allocated_bytes(store.directory() / "segments");
  total.table_file_bytes = allocated_bytes(store.directory() / "tables");
  total.index_file_bytes = allocated_bytes(store.directory() / "index");
  return total;
}

}  // namespace kho::warehouse
