#include "warehouse/damage_marks.h"

#include <optional>
#include <vector>

#include "store/error.h"
#include "warehouse/component_tables.h"
#include "warehouse/review.h"

namespace kho::warehouse {
namespace {

// nullopt where its record is gone or damaged, too: the check tells of that by itself.
std::optional<Component> readable(const store::TableReader& tables, const Uuid& id) {
  try {
    return find_component(tables, id.raw());
  } catch (const store::Error& error) {
    if (!store::is_damage(error)) throw;
    return std::nullopt;
  }
}

// Those with this current file that do not say so yet, or that do.
std::vector<Component> with_file(const store::TableReader& tables, std::string_view sha256,
                                 bool marked) {
  std::vector<Component> found;
  for (const Uuid& id : components_with(tables, sha256)) {
    auto component = readable(tables, id);
    if (component && component->current().sha256 == sha256 &&
        component->damaged_since_ms.has_value() == marked) {
      found.push_back(std::move(*component));
    }
  }
  return found;
}

void set_marks(store::Store& store, std::string_view sha256, bool damaged, std::int64_t now_ms) {
  // Whoever reads a damaged file again and again writes nothing.
  if (with_file(*store.snapshot(), sha256, !damaged).empty()) return;
  store.commit([&](store::Transaction& transaction) {
    for (Component& component : with_file(transaction.tables(), sha256, !damaged)) {
      mark_file(transaction, component, damaged, now_ms);
    }
  });
}

bool is_whole(const store::Store& store, std::string_view sha256) {
  try {
    return store.get(*store::BlobId::from_raw(sha256), store::Store::Verify::kIdentity).has_value();
  } catch (const std::system_error& error) {
    if (!store::is_damage(error)) throw;
    return false;
  }
}

}  // namespace

void mark_damaged(store::Store& store, std::string_view sha256, std::int64_t now_ms) {
  set_marks(store, sha256, true, now_ms);
}

void enter_findings(store::Store& store, const CheckReport& report, bool read_data,
                    std::int64_t now_ms) {
  for (const std::string& file : report.damaged_files) mark_damaged(store, file, now_ms);
  if (!read_data) return;
  for (const std::string& file : report.marked_files) {
    if (!report.damaged_files.contains(file) && is_whole(store, file)) {
      set_marks(store, file, false, now_ms);
    }
  }
}

}  // namespace kho::warehouse
