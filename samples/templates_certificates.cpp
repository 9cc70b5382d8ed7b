#include "samples/furniture.h"
#include "samples/paper_body.h"
#include "samples/templates.h"

namespace kho::samples {
namespace {

constexpr Color kCertificateGold{0.72, 0.55, 0.16};
constexpr Color kCertificateRed{0.66, 0.13, 0.13};

// A pale star behind the text, as the security printing of certificates has.
void print_watermark(PaperLayout& layout, double x, double y, double radius) {
  cairo_t* canvas = layout.canvas();
  cairo_save(canvas);
  cairo_set_source_rgb(canvas, 0.985, 0.945, 0.83);
  for (double ring = radius; ring > radius * 0.35; ring -= 5) {
    cairo_set_line_width(canvas, 1.1);
    cairo_new_sub_path(canvas);
    cairo_arc(canvas, x, y, ring, 0, 6.2832);
    cairo_stroke(canvas);
  }
  cairo_restore(canvas);
}

}  // namespace

void draw_business_registration(const Paper& paper, PageWriter& pages) {
  PaperLayout layout(pages, kA4);
  layout.set_margins(82, 62, 66, 66);
  print_watermark(layout, kA4.width / 2, kA4.height / 2, 170);
  draw_certificate_border(layout.canvas(), kA4, 24, kCertificateRed);
  Paper head = paper;
  head.number.clear();
  head.content.erase("place");
  print_letterhead(layout, head);
  layout.text(paper.line("title"), {.size = 15.5,
                                    .bold = true,
                                    .align = Align::kCenter,
                                    .space_after = 1,
                                    .color = kCertificateRed});
  layout.text(paper.line("subtitle"), {.size = 13.5, .bold = true, .align = Align::kCenter});
  layout.text(
      paper.line("code_label", "Mã số doanh nghiệp") + ": <b>" + escape(paper.number) + "</b>",
      {.size = 13.5, .align = Align::kCenter});
  for (const auto& registered : paper.content.at("registered")) {
    layout.text(registered.get<std::string>(),
                {.italic = true, .align = Align::kCenter, .space_after = 2});
  }
  layout.space(8);
  print_body(layout, paper.content.at("body"), 12);
  print_signature(layout, paper);
}

void draw_certificate(const Paper& paper, PageWriter& pages) {
  PaperLayout layout(pages, kA4);
  layout.set_margins(84, 64, 70, 66);
  print_watermark(layout, kA4.width / 2, kA4.height / 2 + 20, 150);
  draw_certificate_border(layout.canvas(), kA4, 24, kCertificateGold);
  print_letterhead(layout, paper);
  layout.space(6);
  layout.text(paper.line("title"), {.size = 18,
                                    .bold = true,
                                    .align = Align::kCenter,
                                    .space_after = 3,
                                    .color = kCertificateRed});
  layout.text(paper.line("subtitle"),
              {.size = 14, .bold = true, .align = Align::kCenter, .space_after = 12});
  print_body(layout, paper.content.at("body"), 13.5);
  layout.space(8);
  print_signature(layout, paper);
}

void draw_diploma(const Paper& paper, PageWriter& pages) {
  PaperLayout layout(pages, kA4Landscape);
  layout.set_margins(90, 90, 62, 50);
  print_watermark(layout, kA4Landscape.width / 2, kA4Landscape.height / 2, 180);
  draw_certificate_border(layout.canvas(), kA4Landscape, 22, kCertificateRed);
  print_national_heading(layout);
  layout.text(paper.line("school_head"), {.size = 13.5, .bold = true, .align = Align::kCenter});
  layout.text("cấp", {.size = 12.5, .italic = true, .align = Align::kCenter});
  layout.text(paper.line("title"), {.size = 26,
                                    .bold = true,
                                    .align = Align::kCenter,
                                    .space_after = 2,
                                    .color = kCertificateRed});
  layout.text(paper.line("subtitle"),
              {.size = 15, .bold = true, .align = Align::kCenter, .space_after = 12});
  const double top = layout.y();
  double y = top;
  for (const auto& field : paper.content.at("fields")) {
    layout.text_at(layout.left() + 60, y, 180, field.at(0).get<std::string>() + ":",
                   {.size = 13.5, .align = Align::kLeft});
    y +=
        layout.text_at(layout.left() + 200, y, 420, "<b>" + field.at(1).get<std::string>() + "</b>",
                       {.size = 13.5, .align = Align::kLeft}) +
        3;
  }
  const double notes_y = kA4Landscape.height - 96;
  double at = notes_y;
  for (const auto& note : paper.content.at("registry")) {
    at += layout.text_at(layout.left(), at, 260, note.get<std::string>(),
                         {.size = 12, .align = Align::kLeft});
  }
  layout.set_y(y + 4);
  layout.text_at(layout.left() + layout.width() * 0.45, layout.y(), layout.width() * 0.57,
                 paper.line("place") + ", " + long_date(paper.issue_date),
                 {.italic = true, .align = Align::kCenter});
  layout.space(14);
  print_signature(layout, paper);
}

}  // namespace kho::samples
