// tools/code_texts.h - What each code means and what to do, as docs/errors.md and its Vietnamese
// counterpart say it, which the program carries with it.
//
// Immutable; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kho::tools {

// One row of a table there. `columns` has the column's title and text, without markup, the code's
// own column left out.
struct CodeText {
  std::string code;
  std::string section;
  std::vector<std::pair<std::string, std::string>> columns;

  [[nodiscard]] std::string column(std::size_t index) const {
    return index < columns.size() ? columns[index].second : std::string();
  }
};

// In the order of the document, in the language that was set.
[[nodiscard]] const std::vector<CodeText>& code_texts();
// A code may mean different things in different sections.
[[nodiscard]] std::vector<CodeText> texts_of(std::string_view code);

// For tests.
[[nodiscard]] std::vector<CodeText> parse_code_texts(std::string_view markdown);

}  // namespace kho::tools
