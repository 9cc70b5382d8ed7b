#include "ingest/image/pdf_pages.h"

#include <poppler-document.h>
#include <poppler-image.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>

namespace kho::ingest {
namespace {

constexpr double kPointsPerInch = 72;

// The resolution nearest to `wanted` at which a page of this size is within `limits`.
double dpi_within(const ImageLimits& limits, double width_points, double height_points,
                  double wanted) {
  const double width_inches = width_points / kPointsPerInch;
  const double height_inches = height_points / kPointsPerInch;
  const double by_pixels =
      std::sqrt(static_cast<double>(limits.pixels) / (width_inches * height_inches));
  const double by_side = limits.side / std::max(width_inches, height_inches);
  const double most = std::min(by_pixels, by_side);
  // Poppler rounds sides up.
  return wanted <= 0.99 * most ? wanted : std::floor(0.99 * most);
}

class PdfPages final : public PageSource {
 public:
  PdfPages(std::unique_ptr<poppler::document> document, const ImageLimits& limits)
      : document_(std::move(document)), limits_(limits) {}

  [[nodiscard]] std::uint32_t page_count() const override {
    return static_cast<std::uint32_t>(document_->pages());
  }

  [[nodiscard]] PageImageResult read(std::uint32_t index, Colour colour,
                                     double dpi) const override {
    const std::unique_ptr<poppler::page> page(document_->create_page(static_cast<int>(index)));
    if (page == nullptr) return failed(ImageFailure::kBroken);
    const poppler::rectf box = page->page_rect();
    // Written so that what is not a number is broken, too.
    if (!(box.width() > 0 && box.height() > 0 && std::isfinite(box.width() * box.height()))) {
      return failed(ImageFailure::kBroken);
    }
    dpi = dpi_within(limits_, box.width(), box.height(), dpi);
    if (dpi < kPdfDpiMin) return failed(ImageFailure::kTooManyPixels);

    poppler::page_renderer renderer;
    renderer.set_render_hints(poppler::page_renderer::antialiasing |
                              poppler::page_renderer::text_antialiasing);
    renderer.set_image_format(colour == Colour::kGrey ? poppler::image::format_gray8
                                                      : poppler::image::format_rgb24);
    const poppler::image drawn = renderer.render_page(page.get(), dpi, dpi);
    if (!drawn.is_valid() || drawn.width() <= 0 || drawn.height() <= 0) {
      return failed(ImageFailure::kBroken);
    }
    return {.failure = ImageFailure::kNone, .image = pixels_of(drawn, colour, dpi)};
  }

 private:
  static PageImageResult failed(ImageFailure failure) { return {.failure = failure, .image = {}}; }

  static PageImage pixels_of(const poppler::image& drawn, Colour colour, double dpi) {
    PageImage image{.width = static_cast<std::uint32_t>(drawn.width()),
                    .height = static_cast<std::uint32_t>(drawn.height()),
                    .colour = colour,
                    .dpi = dpi,
                    .pixels = {}};
    const std::size_t row_bytes = image.width * image.channels();
    const auto stride = static_cast<std::size_t>(drawn.bytes_per_row());
    image.pixels.resize(row_bytes * image.height);
    for (std::size_t y = 0; y < image.height; ++y) {
      std::memcpy(image.pixels.data() + y * row_bytes, drawn.const_data() + y * stride, row_bytes);
    }
    return image;
  }

  const std::unique_ptr<poppler::document> document_;
  const ImageLimits limits_;
};

OpenedPages failed(ImageFailure failure) { return {.failure = failure, .pages = nullptr}; }

}  // namespace

OpenedPages open_pdf_pages(std::span<const std::byte> file, const ImageLimits& limits) {
  if (file.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    return failed(ImageFailure::kUnsupported);  // More than Poppler's interface can be told.
  }
  std::unique_ptr<poppler::document> document(poppler::document::load_from_raw_data(
      reinterpret_cast<const char*>(file.data()), static_cast<int>(file.size())));
  if (document == nullptr) return failed(ImageFailure::kBroken);
  if (document->is_locked()) return failed(ImageFailure::kEncrypted);
  if (document->pages() <= 0) return failed(ImageFailure::kBroken);
  if (static_cast<std::uint32_t>(document->pages()) > limits.pages) {
    return failed(ImageFailure::kTooManyPages);
  }
  return {.failure = ImageFailure::kNone,
          .pages = std::make_unique<PdfPages>(std::move(document), limits)};
}

}  // namespace kho::ingest
