// index/personal_number.h - Whether a text holds a number that people are known by.
//
// What counts as one: index/analysis/identity_number.h. Thread-safe.
#pragma once

#include <string_view>

namespace kho::index {

[[nodiscard]] bool holds_personal_number(std::string_view utf8);

}  // namespace kho::index
