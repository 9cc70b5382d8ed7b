#include "ingest/inspection.h"

#include <memory>
#include <string>
#include <utility>

#include "ingest/docx_text.h"
#include "ingest/image/page_source.h"
#include "ingest/image/pdf_scan.h"
#include "ingest/look.h"
#include "ingest/media_type.h"
#include "ingest/pdf_text.h"
#include "ingest/signature/verify.h"
#include "ingest/text/text_quality.h"
#include "ingest/utf8.h"

namespace kho::ingest {
namespace {

constexpr std::string_view kPdf = "application/pdf";

// Fine enough for QR codes, and three times as fast as what recognising wants.
constexpr double kLookDpi = 150;

bool is_plain(std::string_view media_type) {
  return media_type == "text/plain" || media_type == "application/xml" ||
         media_type == "application/json";
}

bool is_image(std::string_view media_type) {
  return media_type == "image/jpeg" || media_type == "image/png" || media_type == "image/tiff";
}

Extraction of_type(std::string_view media_type, Outcome outcome, Failure failure) {
  return {.outcome = outcome,
          .failure = failure,
          .media_type = std::string(media_type),
          .page_count = 0,
          .pages = {}};
}

// Whether there is more than blanks and a byte order mark.
bool has_words(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return text.find_first_not_of(" \t\r\n\f") != std::string_view::npos;
}

Extraction inspect_plain(std::string_view text, std::string_view media_type, const Task& task) {
  if (!is_utf8(text)) return of_type(media_type, Outcome::kFailed, Failure::kBroken);
  Extraction extraction = of_type(media_type, Outcome::kNoText, Failure::kNone);
  extraction.page_count = 1;
  std::string page(text.substr(0, task.text_bytes));
  page.resize(valid_utf8_prefix(page));
  if (!has_words(page)) return extraction;
  extraction.outcome = Outcome::kText;
  extraction.pages.push_back(std::move(page));
  return extraction;
}

void look_at_first_page(const PageSource& pages, PageFindings& findings) {
  PageImageResult first = pages.read(0, Colour::kRgb, kLookDpi);
  if (first.failure == ImageFailure::kNone) look_at(first.image, findings);
}

Extraction inspect_image(std::span<const std::byte> file, std::string_view media_type,
                         const Task& task) {
  Extraction extraction = of_type(media_type, Outcome::kFailed, Failure::kNone);
  const OpenedPages opened = open_pages(file, {.pages = task.pages_max});
  if (opened.failure != ImageFailure::kNone) {
    extraction.failure = failure_of(opened.failure);
    if (extraction.failure == Failure::kTooManyPages) extraction.page_count = task.pages_max + 1;
    return extraction;
  }
  extraction.outcome = Outcome::kNoText;
  extraction.page_count = opened.pages->page_count();
  extraction.page_findings.resize(extraction.page_count);
  look_at_first_page(*opened.pages, extraction.page_findings.front());
  return extraction;
}

Extraction inspect_pdf(std::span<const std::byte> file, const TrustAnchors& anchors,
                       const Task& task) {
  Extraction extraction = extract_pdf_text(file, task);
  if (extraction.outcome == Outcome::kFailed) return extraction;
  extraction.page_findings.resize(extraction.page_count);
  const std::unique_ptr<PdfScans> scans = PdfScans::open(file);
  for (std::uint32_t i = 0; i < extraction.page_count; ++i) {
    PageFindings& page = extraction.page_findings[i];
    const auto scan = scans ? scans->page(i) : std::nullopt;
    if (scan) page.scan_dpi = scan->dpi;
    const std::string_view text =
        i < extraction.pages.size() ? std::string_view(extraction.pages[i]) : "";
    page.layer = judge_text_layer(text, scan ? scan->coverage : 0);
  }
  if (const OpenedPages opened = open_pages(file, {.pages = task.pages_max}); opened.pages) {
    look_at_first_page(*opened.pages, extraction.page_findings.front());
  }
  if (task.kind == TaskKind::kInspectText) {
    extraction.signatures = PdfSignatures{.search = SignatureSearch::kBroken, .signatures = {}};
    return extraction;
  }
  extraction.signatures = verify_pdf_signatures(file, anchors, task.now_s, {});
  extraction.has_trust_anchors = !anchors.certificates.empty();
  return extraction;
}

}  // namespace

bool has_pages(std::string_view media_type) { return media_type == kPdf || is_image(media_type); }

bool has_extractor(std::string_view media_type) {
  return has_pages(media_type) || media_type == kDocxMediaType || is_plain(media_type);
}

void prepare_inspection() {
  prepare_pdf_text();
  prepare_page_sources();
  prepare_signature_verification();
}

Extraction inspect(std::span<const std::byte> file, const TrustAnchors& anchors, const Task& task) {
  const std::string_view media_type = sniff_media_type(file);
  if (media_type == kPdf) return inspect_pdf(file, anchors, task);
  if (is_image(media_type)) return inspect_image(file, media_type, task);
  if (media_type == kDocxMediaType) return extract_docx_text(file, task);
  if (is_plain(media_type)) {
    return inspect_plain({reinterpret_cast<const char*>(file.data()), file.size()}, media_type,
                         task);
  }
  return of_type(media_type, Outcome::kUnsupported, Failure::kNone);
}

}  // namespace kho::ingest
