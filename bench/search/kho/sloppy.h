// bench/search/kho/sloppy.h - How people type numbers and names when they hurry.
#pragma once

#include <string>
#include <vector>

namespace kho::bench {

struct Typed {
  const char* how;
  std::string text;
};

// Without diacritics; with blanks around its joints; with Ð (U+00D0) for Đ and O for 0.
[[nodiscard]] std::vector<Typed> sloppy_numbers(const std::string& number);

// Without diacritics; given name first; one letter as OCR misreads it, a different one for each
// `turn`.
[[nodiscard]] std::vector<Typed> sloppy_names(const std::string& name, std::size_t turn);

}  // namespace kho::bench
