// ingest/image/page_facts.h - What can be seen of a page without reading it.
//
// For warnings by the rules of capture (NĐ 30/2020, annex: colour, at least 200 dpi), and to leave
// blank pages out. Pure function; linear in the pixels. Errors: std::bad_alloc.
#pragma once

#include "ingest/image/page_image.h"

namespace kho::ingest {

enum class Tint {
  kBlackAndWhite,  // No shades: two tones only.
  kGrey,
  kColour,
};

struct PageFacts {
  double width_mm = 0;  // 0 where the file does not say, or says what no paper is.
  double height_mm = 0;
  Tint tint = Tint::kGrey;
  bool is_blank = false;    // But for specks, punched holes, and the edges of the scanner.
  double skew_degrees = 0;  // To be turned clockwise to be level; 0 also where nothing shows it.
};

// `page` is the pixels of a scan as they are, or a PDF's page drawn at 100 dpi or more. A page
// drawn at another resolution than its scan's has shades that the scan has not: for a PDF,
// PdfScan's bits_per_pixel say more on kBlackAndWhite than `tint`. RGB is needed to see colour.
[[nodiscard]] PageFacts page_facts(const PageImage& page);

}  // namespace kho::ingest
