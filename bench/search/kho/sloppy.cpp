#include "bench/search/kho/sloppy.h"

#include <array>
#include <string_view>
#include <utility>

#include "index/analysis/text.h"

namespace kho::bench {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
}

// Letters without diacritics that OCR takes for each other, those with diacritics apart, which no
// search without them can see.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kMisread = {{{"c", "e"},
                                                                                     {"h", "b"},
                                                                                     {"u", "n"},
                                                                                     {"n", "u"},
                                                                                     {"i", "l"},
                                                                                     {"a", "o"},
                                                                                     {"t", "l"},
                                                                                     {"g", "q"},
                                                                                     {"e", "c"},
                                                                                     {"o", "a"},
                                                                                     {"m", "rn"},
                                                                                     {"y", "v"}}};

std::string misread(const std::string& folded, std::size_t turn) {
  for (std::size_t i = 0; i < kMisread.size(); ++i) {
    const auto& [from, to] = kMisread[(turn + i) % kMisread.size()];
    // The last one, which the family name hardly is.
    const std::size_t at = folded.rfind(from);
    if (at == std::string::npos) continue;
    std::string out = folded;
    return out.replace(at, from.size(), to);
  }
  return folded;
}

}  // namespace

std::vector<Typed> sloppy_numbers(const std::string& number) {
  std::string spaced = number;
  replace_all(spaced, "/", " / ");
  replace_all(spaced, "-", " - ");
  std::string eth = index::clean(number);
  replace_all(eth, "Đ", "Ð");
  replace_all(eth, "0", "O");
  return {{"without diacritics", index::fold(number)}, {"spaces", spaced}, {"Ð, O for 0", eth}};
}

std::vector<Typed> sloppy_names(const std::string& name, std::size_t turn) {
  const std::size_t blank = name.rfind(' ');
  const std::string swapped =
      blank == std::string::npos ? name : name.substr(blank + 1) + " " + name.substr(0, blank);
  const std::string folded = index::fold(name);
  return {{"without diacritics", folded},
          {"given name first", swapped},
          {"one letter misread", misread(folded, turn)}};
}

}  // namespace kho::bench
