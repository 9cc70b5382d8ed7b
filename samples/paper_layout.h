// samples/paper_layout.h - Flows text, tables and signatures down the pages of one paper.
//
// Margins and sizes follow annex I of NĐ 30/2020/NĐ-CP: A4, 20-25 mm at the top and bottom, 30 mm
// left, 18 mm right, Times at 13-14 points, the page number in the top margin from page 2 on.
// All text is Pango markup, so that "<b>" in the data means bold; use escape() for plain text.
//
// Thread-confined. Errors: none of its own; what the PageWriter throws.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "samples/page_writer.h"

namespace kho::samples {

enum class Align { kLeft, kCenter, kRight, kJustify };

struct Color {
  double red = 0, green = 0, blue = 0;
};
inline constexpr Color kBlack{};
inline constexpr Color kSealRed{0.78, 0.08, 0.10};
inline constexpr Color kInkBlue{0.10, 0.15, 0.55};

struct TextStyle {
  double size = 13;
  bool bold = false;
  bool italic = false;
  Align align = Align::kJustify;
  double first_line_indent = 0;
  double space_after = 5;
  Color color = kBlack;
  const char* family = "Liberation Serif";
  double line_spacing = 1.08;
};

struct Column {
  std::string title;
  double share;  // Of the table's width, relative to the other columns.
  Align align = Align::kLeft;
};

struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
  double text_size = 11.5;
};

[[nodiscard]] std::string escape(std::string_view plain);

class PaperLayout {
 public:
  PaperLayout(PageWriter& pages, PageSize size);

  // At the cursor, over the text area's width; goes on on new pages.
  void text(std::string_view markup, const TextStyle& style = {});
  void table(const Table& table);
  void space(double points) { y_ += points; }
  void new_page();
  // Starts a new page unless `height` points are left, so that a block is not torn.
  void keep_together(double height);

  // At a place of the page; returns the height taken.
  double text_at(double x, double y, double width, std::string_view markup, const TextStyle& style);
  [[nodiscard]] double text_width(std::string_view markup, const TextStyle& style);
  void line(double x1, double y1, double x2, double y2, double width = 0.7);

  [[nodiscard]] cairo_t* canvas() { return canvas_; }
  [[nodiscard]] PageSize size() const { return size_; }
  [[nodiscard]] double y() const { return y_; }
  void set_y(double y) { y_ = y; }
  [[nodiscard]] double left() const { return left_; }
  [[nodiscard]] double width() const { return size_.width - left_ - right_margin_; }
  [[nodiscard]] double bottom() const { return size_.height - bottom_margin_; }
  void set_margins(double left, double right, double top, double bottom);

 private:
  [[nodiscard]] Layout layout(std::string_view markup, const TextStyle& style, double width);
  enum class Row { kHeading, kBody, kFirstOfPage };
  void row(const Table& table, const std::vector<std::string>& cells, Row kind);

  PageWriter& pages_;
  const PageSize size_;
  cairo_t* canvas_ = nullptr;
  int page_number_ = 0;
  double left_ = 85, right_margin_ = 51, top_margin_ = 60, bottom_margin_ = 57;
  double y_ = 0;
};

}  // namespace kho::samples
