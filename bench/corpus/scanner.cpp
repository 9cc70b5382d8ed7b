#include "bench/corpus/scanner.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace kho::corpus {
namespace {

std::uint8_t to_sample(float value) {
  return static_cast<std::uint8_t>(std::clamp(value, 0.0F, 255.0F) + 0.5F);
}

// `printed` turned about its middle, by linear interpolation; what lies outside is white.
Raster tilt(const Raster& printed, double degrees, int channels) {
  Raster out(printed.width, printed.height, channels);
  const double angle = degrees * std::numbers::pi / 180;
  const double cosine = std::cos(angle);
  const double sine = std::sin(angle);
  const double middle_x = printed.width / 2.0;
  const double middle_y = printed.height / 2.0;
  constexpr std::array<float, 3> kLuma{0.299F, 0.587F, 0.114F};
  for (int y = 0; y < out.height; ++y) {
    std::uint8_t* to = out.row(y);
    for (int x = 0; x < out.width; ++x, to += channels) {
      const double from_x = cosine * (x - middle_x) - sine * (y - middle_y) + middle_x;
      const double from_y = sine * (x - middle_x) + cosine * (y - middle_y) + middle_y;
      const int left = static_cast<int>(std::floor(from_x));
      const int top = static_cast<int>(std::floor(from_y));
      if (left < 0 || top < 0 || left + 1 >= printed.width || top + 1 >= printed.height) {
        std::fill_n(to, channels, std::uint8_t{255});
        continue;
      }
      const auto part_x = static_cast<float>(from_x - left);
      const auto part_y = static_cast<float>(from_y - top);
      const std::uint8_t* above = printed.row(top) + left * printed.channels;
      const std::uint8_t* below = printed.row(top + 1) + left * printed.channels;
      std::array<float, 3> value{};
      for (int c = 0; c < printed.channels; ++c) {
        const float upper = static_cast<float>(above[c]) * (1 - part_x) +
                            static_cast<float>(above[c + printed.channels]) * part_x;
        const float lower = static_cast<float>(below[c]) * (1 - part_x) +
                            static_cast<float>(below[c + printed.channels]) * part_x;
        value[static_cast<std::size_t>(c)] = upper * (1 - part_y) + lower * part_y;
      }
      if (printed.channels == 1) value[1] = value[2] = value[0];
      if (channels == 1) {
        to[0] = to_sample(value[0] * kLuma[0] + value[1] * kLuma[1] + value[2] * kLuma[2]);
      } else {
        for (std::size_t c = 0; c < 3; ++c) to[c] = to_sample(value[c]);
      }
    }
  }
  return out;
}

// Gaussian of five taps, columns and rows apart.
void blur(Raster& image, double sigma) {
  std::array<float, 3> weight{};
  for (int i = 0; i < 3; ++i) {
    weight[static_cast<std::size_t>(i)] =
        static_cast<float>(std::exp(-i * i / (2 * sigma * sigma)));
  }
  const float sum = weight[0] + 2 * weight[1] + 2 * weight[2];
  for (float& w : weight) w /= sum;
  const auto mix = [&](float a, float b, float c, float d, float e) {
    return to_sample(weight[2] * (a + e) + weight[1] * (b + d) + weight[0] * c);
  };
  const auto n = image.channels;
  std::vector<std::uint8_t> line(image.row_bytes());
  for (int y = 0; y < image.height; ++y) {
    std::uint8_t* row = image.row(y);
    std::copy_n(row, line.size(), line.begin());
    for (std::size_t i = 2 * static_cast<std::size_t>(n);
         i + 2 * static_cast<std::size_t>(n) < line.size(); ++i) {
      const std::uint8_t* at = &line[i];
      row[i] = mix(at[-2 * n], at[-n], at[0], at[n], at[2 * n]);
    }
  }
  Raster copy = image;
  for (int y = 2; y + 2 < image.height; ++y) {
    std::uint8_t* row = image.row(y);
    const std::uint8_t *a = copy.row(y - 2), *b = copy.row(y - 1), *c = copy.row(y),
                       *d = copy.row(y + 1), *e = copy.row(y + 2);
    for (std::size_t i = 0; i < image.row_bytes(); ++i) row[i] = mix(a[i], b[i], c[i], d[i], e[i]);
  }
}

// Smooth noise: a coarse grid of normal deviates, interpolated.
class Texture {
 public:
  Texture(int width, int height, int cell, Random random)
      : cell_(cell),
        columns_(width / cell + 2),
        grid_(static_cast<std::size_t>(columns_) * (height / cell + 2)) {
    NormalNoise noise(random);
    for (float& value : grid_) value = noise.next();
  }
  [[nodiscard]] float at(int x, int y) const {
    const int column = x / cell_;
    const int line = y / cell_;
    const float part_x = static_cast<float>(x - column * cell_) / static_cast<float>(cell_);
    const float part_y = static_cast<float>(y - line * cell_) / static_cast<float>(cell_);
    const float* upper = &grid_[static_cast<std::size_t>(line) * columns_ + column];
    const float* lower = upper + columns_;
    return (upper[0] * (1 - part_x) + upper[1] * part_x) * (1 - part_y) +
           (lower[0] * (1 - part_x) + lower[1] * part_x) * part_y;
  }

