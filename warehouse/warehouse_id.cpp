#include "warehouse/warehouse_id.h"

#include "warehouse/record_parse.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

constexpr std::string_view kIdName = "id";
constexpr std::string_view kCursorKeyName = "cursor-key";
constexpr std::size_t kCursorKeyBytes = 32;

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

std::string ensure_cursor_key(store::Store& store, Random& random) {
  const auto known = [](const store::TableReader& tables) {
    const auto key = tables.get(kWarehouse, kCursorKeyName);
    return key ? std::optional<std::string>(*key) : std::nullopt;
  };
  if (auto key = known(*store.snapshot())) return *std::move(key);
  std::string key = random_bytes(random, kCursorKeyBytes);
  store.commit([&](store::Transaction& transaction) {
    if (auto there = known(transaction.tables())) {
      key = *std::move(there);
    } else {
      transaction.tables().put(kWarehouse, kCursorKeyName, key);
    }
  });
  return key;
}

std::string log_origin(const Uuid& warehouse) { return "kho/" + warehouse.text(); }

}  // namespace kho::warehouse
