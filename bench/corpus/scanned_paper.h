// bench/corpus/scanned_paper.h - Papers as they are first filed: scanned, photographed or digital.
//
// Equal seeds give equal bytes on one machine. Thread-safe. Errors: std::runtime_error.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bench/corpus/image_stream.h"
#include "bench/corpus/pdf_writer.h"
#include "bench/corpus/printed_paper.h"

namespace kho::corpus {

enum class PaperKind {
  kColourScan,   // JPEG in PDF, 150-300 dpi.
  kGreyScan,     // JPEG in PDF, 150-300 dpi.
  kBilevelScan,  // CCITT G4 in PDF, mostly 300 dpi.
  kFlateScan,    // Deflated samples in PDF: older scanning programs, Word.
  kBornDigital,  // Text and fonts.
  kBareJpeg,     // A single picture.
  kBarePng,
  kBareTiff,  // Pages in G4.
};

struct FiledPaper {
  PaperKind kind{};
  std::string slug;  // For file names.
  std::string title;
  std::string date;                // YYYY-MM-DD.
  std::string extension;           // "pdf", "jpg", "png", "tif".
  std::string file;                // Its bytes as first filed.
  std::vector<ImageStream> pages;  // Of scans; empty otherwise.
  PdfFacts facts;                  // Of PDFs.
};

// The `number`-th paper of a kind; `name` is unique among the calls that run at one time.
[[nodiscard]] FiledPaper file_paper(PaperKind kind, std::uint64_t seed, std::uint64_t number,
                                    const PaperPress& press, const std::string& name);

}  // namespace kho::corpus
