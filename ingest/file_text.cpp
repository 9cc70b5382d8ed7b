#include "ingest/file_text.h"

#include <string>

#include "ingest/media_type.h"
#include "ingest/pdf_text.h"
#include "ingest/utf8.h"

namespace kho::ingest {
namespace {

bool is_plain(std::string_view media_type) {
  return media_type == "text/plain" || media_type == "application/xml" ||
         media_type == "application/json";
}

Extraction extract_plain_text(std::string_view text, std::string_view media_type,
                              const Limits& limits) {
  Extraction extraction{.outcome = Outcome::kFailed,
                        .failure = Failure::kBroken,
                        .media_type = std::string(media_type),
                        .page_count = 0,
                        .pages = {}};
  if (!is_utf8(text)) return extraction;
  extraction.failure = Failure::kNone;
  extraction.page_count = 1;
  std::string page(text.substr(0, limits.text_bytes));
  page.resize(valid_utf8_prefix(page));
  extraction.outcome = page.empty() ? Outcome::kNoText : Outcome::kText;
  if (!page.empty()) extraction.pages.push_back(std::move(page));
  return extraction;
}

}  // namespace

bool has_text_extractor(std::string_view media_type) {
  return media_type == "application/pdf" || is_plain(media_type);
}

void prepare_text_extractors() { prepare_pdf_text(); }

Extraction extract_text(std::span<const std::byte> file, const Limits& limits) {
  const std::string_view media_type = sniff_media_type(file);
  if (media_type == "application/pdf") return extract_pdf_text(file, limits);
  if (is_plain(media_type)) {
    return extract_plain_text({reinterpret_cast<const char*>(file.data()), file.size()}, media_type,
                              limits);
  }
  return {.outcome = Outcome::kUnsupported,
          .failure = Failure::kNone,
          .media_type = std::string(media_type),
          .page_count = 0,
          .pages = {}};
}

}  // namespace kho::ingest
