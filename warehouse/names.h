// warehouse/names.h - Enumerators and their stable names, in one table each.
//
// The names are what stands in JSON, in the index and in the docs. Immutable functions.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace kho::warehouse {

template <typename Enum, std::size_t N>
using NameTable = std::array<std::pair<Enum, std::string_view>, N>;

// The name of `value`, which the table holds.
template <typename Enum, std::size_t N>
constexpr std::string_view name_in(const NameTable<Enum, N>& table, Enum value) {
  for (const auto& [enumerator, name] : table) {
    if (enumerator == value) return name;
  }
  return {};
}

// The enumerator called `name`; nullopt where there is none.
template <typename Enum, std::size_t N>
constexpr std::optional<Enum> value_in(const NameTable<Enum, N>& table, std::string_view name) {
  for (const auto& [enumerator, known] : table) {
    if (known == name) return enumerator;
  }
  return std::nullopt;
}

}  // namespace kho::warehouse
