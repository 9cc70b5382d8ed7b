#include "samples/paper_body.h"

#include <stdexcept>

namespace kho::samples {
namespace {

Align parse_align(const std::string& name) {
  if (name == "center") return Align::kCenter;
  if (name == "right") return Align::kRight;
  if (name == "left") return Align::kLeft;
  throw std::runtime_error("unknown alignment " + name);
}

void print_block(PaperLayout& layout, const nlohmann::json& block, double size) {
  if (block.is_string()) {
    layout.text(block.get<std::string>(), {.size = size, .first_line_indent = 28});
  } else if (block.contains("heading")) {
    layout.keep_together(3 * size * 1.4);
    layout.text(block["heading"].get<std::string>(),
                {.size = size, .bold = true, .first_line_indent = 28});
  } else if (block.contains("center")) {
    layout.text(block["center"].get<std::string>(),
                {.size = block.value("size", size), .bold = true, .align = Align::kCenter});
  } else if (block.contains("note")) {
    layout.text(block["note"].get<std::string>(), {.size = size - 1.5, .italic = true});
  } else if (block.contains("item")) {
    layout.text(block["item"].get<std::string>(), {.size = size});
  } else if (block.contains("fields")) {
    for (const auto& field : block["fields"]) {
      layout.text(
          field.at(0).get<std::string>() + ": <b>" + field.at(1).get<std::string>() + "</b>",
          {.size = size, .align = Align::kLeft});
    }
  } else if (block.contains("table")) {
    layout.table(parse_table(block["table"]));
  } else if (block.contains("space")) {
    layout.space(block["space"]);
  } else if (block.contains("page_break")) {
    layout.new_page();
  } else {
    throw std::runtime_error("unknown block " + block.dump());
  }
}

}  // namespace

Table parse_table(const nlohmann::json& table) {
  Table result;
  result.text_size = table.value("size", 11.5);
  for (const auto& column : table.at("columns")) {
    result.columns.push_back({column.at(0), column.at(1), parse_align(column.at(2))});
  }
  result.rows = table.at("rows").get<std::vector<std::vector<std::string>>>();
  return result;
}

void print_body(PaperLayout& layout, const nlohmann::json& blocks, double text_size, double tail) {
  constexpr double kTwoLines = 40;
  const auto is_heading = [&blocks](std::size_t i) { return blocks[i].contains("heading"); };
  std::size_t last =
      blocks.empty() ? 0 : blocks.size() - 1;  // Where the last block's group begins.
  while (last > 0 && is_heading(last - 1)) --last;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (tail > 0 && i == last) layout.keep_together(tail + kTwoLines);
    print_block(layout, blocks[i], text_size);
  }
}

}  // namespace kho::samples
