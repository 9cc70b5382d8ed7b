#include "ingest/pdf_text.h"

#include <iconv.h>
#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-page.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/utf8.h"

namespace kho::ingest {
namespace {

constexpr const char* kPdf = "application/pdf";

// poppler::ustring is UTF-16. Its own conversion gives nothing at all for a text with one lone
// surrogate; here that one character becomes U+FFFD.
std::string to_utf8(const poppler::ustring& utf16) {
  std::string text;
  text.reserve(utf16.size());
  for (std::size_t i = 0; i < utf16.size(); ++i) {
    char32_t code_point = utf16[i];
    const bool pair = (code_point & 0xFC00) == 0xD800 && i + 1 < utf16.size() &&
                      (utf16[i + 1] & 0xFC00) == 0xDC00;
    if (pair) code_point = 0x10000 + ((code_point & 0x3FF) << 10) + (utf16[++i] & 0x3FF);
    append_utf8(text, code_point);
  }
  return text;
}

std::string page_text(poppler::page& page) {
  std::string text = to_utf8(page.text(poppler::rectf(), poppler::page::raw_order_layout));
  if (text.empty()) {
    // Also what Poppler answers for a page with one character that is not Unicode. Word by word,
    // only the words concerned are lost.
    for (const poppler::text_box& word : page.text_list()) {
      text += to_utf8(word.text());
      text += word.has_space_after() ? ' ' : '\n';
    }
  }
  if (text.find_first_not_of(" \t\r\n\f") == std::string::npos) return {};
  if (text.back() == '\f') text.pop_back();  // Poppler's mark for the end of a page.
  return text;
}

std::uint16_t thousandths(double value, double of) {
  return static_cast<std::uint16_t>(std::clamp(std::lround(1000 * value / of), 0L, 1000L));
}

// Where the words of `text` stand. Poppler gives them in reading order, the text is in the order of
// the file: a word is looked for a little behind the one before.
std::vector<PageWord> word_places(const poppler::page& page, const std::string& text) {
  constexpr std::size_t kNear = 4096;
  const poppler::rectf box = page.page_rect();
  std::vector<PageWord> places;
  if (!(box.width() > 0 && box.height() > 0)) return places;
  std::size_t end = 0;
  for (const poppler::text_box& each : page.text_list()) {
    if (places.size() == kPageWordsMax) break;
    const std::string word = to_utf8(each.text());
    if (word.empty() || word.size() > kNear) continue;
    const std::size_t found = std::string_view(text).substr(0, end + kNear).find(word, end);
    if (found == std::string::npos) continue;
    end = found + word.size();
    const poppler::rectf at = each.bbox();
    PageWord place;
    place.offset = static_cast<std::uint32_t>(found);
    place.length = static_cast<std::uint16_t>(word.size());
    place.left = thousandths(at.left(), box.width());
    place.right = std::max(place.left, thousandths(at.right(), box.width()));
    place.top = thousandths(std::min(at.top(), at.bottom()), box.height());
    place.bottom = thousandths(std::max(at.top(), at.bottom()), box.height());
    places.push_back(place);
  }
  return places;
}

Extraction failed(Failure failure, std::uint32_t page_count = 0) {
  return {.outcome = Outcome::kFailed,
          .failure = failure,
          .media_type = kPdf,
          .page_count = page_count,
          .pages = {}};
}

}  // namespace

void prepare_pdf_text() {
  poppler::set_debug_error_function([](const std::string&, void*) {}, nullptr);
  // poppler-cpp converts through iconv, and UTF-16LE is a module of glibc. An open conversion
  // keeps the module loaded, so these two are never closed.
  [[maybe_unused]] static const iconv_t decoder = ::iconv_open("UTF-8", "UTF-16LE");
  [[maybe_unused]] static const iconv_t encoder = ::iconv_open("UTF-16LE", "UTF-8");
}

Extraction extract_pdf_text(std::span<const std::byte> file, const Task& task) {
  if (file.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    return failed(Failure::kMemory);  // More than Poppler's interface can be told.
  }
  const std::unique_ptr<poppler::document> document(poppler::document::load_from_raw_data(
      reinterpret_cast<const char*>(file.data()), static_cast<int>(file.size())));
  if (document == nullptr) return failed(Failure::kBroken);
  if (document->is_locked()) return failed(Failure::kEncrypted);
  const int pages = document->pages();
  if (pages <= 0) return failed(Failure::kBroken);
  const auto page_count = static_cast<std::uint32_t>(pages);
  if (page_count > task.pages_max) return failed(Failure::kTooManyPages, page_count);

  Extraction extraction{.outcome = Outcome::kNoText,
                        .failure = Failure::kNone,
                        .media_type = kPdf,
                        .page_count = page_count,
                        .pages = {}};
  int major = 0;
  int minor = 0;
  document->get_pdf_version(&major, &minor);
  const bool is_version = major >= 1 && major <= 9 && minor >= 0 && minor <= 9;
  extraction.pdf_version = is_version ? static_cast<std::uint32_t>(10 * major + minor) : 0;
  std::uint64_t text_bytes_left = task.text_bytes;
  for (int i = 0; i < pages && text_bytes_left > 0; ++i) {
    const std::unique_ptr<poppler::page> page(document->create_page(i));
    std::string text = page == nullptr ? std::string() : page_text(*page);
    const bool full = text.size() >= text_bytes_left;
    cut_utf8(text, text_bytes_left);
    text_bytes_left -= text.size();
    PageFindings findings;
    if (!text.empty()) {
      extraction.outcome = Outcome::kText;
      findings.source = TextSource::kLayer;
      findings.words = word_places(*page, text);
    }
    extraction.page_findings.push_back(std::move(findings));
    extraction.pages.push_back(std::move(text));
    if (full) break;
  }
  if (extraction.outcome == Outcome::kNoText) extraction.pages.clear();
  return extraction;
}

}  // namespace kho::ingest
