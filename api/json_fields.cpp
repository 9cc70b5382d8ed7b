#include "api/json_fields.h"

#include <algorithm>

namespace kho::api {

Fields::Fields(const Json& object, std::string where, warehouse::Errc code)
    : object_(object), where_(std::move(where)), code_(code) {
  if (!object_.is_object()) throw warehouse::Error(code_, where_ + " must be a JSON object");
}

void Fields::refuse(const std::string& field, const std::string& why) const {
  // The name may be the sender's, and then anything: a personal number, a megabyte.
  const bool plain = field.size() <= 40 &&
                     field.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos;
  if (!plain) throw warehouse::Error(code_, where_ + ": an unknown field");
  throw warehouse::Error(code_, where_ + ", field " + field + ": " + why);
}

const Json& Fields::member(const std::string& field) {
  static const Json null;
  seen_.push_back(field);
  const auto found = object_.find(field);
  return found == object_.end() ? null : *found;
}

std::string Fields::text(const std::string& field) {
  const Json& value = member(field);
  if (value.is_null()) return {};
  if (!value.is_string()) refuse(field, "must be a text");
  return value.get<std::string>();
}

std::string Fields::required_text(const std::string& field) {
  std::string value = text(field);
  if (value.empty()) refuse(field, "is missing");
  return value;
}

bool Fields::flag(const std::string& field, bool otherwise) {
  const Json& value = member(field);
  if (value.is_null()) return otherwise;
  if (!value.is_boolean()) refuse(field, "must be true or false");
  return value.get<bool>();
}

std::uint64_t Fields::number(const std::string& field, std::uint64_t otherwise,
                             std::uint64_t most) {
  const Json& value = member(field);
  if (value.is_null()) return otherwise;
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > most) {
    refuse(field, "must be a whole number from 0 to " + std::to_string(most));
  }
  return value.get<std::uint64_t>();
}

std::optional<warehouse::Date> Fields::date(const std::string& field) {
  const std::string value = text(field);
  if (value.empty()) return std::nullopt;
  const auto date = warehouse::Date::parse(value);
  if (!date) refuse(field, "must be a real day written YYYY-MM-DD");
  return date;
}

std::optional<warehouse::Uuid> Fields::id(const std::string& field) {
  const std::string value = text(field);
  if (value.empty()) return std::nullopt;
  const auto id = warehouse::Uuid::parse(value);
  if (!id) refuse(field, "is not an id");
  return id;
}

std::vector<std::string> Fields::texts(const std::string& field) {
  const Json& value = member(field);
  return value.is_null() ? std::vector<std::string>() : texts_of(field, value);
}

std::vector<std::string> Fields::texts_of(const std::string& field, const Json& value) const {
  if (value.is_string()) return {value.get<std::string>()};
  std::vector<std::string> out;
  if (!value.is_array()) refuse(field, "must be a text or an array of texts");
  for (const Json& each : value) {
    if (!each.is_string()) refuse(field, "must be a text or an array of texts");
    out.push_back(each.get<std::string>());
  }
  return out;
}

void Fields::finish() const {
  for (const auto& item : object_.items()) {
    if (std::find(seen_.begin(), seen_.end(), item.key()) == seen_.end()) {
      refuse(item.key(), "is not known here");
    }
  }
}

}  // namespace kho::api
