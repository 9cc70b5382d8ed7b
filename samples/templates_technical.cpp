#include <array>

#include "samples/furniture.h"
#include "samples/paper_body.h"
#include "samples/templates.h"

namespace kho::samples {
namespace {

constexpr Color kLandPink{0.80, 0.22, 0.35};

// The nine hazard pictograms of GHS are red diamonds; these carry their code instead of a picture.
void print_pictogram(PaperLayout& layout, double x, double y, const std::string& code) {
  constexpr double kHalf = 24;
  cairo_t* canvas = layout.canvas();
  cairo_set_source_rgb(canvas, kSealRed.red, kSealRed.green, kSealRed.blue);
  cairo_set_line_width(canvas, 2.4);
  cairo_move_to(canvas, x, y - kHalf);
  cairo_line_to(canvas, x + kHalf, y);
  cairo_line_to(canvas, x, y + kHalf);
  cairo_line_to(canvas, x - kHalf, y);
  cairo_close_path(canvas);
  cairo_stroke(canvas);
  layout.text_at(x - kHalf, y - 6, 2 * kHalf, code,
                 {.size = 9, .bold = true, .align = Align::kCenter, .family = "Liberation Sans"});
}

void print_room(PaperLayout& layout, double x, double y, double scale, const nlohmann::json& room) {
  const auto box = room.at("box").get<std::array<double, 4>>();  // x, y, width, depth in metres.
  cairo_t* canvas = layout.canvas();
  const double left = x + box[0] * scale;
  const double top = y + box[1] * scale;
  cairo_rectangle(canvas, left, top, box[2] * scale, box[3] * scale);
  if (room.value("tank", false)) {
    cairo_set_source_rgb(canvas, 0.88, 0.92, 0.97);
    cairo_fill_preserve(canvas);
  }
  cairo_set_source_rgb(canvas, 0.1, 0.1, 0.1);
  cairo_set_line_width(canvas, room.value("tank", false) ? 0.8 : 1.8);
  cairo_stroke(canvas);
  layout.text_at(left + 2, top + box[3] * scale / 2 - 12, box[2] * scale - 4,
                 room.at("name").get<std::string>(),
                 {.size = 9.5, .align = Align::kCenter, .family = "Liberation Sans"});
}

void print_dimension(PaperLayout& layout, double x1, double y1, double x2, double y2,
                     const std::string& text) {
  layout.line(x1, y1, x2, y2, 0.5);
  const bool horizontal = y1 == y2;
  for (const auto& [x, y] : {std::array{x1, y1}, std::array{x2, y2}}) {
    layout.line(x - 3, y + 3, x + 3, y - 3, 0.8);
  }
  if (horizontal) {
    layout.text_at(x1, y1 - 13, x2 - x1, text, {.size = 9, .align = Align::kCenter});
  } else {
    layout.text_at(x1 - 44, (y1 + y2) / 2 - 6, 40, text, {.size = 9, .align = Align::kRight});
  }
}

}  // namespace

void draw_site_plan(const Paper& paper, PageWriter& pages) {
  PaperLayout layout(pages, kA4Landscape);
  cairo_t* canvas = layout.canvas();
  cairo_set_line_width(canvas, 1.6);
  cairo_rectangle(canvas, 28, 28, kA4Landscape.width - 56, kA4Landscape.height - 56);
  cairo_stroke(canvas);
  const auto site = paper.content.at("site").get<std::array<double, 2>>();  // Metres.
  constexpr double kX = 92;
  constexpr double kY = 92;
  const double scale = std::min(500 / site[0], 400 / site[1]);
  layout.text_at(60, 42, 540, paper.line("title"),
                 {.size = 14, .bold = true, .align = Align::kCenter});
  for (const auto& room : paper.content.at("rooms")) print_room(layout, kX, kY, scale, room);
  const double right = kX + site[0] * scale;
  const double bottom = kY + site[1] * scale;
  const double dashes[] = {7, 4};
  cairo_set_dash(canvas, dashes, 2, 0);
  cairo_set_line_width(canvas, 1.2);
  cairo_rectangle(canvas, kX, kY, site[0] * scale, site[1] * scale);
  cairo_stroke(canvas);
  cairo_set_dash(canvas, nullptr, 0, 0);
  print_dimension(layout, kX, kY - 8, right, kY - 8, paper.line("site_width"));
  print_dimension(layout, kX - 10, kY, kX - 10, bottom, paper.line("site_depth"));
  layout.text_at(kX, bottom + 10, right - kX, paper.line("road"),
                 {.size = 11, .italic = true, .align = Align::kCenter});

  // The title block on the right, as on every drawing.
  constexpr double kBlockX = 630;
  layout.line(kBlockX, 28, kBlockX, kA4Landscape.height - 28, 1.2);
  layout.set_margins(kBlockX + 10, 38, 44, 40);
  print_body(layout, paper.content.at("body"), 10.5);
  layout.set_y(430);
  nlohmann::json sign = paper.content.at("sign");
  const double middle = kBlockX + 92;
  double y = 432;
  for (const auto& line : sign.at("lines")) {
    y += layout.text_at(kBlockX + 8, y, 168, line.get<std::string>(),
                        {.size = 10.5, .bold = true, .align = Align::kCenter});
  }
  draw_signature(canvas, middle - 30, y + 40, 70, paper.signer);
  const nlohmann::json& seal = sign.at("seal");
  draw_seal(canvas, middle - 30, y + 36, 34, {seal.at("ring"), seal.at("base"), seal.at("center")});
  layout.text_at(kBlockX + 8, y + 76, 168, escape(paper.signer),
                 {.size = 10.5, .bold = true, .align = Align::kCenter});
}

void draw_safety_data_sheet(const Paper& paper, PageWriter& pages) {
  PaperLayout layout(pages, kA4);
  layout.set_margins(64, 50, 60, 54);
  print_letterhead(layout, paper);
  print_title(layout, paper, 15);
  const nlohmann::json& pictograms = paper.content.at("pictograms");
  const double y = layout.y() + 26;
  double x = layout.left() + layout.width() / 2 - 30 * (static_cast<double>(pictograms.size()) - 1);
  for (const auto& code : pictograms) {
    print_pictogram(layout, x, y, code.get<std::string>());
    x += 60;
  }
  layout.space(62);
  for (const auto& section : paper.content.at("sections")) {
    layout.keep_together(60);
    layout.text(section.at("title").get<std::string>(), {.size = 12.5, .bold = true});
    print_body(layout, section.at("body"), 12);
  }
  print_signature(layout, paper);
}

void draw_land_certificate(const Paper& paper, PageWriter& pages) {
  PaperLayout layout(pages, kA4);
  layout.set_margins(84, 64, 72, 66);
  cairo_t* canvas = layout.canvas();
  cairo_set_source_rgb(canvas, 1.0, 0.965, 0.965);
  cairo_paint(canvas);
  draw_certificate_border(canvas, kA4, 24, kLandPink);
  print_national_heading(layout);
  layout.text(
      "GIẤY CHỨNG NHẬN",
      {.size = 22, .bold = true, .align = Align::kCenter, .space_after = 1, .color = kLandPink});
  layout.text(paper.line("subtitle"),
              {.size = 13.5, .bold = true, .align = Align::kCenter, .space_after = 10});
  print_body(layout, paper.content.at("body"), 11.5);
  print_signature(layout, paper);
  layout.text_at(layout.left(), kA4.height - 84, layout.width(),
                 "Số phát hành: " + escape(paper.number),
                 {.size = 12, .bold = true, .align = Align::kRight, .color = kLandPink});
}

}  // namespace kho::samples
