#include "tests/ingest/image/drawn_page.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <random>
#include <stdexcept>

#include "ingest/image/pix.h"
#include "samples/cairo_handles.h"

namespace kho::ingest {
namespace {

constexpr double kPointsPerInch = 72;
constexpr double kA4Width = 595.28;
constexpr double kA4Height = 841.89;

std::string taken(l_uint8* data, std::size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  lept_free(data);
  return bytes;
}

void check(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(what);
}

struct PixaDelete {
  void operator()(Pixa* pixa) const { pixaDestroy(&pixa); }
};

}  // namespace

PageImage white_page(std::uint32_t width, std::uint32_t height, double dpi, Colour colour) {
  PageImage page{.width = width, .height = height, .colour = colour, .dpi = dpi, .pixels = {}};
  page.pixels.assign(std::size_t{width} * height * page.channels(), 255);
  return page;
}

PageImage drawn_page(const std::string& text, double dpi, Colour colour) {
  const auto width = static_cast<int>(std::lround(kA4Width * dpi / kPointsPerInch));
  const auto height = static_cast<int>(std::lround(kA4Height * dpi / kPointsPerInch));
  const samples::Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height));
  const samples::Context context(cairo_create(surface.get()));
  cairo_set_source_rgb(context.get(), 1, 1, 1);
  cairo_paint(context.get());
  cairo_scale(context.get(), dpi / kPointsPerInch, dpi / kPointsPerInch);
  cairo_set_source_rgb(context.get(), 0, 0, 0);
  cairo_move_to(context.get(), 85, 65);
  const samples::Layout layout(pango_cairo_create_layout(context.get()));
  const samples::Font font(pango_font_description_from_string("Liberation Serif"));
  pango_font_description_set_absolute_size(font.get(), 13 * PANGO_SCALE);
  pango_layout_set_font_description(layout.get(), font.get());
  pango_layout_set_width(layout.get(), 460 * PANGO_SCALE);
  pango_layout_set_justify(layout.get(), TRUE);
  pango_layout_set_text(layout.get(), text.c_str(), static_cast<int>(text.size()));
  pango_cairo_show_layout(context.get(), layout.get());
  cairo_surface_flush(surface.get());

  PageImage page = white_page(static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height),
                              dpi, colour);
  const unsigned char* data = cairo_image_surface_get_data(surface.get());
  const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface.get()));
  for (std::size_t y = 0; y < page.height; ++y) {
    for (std::size_t x = 0; x < page.width; ++x) {
      const unsigned char* bgrx = data + y * stride + 4 * x;
      std::uint8_t* to = page.pixels.data() + (y * page.width + x) * page.channels();
      for (std::size_t i = 0; i < page.channels(); ++i) to[i] = bgrx[2 - i];
    }
  }
  return page;
}

void fill(PageImage& page, std::uint32_t left, std::uint32_t top, std::uint32_t width,
          std::uint32_t height, std::uint8_t grey) {
  for (std::size_t y = top; y < top + height; ++y) {
    const std::size_t begin = (y * page.width + left) * page.channels();
    std::fill_n(page.pixels.begin() + static_cast<std::ptrdiff_t>(begin), width * page.channels(),
                grey);
  }
}

PageImage turned(const PageImage& page, int quarters) {
  return from_pix(own(pixRotateOrth(to_pix(page).get(), quarters)), page.colour);
}

PageImage slanted(const PageImage& page, double degrees) {
  const auto radians = static_cast<float>(degrees * std::numbers::pi / 180);
  return from_pix(
      own(pixRotate(to_pix(page).get(), radians, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0)),
      page.colour);
}

PageImage scaled(const PageImage& page, double factor) {
  PageImage made = from_pix(
      own(pixScale(to_pix(page).get(), static_cast<float>(factor), static_cast<float>(factor))),
      page.colour);
  made.dpi = page.dpi * factor;
  return made;
}

PageImage shifted(const PageImage& page, int right, int down) {
  return from_pix(own(pixTranslate(nullptr, to_pix(page).get(), right, down, L_BRING_IN_WHITE)),
                  page.colour);
}

PageImage brightened(const PageImage& page, double a, double b) {
  PageImage made = page;
  for (std::uint8_t& sample : made.pixels) {
    sample = static_cast<std::uint8_t>(std::clamp(a * sample + b, 0.0, 255.0));
  }
  return made;
}

PageImage speckled(const PageImage& page, int count) {
  PageImage made = page;
  std::mt19937 random(20261127);
  for (int i = 0; i < count; ++i) {
    const auto side = static_cast<std::uint32_t>(1 + random() % 3);
    fill(made, static_cast<std::uint32_t>(random() % (page.width - 3)),
         static_cast<std::uint32_t>(random() % (page.height - 3)), side, side, 40);
  }
  return made;
}

std::string as_jpeg(const PageImage& page, int quality) {
  l_uint8* data = nullptr;
  std::size_t size = 0;
  check(pixWriteMemJpeg(&data, &size, to_pix(page).get(), quality, 0) == 0, "JPEG");
  return taken(data, size);
}

std::string as_png(const PageImage& page) {
  l_uint8* data = nullptr;
  std::size_t size = 0;
  check(pixWriteMemPng(&data, &size, to_pix(page).get(), 0) == 0, "PNG");
  return taken(data, size);
}

std::string as_tiff(const std::vector<PageImage>& pages) {
  const std::unique_ptr<Pixa, PixaDelete> pixa(pixaCreate(static_cast<int>(pages.size())));
  for (const PageImage& page : pages) {
    pixaAddPix(pixa.get(), to_pix(page).release(), L_INSERT);
  }
  l_uint8* data = nullptr;
  std::size_t size = 0;
  check(pixaWriteMemMultipageTiff(&data, &size, pixa.get()) == 0, "TIFF");
  return taken(data, size);
}

const char* const kDecree =
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
    "Độc lập - Tự do - Hạnh phúc\n"
    "\n"
    "Điều 1. Phạm vi điều chỉnh\n"
    "Nghị định này quy định việc thực hiện thủ tục hành chính trên môi trường điện tử, bao gồm "
    "việc "
    "tiếp nhận, giải quyết và trả kết quả thủ tục hành chính; việc số hóa hồ sơ, giấy tờ và tái sử "
    "dụng kết quả số hóa trong giải quyết thủ tục hành chính.\n"
    "Điều 2. Đối tượng áp dụng\n"
    "Nghị định này áp dụng đối với cơ quan nhà nước, người có thẩm quyền, cán bộ, công chức, viên "
    "chức được giao nhiệm vụ giải quyết thủ tục hành chính; tổ chức, cá nhân thực hiện thủ tục "
    "hành "
    "chính và cơ quan, tổ chức, cá nhân khác có liên quan.\n"
    "Điều 3. Nguyên tắc thực hiện\n"
    "Tuân thủ quy định của pháp luật về giao dịch điện tử, bảo vệ bí mật nhà nước, an ninh mạng, "
    "an "
    "toàn thông tin. Bảo đảm đơn giản hóa thành phần hồ sơ, không yêu cầu tổ chức, cá nhân cung "
    "cấp "
    "thông tin, giấy tờ mà cơ quan nhà nước đang quản lý hoặc đã được chia sẻ. Kết quả số hóa được "
    "lưu giữ trong kho quản lý dữ liệu điện tử và có giá trị sử dụng như bản giấy.\n";

}  // namespace kho::ingest
