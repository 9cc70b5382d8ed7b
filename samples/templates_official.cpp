#include "samples/furniture.h"
#include "samples/paper_body.h"
#include "samples/templates.h"

namespace kho::samples {

void draw_decision(const Paper& paper, PageWriter& pages) {
  PaperLayout layout(pages, kA4);
  print_letterhead(layout, paper);
  print_title(layout, paper);
  if (const std::string authority = paper.line("authority"); !authority.empty()) {
    layout.text(authority, {.bold = true, .align = Align::kCenter, .space_after = 8});
  }
  for (const auto& ground : paper.content.value("grounds", nlohmann::json::array())) {
    layout.text(ground.get<std::string>(), {.italic = true, .first_line_indent = 28});
  }
  if (const std::string verb = paper.line("verb"); !verb.empty()) {
    layout.text(verb, {.bold = true, .align = Align::kCenter});
  }
  print_body(layout, paper.content.at("body"), 13, kSignatureTail);
  print_signature(layout, paper);
}

void draw_letter(const Paper& paper, PageWriter& pages) {
  PaperLayout layout(pages, kA4);
  print_letterhead(layout, paper);
  if (!paper.line("title").empty()) print_title(layout, paper);
  if (const std::string to = paper.line("to"); !to.empty()) {
    layout.text("Kính gửi: " + to, {.align = Align::kCenter, .space_after = 12});
  }
  print_body(layout, paper.content.at("body"), 13, kSignatureTail);
  print_signature(layout, paper);
}

void draw_minutes(const Paper& paper, PageWriter& pages) {
  PaperLayout layout(pages, kA4);
  print_letterhead(layout, paper);
  print_title(layout, paper);
  print_body(layout, paper.content.at("body"), 13, kSignatureTail);
  print_two_signatures(layout, paper.content.at("left_sign"), paper.content.at("right_sign"));
}

}  // namespace kho::samples
