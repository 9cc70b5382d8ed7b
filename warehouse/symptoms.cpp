#include "warehouse/symptoms.h"

#include <sys/statvfs.h>

#include "ingest/signature/trust_anchors.h"
#include "store/error.h"
#include "store/rebuild.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

void measure_disk(const std::filesystem::path& directory, Symptoms& seen) {
  struct statvfs disk {};
  if (::statvfs(directory.c_str(), &disk) != 0) return;  // The status says so.
  seen.disk_bytes = std::uint64_t{disk.f_blocks} * disk.f_frsize;
  seen.files_max = disk.f_files;
  seen.files_free = disk.f_favail;
}

std::int64_t newest_entry_ms(const store::Store& store, const store::TableReader& tables) {
  const store::Position last = store.log().last(tables);
  std::int64_t time_ms = 0;
  if (last == 0) return time_ms;
  store.log().read(tables, last - 1, [&](store::Position, std::string_view payload) {
    try {
      time_ms = decode_event(payload).time_ms;
    } catch (const store::Error&) {  // A check tells of it.
    }
    return false;
  });
  return time_ms;
}

std::uint64_t damaged_components(const store::Store& store, const store::TableReader& tables) {
  std::uint64_t damaged = 0;
  store.core().tables->read_ahead();
  const auto cursor = tables.cursor(kComponents);
  for (bool more = cursor->seek(""); more; more = cursor->next()) {
    try {
      if (decode_component(cursor->value()).damaged_since_ms) ++damaged;
    } catch (const store::Error&) {
      ++damaged;  // Its record itself.
    }
  }
  return damaged;
}

// The administrator's own files; they are trusted, so they are read here.
std::vector<std::string> bad_trust_files(const std::filesystem::path& folder) {
  std::error_code unreadable;
  if (!std::filesystem::is_directory(folder, unreadable)) return {};
  return ingest::load_trust_folder(folder).bad_files;
}

}  // namespace

Symptoms symptoms_of(const store::Store& store, std::int64_t now_ms) {
  Symptoms seen;
  seen.now_ms = now_ms;
  measure_disk(store.directory(), seen);
  seen.glance = store::glance_at(store.core());
  seen.tables_checked = store.checks_tables();
  seen.snapshot_behind = store.oldest_snapshot_behind();
  const auto tables = store.snapshot();
  seen.newest_entry_ms = newest_entry_ms(store, *tables);
  seen.damaged_components = damaged_components(store, *tables);
  seen.wrong_rights = wrong_rights_in(store.directory());
  seen.bad_trust_files = bad_trust_files(store.directory() / "trust");
  std::error_code unreadable;
  for (const auto& each : std::filesystem::directory_iterator(store.directory(), unreadable)) {
    const std::string name = each.path().filename();
    if (name.starts_with(store::kOldTablesPrefix)) seen.old_tables.push_back(name);
  }
  return seen;
}

}  // namespace kho::warehouse
