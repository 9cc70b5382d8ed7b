#include "index/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <charconv>

#include "index/error.h"

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
    case Field::kWithheld:
      return "XW";
  }
  assert(false);
  return "";
}

constexpr std::uint32_t kUndated = 0xFFFFFFFF;

// 0 .. kUndated - 1 in the order of the days.
std::uint32_t ordinal(std::int32_t days) {
  return std::min(static_cast<std::uint32_t>(days) ^ 0x80000000U, kUndated - 1);
}

std::string order_key(std::uint32_t order, std::string_view id) {
  std::string key;
  for (int shift = 24; shift >= 0; shift -= 8) key += static_cast<char>(order >> shift);
  return key.append(id);
}

}  // namespace

std::string id_term(std::string_view id) { return value_term("Q", id); }

std::string filter_term(const Filter& filter) {
  return value_term(filter_prefix(filter.field), filter.value);
}

std::string date_term(const DateMention& mention) {
  std::string term = fmt::format("{}{:04}{:02}", kDatePrefix, mention.year, mention.month);
  if (mention.day != 0) term += fmt::format("{:02}", mention.day);
  return term;
}

std::optional<Slot> facet_slot(Field field) {
  switch (field) {
    case Field::kType:
      return kTypeSlot;
    case Field::kAgency:
      return kAgencySlot;
    case Field::kYear:
      return kYearSlot;
    case Field::kKind:
      return kKindSlot;
    case Field::kStatus:
      return kStatusSlot;
    default:
      return std::nullopt;
  }
}

std::string newest_key(std::optional<std::int32_t> issued_days, std::string_view id) {
  return order_key(issued_days ? kUndated - 1 - ordinal(*issued_days) : kUndated, id);
}

std::string oldest_key(std::optional<std::int32_t> issued_days, std::string_view id) {
  return order_key(issued_days ? ordinal(*issued_days) : kUndated, id);
}

std::string id_of_key(const std::string& key) {
  if (key.size() <= 4) throw Error(Errc::kDamaged, "A document of the index has no id.");
  return key.substr(4);
}

void check_version(const Xapian::Database& database) {
  const std::string version = database.get_metadata(kSchemaKey);
  if (version == std::to_string(kSchemaVersion)) return;
  if (version.empty()) {
    throw Error(Errc::kDamaged, "The index has no schema version: rebuild it.");
  }
  throw Error(Errc::kOutdated, "The index has schema version '" + version + "', not " +
                                   std::to_string(kSchemaVersion) + ": rebuild it.");
}

Position read_position(const Xapian::Database& database) {
  const std::string text = database.get_metadata(kPositionKey);
  Position position = 0;
  if (text.empty()) return position;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), position);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw Error(Errc::kDamaged, "The index holds no readable position: rebuild it.");
  }
  return position;
}

std::string ids_value(const std::vector<std::string>& ids) {
  std::string value;
  for (const std::string& id : ids) {
    assert(!id.empty() && id.size() <= kValueBytesMax);
    value += static_cast<char>(id.size());
    value += id;
  }
  return value;
}

std::vector<std::string> read_ids(std::string_view value) {
  std::vector<std::string> ids;
  while (!value.empty()) {
    const std::size_t size = static_cast<unsigned char>(value.front());
    if (size == 0 || size >= value.size()) {
      throw Error(Errc::kDamaged, "The index holds no readable list of removals: rebuild it.");
    }
    ids.emplace_back(value.substr(1, size));
    value.remove_prefix(1 + size);
  }
  return ids;
}

}  // namespace kho::index::schema
