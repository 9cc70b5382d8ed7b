// warehouse/owner.h - A person or organisation that papers belong to. Plain values.
#pragma once

#include <cstdint>
#include <string>

#include "warehouse/uuid.h"

namespace kho::warehouse {

struct Owner {
  Uuid id;
  std::string key;   // Normal form.
  std::string name;  // As first deposited; may be empty.
  std::int64_t created_at_ms = 0;
};

}  // namespace kho::warehouse
