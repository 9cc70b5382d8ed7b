// tools/import/digests.h - Several digests of a file in one reading.
//
// Thread-confined. Errors: CommandError file_unreadable.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "tools/import/folder.h"

namespace kho::tools {

// As bags name them (RFC 8493, 2.4).
[[nodiscard]] bool is_digest_algorithm(std::string_view name);
// Not broken: sha256, sha512.
[[nodiscard]] bool is_strong_digest(std::string_view name);
// Hexadecimal digits of it.
[[nodiscard]] std::size_t digest_digits(std::string_view name);

// Of the rest of an open file: algorithm -> hexadecimal digits in lower case.
[[nodiscard]] std::map<std::string, std::string> digests_of(
    const Folder::File& file, const std::set<std::string>& algorithms);

}  // namespace kho::tools
