#include <array>

#include "samples/furniture.h"
#include "samples/paper_body.h"
#include "samples/templates.h"

namespace kho::samples {
namespace {

constexpr Color kInvoiceBlue{0.05, 0.25, 0.55};

void rounded_box(cairo_t* canvas, double x, double y, double width, double height) {
  constexpr double kRadius = 8;
  constexpr double kQuarter = 1.5708;
  cairo_new_sub_path(canvas);
  cairo_arc(canvas, x + width - kRadius, y + kRadius, kRadius, -kQuarter, 0);
  cairo_arc(canvas, x + width - kRadius, y + height - kRadius, kRadius, 0, kQuarter);
  cairo_arc(canvas, x + kRadius, y + height - kRadius, kRadius, kQuarter, 2 * kQuarter);
  cairo_arc(canvas, x + kRadius, y + kRadius, kRadius, 2 * kQuarter, 3 * kQuarter);
  cairo_close_path(canvas);
}

// One label as it is glued on a bottle; its ground is a pale tint of `color`.
void print_label(PaperLayout& layout, double x, double y, double width, double height,
                 const nlohmann::json& label) {
  const auto rgb = label.at("color").get<std::array<double, 3>>();
  const Color color{rgb[0], rgb[1], rgb[2]};
  cairo_t* canvas = layout.canvas();
  rounded_box(canvas, x, y, width, height);
  cairo_set_source_rgb(canvas, 1 - (1 - color.red) * 0.14, 1 - (1 - color.green) * 0.14,
                       1 - (1 - color.blue) * 0.14);
  cairo_fill_preserve(canvas);
  cairo_set_source_rgb(canvas, color.red, color.green, color.blue);
  cairo_set_line_width(canvas, 2);
  cairo_stroke(canvas);
  double at = y + 12;
  at += layout.text_at(x + 8, at, width - 16, label.at("brand").get<std::string>(),
                       {.size = 10, .align = Align::kCenter, .color = color});
  at += layout.text_at(x + 8, at, width - 16, label.at("name").get<std::string>(),
                       {.size = 21, .bold = true, .align = Align::kCenter, .color = color});
  at += 4;
  layout.line(x + 24, at, x + width - 24, at);
  at += 6;
  for (const auto& line : label.at("lines")) {
    at += layout.text_at(x + 12, at, width - 24, line.get<std::string>(),
                         {.size = 9.5, .align = Align::kLeft});
  }
}

}  // namespace

void draw_invoice(const Paper& paper, PageWriter& pages) {
  PaperLayout layout(pages, kA4);
  layout.set_margins(56, 50, 56, 50);
  cairo_t* canvas = layout.canvas();
  cairo_set_source_rgb(canvas, kInvoiceBlue.red, kInvoiceBlue.green, kInvoiceBlue.blue);
  cairo_set_line_width(canvas, 1.4);
  cairo_rectangle(canvas, 36, 36, kA4.width - 72, kA4.height - 72);
  cairo_stroke(canvas);
  layout.text(
      "HÓA ĐƠN GIÁ TRỊ GIA TĂNG",
      {.size = 18, .bold = true, .align = Align::kCenter, .space_after = 0, .color = kInvoiceBlue});
  layout.text("(Bản thể hiện của hóa đơn điện tử)", {.italic = true, .align = Align::kCenter});
  layout.text(long_date(paper.issue_date), {.italic = true, .align = Align::kCenter});
  layout.text_at(
      kA4.width - 170, 84, 120,
      "Ký hiệu: <b>" + paper.line("series") + "</b>\nSố: <b>" + escape(paper.number) + "</b>",
      {.size = 12, .align = Align::kLeft});
  layout.space(6);
  for (const char* party : {"seller", "buyer"}) {
    print_body(layout, paper.content.at(party), 12);
    layout.line(layout.left(), layout.y(), layout.left() + layout.width(), layout.y());
    layout.space(6);
  }
  print_body(layout, paper.content.at("body"), 12, kSignatureTail);
  print_two_signatures(layout, paper.content.at("left_sign"), paper.content.at("right_sign"));
}

void draw_product_labels(const Paper& paper, PageWriter& pages) {
  PaperLayout layout(pages, kA4);
  print_letterhead(layout, paper);
  print_title(layout, paper);
  print_body(layout, paper.content.at("body"));
  constexpr double kHeight = 196;
  constexpr double kGap = 14;
  const double width = (layout.width() - kGap) / 2;
  const nlohmann::json& labels = paper.content.at("labels");
  for (std::size_t i = 0; i < labels.size(); i += 2) {
    layout.keep_together(kHeight);
    for (std::size_t j = i; j < i + 2 && j < labels.size(); ++j) {
      const double x = layout.left() + (j == i ? 0 : width + kGap);
      print_label(layout, x, layout.y(), width, kHeight, labels[j]);
    }
    layout.space(kHeight + kGap);
  }
  print_signature(layout, paper);
}

void draw_financial_statement(const Paper& paper, PageWriter& pages) {
  PaperLayout layout(pages, kA4);
  layout.set_margins(64, 50, 56, 50);
  const double top = layout.y();
  layout.text_at(layout.left(), top, 280,
                 "<b>" + escape(paper.owner_name) + "</b>\n" + paper.line("address"),
                 {.size = 11, .align = Align::kLeft});
  layout.text_at(layout.left() + 290, top, layout.width() - 290, paper.line("form"),
                 {.size = 11, .italic = true, .align = Align::kCenter});
  layout.space(58);
  print_title(layout, paper, 15);
  print_body(layout, paper.content.at("body"), 12, kSignatureTail);
  print_two_signatures(layout, paper.content.at("left_sign"), paper.content.at("right_sign"));
}

void draw_foreign_registration(const Paper& paper, PageWriter& pages) {
  PaperLayout layout(pages, kA4);
  draw_certificate_border(layout.canvas(), kA4, 26, kInvoiceBlue);
  layout.space(36);
  const nlohmann::json& original = paper.content.at("original");
  layout.text(original.at("authority").get<std::string>(),
              {.size = 13, .bold = true, .align = Align::kCenter, .space_after = 22});
  layout.text(original.at("title").get<std::string>(), {.size = 22,
                                                        .bold = true,
                                                        .align = Align::kCenter,
                                                        .space_after = 24,
                                                        .color = kInvoiceBlue});
  print_body(layout, original.at("body"), 13.5);
  layout.space(30);
  Paper english = paper;
  english.content["sign"] = original.at("sign");
  print_signature(layout, english);

  layout.new_page();
  layout.text("<i>Bản dịch từ tiếng Anh</i>", {.size = 12, .align = Align::kRight});
  print_title(layout, paper);
  print_body(layout, paper.content.at("body"), 13, kSignatureTail);
  print_two_signatures(layout, paper.content.at("left_sign"), paper.content.at("right_sign"));
}

}  // namespace kho::samples
