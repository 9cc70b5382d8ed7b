// Replaced when the owners and the catalogue parts are merged.
#pragma once
#include "warehouse/catalogue_tables.h"
#include "warehouse/component_tables.h"
namespace kho::warehouse {
struct Identity {
  enum class Found { kNone, kOne, kSeveral } found = Found::kNone;
  Uuid root;
  std::vector<Uuid> members;
};
inline Identity identity_of(const store::TableReader& tables, const OwnerKey& key) {
  const auto id = find_owner(tables, key);
  if (!id) return {};
  return {Identity::Found::kOne, *id, {*id}};
}
inline std::vector<Uuid> members_of(const store::TableReader&, const Uuid& any) { return {any}; }
inline std::vector<std::string> types_counting_as(const store::TableReader&,
                                                  std::string_view code) {
  return {std::string(code)};
}
struct Authorisation {
  Uuid id;
};
inline std::optional<Authorisation> authorisation_in_force(const store::TableReader&, const Uuid&,
                                                           const Uuid&, std::string_view,
                                                           std::string_view, Date) {
  return std::nullopt;
}
struct DossierCode {
  std::string normal, agency;
  Date day{0};
  static DossierCode parse(std::string_view text) {
    return {std::string(text), "H63.12", Date(20000)};
  }
};
inline std::string allocate_component_code(store::WriteTransaction&, const Component&) {
  return {};
}
inline bool knows_name(const Owner& owner, const std::string& name) {
  return owner.name.empty() || owner.name == name;
}
}  // namespace kho::warehouse
