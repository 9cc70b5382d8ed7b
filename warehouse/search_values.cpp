#include "warehouse/search_values.h"

#include <algorithm>

#include "index/analysis/text.h"
#include "warehouse/catalogue_codec.h"
#include "warehouse/catalogue_tables.h"
#include "warehouse/component.h"
#include "warehouse/error.h"
#include "warehouse/identity.h"
#include "warehouse/owner_key.h"
#include "warehouse/paper_document.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

// More is no answer to "which type do you mean?".
constexpr std::size_t kNamedMax = 100;

[[noreturn]] void refuse(const std::string& why) { throw Error(Errc::kQueryInvalid, why); }

std::vector<std::string> texts_of(const std::vector<Uuid>& ids) {
  std::vector<std::string> texts;
  for (const Uuid& id : ids) texts.push_back(id.text());
  return texts;
}

std::vector<std::string> owners(const store::TableReader& tables, const std::string& typed) {
  if (const auto id = Uuid::parse(typed)) return texts_of(members_of(tables, *id));
  if (typed.find(':') != std::string::npos) {
    return texts_of(identity_of(tables, OwnerKey::parse(typed)).members);
  }
  if (typed.find_first_of("0123456789") == std::string::npos) {
    refuse("an owner is named by a key such as mst:0100109106, by a number or by an id");
  }
  return owners_of_number(tables, typed);
}

// The codes of all records of a table whose name has `words` in it, diacritics apart.
template <typename Decode>
std::vector<std::string> named(const store::TableReader& tables, Table table,
                               const std::string& words, Decode&& decode) {
  const std::string wanted = index::fold(words);
  std::vector<std::string> codes;
  each_with_prefix(tables, table, {}, [&](std::string_view, std::string_view value) {
    const auto record = decode(value);
    if (index::fold(record.name).find(wanted) != std::string::npos) codes.push_back(record.code);
    return codes.size() <= kNamedMax;
  });
  if (codes.size() > kNamedMax) {
    refuse("more than 100 names have these words in them: give the code, or more words");
  }
  return codes;
}

// As codes of types are written by custom.
std::string in_capitals(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

std::vector<std::string> types(const store::TableReader& tables, const std::string& typed) {
  for (const std::string& code : {typed, in_capitals(typed)}) {
    if (find_type(tables, code)) return {code};
  }
  std::vector<std::string> codes = named(tables, kTypes, typed, decode_component_type);
  if (codes.empty()) refuse("no component type has that code, or these words in its name");
  return codes;
}

std::vector<std::string> agencies(const store::TableReader& tables, const std::string& typed) {
  try {
    return {normal_agency_code(typed)};
  } catch (const Error&) {
    std::vector<std::string> codes = named(tables, kAgencies, typed, decode_agency);
    if (codes.empty()) refuse("no agency has that code, or these words in its name");
    return codes;
  }
}

template <typename Names>
std::string one_of(const Names& names, const std::string& typed, const char* what) {
  std::string known;
  for (const std::string_view name : names) {
    if (name == typed) return typed;
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  refuse(std::string("a ") + what + " is one of " + known);
}

std::vector<std::string_view> kind_names() {
  std::vector<std::string_view> names;
  for (const auto& [kind, name] : kKindNames) names.push_back(name);
  return names;
}

std::vector<std::string_view> standing_names() {
  std::vector<std::string_view> names = {"revoked", "superseded"};
  for (const auto& [state, name] : kReviewStateNames) names.push_back(name);
  return names;
}

}  // namespace

std::vector<std::string> owners_of_number(const store::TableReader& tables,
                                          const std::string& digits) {
  std::string number = digits;
  std::erase_if(number, [](char c) { return c == ' ' || c == '.' || c == '-'; });
  const char* kind = number.size() == 12                          ? "cccd:"
                     : number.size() == 9                         ? "cmnd:"
                     : number.size() == 10 || number.size() == 13 ? "mst:"
                                                                  : nullptr;
  if (kind == nullptr) return {};
  try {
    return texts_of(identity_of(tables, OwnerKey::parse(kind + number)).members);
  } catch (const Error&) {
    return {};
  }
}

std::vector<std::string> search_values(const store::TableReader& tables, index::Field field,
                                       const std::string& typed) {
  switch (field) {
    case index::Field::kOwner:
      return owners(tables, typed);
    case index::Field::kType:
      return types(tables, typed);
    case index::Field::kAgency:
      return agencies(tables, typed);
    case index::Field::kProcedure:
      return {procedure_filters(typed).front()};
    case index::Field::kDossier:
      return {dossier_filter(typed)};
    case index::Field::kKind:
      return {one_of(kind_names(), typed, "kind")};
    case index::Field::kStatus:
      return {one_of(standing_names(), typed, "status")};
    default:
      return {typed};
  }
}

}  // namespace kho::warehouse
