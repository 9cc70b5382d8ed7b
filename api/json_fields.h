// api/json_fields.h - Taking a JSON object apart, field by field, and refusing what is left over.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/json.h"
#include "warehouse/date.h"
#include "warehouse/error.h"
#include "warehouse/names.h"
#include "warehouse/uuid.h"

namespace kho::api {

// Reads the fields of one object. Each getter throws warehouse::Error with the code given at
// construction where the field has another type; finish() throws it for a field nobody asked for.
class Fields {
 public:
  // `where` names the object in error texts, e.g. "metadata".
  Fields(const Json& object, std::string where, warehouse::Errc code);

  [[nodiscard]] bool has(const std::string& field) const { return object_.contains(field); }
  [[nodiscard]] std::string text(const std::string& field);           // "" if absent or null
  [[nodiscard]] std::string required_text(const std::string& field);  // Absent or "" is refused.
  [[nodiscard]] bool flag(const std::string& field, bool otherwise);
  [[nodiscard]] std::uint64_t number(const std::string& field, std::uint64_t otherwise,
                                     std::uint64_t most);
  [[nodiscard]] std::optional<warehouse::Date> date(const std::string& field);
  [[nodiscard]] std::optional<warehouse::Uuid> id(const std::string& field);
  // A text, or an array of texts.
  [[nodiscard]] std::vector<std::string> texts(const std::string& field);
  // The same of `value`, a part of `field`.
  [[nodiscard]] std::vector<std::string> texts_of(const std::string& field,
                                                  const Json& value) const;
  // The member itself, or null.
  [[nodiscard]] const Json& member(const std::string& field);

  template <typename Enum, std::size_t N>
  [[nodiscard]] Enum enumerator(const std::string& field,
                                const warehouse::NameTable<Enum, N>& table, Enum otherwise) {
    const std::string name = text(field);
    if (name.empty()) return otherwise;
    const auto value = warehouse::value_in(table, name);
    if (!value) {
      std::string known;
      for (const auto& [unused, each] : table)
        known += (known.empty() ? "" : ", ") + std::string(each);
      refuse(field, "must be one of " + known);
    }
    return *value;
  }

  void finish() const;
  [[nodiscard]] const std::string& where() const { return where_; }
  [[noreturn]] void refuse(const std::string& field, const std::string& why) const;

 private:
  const Json& object_;
  const std::string where_;
  const warehouse::Errc code_;
  std::vector<std::string> seen_;
};

}  // namespace kho::api
