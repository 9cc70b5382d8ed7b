#include "samples/furniture.h"

#include <algorithm>

namespace kho::samples {
namespace {

constexpr std::string_view kNation = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
constexpr std::string_view kMotto = "Độc lập - Tự do - Hạnh phúc";
constexpr double kSignatureHeight = 88;
constexpr double kSealRadius = 41;

Seal parse_seal(const nlohmann::json& seal) {
  return {seal.value("ring", ""), seal.value("base", ""), seal.value("center", "")};
}

double print_nation(PaperLayout& layout, double x, double y, double width) {
  const TextStyle nation{.size = 12.5, .bold = true, .align = Align::kCenter};
  const TextStyle motto{.size = 13, .bold = true, .align = Align::kCenter};
  double at = y + layout.text_at(x, y, width, kNation, nation);
  at += layout.text_at(x, at, width, kMotto, motto) + 1.5;
  const double rule = layout.text_width(kMotto, motto);
  layout.line(x + (width - rule) / 2, at, x + (width + rule) / 2, at);
  return at + 3;
}

double print_one_signature(PaperLayout& layout, double x, double width,
                           const nlohmann::json& sign) {
  double y = layout.y();
  for (const auto& line : sign.at("lines")) {
    y += layout.text_at(x, y, width, line.get<std::string>(),
                        {.size = 13, .bold = true, .align = Align::kCenter});
  }
  if (sign.contains("hint")) {
    y += layout.text_at(x, y, width, sign["hint"].get<std::string>(),
                        {.size = 11.5, .italic = true, .align = Align::kCenter});
  }
  const double middle = y + kSignatureHeight / 2;
  if (!sign.value("unsigned", false)) {
    draw_signature(layout.canvas(), x + width / 2 - 35, middle + 8, 84,
                   sign.at("name").get<std::string>());
  }
  // The seal covers a third of the signature, on its left (NĐ 30/2020, article 33).
  if (sign.contains("seal")) {
    draw_seal(layout.canvas(), x + width / 2 - 44, middle - 2, kSealRadius,
              parse_seal(sign["seal"]));
  }
  y += kSignatureHeight;
  y += layout.text_at(x, y, width, sign.at("name").get<std::string>(),
                      {.size = 13, .bold = true, .align = Align::kCenter});
  return y;
}

}  // namespace

void print_letterhead(PaperLayout& layout, const Paper& paper) {
  const double left_x = layout.left() - 24;
  constexpr double kLeftWidth = 194;
  const double right_x = layout.left() + 174;
  const double right_width = layout.left() + layout.width() + 12 - right_x;
  const double top = layout.y();
  const double nation_end =
      paper.content.value("foreign", false) ? top : print_nation(layout, right_x, top, right_width);

  const std::string agency = paper.line("agency");
  const TextStyle agency_style{.size = 12, .bold = true, .align = Align::kCenter};
  double y = top;
  if (const std::string parent = paper.line("parent"); !parent.empty()) {
    y += layout.text_at(left_x, y, kLeftWidth, parent, {.size = 12, .align = Align::kCenter});
  }
  y += layout.text_at(left_x, y, kLeftWidth, agency, agency_style) + 1.5;
  const double rule = std::min(layout.text_width(agency, agency_style), kLeftWidth) * 0.42;
  layout.line(left_x + (kLeftWidth - rule) / 2, y, left_x + (kLeftWidth + rule) / 2, y);

  y = std::max(y, nation_end) + 6;
  double end = y;
  if (!paper.number.empty()) {
    end = y + layout.text_at(left_x, y, kLeftWidth, "Số: " + escape(paper.number),
                             {.size = 13, .align = Align::kCenter});
  }
  if (const std::string subject = paper.line("letter_subject"); !subject.empty()) {
    end += layout.text_at(left_x, end, kLeftWidth, subject, {.size = 12, .align = Align::kCenter});
  }
  if (const std::string place = paper.line("place"); !place.empty()) {
    end = std::max(
        end, y + layout.text_at(right_x, y, right_width, place + ", " + long_date(paper.issue_date),
                                {.size = 13, .italic = true, .align = Align::kCenter}));
  }
  layout.set_y(end + 14);
}

void print_national_heading(PaperLayout& layout) {
  layout.set_y(print_nation(layout, layout.left(), layout.y(), layout.width()) + 14);
}

void print_title(PaperLayout& layout, const Paper& paper, double size) {
  layout.text(paper.line("title"),
              {.size = size, .bold = true, .align = Align::kCenter, .space_after = 1});
  if (const std::string subtitle = paper.line("subtitle"); !subtitle.empty()) {
    layout.text(subtitle, {.size = 13, .bold = true, .align = Align::kCenter, .space_after = 2});
  }
  const double middle = layout.left() + layout.width() / 2;
  layout.line(middle - 38, layout.y() + 3, middle + 38, layout.y() + 3);
  layout.space(13);
}

void print_signature(PaperLayout& layout, const Paper& paper) {
  const nlohmann::json& sign = paper.content.at("sign");
  layout.space(6);
  layout.keep_together(kSignatureHeight + 34 + 16 * static_cast<double>(sign["lines"].size()));
  const double top = layout.y();
  double left_end = top;
  if (const auto recipients = paper.content.find("recipients"); recipients != paper.content.end()) {
    left_end += layout.text_at(layout.left(), left_end, 190,
                               "Nơi nhận:", {.size = 12, .bold = true, .italic = true});
    for (const auto& line : *recipients) {
      left_end += layout.text_at(layout.left(), left_end, 190, line.get<std::string>(),
                                 {.size = 11, .align = Align::kLeft});
    }
  }
  nlohmann::json named = sign;
  if (!named.contains("name")) named["name"] = escape(paper.signer);
  if (sign.contains("date_line")) {
    layout.space(layout.text_at(layout.left() + layout.width() * 0.45, top, layout.width() * 0.57,
                                sign["date_line"].get<std::string>(),
                                {.size = 13, .italic = true, .align = Align::kCenter}) +
                 2);
  }
  const double right_end = print_one_signature(layout, layout.left() + layout.width() * 0.45,
                                               layout.width() * 0.57, named);
  layout.set_y(std::max(left_end, right_end));
}

void print_two_signatures(PaperLayout& layout, const nlohmann::json& left,
                          const nlohmann::json& right) {
  layout.space(10);
  layout.keep_together(kSignatureHeight + 70);
  const double half = layout.width() / 2;
  const double left_end = print_one_signature(layout, layout.left(), half, left);
  const double right_end = print_one_signature(layout, layout.left() + half, half, right);
  layout.set_y(std::max(left_end, right_end));
}

}  // namespace kho::samples
