#include "samples/furniture.h"
#include "samples/paper_body.h"
#include "samples/templates.h"

namespace kho::samples {
namespace {

constexpr Color kPassportBlue{0.10, 0.22, 0.45};
constexpr Color kCardGreen{0.20, 0.42, 0.36};

// The outline of head and shoulders where a photograph would be: no face, so nobody's face.
void print_portrait(cairo_t* canvas, double x, double y, double width, double height) {
  cairo_save(canvas);
  cairo_rectangle(canvas, x, y, width, height);
  cairo_clip_preserve(canvas);
  cairo_set_source_rgb(canvas, 0.86, 0.90, 0.94);
  cairo_fill(canvas);
  cairo_set_source_rgb(canvas, 0.45, 0.50, 0.56);
  cairo_arc(canvas, x + width / 2, y + height * 0.40, width * 0.21, 0, 6.2832);
  cairo_fill(canvas);
  cairo_save(canvas);
  cairo_translate(canvas, x + width / 2, y + height * 1.04);
  cairo_scale(canvas, width * 0.42, height * 0.38);
  cairo_arc(canvas, 0, 0, 1, 0, 6.2832);
  cairo_restore(canvas);
  cairo_fill(canvas);
  cairo_restore(canvas);
}

// Waves of thin lines, the guilloche of security paper.
void print_guilloche(cairo_t* canvas, double x, double y, double width, double height,
                     const Color& color) {
  cairo_save(canvas);
  cairo_rectangle(canvas, x, y, width, height);
  cairo_clip(canvas);
  cairo_set_source_rgba(canvas, color.red, color.green, color.blue, 0.16);
  cairo_set_line_width(canvas, 0.5);
  for (double at = y - 20; at < y + height + 20; at += 6) {
    cairo_move_to(canvas, x, at);
    for (double dx = 0; dx < width; dx += 80) {
      cairo_rel_curve_to(canvas, 20, -16, 60, 16, 80, 0);
    }
    cairo_stroke(canvas);
  }
  cairo_restore(canvas);
}

void print_field(PaperLayout& layout, double x, double& y, double width,
                 const nlohmann::json& field) {
  y += layout.text_at(x, y, width, field.at(0).get<std::string>(),
                      {.size = 7.5, .align = Align::kLeft, .family = "Liberation Sans"});
  y += layout.text_at(
           x, y, width, field.at(1).get<std::string>(),
           {.size = 10.5, .bold = true, .align = Align::kLeft, .family = "Liberation Sans"}) +
       2;
}

// A copy of a small document fills a corner of an A4 page; what attests the copy stands below.
void print_attestation(PaperLayout& layout, const Paper& paper) {
  print_body(layout, paper.content.at("body"), 12.5);
  if (paper.content.contains("sign")) print_signature(layout, paper);
}

}  // namespace

void draw_passport(const Paper& paper, PageWriter& pages) {
  PaperLayout layout(pages, kA4);
  constexpr double kX = 90;
  constexpr double kY = 80;
  constexpr double kWidth = 415;
  constexpr double kHeight = 290;
  cairo_t* canvas = layout.canvas();
  cairo_set_source_rgb(canvas, 0.96, 0.97, 0.99);
  cairo_rectangle(canvas, kX, kY, kWidth, kHeight);
  cairo_fill_preserve(canvas);
  cairo_set_source_rgb(canvas, kPassportBlue.red, kPassportBlue.green, kPassportBlue.blue);
  cairo_set_line_width(canvas, 1.2);
  cairo_stroke(canvas);
  print_guilloche(canvas, kX, kY, kWidth, kHeight - 62, kPassportBlue);
  layout.text_at(kX + 14, kY + 10, kWidth - 28, paper.line("heading"),
                 {.size = 13,
                  .bold = true,
                  .align = Align::kLeft,
                  .color = kPassportBlue,
                  .family = "Liberation Sans"});
  print_portrait(canvas, kX + 16, kY + 40, 105, 136);
  const nlohmann::json& fields = paper.content.at("fields");
  double y = kY + 36;
  double column_x = kX + 138;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i == (fields.size() + 1) / 2) {
      column_x = kX + 285;
      y = kY + 36;
    }
    print_field(layout, column_x, y, 140, fields[i]);
  }
  double mrz_y = kY + kHeight - 52;
  for (const auto& line : paper.content.at("mrz")) {
    mrz_y += layout.text_at(kX + 12, mrz_y, 0, escape(line.get<std::string>()),
                            {.size = 14.6, .align = Align::kLeft, .family = "Liberation Mono"});
  }
  layout.set_y(kY + kHeight + 40);
  print_attestation(layout, paper);
}

void draw_identity_card(const Paper& paper, PageWriter& pages) {
  PaperLayout layout(pages, kA4);
  constexpr double kX = 140;
  constexpr double kY = 80;
  constexpr double kWidth = 324;  // ID-1 at 4/3 of its size, as a copier enlarges it.
  constexpr double kHeight = 206;
  cairo_t* canvas = layout.canvas();
  cairo_set_source_rgb(canvas, 0.93, 0.97, 0.95);
  cairo_rectangle(canvas, kX, kY, kWidth, kHeight);
  cairo_fill_preserve(canvas);
  cairo_set_source_rgb(canvas, kCardGreen.red, kCardGreen.green, kCardGreen.blue);
  cairo_set_line_width(canvas, 1);
  cairo_stroke(canvas);
  print_guilloche(canvas, kX, kY, kWidth, kHeight, kCardGreen);
  const TextStyle head{.size = 9,
                       .bold = true,
                       .align = Align::kCenter,
                       .color = kCardGreen,
                       .family = "Liberation Sans"};
  double y = kY + 8;
  y += layout.text_at(kX + 60, y, kWidth - 70, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", head);
  y += layout.text_at(kX + 60, y, kWidth - 70, "Độc lập - Tự do - Hạnh phúc", head);
  y += layout.text_at(kX + 60, y + 2, kWidth - 70, "CĂN CƯỚC CÔNG DÂN",
                      {.size = 14,
                       .bold = true,
                       .align = Align::kCenter,
                       .color = kSealRed,
                       .family = "Liberation Sans"}) +
       6;
  draw_seal(canvas, kX + 36, kY + 32, 22, {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA", "VIỆT NAM", ""});
  print_portrait(canvas, kX + 12, kY + 66, 84, 112);
  for (const auto& field : paper.content.at("fields")) {
    print_field(layout, kX + 108, y, kWidth - 116, field);
  }
  layout.set_y(kY + kHeight + 40);
  print_attestation(layout, paper);
}

}  // namespace kho::samples
