// tools/import/text_lines.h - A file line by line, in bounded memory however long its lines are.
//
// Lines end with LF, CRLF or the end of the file; a byte order mark before the first is left out.
// Thread-confined. Errors: CommandError file_not_found, file_unreadable.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "ingest/descriptor.h"

namespace kho::tools {

class TextLines {
 public:
  // A longer line comes cut and marked; the rest of it is passed over.
  TextLines(const std::filesystem::path& file, std::size_t line_bytes_max);
  TextLines(ingest::Descriptor file, std::size_t line_bytes_max);

  struct Line {
    std::uint64_t number = 0;  // From 1.
    std::string text;
    bool too_long = false;
  };
  std::optional<Line> next();

  // How much of the file was read, 0..1; it may grow meanwhile.
  [[nodiscard]] double share_read() const {
    return bytes_read_ >= size_ ? 1 : static_cast<double>(bytes_read_) / static_cast<double>(size_);
  }

 private:
  bool fill();

  ingest::Descriptor file_;
  const std::size_t line_bytes_max_;
  std::uint64_t size_ = 0;  // When it was opened.
  std::string buffer_;
  std::size_t at_ = 0;
  std::uint64_t bytes_read_ = 0;
  std::uint64_t lines_ = 0;
};

}  // namespace kho::tools
