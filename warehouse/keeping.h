// warehouse/keeping.h - For how long a component is kept: retention, holds, and its destruction.
//
// A component may be destroyed when its retention is over and no hold is in force; what remains is
// an event in the change log. A hold is also placed on the component's blobs in the store, which
// then refuses to give them up, whatever the layers above ask.
//
// Thread safety: functions over the caller's reader or transaction. Errors: Error.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/transaction.h"
#include "warehouse/component.h"
#include "warehouse/error.h"
#include "warehouse/log_text.h"

namespace kho::warehouse {

struct HoldOrder {
  std::string name;
  std::string reason;         // 1..kLogTextCharactersMax characters.
  std::optional<Date> until;  // Not before today.
};

// Both texts: 1..kLogTextCharactersMax characters, and no personal number.
struct DestructionOrder {
  std::string reason;
  std::string approved_by;
};

// What goes when a component does.
struct Destruction {
  struct File {
    std::string sha256;  // 32 raw bytes.
    std::uint64_t size = 0;
    bool shared = false;  // Another component has the same bytes: they stay.
  };
  Uuid component;
  std::string component_type;
  std::vector<File> files;  // Each once.
  std::uint64_t bytes = 0;  // Of the files that go, before compression.
  std::vector<Hold> holds;  // In force.
  std::optional<Date> keep_until;
  std::optional<Errc> refused;  // Why it may not go now.
  bool destroyed = false;
  store::Position position = 0;  // Of the record of destruction.
};

// Letters, digits, '-' and '_', so that it can stand in a URL.
[[nodiscard]] bool is_hold_name(std::string_view name);

// In normal form. Throws kMetadataInvalid, also for a text that holds a personal number,
// one of `owner_keys` (owners.h, keys_around) in particular.
[[nodiscard]] HoldOrder checked(const HoldOrder& order, Date today,
                                const std::vector<std::string>& owner_keys);
[[nodiscard]] DestructionOrder checked(const DestructionOrder& order,
                                       const std::vector<std::string>& owner_keys);

// Changes `component` and enters the change. Throws kHoldExists, kHoldsTooMany.
void place_hold(store::Transaction& transaction, Component& component, const HoldOrder& order,
                std::int64_t now_ms);
// Puts a new version under the holds that the component has.
void hold_version(store::Transaction& transaction, const Component& component,
                  const Version& version);
void lift_hold(store::Transaction& transaction, Component& component, const std::string& name,
               std::int64_t now_ms);  // Throws kHoldNotFound.
void prolong_retention(store::Transaction& transaction, Component& component, Date day,
                       std::int64_t now_ms);  // Throws kRetentionOnlyProlonged.

[[nodiscard]] Destruction plan_destruction(const store::TableReader& tables,
                                           const Component& component, Date today);
// Throws kComponentHeld, kComponentInUse, kRetentionNotOver.
[[nodiscard]] Destruction destroy(store::Transaction& transaction, const Component& component,
                                  const DestructionOrder& order, std::int64_t now_ms);

// The name that a hold of a component has in the store.
[[nodiscard]] std::string store_hold_name(const Uuid& component, std::string_view name);

}  // namespace kho::warehouse
