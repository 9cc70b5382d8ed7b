// tests/warehouse/owners_fixtures.h - Owners by their keys, and what officers do to them.
#pragma once

#include "tests/warehouse/fixtures.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {

class OwnersTest : public WarehouseTest {
 protected:
  static constexpr const char* kDocument = "Giấy xác nhận số 12/CA ngày 03/4/2025";
  static constexpr const char* kBy = "sct.ntlan";

  // An owner with one paper.
  Uuid owner(const std::string& key, const std::string& name = {}) {
    Deposit request;
    request.owner = key;
    request.owner_name = name;
    request.facts.type = "GCN_DKDN";
    request.facts.validity.kind = Validity::Kind::kIndefinite;
    const std::string file = "giấy của " + key + " " + std::to_string(++papers_);
    request.file = store::as_bytes(file);
    return warehouse_->deposits().deposit(request).component.owner;
  }
  OwnerAnswer look_up(const std::string& key) const { return warehouse_->look_up_owner({key, {}}); }
  Identity::Found found(const std::string& key) const { return look_up(key).found; }
  std::vector<Uuid> members(const std::string& key) const {
    std::vector<Uuid> ids;
    for (const OwnerView& each : look_up(key).owners) ids.push_back(each.id);
    return ids;
  }
  OwnerView alias(const Uuid& id, const std::string& key, Evidence evidence = {{}, kDocument}) {
    return warehouse_->add_alias(id, {key, std::move(evidence), {}, kBy});
  }
  OwnerView merge(const Uuid& from, const Uuid& into, Evidence evidence = {{}, kDocument}) {
    return warehouse_->merge_owners(into, {from, std::move(evidence), "cùng một người", kBy});
  }
  OwnerView unmerge(const Uuid& from) { return warehouse_->unmerge_owner(from, "nhầm người", kBy); }

  // Closes the warehouse for a look below it.
  template <typename Look>
  void below(const Look& look) {
    warehouse_.reset();
    {
      store::Store store(store::posix_file_system(), path_, table_names());
      look(store);
    }
    open();
  }
  std::vector<Event> events() {
    std::vector<Event> all;
    below([&](store::Store& store) {
      store.log().read(*store.snapshot(), 0, [&](store::Position, std::string_view payload) {
        all.push_back(decode_event(payload));
        return true;
      });
    });
    return all;
  }

 private:
  int papers_ = 0;
};

}  // namespace kho::warehouse
