// tools/tthc/alternatives.h - "X hoặc Y", "một trong các giấy tờ sau: X; Y": papers of which one is
// enough.
//
// Split only where each part is the whole name of a paper by itself: of "Nghị quyết hoặc quyết định
// về việc chia công ty" the first half names nothing that could be asked for. What looks like
// alternatives and is not split is said to be suspected. Immutable functions.
#pragma once

#include <vector>

#include "tools/tthc/text.h"

namespace kho::tthc {

struct Alternatives {
  std::vector<Text> names;  // One where nothing was split.
  bool open = false;  // One more is "giấy tờ khác có giá trị tương đương": no type has it.
  bool suspected = false;  // Looks like several, and was left whole.
};

// `name` is cleaned, without words of forms.
[[nodiscard]] Alternatives split_alternatives(TextView name);

// Whether `part` is the whole name of a paper by itself.
[[nodiscard]] bool names_a_paper(TextView part);

}  // namespace kho::tthc
