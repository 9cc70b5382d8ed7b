#include "ingest/image/qr_code.h"

// ZXing 1.4 asks for this where text is to be UTF-8, as it is from 2.0 on.
#define ZX_USE_UTF8
#include <ZXing/ReadBarcode.h>

#include <algorithm>
#include <cmath>

#include "ingest/utf8.h"

namespace kho::ingest {
namespace {

std::uint16_t thousandths(int place, std::uint32_t side) {
  const double part = static_cast<double>(place) / side;
  return static_cast<std::uint16_t>(std::lround(1000 * std::clamp(part, 0.0, 1.0)));
}

}  // namespace

std::vector<QrCode> find_qr_codes(const PageImage& page, std::uint8_t codes_max) {
  if (page.pixels.empty() || codes_max == 0) return {};
  const ZXing::ImageView view(
      page.pixels.data(), static_cast<int>(page.width), static_cast<int>(page.height),
      page.colour == Colour::kGrey ? ZXing::ImageFormat::Lum : ZXing::ImageFormat::RGB);
  const auto hints = ZXing::DecodeHints()
                         .setFormats(ZXing::BarcodeFormat::QRCode)
                         .setMaxNumberOfSymbols(codes_max)
                         .setCharacterSet("UTF-8");  // Vietnamese codes do not say theirs.
  std::vector<QrCode> codes;
  for (const ZXing::Result& result : ZXing::ReadBarcodes(view, hints)) {
    QrCode code{.text = result.text(), .corners = {}};
    if (!result.isValid() || code.text.empty() || !is_utf8(code.text)) continue;
    for (std::size_t i = 0; i < code.corners.size(); ++i) {
      const ZXing::PointI corner = result.position()[i];
      code.corners[i] = {thousandths(corner.x, page.width), thousandths(corner.y, page.height)};
    }
    codes.push_back(std::move(code));
  }
  return codes;
}

}  // namespace kho::ingest
