// tests/search/escapes.h - Characters in case files that cannot be seen or would end a line.
#pragma once

#include <cstddef>
#include <string>

#include "index/analysis/utf16.h"

namespace kho::testing_data {

// \n and \r are line ends, \t is a tab, \uXXXX the UTF-16 unit of that number.
inline std::string unescaped(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      result += text[i];
      continue;
    }
    const char kind = text[++i];
    if (kind == 'u') {
      const auto unit = static_cast<char16_t>(std::stoul(text.substr(i + 1, 4), nullptr, 16));
      result += index::to_utf8(icu::UnicodeString(unit));
      i += 4;
    } else {
      result += kind == 'n' ? '\n' : kind == 'r' ? '\r' : kind == 't' ? '\t' : kind;
    }
  }
  return result;
}

}  // namespace kho::testing_data
