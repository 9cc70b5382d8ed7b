// tests/ingest/image/drawn_page.h - Pages drawn by the test that needs them, and what a scanner
// makes of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ingest/image/page_image.h"

namespace kho::ingest {

// An A4 page of `text` in Liberation Serif of 13 points, as NĐ 30/2020 asks, with its margins.
PageImage drawn_page(const std::string& text, double dpi, Colour colour = Colour::kGrey);

// White paper of this many pixels.
PageImage white_page(std::uint32_t width, std::uint32_t height, double dpi,
                     Colour colour = Colour::kGrey);

// Fills a rectangle, in pixels, with a grey.
void fill(PageImage& page, std::uint32_t left, std::uint32_t top, std::uint32_t width,
          std::uint32_t height, std::uint8_t grey);

// Quarter turns clockwise.
PageImage turned(const PageImage& page, int quarters);
// A turn clockwise about the centre; the corners become white.
PageImage slanted(const PageImage& page, double degrees);
PageImage scaled(const PageImage& page, double factor);
PageImage shifted(const PageImage& page, int right, int down);
// Each grey g becomes a g + b, within 0..255.
PageImage brightened(const PageImage& page, double a, double b);
// Single dark pixels and small blots, about `count` of them, always the same.
PageImage speckled(const PageImage& page, int count);

std::string as_jpeg(const PageImage& page, int quality);
std::string as_png(const PageImage& page);
std::string as_tiff(const std::vector<PageImage>& pages);

// A page of a decree, some 200 words.
extern const char* const kDecree;

}  // namespace kho::ingest
