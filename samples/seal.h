// samples/seal.h - What makes a paper look official: round red seals, signatures, borders.
//
// All three are drawn as outlines, never as text, so that what stands on a seal does not end up
// in the text layer between two words of the body.
#pragma once

#include <string>
#include <string_view>

#include "samples/paper_layout.h"

namespace kho::samples {

struct Seal {
  std::string ring;    // Along the upper arc: "SỞ CÔNG THƯƠNG".
  std::string base;    // Along the lower arc: "TỈNH YÊN BÁI".
  std::string center;  // In the middle; a star where empty.
};

// A seal of `radius` points around (x, y).
void draw_seal(cairo_t* canvas, double x, double y, double radius, const Seal& seal);

// A handwritten-looking stroke about `width` points wide; equal names sign equally.
void draw_signature(cairo_t* canvas, double x, double y, double width, std::string_view name);

// The double frame with corner ornaments of certificates, `inset` points from the page's edge.
void draw_certificate_border(cairo_t* canvas, PageSize size, double inset, const Color& color);

}  // namespace kho::samples
