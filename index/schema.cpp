#include "index/schema.h"

#include <cassert>
#include <charconv>

namespace kho::index::schema {
namespace {

// Consistent overhead byte stuffing: each run up to a NUL is written as its length + 1 and its
// bytes. Injective, free of NUL, one byte longer than `value`, which has fewer than 254 bytes.
std::string stuffed(std::string_view value) {
  assert(value.size() < 254);
  std::string result;
  for (;;) {
    const std::size_t run = std::min(value.find('\0'), value.size());
    result += static_cast<char>(run + 1);
    result += value.substr(0, run);
    if (run == value.size()) return result;
    value.remove_prefix(run + 1);
  }
}

std::string value_term(std::string prefix, std::string_view value) {
  assert(!value.empty() && value.size() <= kValueBytesMax);
  if (value.find('\0') == std::string_view::npos) return prefix.append(":").append(value);
  return prefix.append("=").append(stuffed(value));
}

const char* filter_prefix(Field field) {
  switch (field) {
    case Field::kOwner:
      return "XO";
    case Field::kType:
      return "XT";
    case Field::kKind:
      return "XK";
    case Field::kAgency:
      return "XA";
    case Field::kProcedure:
      return "XP";
    case Field::kDossier:
      return "XD";
    case Field::kStatus:
      return "XS";
    case Field::kYear:
      return "XY";
  }
  assert(false);
  return "";
}

}  // namespace

std::string id_term(std::string_view id) { return value_term("Q", id); }

std::string filter_term(const Filter& filter) {
  return value_term(filter_prefix(filter.field), filter.value);
}

void check_version(const Xapian::Database& database) {
  const std::string version = database.get_metadata(kSchemaKey);
  if (version == std::to_string(kSchemaVersion)) return;
  throw Error(Errc::kDamaged, "The index has schema version '" + version + "', not " +
                                  std::to_string(kSchemaVersion) + ": delete and rebuild it.");
}

Position read_position(const Xapian::Database& database) {
  const std::string text = database.get_metadata(kPositionKey);
  Position position = 0;
  if (text.empty()) return position;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), position);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw Error(Errc::kDamaged, "The index holds no readable position: delete and rebuild it.");
  }
  return position;
}

}  // namespace kho::index::schema
