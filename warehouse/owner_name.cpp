#include "warehouse/owner_name.h"

#include <algorithm>

#include "index/analysis/text.h"

namespace kho::warehouse {

bool same_name(std::string_view a, std::string_view b) {
  return a == b || index::name_key(a) == index::name_key(b);
}

NameNoted note_name(Owner& owner, const std::string& name, const Uuid& component,
                    std::int64_t now_ms) {
  if (name.empty()) return NameNoted::kNothing;
  if (owner.name.empty()) {
    owner.name = name;
    return NameNoted::kFirst;
  }
  const auto known = [&](const OwnerName& other) { return same_name(other.name, name); };
  if (same_name(owner.name, name) || std::ranges::any_of(owner.other_names, known)) {
    return NameNoted::kNothing;
  }
  if (owner.other_names.size() >= kOwnerNamesMax) return NameNoted::kTooMany;
  owner.other_names.push_back({name, now_ms, component});
  return NameNoted::kOther;
}

}  // namespace kho::warehouse
