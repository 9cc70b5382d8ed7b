// samples/paper_body.h - Prints the "body" of a paper's content: a list of blocks.
//
//   "text"                                a justified paragraph, first line indented
//   {"heading": "Điều 1. ..."}            bold, kept with what follows
//   {"center": "...", "size": 14}         bold, in the middle
//   {"note": "..."}                       small italics
//   {"item": "- ..."}                     a paragraph without indent
//   {"fields": [["Tên", "Công ty A"]]}    "Tên: Công ty A", values in bold
//   {"table": {"columns": [["STT", 1, "center"]], "rows": [["1"]], "size": 11}}
//   {"space": 12}, {"page_break": true}
#pragma once

#include "samples/paper.h"
#include "samples/paper_layout.h"

namespace kho::samples {

// What the last block keeps below itself: a signature never stands on a page of its own.
inline constexpr double kSignatureTail = 165;

// Throws std::runtime_error for a block of no known kind.
void print_body(PaperLayout& layout, const nlohmann::json& blocks, double text_size = 13,
                double tail = 0);

// A table in the notation above.
[[nodiscard]] Table parse_table(const nlohmann::json& table);

}  // namespace kho::samples
