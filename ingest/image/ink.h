// ingest/image/ink.h - What is written on a page, whether that is anything, and how it slants.
//
// Internal to ingest/. Thread-compatible; linear in the pixels. Errors: std::bad_alloc.
#pragma once

#include <optional>

#include "ingest/image/pix.h"

namespace kho::ingest {

// `grey` (8 bits a pixel) as 1 bit a pixel of the same size, 1 where there is ink: clearly darker
// than the paper around it, whatever shade that has.
[[nodiscard]] PixHandle ink_of(Pix* grey);

// Whether `ink` of a page holds nothing that a person would read: specks, punched holes, streaks
// and the scanner's edges are nothing; three letters are something.
[[nodiscard]] bool is_blank(Pix* ink, double dpi);

// The degrees by which to turn the page clockwise for its lines to be level, -7..7; nullopt where
// it has too few lines to tell. Good to 0.1 degrees.
[[nodiscard]] std::optional<double> skew_of(Pix* ink, double dpi);

}  // namespace kho::ingest
