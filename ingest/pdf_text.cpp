#include "ingest/pdf_text.h"

#include <iconv.h>
#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-page.h>

#include <limits>
#include <memory>
#include <string>

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

Extraction extract_pdf_text(std::span<const std::byte> file, const Limits& limits) {
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
  if (page_count > limits.pages) return failed(Failure::kTooManyPages, page_count);

  Extraction extraction{.outcome = Outcome::kNoText,
                        .failure = Failure::kNone,
                        .media_type = kPdf,
                        .page_count = page_count,
                        .pages = {}};
  std::uint64_t text_bytes_left = limits.text_bytes;
  for (int i = 0; i < pages && text_bytes_left > 0; ++i) {
    const std::unique_ptr<poppler::page> page(document->create_page(i));
    std::string text = page == nullptr ? std::string() : page_text(*page);
    const bool full = text.size() >= text_bytes_left;
    cut_utf8(text, text_bytes_left);
    text_bytes_left -= text.size();
    if (!text.empty()) extraction.outcome = Outcome::kText;
    extraction.pages.push_back(std::move(text));
    if (full) break;
  }
  if (extraction.outcome == Outcome::kNoText) extraction.pages.clear();
  return extraction;
}

}  // namespace kho::ingest
