#include "api/csv.h"

namespace kho::api {
namespace {

std::string csv_field(const std::string& text) {
  std::string safe = text;
  // What follows a blank is still taken for a formula by some.
  const std::size_t first = text.find_first_not_of(' ');
  if (first != std::string::npos &&
      std::string_view("=+-@\t\r\n|").find(text[first]) != std::string_view::npos) {
    safe.insert(0, 1, '\'');
  }
  if (safe.find_first_of(",\"\r\n") == std::string::npos) return safe;
  std::string quoted = "\"";
  for (const char c : safe) {
    if (c == '"') quoted.push_back('"');
    quoted.push_back(c);
  }
  return quoted + "\"";
}

}  // namespace

std::string csv_line(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& field : fields) {
    if (&field != &fields.front()) line.push_back(',');
    line += csv_field(field);
  }
  return line + "\r\n";
}

}  // namespace kho::api
