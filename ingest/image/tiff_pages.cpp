#include "ingest/image/tiff_pages.h"

#include <leptonica/allheaders.h>
#include <tiffio.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

#include "ingest/image/pix.h"
#include "ingest/image/raster_page.h"

namespace kho::ingest {
namespace {

// What libtiff reads: the file in memory, and where it stands.
struct MemoryFile {
  std::span<const std::byte> bytes;
  std::size_t at = 0;  // At most bytes.size().
};

MemoryFile& file_of(thandle_t handle) { return *static_cast<MemoryFile*>(handle); }

tmsize_t read_bytes(thandle_t handle, void* to, tmsize_t wanted) {
  MemoryFile& file = file_of(handle);
  const std::size_t count = std::min(static_cast<std::size_t>(std::max<tmsize_t>(wanted, 0)),
                                     file.bytes.size() - file.at);
  if (count > 0) std::memcpy(to, file.bytes.data() + file.at, count);
  file.at += count;
  return static_cast<tmsize_t>(count);
}

tmsize_t write_nothing(thandle_t /*handle*/, void* /*from*/, tmsize_t /*count*/) { return 0; }

toff_t seek(thandle_t handle, toff_t offset, int whence) {
  MemoryFile& file = file_of(handle);
  const toff_t base = whence == SEEK_CUR ? file.at : whence == SEEK_END ? file.bytes.size() : 0;
  file.at = static_cast<std::size_t>(std::min<toff_t>(base + offset, file.bytes.size()));
  return file.at;
}

int close_nothing(thandle_t /*handle*/) { return 0; }
toff_t size_of(thandle_t handle) { return file_of(handle).bytes.size(); }

struct TiffClose {
  void operator()(TIFF* tiff) const { TIFFClose(tiff); }
};

class TiffPages final : public PageSource {
 public:
  TiffPages(std::span<const std::byte> file, std::vector<std::size_t> directories)
      : file_(file), directories_(std::move(directories)) {}

  [[nodiscard]] std::uint32_t page_count() const override {
    return static_cast<std::uint32_t>(directories_.size());
  }

  [[nodiscard]] PageImageResult read(std::uint32_t page, Colour colour,
                                     double /*dpi*/) const override {
    std::size_t offset = directories_[page];
    errno = 0;
    PixHandle pix(pixReadMemFromMultipageTiff(reinterpret_cast<const l_uint8*>(file_.data()),
                                              file_.size(), &offset));
    if (pix == nullptr && errno == ENOMEM) throw std::bad_alloc();
    if (pix == nullptr) return {.failure = ImageFailure::kBroken, .image = {}};
    return {.failure = ImageFailure::kNone, .image = from_pix(std::move(pix), colour)};
  }

 private:
  const std::span<const std::byte> file_;
  const std::vector<std::size_t> directories_;  // The offset of each page's.
};

OpenedPages failed(ImageFailure failure) { return {.failure = failure, .pages = nullptr}; }

bool is_thumbnail(TIFF* tiff) {
  std::uint32_t kind = 0;
  return TIFFGetField(tiff, TIFFTAG_SUBFILETYPE, &kind) == 1 && (kind & FILETYPE_REDUCEDIMAGE) != 0;
}

}  // namespace

void prepare_tiff_pages() {
  TIFFSetErrorHandler(nullptr);
  TIFFSetWarningHandler(nullptr);
}

OpenedPages open_tiff_pages(std::span<const std::byte> file, const ImageLimits& limits) {
  MemoryFile memory{file};
  // "m": do not map.
  const std::unique_ptr<TIFF, TiffClose> tiff(TIFFClientOpen("", "rm", &memory, read_bytes,
                                                             write_nothing, seek, close_nothing,
                                                             size_of, nullptr, nullptr));
  if (tiff == nullptr) return failed(ImageFailure::kBroken);

  std::vector<std::size_t> directories;
  std::uint32_t walked = 0;
  while (true) {
    if (++walked > limits.pages) return failed(ImageFailure::kTooManyPages);
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    TIFFGetField(tiff.get(), TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(tiff.get(), TIFFTAG_IMAGELENGTH, &height);
    if (width == 0 || height == 0) return failed(ImageFailure::kBroken);
    if (!is_within(limits, width, height)) return failed(ImageFailure::kTooManyPixels);
    if (!is_thumbnail(tiff.get())) {
      directories.push_back(static_cast<std::size_t>(TIFFCurrentDirOffset(tiff.get())));
    }
    if (TIFFLastDirectory(tiff.get()) != 0) break;
    // libtiff refuses a directory that it has been at.
    if (TIFFReadDirectory(tiff.get()) != 1) return failed(ImageFailure::kBroken);
  }
  if (directories.empty()) return failed(ImageFailure::kBroken);
  return {.failure = ImageFailure::kNone,
          .pages = std::make_unique<TiffPages>(file, std::move(directories))};
}

}  // namespace kho::ingest
