// tests/index/analysis/random_text.h - Words and bytes to try rules of the analysis on.
#pragma once

#include <array>
#include <random>
#include <string>
#include <string_view>

namespace kho::index {

// Up to `size_max` bytes, each of them equally likely.
inline std::string random_bytes(std::mt19937& random, std::size_t size_max) {
  std::string bytes(random() % (size_max + 1), '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  return bytes;
}

// One to six letters of Vietnamese, and often a tone: as WordTerms::exact. Some are syllables.
inline std::string random_exact(std::mt19937& random) {
  constexpr std::array<std::string_view, 30> kLetters = {
      "a", "ă", "â", "e", "ê", "i", "o", "ô",  "ơ", "u", "ư", "y",  "b", "c",  "d",
      "đ", "g", "h", "k", "l", "m", "n", "ng", "p", "q", "r", "nh", "t", "th", "v"};
  std::string exact;
  for (std::size_t letters = 1 + random() % 4; letters > 0; --letters) {
    exact += kLetters[random() % kLetters.size()];
  }
  if (random() % 3 != 0) {
    exact += '~';
    exact += static_cast<char>('1' + random() % 5);
  }
  return exact;
}

// Text of many pieces that rules look for, in any order.
inline std::string random_pieces(std::mt19937& random, std::size_t pieces) {
  constexpr std::array<std::string_view, 28> kPieces = {" ",        ".",         "-",
                                                        "/",        ",",         "\n",
                                                        "5",        "06",        "2022",
                                                        "ngày ",    "tháng ",    "năm ",
                                                        "đồng",     "0150",      "850",
                                                        "01",       "234",       "060123456",
                                                        "C1234567", "hộ chiếu ", "\u00A0",
                                                        "\u2013",   "\u200B",    "a\u0323",
                                                        "Đ",        "\xC3",      "\xF0\x9F\x98\x80",
                                                        "84"};
  std::string text;
  for (; pieces > 0; --pieces) text += kPieces[random() % kPieces.size()];
  return text;
}

}  // namespace kho::index
