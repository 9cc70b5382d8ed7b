#include "samples/seal.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

namespace kho::samples {
namespace {

using std::numbers::pi;

void set_color(cairo_t* canvas, const Color& color) {
  cairo_set_source_rgb(canvas, color.red, color.green, color.blue);
}

Layout seal_text(cairo_t* canvas, std::string_view text, double size, double width) {
  Layout layout(pango_cairo_create_layout(canvas));
  pango_cairo_context_set_resolution(pango_layout_get_context(layout.get()), 72);
  const Font font(pango_font_description_from_string("Liberation Sans Bold"));
  pango_font_description_set_absolute_size(font.get(), size * PANGO_SCALE);
  pango_layout_set_font_description(layout.get(), font.get());
  if (width > 0) pango_layout_set_width(layout.get(), pango_units_from_double(width));
  pango_layout_set_alignment(layout.get(), PANGO_ALIGN_CENTER);
  pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  return layout;
}

struct Extent {
  double width;
  double height;
};

Extent extent(PangoLayout* layout) {
  int width = 0;
  int height = 0;
  pango_layout_get_size(layout, &width, &height);
  return {pango_units_to_double(width), pango_units_to_double(height)};
}

std::vector<std::string> characters(std::string_view text) {
  std::vector<std::string> result;
  for (const char byte : text) {
    const bool continues = (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
    if (continues && !result.empty()) {
      result.back() += byte;
    } else {
      result.emplace_back(1, byte);
    }
  }
  return result;
}

// Letters along the circle of `radius`: over the top, or under the bottom and still upright.
void text_on_arc(cairo_t* canvas, double x, double y, double radius, std::string_view text,
                 double size, bool bottom) {
  constexpr double kWidestArc = 1.25 * pi;
  const std::vector<std::string> letters = characters(text);
  std::vector<double> angles;
  double total = 0;
  for (const std::string& letter : letters) {
    angles.push_back((extent(seal_text(canvas, letter, size, 0).get()).width + 0.6) / radius);
    total += angles.back();
  }
  const double widest = bottom ? kWidestArc / 2 : kWidestArc;
  if (total > widest) {
    text_on_arc(canvas, x, y, radius, text, size * widest / total * 0.99, bottom);
    return;
  }
  double angle = -total / 2;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const Layout glyph = seal_text(canvas, letters[i], size, 0);
    const Extent box = extent(glyph.get());
    cairo_save(canvas);
    cairo_translate(canvas, x, y);
    const double middle = angle + angles[i] / 2;
    cairo_rotate(canvas, bottom ? -middle : middle);
    cairo_move_to(canvas, -box.width / 2,
                  bottom ? radius - box.height / 2 : -radius - box.height / 2);
    pango_cairo_layout_path(canvas, glyph.get());
    cairo_fill(canvas);
    cairo_restore(canvas);
    angle += angles[i];
  }
}

void star(cairo_t* canvas, double x, double y, double radius) {
  for (int i = 0; i < 10; ++i) {
    const double length = i % 2 == 0 ? radius : radius * 0.382;
    const double angle = -pi / 2 + i * pi / 5;
    cairo_line_to(canvas, x + length * std::cos(angle), y + length * std::sin(angle));
  }
  cairo_close_path(canvas);
  cairo_fill(canvas);
}

void circle(cairo_t* canvas, double x, double y, double radius, double width) {
  cairo_set_line_width(canvas, width);
  cairo_new_sub_path(canvas);
  cairo_arc(canvas, x, y, radius, 0, 2 * pi);
  cairo_stroke(canvas);
}

}  // namespace

void draw_seal(cairo_t* canvas, double x, double y, double radius, const Seal& seal) {
  set_color(canvas, kSealRed);
  circle(canvas, x, y, radius, 2.0);
  circle(canvas, x, y, radius - 3.2, 0.7);
  circle(canvas, x, y, radius * 0.66, 0.7);
  const double text_radius = radius * 0.795;
  const double text_size = radius * 0.19;
  text_on_arc(canvas, x, y, text_radius, seal.ring, text_size, false);
  text_on_arc(canvas, x, y, text_radius, seal.base, text_size, true);
  if (seal.center.empty()) {
    star(canvas, x, y, radius * 0.42);
    return;
  }
  const double box = radius * 1.16;
  double size = radius * 0.25;
  Layout center = seal_text(canvas, seal.center, size, box);
  while (extent(center.get()).height > radius * 0.92 && size > 3) {
    size *= 0.92;
    center = seal_text(canvas, seal.center, size, box);
  }
  cairo_move_to(canvas, x - box / 2, y - extent(center.get()).height / 2);
  pango_cairo_layout_path(canvas, center.get());
  cairo_fill(canvas);
}

void draw_signature(cairo_t* canvas, double x, double y, double width, std::string_view name) {
  std::uint32_t seed = 2166136261U;
  for (const char byte : name) seed = (seed ^ static_cast<unsigned char>(byte)) * 16777619U;
  std::mt19937 random(seed);
  const auto between = [&random](double low, double high) {
    return low + (high - low) * static_cast<double>(random() % 1000) / 1000;
  };
  set_color(canvas, kInkBlue);
  cairo_set_line_cap(canvas, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width(canvas, 1.1);
  const double height = width * between(0.18, 0.40);
  const int strokes = 3 + static_cast<int>(random() % 5);
  const double rise = between(-0.5, 0.9) * height;  // Over the whole width.
  cairo_move_to(canvas, x, y);
  double at = x;
  for (int i = 0; i < strokes; ++i) {
    const double share = (i + between(0.6, 1.2)) / (strokes + 1);
    const double next = x + width * share;
    const double base = y - rise * share;
    cairo_curve_to(canvas, at + between(-14, 12), base - between(height * 0.3, height * 1.5),
                   next + between(-6, 18), base - between(0, height * 1.2), next,
                   base + between(-height * 0.4, height * 0.5));
    at = next;
  }
  cairo_curve_to(canvas, at + 10, y - height * 0.2, x - 8, y + height * 0.5, x + width,
                 y + between(-2, height * 0.2));
  cairo_stroke(canvas);
}

void draw_certificate_border(cairo_t* canvas, PageSize size, double inset, const Color& color) {
  set_color(canvas, color);
  const auto frame = [&](double at, double width) {
    cairo_set_line_width(canvas, width);
    cairo_rectangle(canvas, at, at, size.width - 2 * at, size.height - 2 * at);
    cairo_stroke(canvas);
  };
  frame(inset, 3.0);
  frame(inset + 10, 0.8);
  constexpr double kPitch = 9;
  const auto bead = [&](double x, double y) {
    cairo_new_sub_path(canvas);
    cairo_arc(canvas, x, y, 2.1, 0, 2 * pi);
    cairo_fill(canvas);
  };
  const double band = inset + 5.6;
  const auto beads = [&](double length) { return std::max(1.0, std::floor(length / kPitch)); };
  const double across = size.width - 2 * band;
  const double down = size.height - 2 * band;
  for (double i = 0; i <= beads(across); ++i) {
    bead(band + across * i / beads(across), band);
    bead(band + across * i / beads(across), size.height - band);
  }
  for (double i = 1; i < beads(down); ++i) {
    bead(band, band + down * i / beads(down));
    bead(size.width - band, band + down * i / beads(down));
  }
  for (const double x : {inset + 26, size.width - inset - 26}) {
    for (const double y : {inset + 26, size.height - inset - 26}) {
      circle(canvas, x, y, 9, 1.0);
      circle(canvas, x, y, 5.5, 0.7);
      star(canvas, x, y, 4.5);
    }
  }
}

}  // namespace kho::samples
