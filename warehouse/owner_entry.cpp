#include "warehouse/owner_entry.h"

#include "warehouse/component_tables.h"
#include "warehouse/facts_check.h"
#include "warehouse/identity.h"
#include "warehouse/owner_name.h"
#include "warehouse/record_codec.h"

namespace kho::warehouse {
namespace {

constexpr std::size_t kOwnerNameBytesMax = 800;  // 200 characters of up to four bytes.

void note(store::Transaction& transaction, Owner& owner, const OwnerNaming& naming,
          std::int64_t now_ms) {
  if (!naming.component && !owner.name.empty()) return;
  const NameNoted noted = note_name(owner, naming.name, naming.component.value_or(Uuid()), now_ms);
  if (noted != NameNoted::kFirst && noted != NameNoted::kOther) return;
  put_owner(transaction.tables(), owner);
  const auto type =
      noted == NameNoted::kFirst ? Event::Type::kOwnerNamed : Event::Type::kOwnerNameAdded;
  transaction.append_log(encode(Event{type, now_ms, naming.component, owner.id, {}, {}}));
}

}  // namespace

std::string normal_owner_name(const std::string& name) {
  return normal_text("owner_name", name, kOwnerNameBytesMax);
}

OwnerEntry enter_owner(store::Transaction& transaction, const OwnerNaming& naming,
                       const Uuid& fresh, std::int64_t now_ms, Warnings& warnings) {
  store::WriteTransaction& tables = transaction.tables();
  const auto known = owner_for_deposit(tables, naming.key);
  if (!known) {
    put_owner(tables, {fresh, naming.key.text(), naming.name, now_ms, naming.key_typed});
    transaction.append_log(encode(Event{Event::Type::kOwnerCreated, now_ms, {}, fresh, {}, {}}));
    return {fresh, true};
  }
  Owner owner = owner_of(tables, *known).value();
  note(transaction, owner, naming, now_ms);
  if (!naming.name.empty() && !same_name(owner.name, naming.name)) {
    warnings.push_back(
        {"owner_name_differs", "the warehouse knows this owner by another name, which stays"});
  }
  return {*known, false};
}

}  // namespace kho::warehouse
