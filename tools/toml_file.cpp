#include "tools/toml_file.h"

#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace kho::tools {
namespace {

auto value_of(const toml::node& node) -> decltype(TomlEntry::value) {
  if (const auto* flag = node.as_boolean()) return flag->get();
  if (const auto* number = node.as_integer()) return number->get();
  if (const auto* text = node.as_string()) return text->get();
  const auto* array = node.as_array();
  if (array == nullptr) return std::monostate();
  std::vector<std::string> texts;
  for (const toml::node& each : *array) {
    const auto* text = each.as_string();
    if (text == nullptr) return std::monostate();
    texts.push_back(text->get());
  }
  return texts;
}

void collect(const toml::table& table, const std::string& prefix, std::vector<TomlEntry>& entries) {
  for (const auto& [key, node] : table) {
    const std::string path = prefix + std::string(key.str());
    if (const auto* inner = node.as_table()) {
      collect(*inner, path + ".", entries);
      // A section without keys is still one that may be written wrong.
      if (inner->empty()) entries.push_back({path + ".", node.source().begin.line, {}});
    } else {
      entries.push_back({path, key.source().begin.line, value_of(node)});
    }
  }
}

}  // namespace

std::vector<TomlEntry> parse_toml(const std::string& text, const std::filesystem::path& file) {
  try {
    std::vector<TomlEntry> entries;
    collect(toml::parse(text), "", entries);
    return entries;
  } catch (const toml::parse_error& error) {
    throw TomlError(file.string() + ":" + std::to_string(error.source().begin.line) + ": " +
                    std::string(error.description()));
  }
}

}  // namespace kho::tools
