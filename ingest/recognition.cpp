#include "ingest/recognition.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "ingest/image/page_source.h"
#include "ingest/look.h"
#include "ingest/media_type.h"

namespace kho::ingest {
namespace {

// On gazettes 300 dpi cost a quarter more and erred no less, and English beside Vietnamese took
// marks away. Images have what they have.
constexpr double kPdfDpi = 200;

// Of one page. The CPU limit of the process stands behind it.
constexpr std::chrono::seconds kPageTimeMax{50};

// The words of a recognised text stand in it in their order.
std::vector<PageWord> places_of(const std::vector<OcrWord>& words, const std::string& text) {
  std::vector<PageWord> places;
  std::size_t end = 0;
  for (const OcrWord& word : words) {
    if (places.size() == kPageWordsMax) break;
    const std::size_t found = text.find(word.text, end);
    if (found == std::string::npos || word.text.size() > UINT16_MAX) continue;
    end = found + word.text.size();
    places.push_back({static_cast<std::uint32_t>(found),
                      static_cast<std::uint16_t>(word.text.size()), word.left, word.top,
                      std::max(word.left, word.right), std::max(word.top, word.bottom)});
  }
  return places;
}

void read_page(const PageImage& image, OcrEngine& engine, PageFindings& findings,
               std::string& text) {
  look_at(image, findings);
  if (findings.facts->is_blank) return;
  OcrPage page = engine.read(image, kPageTimeMax);
  if (page.outcome == OcrOutcome::kTimeout) findings.failure = Failure::kTimeout;
  if (page.outcome != OcrOutcome::kText) return;
  findings.source = TextSource::kRecognised;
  findings.confidence = static_cast<std::uint32_t>(std::clamp(page.confidence, 0.0, 100.0));
  findings.words = places_of(page.words, page.text);
  text = std::move(page.text);
}

}  // namespace

Extraction recognise(std::span<const std::byte> file, OcrEngine* engine, const Task& task) {
  Extraction extraction;
  extraction.media_type = sniff_media_type(file);
  extraction.page_count = task.page_count;
  extraction.page_findings.resize(task.page_count);
  if (engine == nullptr) {
    extraction.failure = Failure::kNoModel;
    return extraction;
  }
  const OpenedPages opened = open_pages(file, {.pages = task.pages_max});
  const bool has_them =
      opened.pages && task.first_page + task.page_count <= opened.pages->page_count();
  if (!has_them) {
    extraction.failure = opened.pages ? Failure::kBroken : failure_of(opened.failure);
    return extraction;
  }
  extraction.pages.resize(task.page_count);
  std::uint64_t bytes_left = task.text_bytes;
  for (std::uint32_t i = 0; i < task.page_count; ++i) {
    PageFindings& findings = extraction.page_findings[i];
    const PageImageResult read = opened.pages->read(task.first_page + i, Colour::kRgb, kPdfDpi);
    if (read.failure != ImageFailure::kNone) {
      findings.failure = failure_of(read.failure);
      continue;
    }
    if (read.image.dpi > 0 && extraction.media_type != "application/pdf") {
      findings.scan_dpi = read.image.dpi;
    }
    std::string text;
    read_page(read.image, *engine, findings, text);
    if (text.size() > bytes_left) {
      text.clear();
      findings.words.clear();
    }
    bytes_left -= text.size();
    extraction.pages[i] = std::move(text);
  }
  const bool has_text =
      std::ranges::any_of(extraction.pages, [](const std::string& page) { return !page.empty(); });
  extraction.outcome = has_text ? Outcome::kText : Outcome::kNoText;
  if (!has_text) extraction.pages.clear();
  return extraction;
}

}  // namespace kho::ingest
