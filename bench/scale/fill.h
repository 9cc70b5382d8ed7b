// bench/scale/fill.h - Papers entered in bulk, as if each had been deposited and its file read.
//
// The same records, keys and log entries, by the same functions; but many papers in one commit, and
// few checkpoints, since it is not the filling that is measured.
#pragma once

#include <cstdint>
#include <filesystem>

namespace kho::scale {

// Enters papers [from, to) into the closed warehouse. Throws what the store throws.
void fill(const std::filesystem::path& directory, std::uint64_t from, std::uint64_t to);

}  // namespace kho::scale
