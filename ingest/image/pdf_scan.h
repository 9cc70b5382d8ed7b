// ingest/image/pdf_scan.h - How much of a PDF's page is a picture, and how finely it was scanned.
//
// Poppler's stable interface draws pages and does not say what they are made of, so this reads the
// operators that place images, by qpdf. For the extraction child only. Thread-confined. Errors:
// std::bad_alloc; a page that cannot be read has no scan.
//
// Source: ISO 32000-1, 8.3 (coordinates), 8.9 (images), 8.10 (forms).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

namespace kho::ingest {

struct PdfScan {
  double coverage = 0;               // The part of the page that its images cover, together, 0..1.
  double dpi = 0;                    // Of the largest image, in the coarser of its two directions.
  std::uint32_t bits_per_pixel = 0;  // Of the largest image: 1 black and white, 8 grey, 24 colour;
                                     // 0 where the file leaves it to the image data (JPEG 2000).
};

class PdfScans {
 public:
  // Null where qpdf cannot open `file`, or only with a password. `file` outlives what is opened.
  [[nodiscard]] static std::unique_ptr<PdfScans> open(std::span<const std::byte> file);
  ~PdfScans();
  PdfScans(const PdfScans&) = delete;
  PdfScans& operator=(const PdfScans&) = delete;

  // Of page `page`, counted from 0; nullopt where no image is placed on it. Reads at most some
  // hundred thousand operators; what comes later on a page is not seen.
  [[nodiscard]] std::optional<PdfScan> page(std::uint32_t page) const;

 private:
  struct Document;
  explicit PdfScans(std::unique_ptr<Document> document);

  std::unique_ptr<Document> document_;
};

}  // namespace kho::ingest
