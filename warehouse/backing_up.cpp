#include "warehouse/backing_up.h"

#include <algorithm>

#include "store/error.h"
#include "store/file_creation.h"
#include "warehouse/error.h"
#include "warehouse/warehouse_id.h"

namespace kho::warehouse {
namespace {

// As far as it is there, without links.
std::filesystem::path real(const std::filesystem::path& path) {
  return store::whole_path(std::filesystem::weakly_canonical(std::filesystem::absolute(path)));
}

bool lies_in(const std::filesystem::path& inner, const std::filesystem::path& outer) {
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

}  // namespace

void require_apart(const std::filesystem::path& warehouse, const std::filesystem::path& backups) {
  const std::filesystem::path one = real(warehouse);
  const std::filesystem::path other = real(backups);
  if (lies_in(one, other) || lies_in(other, one)) {
    throw Error(Errc::kBackupPlaceUnusable,
                "the warehouse and its backups may not lie in each other");
  }
}

store::BackupReport back_up(store::Store& store, const std::filesystem::path& to,
                            const std::string& program, const Clock& clock, Random& random,
                            const std::stop_token& stop, const store::BackupProgress& progress) {
  store::BackupOrder order;
  order.repository = to;
  order.warehouse = log_origin(ensure_warehouse_id(store, clock, random));
  order.version = program;
  order.now_ms = clock.now_ms();
  order.folders = {"keys", "trust"};
  try {
    return store::back_up(store, store::posix_file_system(), order, stop, progress);
  } catch (const store::Error& error) {
    switch (error.errc()) {
      case store::Errc::kAlreadyExists:
        throw Error(Errc::kBackupPlaceUnusable, error.what());
      case store::Errc::kOtherStore:
        throw Error(Errc::kBackupOfOther, error.what());
      case store::Errc::kBusy:
        throw Error(Errc::kBackupBusy, error.what());
      case store::Errc::kCorrupt:
        throw Error(Errc::kBackupDamaged, error.what());
      default:
        throw;
    }
  } catch (const std::system_error& error) {
    // A medium that went away, rights that are missing: whoever ordered it must read which.
    throw Error(Errc::kBackupFailed, error.what());
  }
}

}  // namespace kho::warehouse
