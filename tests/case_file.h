// tests/case_file.h - Cases as data files that people who do not program can extend.
//
// One case a line, columns between "|", blanks around them left out; a column in double quotes keeps
// the blanks inside. Lines that begin with "#", and empty ones, are left out.
#pragma once

#include <cstddef>
#include <fstream>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

namespace kho::testing_data {

struct CaseLine {
  std::size_t line = 0;  // In its file, from 1.
  std::vector<std::string> columns;

  // Column i, or "" where the line has fewer.
  [[nodiscard]] std::string column(std::size_t i) const {
    return i < columns.size() ? columns[i] : std::string();
  }
};

inline void PrintTo(const CaseLine& c, std::ostream* out) {
  *out << "line " << c.line << ": ";
  for (const std::string& column : c.columns) *out << column << " | ";
}

inline std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") + 1 - begin);
}

inline std::string unquoted(const std::string& text) {
  const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return quoted ? text.substr(1, text.size() - 2) : text;
}

// The cases of a file; none where it cannot be read, so that a test must expect some.
inline std::vector<CaseLine> read_cases(const std::string& path) {
  std::ifstream file(path);
  std::vector<CaseLine> cases;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (trimmed(line).empty() || line.front() == '#') continue;
    CaseLine made;
    made.line = number;
    std::stringstream parts(line);
    for (std::string column; std::getline(parts, column, '|');) {
      made.columns.push_back(unquoted(trimmed(column)));
    }
    cases.push_back(std::move(made));
  }
  return cases;
}

}  // namespace kho::testing_data
