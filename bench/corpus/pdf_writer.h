// bench/corpus/pdf_writer.h - Pictures as the pages of a PDF, in the manner of several programs.
//
// The same picture put into a PDF by another program keeps its stream and changes everything
// around it: that is what a store must see through. PDF 1.4 (ISO 32000-1 is a superset). Equal
// input gives equal bytes. Immutable functions.
#pragma once

#include <span>
#include <string>

#include "bench/corpus/image_stream.h"

namespace kho::corpus {

enum class PdfManner {
  kScanner,    // A device: page, contents, picture in this order; direct lengths, bare contents.
  kConverter,  // As img2pdf does it: pictures first, one key a line, A4 boxes cut to the picture.
  kArchiver,   // As archive software: indirect lengths, deflated contents, XMP metadata.
};

struct PdfFacts {
  std::string title;
  std::string creator;
  std::string producer;
  std::string date;  // YYYY-MM-DD.
};

// At least one page.
[[nodiscard]] std::string image_pdf(std::span<const ImageStream> pages, const PdfFacts& facts,
                                    PdfManner manner);

// A PDF string object in parentheses: ASCII as it is, other text as UTF-16 with a byte order mark.
[[nodiscard]] std::string pdf_text(std::string_view utf8);

}  // namespace kho::corpus
