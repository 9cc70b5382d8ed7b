// tools/toml_file.h - A TOML file as a list of keys with the lines that they stand in.
//
// What the keys mean is not known here. Immutable functions. Third party: toml++, here alone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace kho::tools {

struct TomlEntry {
  std::string key;  // "section.name"; of a table that is none, or nested deeper, its whole path.
  std::uint32_t line = 0;
  // monostate: a type that no setting has (a float, a date, a mixed array).
  std::variant<std::monostate, bool, std::int64_t, std::string, std::vector<std::string>> value;
};

// The text says where and why: "FILE:LINE: why".
class TomlError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// In the order of their keys. `text` is that of `file`, which is named in errors. Throws TomlError.
[[nodiscard]] std::vector<TomlEntry> parse_toml(const std::string& text,
                                                const std::filesystem::path& file);

}  // namespace kho::tools
