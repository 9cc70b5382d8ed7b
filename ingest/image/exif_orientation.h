// ingest/image/exif_orientation.h - Which way up a JPEG is, by its EXIF block.
//
// Pure function of any bytes; linear, allocates nothing. Source: CIPA DC-008 (EXIF 2.3), 4.6.4.
#pragma once

#include <cstddef>
#include <span>

namespace kho::ingest {

// The tag Orientation, 1..8: where row 0 and column 0 of the pixels are to be seen (1: top and
// left; 6: right and top, as of a phone held upright). 1 where the file does not say.
[[nodiscard]] int exif_orientation(std::span<const std::byte> jpeg);

}  // namespace kho::ingest