 private:
  int cell_;
  int columns_;
  std::vector<float> grid_;
};

void add_dust(Raster& image, double per_megapixel, Random& random) {
  const double megapixels = static_cast<double>(image.width) * image.height / 1e6;
  const int specks = static_cast<int>(per_megapixel * megapixels);
  for (int i = 0; i < specks; ++i) {
    const int size = random.between(1, 3);
    const int x = random.between(0, image.width - size - 1);
    const int y = random.between(0, image.height - size - 1);
    const auto level = static_cast<std::uint8_t>(random.between(40, 170));
    for (int dy = 0; dy < size; ++dy) {
      for (int dx = 0; dx < size * image.channels; ++dx) {
        if (random.chance(0.7)) image.row(y + dy)[x * image.channels + dx] = level;
      }
    }
  }
}

}  // namespace

ScannerProfile random_profile(Random& random) {
  ScannerProfile profile;
  profile.tilt_degrees = random.uniform(-0.9, 0.9);
  profile.blur_pixels = random.uniform(0.55, 0.95);
  profile.noise_levels = random.uniform(1.2, 2.9);
  profile.texture_levels = random.uniform(0.6, 2.2);
  profile.white = random.uniform(226, 246);
  // Six of ten devices lift the background to pure white, some of them only just.
  profile.gain = random.chance(0.6) ? random.uniform(255, 268) / profile.white : 1;
  profile.dust_per_megapixel = random.uniform(2, 14);
  return profile;
}

Raster scan(const Raster& printed, const ScannerProfile& profile, int channels, Random random) {
  Raster image = tilt(printed, profile.tilt_degrees, channels);
  add_dust(image, profile.dust_per_megapixel, random);
  blur(image, profile.blur_pixels);

  const Texture fibres(image.width, image.height, 5, Random(random.next()));
  const Texture light(image.width, image.height, 400, Random(random.next()));
  NormalNoise noise(Random(random.next()));
  const auto amplitude = static_cast<float>(profile.texture_levels);
  const auto sigma = static_cast<float>(profile.noise_levels);
  const auto white = static_cast<float>(profile.white / 255);
  const auto gain = static_cast<float>(profile.gain);
  const std::array<float, 3> tint{1.0F, static_cast<float>(random.uniform(0.985, 1)),
                                  static_cast<float>(random.uniform(0.95, 0.99))};
  for (int y = 0; y < image.height; ++y) {
    std::uint8_t* row = image.row(y);
    for (int x = 0; x < image.width; ++x, row += channels) {
      const float paper = amplitude * fibres.at(x, y) + 2.5F * light.at(x, y);
      for (int c = 0; c < channels; ++c) {
        const float ink = static_cast<float>(row[c]);
        // Paper shows through where there is no ink; toner is never quite black.
        const float shade =
            (22 + ink * (233.0F / 255)) * white * tint[static_cast<std::size_t>(c)] +
            paper * ink * (1.0F / 255);
        row[c] = to_sample(gain * (shade + sigma * noise.next()));
      }
    }
  }
  return image;
}

Raster threshold(const Raster& grey, double noise_levels, Random random) {
  Raster out(grey.width, grey.height, 1);
  const Texture light(grey.width, grey.height, 300, Random(random.next()));
  const Texture clumps(grey.width, grey.height, 3, Random(random.next()));
  NormalNoise noise(Random(random.next()));
  const auto sigma = static_cast<float>(noise_levels);
  const double level = random.uniform(140, 175);
  // Specks that no noise of this size would make: toner dust on white, holes in black.
  const std::uint64_t one_in = 20'000;
  Random specks(random.next());
  for (int y = 0; y < grey.height; ++y) {
    const std::uint8_t* from = grey.row(y);
    std::uint8_t* to = out.row(y);
    for (int x = 0; x < grey.width; ++x) {
      const float value =
          static_cast<float>(from[x]) + sigma * (0.7F * noise.next() + 0.7F * clumps.at(x, y));
      bool black = value < static_cast<float>(level) + 8 * light.at(x, y);
      if (specks.below(one_in) == 0) black = !black;
      to[x] = black ? 0 : 255;
    }
  }
  return out;
}

}  // namespace kho::corpus
