// bench/corpus/scanner.h - What a desk scanner makes of a page that was printed perfectly.
//
// Recoding gains are measured on these pictures, so they must not be easier than real ones: a page
// is tilted, blurred by the optics, lies on paper with texture and uneven light, and is read by a
// sensor with noise. bench/README.md compares them with real scans. Immutable functions.
#pragma once

#include "bench/corpus/random.h"
#include "bench/corpus/raster.h"

namespace kho::corpus {

struct ScannerProfile {
  double tilt_degrees = 0;
  double blur_pixels = 0.7;   // Sigma of the optics.
  double noise_levels = 2.5;  // Sigma of the sensor, of 255.
  double texture_levels = 2;  // Amplitude of the paper's fibres.
  double white = 240;         // What clean paper reads as, before `gain`.
  double gain = 1;            // Above 255 / white the background is clipped, as "text mode" does.
  double dust_per_megapixel = 6;
};

// A device of the kind that stands on a desk; each one has its own look.
[[nodiscard]] ScannerProfile random_profile(Random& random);

// `printed` may have 3 channels; `channels` of the result is 1 or 3.
[[nodiscard]] Raster scan(const Raster& printed, const ScannerProfile& profile, int channels,
                          Random random);

// Black and white by a threshold that follows the light. One channel, samples 0 (black) or 255.
// Real bilevel scans have jagged edges and specks: both come from noise before the threshold.
[[nodiscard]] Raster threshold(const Raster& grey, double noise_levels, Random random);

}  // namespace kho::corpus
