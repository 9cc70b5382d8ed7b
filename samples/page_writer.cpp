#include "samples/page_writer.h"

#include <cairo-pdf.h>

#include <cmath>
#include <numbers>
#include <random>
#include <stdexcept>
#include <utility>

namespace kho::samples {
namespace {

constexpr double kPointsPerInch = 72;

// What a scanner does to a page: paper that is not quite white, few levels of colour, and dust.
// The colours are coarse so that deflate, which is what Cairo embeds, keeps the file small.
void weather(cairo_surface_t* image, std::uint32_t seed) {
  constexpr std::uint32_t kLevelMask = 0x00F0F0F0;
  constexpr std::uint32_t kHalfLevel = 0x00080808;
  std::mt19937 random(seed);
  const int width = cairo_image_surface_get_width(image);
  const int height = cairo_image_surface_get_height(image);
  const std::ptrdiff_t stride = cairo_image_surface_get_stride(image);
  cairo_surface_flush(image);
  unsigned char* bytes = cairo_image_surface_get_data(image);
  for (int y = 0; y < height; ++y) {
    auto* row = reinterpret_cast<std::uint32_t*>(bytes + y * stride);
    for (int x = 0; x < width; ++x) row[x] = (row[x] & kLevelMask) | kHalfLevel;
  }
  const int specks = width * height / 1500;
  for (int i = 0; i < specks; ++i) {
    const int x = static_cast<int>(random() % static_cast<unsigned>(width));
    const int y = static_cast<int>(random() % static_cast<unsigned>(height));
    const std::uint32_t grey = 0x90 + random() % 5 * 0x10;
    reinterpret_cast<std::uint32_t*>(bytes + y * stride)[x] = grey << 16 | grey << 8 | grey;
  }
  cairo_surface_mark_dirty(image);
}

}  // namespace

PageWriter::PageWriter(std::filesystem::path file, const FileFacts& facts,
                       std::optional<ScanSettings> scan)
    : file_(std::move(file)),
      scan_(scan),
      pdf_(cairo_pdf_surface_create(file_.c_str(), kA4.width, kA4.height)) {
  cairo_pdf_surface_restrict_to_version(pdf_.get(), CAIRO_PDF_VERSION_1_5);
  const std::string date = facts.date + "T08:00:00Z";
  cairo_pdf_surface_set_metadata(pdf_.get(), CAIRO_PDF_METADATA_TITLE, facts.title.c_str());
  cairo_pdf_surface_set_metadata(pdf_.get(), CAIRO_PDF_METADATA_AUTHOR, facts.author.c_str());
  cairo_pdf_surface_set_metadata(pdf_.get(), CAIRO_PDF_METADATA_CREATE_DATE, date.c_str());
}

cairo_t* PageWriter::begin_page(PageSize size) {
  end_page();
  cairo_pdf_surface_set_size(pdf_.get(), size.width, size.height);
  if (!scan_) {
    page_.reset(cairo_create(pdf_.get()));
    return page_.get();
  }
  const double scale = scan_->dpi / kPointsPerInch;
  image_.reset(cairo_image_surface_create(CAIRO_FORMAT_RGB24,
                                          static_cast<int>(std::lround(size.width * scale)),
                                          static_cast<int>(std::lround(size.height * scale))));
  page_.reset(cairo_create(image_.get()));
  cairo_set_source_rgb(page_.get(), 0.98, 0.97, 0.94);
  cairo_paint(page_.get());
  cairo_scale(page_.get(), scale, scale);
  cairo_translate(page_.get(), size.width / 2, size.height / 2);
  cairo_rotate(page_.get(), scan_->tilt_degrees * std::numbers::pi / 180);
  cairo_translate(page_.get(), -size.width / 2, -size.height / 2);
  return page_.get();
}

void PageWriter::end_page() {
  if (!page_) return;
  if (scan_) {
    page_.reset();
    embed_scan();
  } else {
    cairo_show_page(page_.get());
    page_.reset();
  }
}

void PageWriter::embed_scan() {
  weather(image_.get(), scan_->seed++);
  const Context page(cairo_create(pdf_.get()));
  const double scale = kPointsPerInch / scan_->dpi;
  cairo_scale(page.get(), scale, scale);
  cairo_set_source_surface(page.get(), image_.get(), 0, 0);
  cairo_paint(page.get());
  cairo_show_page(page.get());
}

void PageWriter::finish() {
  end_page();
  cairo_surface_finish(pdf_.get());
  const cairo_status_t status = cairo_surface_status(pdf_.get());
  if (status != CAIRO_STATUS_SUCCESS) {
    throw std::runtime_error(file_.string() + ": " + cairo_status_to_string(status));
  }
}

}  // namespace kho::samples
