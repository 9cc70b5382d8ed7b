#include "index/highlight.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "index/analysis/identity_number.h"
#include "index/analysis/legacy_encoding.h"
#include "index/analysis/syllable.h"
#include "index/analysis/utf16.h"
#include "index/analysis/word_scan.h"

namespace kho::index {
namespace {

constexpr double kSame = 1.0;      // Written as it was looked for.
constexpr double kAlike = 0.3;     // But for diacritics.
constexpr double kAdjacent = 0.5;  // Right behind another hit.

// Of one page. A word that stands there more often tells no place from another.
constexpr std::size_t kFoundMax = 2000;

// Around a fragment, so that a personal number that its ends cut is still seen whole.
constexpr std::size_t kMaskMargin = 64;

// And every control character: none must reach a terminal.
bool is_blank(char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7F; }
bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Something that was looked for, in a page.
struct Found {
  std::size_t first = 0;  // Its words: [first, last] of the page's.
  std::size_t last = 0;
  std::size_t sequence = 0;  // Of Sought.
  double weight = 0;
};

struct Page {
  std::uint32_t number = 1;
  std::string text;
  std::vector<ScannedWord> words;
  std::vector<Found> found;  // In the order of the text.
};

// A piece of a page: found[first..last] of it.
struct Window {
  const Page* page = nullptr;
  std::size_t first = 0;
  std::size_t last = 0;
  double weight = 0;
};

class Finder {
 public:
  explicit Finder(Sought sought) : sought_(std::move(sought)) {
    // Said twice is looked for once.
    std::ranges::sort(sought_);
    sought_.erase(std::unique(sought_.begin(), sought_.end()), sought_.end());
    for (std::size_t i = 0; i < sought_.size(); ++i) {
      if (sought_[i].empty()) continue;
      const SoughtWord& first = sought_[i].front();
      if (first.is_prefix) {
        prefixes_.push_back(i);
      } else {
        by_first_[hash_of_folded(first.folded)].push_back(i);
      }
    }
  }

  void find_in(Page& page) const {
    for (std::size_t i = 0; i < page.words.size() && page.found.size() < kFoundMax; ++i) {
      if (const auto known = by_first_.find(page.words[i].hash); known != by_first_.end()) {
        for (const std::size_t sequence : known->second) add_sequence(page, i, sequence);
      }
      if (!prefixes_.empty()) add_prefixes(page, i);
    }
  }

 private:
  static std::string_view text_of(const Page& page, const ScannedWord& word) {
    return std::string_view(page.text).substr(word.begin, word.end - word.begin);
  }

  static double weight_of(const Page& page, const ScannedWord& word, const SoughtWord& sought) {
    if (sought.exact.empty()) return kSame;
    return word_terms(lower_clean(text_of(page, word))).exact == sought.exact ? kSame : kAlike;
  }

  void add_sequence(Page& page, std::size_t first, std::size_t sequence) const {
    const std::vector<SoughtWord>& words = sought_[sequence];
    if (first + words.size() > page.words.size()) return;
    Found found{first, first + words.size() - 1, sequence, 0};
    for (std::size_t k = 0; k < words.size(); ++k) {
      const ScannedWord& word = page.words[first + k];
      if (k > 0 && word.hash != hash_of_folded(words[k].folded)) return;
      found.weight += weight_of(page, word, words[k]);
    }
    page.found.push_back(found);
  }

  void add_prefixes(Page& page, std::size_t i) const {
    const WordTerms terms = word_terms(lower_clean(text_of(page, page.words[i])));
    for (const std::size_t sequence : prefixes_) {
      const SoughtWord& sought = sought_[sequence].front();
      if (terms.folded.starts_with(sought.folded) && terms.exact.starts_with(sought.exact)) {
        page.found.push_back({i, i, sequence, kSame});
      }
    }
  }

