// samples/furniture.h - The fixed parts of a Vietnamese official paper (NĐ 30/2020/NĐ-CP, annex I).
//
// Content keys read here:
//   parent, agency        upper agency and agency (or company) of the block top left
//   place                 where it was signed: "Yên Bái"
//   title, subtitle       "GIẤY PHÉP" and the line below it
//   sign                  {"lines": ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"], "name": "...", "seal": {...}}
//   recipients            lines of "Nơi nhận"
//   foreign               true: the letterhead of a foreign company, without nation and motto
//   seal                  {"ring": "...", "base": "...", "center": "..."}; no seal where absent
#pragma once

#include "samples/paper.h"
#include "samples/paper_layout.h"
#include "samples/seal.h"

namespace kho::samples {

// Agency and number on the left, the nation's name and motto, place and date on the right.
void print_letterhead(PaperLayout& layout, const Paper& paper);

// The nation's name and motto alone, in the middle: for papers that a person or company writes.
void print_national_heading(PaperLayout& layout);

// `title` and `subtitle` of the content, with a short rule below.
void print_title(PaperLayout& layout, const Paper& paper, double size = 14);

// Nơi nhận on the left; capacity, seal, signature and name on the right. Kept on one page.
void print_signature(PaperLayout& layout, const Paper& paper);

// Two signatures side by side: the parties of a contract, the sides of a record. Each is a
// {"lines", "name", "seal"} as above.
void print_two_signatures(PaperLayout& layout, const nlohmann::json& left,
                          const nlohmann::json& right);

}  // namespace kho::samples
