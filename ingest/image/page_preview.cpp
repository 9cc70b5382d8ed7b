#include "ingest/image/page_preview.h"

#include <leptonica/allheaders.h>

#include <cassert>
#include <cstring>
#include <new>

#include "ingest/image/pix.h"

namespace kho::ingest {

std::vector<std::byte> page_preview(const PageImage& page, std::uint32_t width) {
  assert(width > 0 && page.width > 0 && page.height > 0);
  PixHandle pix = to_pix(page);
  if (width < page.width) {
    // 0: in proportion. The area map keeps thin strokes visible.
    pix = own(pixScaleToSize(pix.get(), static_cast<l_int32>(width), 0));
  }
  l_uint8* data = nullptr;
  std::size_t size = 0;
  const bool written = pixWriteMemPng(&data, &size, pix.get(), 0) == 0;
  std::vector<std::byte> png(written ? size : 0);
  if (written) std::memcpy(png.data(), data, size);
  lept_free(data);
  if (!written) throw std::bad_alloc();
  return png;
}

}  // namespace kho::ingest
