// samples/page_writer.h - The pages of one PDF: drawn as vectors, or put through a pretend scanner.
//
// A writer gives out one Cairo context a page, in points with the origin top left. In scan mode
// the context draws on an image; the finished page is tilted, speckled and embedded as a picture,
// so the file has no text layer, as a paper from the desk's scanner has none.
//
// Equal calls give equal bytes on one machine: the creation date is the paper's, and the noise
// comes from a seed. Thread-confined. Errors: std::runtime_error with the file's name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "samples/cairo_handles.h"

namespace kho::samples {

struct PageSize {
  double width;  // Points.
  double height;
};
inline constexpr PageSize kA4{595.28, 841.89};
inline constexpr PageSize kA4Landscape{841.89, 595.28};

struct ScanSettings {
  double dpi = 200;
  double tilt_degrees = 0.4;
  std::uint32_t seed = 1;
};

struct FileFacts {
  std::string title;
  std::string author;
  std::string date;  // YYYY-MM-DD; becomes the creation date.
};

class PageWriter {
 public:
  PageWriter(std::filesystem::path file, const FileFacts& facts, std::optional<ScanSettings> scan);

  // Ends the open page, if any, and starts another. The context is lent until the next call.
  cairo_t* begin_page(PageSize size);
  // Ends the open page and closes the file. Throws if anything could not be written.
  void finish();

 private:
  void end_page();
  void embed_scan();

  const std::filesystem::path file_;
  std::optional<ScanSettings> scan_;
  Surface pdf_;
  Surface image_;  // The open page in scan mode.
  Context page_;   // The open page; null between pages.
};

}  // namespace kho::samples
