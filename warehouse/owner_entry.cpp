#include "warehouse/owner_entry.h"

#include "warehouse/component_tables.h"
#include "warehouse/facts_check.h"
#include "warehouse/record_codec.h"

namespace kho::warehouse {
namespace {

constexpr std::size_t kOwnerNameBytesMax = 800;  // 200 characters of up to four bytes.

}  // namespace

std::string normal_owner_name(const std::string& name) {
  return normal_text("owner_name", name, kOwnerNameBytesMax);
}

OwnerEntry enter_owner(store::Transaction& transaction, const OwnerKey& key,
                       const std::string& name, const Uuid& fresh, std::int64_t now_ms,
                       Warnings& warnings) {
  store::WriteTransaction& tables = transaction.tables();
  const auto known = find_owner(tables, key);
  if (!known) {
    put_owner(tables, {fresh, key.text(), name, now_ms});
    transaction.append_log(encode(Event{Event::Type::kOwnerCreated, now_ms, {}, fresh, {}, {}}));
    return {fresh, true};
  }
  Owner owner = owner_of(tables, *known).value();
  if (owner.name.empty() && !name.empty()) {
    owner.name = name;
    put_owner(tables, owner);
    transaction.append_log(encode(Event{Event::Type::kOwnerNamed, now_ms, {}, owner.id, {}, {}}));
  } else if (!name.empty() && owner.name != name) {
    warnings.push_back({"owner_name_differs",
                        "the warehouse knows this owner by another name; the name held stays"});
  }
  return {*known, false};
}

}  // namespace kho::warehouse
