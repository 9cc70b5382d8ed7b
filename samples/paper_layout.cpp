#include "samples/paper_layout.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace kho::samples {
namespace {

constexpr double kCellPadding = 3.5;

void set_color(cairo_t* canvas, const Color& color) {
  cairo_set_source_rgb(canvas, color.red, color.green, color.blue);
}

PangoAlignment alignment(Align align) {
  switch (align) {
    case Align::kCenter:
      return PANGO_ALIGN_CENTER;
    case Align::kRight:
      return PANGO_ALIGN_RIGHT;
    case Align::kLeft:
    case Align::kJustify:
      break;
  }
  return PANGO_ALIGN_LEFT;
}

std::vector<std::string> titles(const Table& table) {
  std::vector<std::string> result;
  for (const Column& column : table.columns) result.push_back(column.title);
  return result;
}

double height_of(PangoLayout* layout) {
  int height = 0;
  pango_layout_get_size(layout, nullptr, &height);
  return pango_units_to_double(height);
}

}  // namespace

std::string escape(std::string_view plain) {
  const std::unique_ptr<char, Release<g_free>> escaped(
      g_markup_escape_text(plain.data(), static_cast<gssize>(plain.size())));
  return escaped.get();
}

PaperLayout::PaperLayout(PageWriter& pages, PageSize size) : pages_(pages), size_(size) {
  new_page();
}

void PaperLayout::set_margins(double left, double right, double top, double bottom) {
  left_ = left;
  right_margin_ = right;
  top_margin_ = top;
  bottom_margin_ = bottom;
  y_ = top;
}

void PaperLayout::new_page() {
  canvas_ = pages_.begin_page(size_);
  ++page_number_;
  y_ = top_margin_;
  if (page_number_ > 1) {
    text_at(left_, 34, width(), std::to_string(page_number_), {.align = Align::kCenter});
  }
}

void PaperLayout::keep_together(double height) {
  if (y_ + height > bottom()) new_page();
}

Layout PaperLayout::layout(std::string_view markup, const TextStyle& style, double width) {
  Layout result(pango_cairo_create_layout(canvas_));
  PangoContext* context = pango_layout_get_context(result.get());
  pango_cairo_context_set_resolution(context, 72);
  // The fonts chosen must not depend on the locale of whoever builds.
  pango_context_set_language(context, pango_language_from_string("vi"));
  // Without this, glyph advances follow the pixels of the target, and a scan of a paper would
  // break its lines elsewhere than the paper does.
  const FontOptions options(cairo_font_options_create());
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options(context, options.get());

  const Font font(pango_font_description_new());
  pango_font_description_set_family(font.get(), style.family);
  pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
  if (style.bold) pango_font_description_set_weight(font.get(), PANGO_WEIGHT_BOLD);
  if (style.italic) pango_font_description_set_style(font.get(), PANGO_STYLE_ITALIC);
  pango_layout_set_font_description(result.get(), font.get());

  if (width > 0) pango_layout_set_width(result.get(), pango_units_from_double(width));
  pango_layout_set_wrap(result.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment(result.get(), alignment(style.align));
  pango_layout_set_justify(result.get(), style.align == Align::kJustify);
  pango_layout_set_indent(result.get(), pango_units_from_double(style.first_line_indent));
  pango_layout_set_line_spacing(result.get(), static_cast<float>(style.line_spacing));

  const auto length = static_cast<int>(markup.size());
  if (!pango_parse_markup(markup.data(), length, 0, nullptr, nullptr, nullptr, nullptr)) {
    throw std::runtime_error("not Pango markup: " + std::string(markup));
  }
  pango_layout_set_markup(result.get(), markup.data(), length);
  return result;
}

void PaperLayout::text(std::string_view markup, const TextStyle& style) {
  const Layout whole = layout(markup, style, width());
  const LayoutIter iter(pango_layout_get_iter(whole.get()));
  double page_start = 0;  // Where in the layout the current page begins.
  double origin = y_;
  do {
    int top = 0;
    int end = 0;
    PangoRectangle extents;
    pango_layout_iter_get_line_yrange(iter.get(), &top, &end);
    pango_layout_iter_get_line_extents(iter.get(), nullptr, &extents);
    if (origin + pango_units_to_double(end) - page_start > bottom()) {
      new_page();
      page_start = pango_units_to_double(top);
      origin = y_;
    }
    const double baseline = pango_units_to_double(pango_layout_iter_get_baseline(iter.get()));
    set_color(canvas_, style.color);
    cairo_move_to(canvas_, left_ + pango_units_to_double(extents.x),
                  origin + baseline - page_start);
    pango_cairo_show_layout_line(canvas_, pango_layout_iter_get_line_readonly(iter.get()));
    y_ = origin + pango_units_to_double(end) - page_start;
  } while (pango_layout_iter_next_line(iter.get()));
  y_ += style.space_after;
}

double PaperLayout::text_at(double x, double y, double width, std::string_view markup,
                            const TextStyle& style) {
  const Layout block = layout(markup, style, width);
  set_color(canvas_, style.color);
  cairo_move_to(canvas_, x, y);
  pango_cairo_show_layout(canvas_, block.get());
  return height_of(block.get());
}

double PaperLayout::text_width(std::string_view markup, const TextStyle& style) {
  const Layout block = layout(markup, style, 0);
  int width = 0;
  pango_layout_get_size(block.get(), &width, nullptr);
  return pango_units_to_double(width);
}

void PaperLayout::line(double x1, double y1, double x2, double y2, double width) {
  set_color(canvas_, kBlack);
  cairo_set_line_width(canvas_, width);
  cairo_move_to(canvas_, x1, y1);
  cairo_line_to(canvas_, x2, y2);
  cairo_stroke(canvas_);
}

void PaperLayout::table(const Table& table) {
  keep_together(60);
  row(table, titles(table), Row::kHeading);
  for (const auto& cells : table.rows) row(table, cells, Row::kBody);
  y_ += 8;
}

void PaperLayout::row(const Table& table, const std::vector<std::string>& cells, Row kind) {
  const bool heading = kind == Row::kHeading;
  const double shares =
      std::accumulate(table.columns.begin(), table.columns.end(), 0.0,
                      [](double sum, const Column& column) { return sum + column.share; });
  std::vector<Layout> layouts;
  std::vector<double> widths;
  double height = 0;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    widths.push_back(width() * column.share / shares);
    const TextStyle style{.size = table.text_size,
                          .bold = heading,
                          .align = heading ? Align::kCenter : column.align,
                          .line_spacing = 1.0};
    layouts.push_back(layout(i < cells.size() ? std::string_view(cells[i]) : std::string_view(),
                             style, widths.back() - 2 * kCellPadding));
    height = std::max(height, height_of(layouts.back().get()) + 2 * kCellPadding);
  }
  if (kind == Row::kBody && y_ + height > bottom()) {
    new_page();
    row(table, titles(table), Row::kHeading);
    row(table, cells, Row::kFirstOfPage);
    return;
  }
  double x = left_;
  for (std::size_t i = 0; i < layouts.size(); ++i) {
    set_color(canvas_, kBlack);
    cairo_set_line_width(canvas_, 0.6);
    cairo_rectangle(canvas_, x, y_, widths[i], height);
    cairo_stroke(canvas_);
    const double slack = (height - height_of(layouts[i].get())) / 2;
    cairo_move_to(canvas_, x + kCellPadding, y_ + (heading ? slack : kCellPadding));
    pango_cairo_show_layout(canvas_, layouts[i].get());
    x += widths[i];
  }
  y_ += height;
}

}  // namespace kho::samples