  Sought sought_;
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> by_first_;
  std::vector<std::size_t> prefixes_;
};

// The best window that begins at each thing found.
std::vector<Window> windows_of(const Page& page, std::size_t bytes_max) {
  std::vector<Window> windows;
  const std::vector<Found>& found = page.found;
  for (std::size_t first = 0; first < found.size(); ++first) {
    const std::size_t begin = page.words[found[first].first].begin;
    Window window{&page, first, first, 0};
    std::unordered_map<std::size_t, double> best;  // By sequence: said twice counts once.
    double adjacent = 0;
    for (std::size_t i = first; i < found.size(); ++i) {
      if (page.words[found[i].last].end - begin > bytes_max && i > first) break;
      double& weight = best[found[i].sequence];
      if (i > first && weight == 0 && found[i].first == found[i - 1].last + 1) {
        adjacent += kAdjacent;
      }
      weight = std::max(weight, found[i].weight);
      window.last = i;
    }
    window.weight = adjacent;
    for (const auto& [sequence, weight] : best) window.weight += weight;
    windows.push_back(window);
  }
  return windows;
}

bool overlap(const Window& a, const Window& b) {
  return a.page == b.page && a.first <= b.last && b.first <= a.last;
}

// Up to `bytes` further back, to the beginning of a word.
std::size_t moved_back(const Page& page, std::size_t from, std::size_t bytes) {
  if (from <= bytes) return 0;
  const auto word = std::ranges::lower_bound(page.words, from - bytes, {}, &ScannedWord::begin);
  return word == page.words.end() || word->begin > from ? from : word->begin;
}

std::size_t moved_on(const Page& page, std::size_t from, std::size_t bytes) {
  if (page.text.size() - from <= bytes) return page.text.size();
  const auto word = std::ranges::upper_bound(page.words, from + bytes, {}, &ScannedWord::end);
  return word == page.words.begin() || std::prev(word)->end < from ? from : std::prev(word)->end;
}

// Masks page.text[begin, end), seeing a little of what is around it.
std::string masked_piece(const Page& page, std::size_t begin, std::size_t end) {
  std::size_t from = begin > kMaskMargin ? begin - kMaskMargin : 0;
  std::size_t to = std::min(page.text.size(), end + kMaskMargin);
  while (from < begin && continues_character(page.text[from])) ++from;
  while (to > end && to < page.text.size() && continues_character(page.text[to])) --to;
  // Masking changes digits and letters of ASCII only, each into one star: places stay.
  return masked(std::string_view(page.text).substr(from, to - from))
      .substr(begin - from, end - begin);
}

void append_squeezed(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (!is_blank(c)) {
      out += c;
    } else if (out.empty() || out.back() != ' ') {
      out += ' ';
    }
  }
}

class Cutter {
 public:
  Cutter(const Window& window, std::size_t bytes_max) : page_(*window.page) {
    const Found& first = page_.found[window.first];
    std::size_t last = 0;
    for (std::size_t i = window.first; i <= window.last; ++i) {
      last = std::max(last, page_.words[page_.found[i].last].end);
    }
    const std::size_t core = page_.words[first.first].begin;
    const std::size_t room = bytes_max > last - core ? bytes_max - (last - core) : 0;
    begin_ = moved_back(page_, core, room / 3);
    end_ = moved_on(page_, last, room - std::min(room, core - begin_));
    text_ = masked_piece(page_, begin_, end_);
    for (std::size_t i = window.first; i <= window.last; ++i) {
      const std::size_t hit_begin = page_.words[page_.found[i].first].begin;
      const std::size_t hit_end = page_.words[page_.found[i].last].end;
      if (!hits_.empty() && hit_begin <= hits_.back().second) {
        hits_.back().second = std::max(hits_.back().second, hit_end);
      } else {
        hits_.emplace_back(hit_begin, hit_end);
      }
    }
  }

  Fragment fragment() {
    fragment_.page = page_.number;
    std::size_t done = begin_;
    std::string before = begin_ > 0 ? "…" : "";
    for (const auto& [begin, end] : hits_) {
      append_squeezed(before, piece(done, begin));
      add(std::move(before), false);
      before.clear();
      std::string hit;
      append_squeezed(hit, piece(begin, end));
      add(std::move(hit), true);
      done = end;
    }
    append_squeezed(before, piece(done, end_));
    while (!before.empty() && before.back() == ' ') before.pop_back();
    if (end_ < page_.text.size()) before += "…";
    add(std::move(before), false);
    return std::move(fragment_);
  }

 private:
  [[nodiscard]] std::string_view piece(std::size_t begin, std::size_t end) const {
    return std::string_view(text_).substr(begin - begin_, end - begin);
  }

  // Hits with nothing but blanks between them are one.
  void add(std::string text, bool is_hit) {
    if (text.empty()) return;
    std::vector<FragmentPart>& parts = fragment_.parts;
    if (is_hit && parts.size() >= 2 && parts.back().text == " " && parts[parts.size() - 2].is_hit) {
      parts.pop_back();
      parts.back().text += " " + text;
      return;
    }
    parts.push_back({std::move(text), is_hit});
  }

  const Page& page_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::string text_;
  std::vector<std::pair<std::size_t, std::size_t>> hits_;
  Fragment fragment_;
};

}  // namespace

std::vector<Fragment> highlight(const std::vector<std::string>& pages, const Sought& sought,
                                const HighlightLimits& limits) {
  const Finder finder(sought);
  std::vector<Page> looked_at;
  looked_at.reserve(pages.size());  // Windows point into it.
  std::size_t bytes = 0;
  std::vector<Window> windows;
  // Vietnamese has 1.3 bytes a character.
  const std::size_t bytes_max = limits.characters_max * 4 / 3;
  for (std::size_t i = 0; i < pages.size() && bytes < limits.bytes_max; ++i) {
    Page page;
    page.number = static_cast<std::uint32_t>(i + 1);
    page.text =
        repair_legacy_encoding(std::string_view(pages[i]).substr(0, limits.bytes_max - bytes)).text;
    bytes += pages[i].size();
    page.words = scan_words(page.text);
    finder.find_in(page);
    if (page.found.empty()) continue;
    looked_at.push_back(std::move(page));
    for (const Window& window : windows_of(looked_at.back(), bytes_max)) windows.push_back(window);
  }
  std::ranges::stable_sort(windows, std::greater(), &Window::weight);

  std::vector<Fragment> fragments;
  std::vector<Window> chosen;
  for (const Window& window : windows) {
    if (fragments.size() == limits.fragments_max) break;
    const auto clashes = [&](const Window& other) { return overlap(window, other); };
    if (std::ranges::any_of(chosen, clashes)) continue;
    chosen.push_back(window);
    fragments.push_back(Cutter(window, bytes_max).fragment());
  }
  return fragments;
}

}  // namespace kho::index
