// warehouse/symptoms.h - What a store and its folder show of their state, for a diagnosis.
//
// Thread-safe function. Errors: store::Error; std::system_error where the machine fails.
#pragma once

#include "store/store.h"
#include "warehouse/diagnosis.h"

namespace kho::warehouse {

// All of Symptoms that the store and the file system know: what the desks know is not in it.
// Linear in the number of components.
[[nodiscard]] Symptoms symptoms_of(const store::Store& store, std::int64_t now_ms);

}  // namespace kho::warehouse
