#include "warehouse/warehouse_id.h"

#include "warehouse/record_parse.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

constexpr std::string_view kIdName = "id";

}  // namespace

std::optional<Uuid> warehouse_id(const store::TableReader& reader) {
  const auto raw = reader.get(kWarehouse, kIdName);
  if (!raw) return std::nullopt;
  return uuid(std::string(*raw));
}

Uuid ensure_warehouse_id(store::Store& store, const Clock& clock, Random& random) {
  if (const auto known = warehouse_id(*store.snapshot())) return *known;
  Uuid id = Uuid::make(clock, random);
  store.commit([&](store::Transaction& transaction) {
    // Another thread may have been faster.
    if (const auto known = warehouse_id(transaction.tables())) {
      id = *known;
    } else {
      transaction.tables().put(kWarehouse, kIdName, id.raw());
    }
  });
  return id;
}

std::string log_origin(const Uuid& warehouse) { return "kho/" + warehouse.text(); }

}  // namespace kho::warehouse
