#include "samples/furniture.h"
#include "samples/paper_body.h"
#include "samples/templates.h"

namespace kho::samples {

void draw_application(const Paper& paper, PageWriter& pages) {
  PaperLayout layout(pages, kA4);
  if (paper.line("agency").empty()) {
    print_national_heading(layout);
  } else {
    print_letterhead(layout, paper);
  }
  print_title(layout, paper);
  if (const std::string to = paper.line("to"); !to.empty()) {
    layout.text("Kính gửi: <b>" + to + "</b>", {.align = Align::kCenter, .space_after = 12});
  }
  print_body(layout, paper.content.at("body"), 13, kSignatureTail);
  print_signature(layout, paper);
}

void draw_list(const Paper& paper, PageWriter& pages) {
  PaperLayout layout(pages, kA4);
  layout.set_margins(68, 44, 60, 50);
  print_letterhead(layout, paper);
  print_title(layout, paper);
  print_body(layout, paper.content.at("body"), 12.5, kSignatureTail);
  print_signature(layout, paper);
}

void draw_contract(const Paper& paper, PageWriter& pages) {
  PaperLayout layout(pages, kA4);
  print_national_heading(layout);
  print_title(layout, paper, 15);
  layout.text("Số: " + escape(paper.number),
              {.italic = true, .align = Align::kCenter, .space_after = 10});
  for (const auto& ground : paper.content.at("grounds")) {
    layout.text(ground.get<std::string>(), {.italic = true});
  }
  layout.text("Hôm nay, " + long_date(paper.issue_date) + ", tại " + paper.line("place") +
                  ", chúng tôi gồm có:",
              {.first_line_indent = 28});
  for (const auto& party : paper.content.at("parties")) {
    layout.keep_together(90);
    layout.text(party.at("role").get<std::string>(), {.bold = true});
    print_body(layout, party.at("lines"));
  }
  print_body(layout, paper.content.at("body"), 13, kSignatureTail);
  print_two_signatures(layout, paper.content.at("left_sign"), paper.content.at("right_sign"));
}

}  // namespace kho::samples
