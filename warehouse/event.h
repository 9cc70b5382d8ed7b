// warehouse/event.h - What an entry of the change log says. Plain value.
//
// Events name things by opaque id and never carry a personal number, so that the log can be kept
// and shown for as long as the law asks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "warehouse/uuid.h"

namespace kho::warehouse {

struct Event {
  // Numbers are on disk.
  enum class Type {
    kCatalogueImported = 1,   // note: counts
    kOwnerCreated = 2,        // owner
    kComponentDeposited = 3,  // component, owner, sha256
    kTextExtracted = 4,       // sha256
    kOwnerNamed = 5,          // owner
  };
  Type type;
  std::int64_t time_ms = 0;
  std::optional<Uuid> component;
  std::optional<Uuid> owner;
  std::string sha256;  // 32 raw bytes, or empty.
  std::string note;
};

}  // namespace kho::warehouse
