// tools/import/csv_reader.h - Comma-separated values (RFC 4180), read strictly and as a stream.
//
// A field that begins with a quote ends with one, and only a comma or the end of the line may
// follow; a quote anywhere else is an error, for what it meant can only be guessed. What Debian
// offers either loads the whole file, or takes such lines for something, or has no line breaks in
// fields. Lines without any character are passed over.
//
// A record that is wrong does not stop the next one: reading goes on with the line after the last
// one it had. Time is linear, memory bounded by kRecordBytesMax.
//
// Thread-confined. Errors: as TextLines.
#pragma once

#include <string>
#include <vector>

#include "tools/import/text_lines.h"

namespace kho::tools {

class CsvReader {
 public:
  static constexpr std::size_t kRecordBytesMax = 64 << 10;
  static constexpr std::size_t kFieldsMax = 200;

  explicit CsvReader(const std::filesystem::path& file) : lines_(file, kRecordBytesMax) {}

  struct Record {
    std::uint64_t line = 0;  // Its first.
    std::vector<std::string> fields;
    std::string problem;  // What is wrong with it; empty: nothing.
  };
  std::optional<Record> next();

  [[nodiscard]] double share_read() const { return lines_.share_read(); }

 private:
  TextLines lines_;
};

}  // namespace kho::tools
