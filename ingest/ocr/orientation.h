// ingest/ocr/orientation.h - Which way up the text of a page is, by its ascenders.
//
// Latin letters have more above the x-height than below it, and the diacritics of Vietnamese add
// to that. Costs some 3 % of reading the page. Internal to ingest/. Thread-compatible; linear.
// Errors: std::bad_alloc. Source: Leptonica, flipdetect.c.
#pragma once

#include <optional>

#include "ingest/image/pix.h"

namespace kho::ingest {

// The quarter turns clockwise that bring the text of `ink` (1 bit a pixel) upright, 0..3; nullopt
// where there is too little text to tell.
[[nodiscard]] std::optional<int> quarters_to_upright(Pix* ink, double dpi);

}  // namespace kho::ingest
