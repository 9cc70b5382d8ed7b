#include "index/query/typed_raw.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/analysis/analyzer.h"
#include "index/analysis/typing.h"
#include "index/analysis/utf16.h"

namespace kho::index {
namespace {

// Words between blanks: VIQR uses punctuation.
std::vector<std::string_view> chunks_of(std::string_view text) {
  std::vector<std::string_view> chunks;
  while (!text.empty()) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) break;
    const std::size_t end = std::min(text.find_first_of(" \t\r\n", begin), text.size());
    chunks.push_back(text.substr(begin, end - begin));
    text.remove_prefix(end);
  }
  return chunks;
}

bool may_be_raw(std::string_view chunk) {
  if (chunk.size() < 2 || chunk.size() > 12 || chunk.find('/') != std::string_view::npos) {
    return false;
  }
  const bool has_letter = std::ranges::any_of(
      chunk, [](unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
  return has_letter && std::ranges::all_of(chunk, [](unsigned char c) { return c < 0x80; });
}

// Whether the index has every word of it as it stands.
bool is_known(std::string_view chunk, const Vocabulary& vocabulary) {
  const std::vector<Word> words = words_of(lower_clean(chunk));
  return std::ranges::all_of(words,
                             [&](const Word& word) { return vocabulary.has(word.terms.folded); });
}

using Decoder = std::optional<std::string> (*)(std::string_view);

// The marks of VIQR stand at the ends of ordinary sentences, too: "thu?" is "thủ" only beside a
// word that can be nothing else, with a mark inside or with one of those that end no sentence.
bool is_plainly_viqr(std::string_view chunk) {
  const std::size_t mark = chunk.find_first_of("`'?.~^(+");
  if (mark == std::string_view::npos || !decode_viqr(chunk)) return false;
  return mark + 1 < chunk.size() || chunk.find_first_of("`~^(+") != std::string_view::npos;
}

}  // namespace

icu::UnicodeString read_typed_raw(const icu::UnicodeString& text, const Vocabulary& vocabulary) {
  const std::string utf8 = to_utf8(text);
  const std::vector<std::string_view> chunks = chunks_of(utf8);
  const bool is_viqr = std::ranges::any_of(
      chunks, [](std::string_view chunk) { return may_be_raw(chunk) && is_plainly_viqr(chunk); });
  std::string read;
  std::size_t copied = 0;
  for (const std::string_view chunk : chunks) {
    if (!may_be_raw(chunk)) continue;
    std::optional<std::string> decoded;
    if (is_viqr) {
      decoded = decode_viqr(chunk);
    } else if (!is_known(chunk, vocabulary)) {
      for (const Decoder decode : {Decoder{decode_telex}, Decoder{decode_vni}}) {
        if (!decoded) decoded = decode(chunk);
      }
    }
    if (!decoded) continue;
    const auto begin = static_cast<std::size_t>(chunk.data() - utf8.data());
    read.append(utf8, copied, begin - copied).append(*decoded);
    copied = begin + chunk.size();
  }
  if (copied == 0) return text;
  return from_utf8(read.append(utf8, copied, std::string::npos));
}

}  // namespace kho::index
