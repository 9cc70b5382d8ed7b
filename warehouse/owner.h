// warehouse/owner.h - A person or organisation that papers belong to, and by what it is known.
//
// Plain values. Why several keys may mean one owner, and several owners one person:
// docs/identifiers.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "warehouse/date.h"
#include "warehouse/uuid.h"

namespace kho::warehouse {

struct OwnerName {
  std::string name;
  std::int64_t since_ms = 0;
  Uuid component;  // That it came with; may have been destroyed since.
};
inline constexpr std::size_t kOwnerNamesMax = 100;

struct Owner {
  Uuid id;
  std::string key;   // Normal form.
  std::string name;  // As first deposited; may be empty.
  std::int64_t created_at_ms = 0;
  std::string key_typed = {};               // As it was typed first. Never shown.
  std::vector<OwnerName> other_names = {};  // No two the same (owner_name.h).
};

// What an officer saw that proves that two keys, or two owners, are one person: a component of the
// warehouse, or an official document by its name and number. Exactly one of them.
struct Evidence {
  std::optional<Uuid> component;
  std::string document;
};

// Another key of an owner: an old identity card, the passport before this one.
struct Alias {
  std::string key;  // Normal form.
  Evidence evidence;
  Date since{0};   // The day from which it is known to be theirs.
  std::string by;  // The officer.
  std::int64_t added_at_ms = 0;
  std::string key_typed;  // Never shown.
};
inline constexpr std::size_t kAliasesMax = 100;  // Of one owner.

// Says that an owner is the same as another. A link: nothing is moved.
struct Merge {
  Uuid from;
  Uuid into;
  Evidence evidence;
  std::string reason;
  std::string by;
  std::int64_t merged_at_ms = 0;
};
inline constexpr std::size_t kMembersMax = 100;  // Of one merged owner.

}  // namespace kho::warehouse
