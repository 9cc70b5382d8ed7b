// tests/scenarios/fields.h - The members of a step, read strictly: one that nobody reads is a slip.
//
// Thread-confined. Errors: std::invalid_argument, naming the member.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "tests/scenarios/stage.h"

namespace kho::scenarios {

class Fields {
 public:
  explicit Fields(const Json& json) : json_(json) {}

  [[nodiscard]] bool has(const std::string& name) const { return json_.contains(name); }
  [[nodiscard]] std::string text(const std::string& name, const std::string& otherwise = {}) {
    const Json* value = find(name);
    if (value == nullptr) return otherwise;
    if (!value->is_string()) wrong(name, "is no text");
    return value->get<std::string>();
  }
  [[nodiscard]] std::string needed(const std::string& name) {
    if (!has(name)) wrong(name, "is missing");
    return text(name);
  }
  [[nodiscard]] bool truth(const std::string& name, bool otherwise) {
    const Json* value = find(name);
    if (value != nullptr && !value->is_boolean()) wrong(name, "is neither true nor false");
    return value == nullptr ? otherwise : value->get<bool>();
  }
  [[nodiscard]] std::optional<warehouse::Date> date(const std::string& name) {
    const Json* value = find(name);
    if (value == nullptr || value->is_null()) return std::nullopt;
    const auto date = warehouse::Date::parse(text(name));
    if (!date) wrong(name, "is no day like 2026-11-23");
    return date;
  }
  [[nodiscard]] Json json(const std::string& name) {
    const Json* value = find(name);
    return value == nullptr ? Json() : *value;
  }
  template <typename Table>
  [[nodiscard]] auto one_of(const Table& table, const std::string& name) {
    const auto value = warehouse::value_in(table, text(name));
    if (!value) wrong(name, "has an unknown value");
    return *value;
  }
  // Every member was read, or is one of what came of the step.
  void require_all_read(const Json& result) const {
    for (const auto& [name, value] : json_.items()) {
      if (!read_.contains(name) && !result.contains(name)) wrong(name, "is no member of this step");
    }
  }
  [[noreturn]] static void wrong(const std::string& name, const std::string& why) {
    throw std::invalid_argument(name + ": " + why);
  }

 private:
  const Json* find(const std::string& name) {
    read_.insert(name);
    const auto found = json_.find(name);
    return found == json_.end() ? nullptr : &*found;
  }

  const Json json_;
  std::set<std::string> read_;
};

}  // namespace kho::scenarios
