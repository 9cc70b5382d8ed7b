#include "bench/corpus/image_stream.h"

#include <cairo.h>
#include <jpeglib.h>
#include <tiffio.h>
#include <zlib.h>

#include <algorithm>
#include <cstdio>  // Before jpeglib.h, which needs FILE.
#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>

#include "samples/cairo_handles.h"

namespace kho::corpus {
namespace {

[[noreturn]] void throw_jpeg_error(j_common_ptr context) {
  char message[JMSG_LENGTH_MAX];
  context->err->format_message(context, message);
  throw std::runtime_error(message);
}

// Owns the compressor and the buffer that libjpeg allocates.
struct JpegWriter {
  jpeg_compress_struct context{};
  jpeg_error_mgr errors{};
  unsigned char* buffer = nullptr;
  unsigned long size = 0;  // The type of jpeg_mem_dest.

  JpegWriter() {
    context.err = jpeg_std_error(&errors);
    errors.error_exit = throw_jpeg_error;
    jpeg_create_compress(&context);
    jpeg_mem_dest(&context, &buffer, &size);
  }
  ~JpegWriter() {
    jpeg_destroy_compress(&context);
    std::free(buffer);
  }
  JpegWriter(const JpegWriter&) = delete;
  JpegWriter& operator=(const JpegWriter&) = delete;
};

// Eight pixels to a byte, first pixel in the highest bit, 1 is black or white as asked.
std::vector<std::uint8_t> pack_row(const std::uint8_t* row, int width, bool one_is_black) {
  std::vector<std::uint8_t> bits((static_cast<std::size_t>(width) + 7) / 8);
  for (int x = 0; x < width; ++x) {
    if ((row[x] < 128) == one_is_black) {
      bits[static_cast<std::size_t>(x) / 8] |= static_cast<std::uint8_t>(0x80 >> x % 8);
    }
  }
  return bits;
}

// A file in memory behind libtiff's callbacks.
struct MemoryFile {
  std::string bytes;
  std::size_t position = 0;
};

MemoryFile& memory(thandle_t handle) { return *static_cast<MemoryFile*>(handle); }

tmsize_t memory_read(thandle_t handle, void* out, tmsize_t size) {
  MemoryFile& file = memory(handle);
  const std::size_t left = file.bytes.size() - std::min(file.position, file.bytes.size());
  const std::size_t n = std::min(left, static_cast<std::size_t>(size));
  if (n > 0) std::memcpy(out, file.bytes.data() + file.position, n);
  file.position += n;
  return static_cast<tmsize_t>(n);
}
tmsize_t memory_write(thandle_t handle, void* data, tmsize_t size) {
  MemoryFile& file = memory(handle);
  const auto n = static_cast<std::size_t>(size);
  if (file.position + n > file.bytes.size()) file.bytes.resize(file.position + n);
  std::memcpy(file.bytes.data() + file.position, data, n);
  file.position += n;
  return size;
}
toff_t memory_seek(thandle_t handle, toff_t offset, int whence) {
  MemoryFile& file = memory(handle);
  if (whence == SEEK_SET) file.position = offset;
  if (whence == SEEK_CUR) file.position += offset;
  if (whence == SEEK_END) file.position = file.bytes.size() + offset;
  return file.position;
}
int memory_close(thandle_t) { return 0; }
toff_t memory_size(thandle_t handle) { return memory(handle).bytes.size(); }

using Tiff = std::unique_ptr<TIFF, decltype([](TIFF* tiff) { TIFFClose(tiff); })>;

Tiff open_tiff(MemoryFile& file, const char* mode) {
  Tiff tiff(TIFFClientOpen("memory", mode, &file, memory_read, memory_write, memory_seek,
                           memory_close, memory_size, nullptr, nullptr));
  if (!tiff) throw std::runtime_error("libtiff");
  return tiff;
}

void set_fax_fields(TIFF* tiff, int width, int height, double dpi) {
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, width);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, height);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 1);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, height);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
  TIFFSetField(tiff, TIFFTAG_FILLORDER, FILLORDER_MSB2LSB);
  TIFFSetField(tiff, TIFFTAG_XRESOLUTION, dpi);
  TIFFSetField(tiff, TIFFTAG_YRESOLUTION, dpi);
  TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
}

}  // namespace

ImageStream encode_jpeg(const Raster& image, const JpegSettings& settings, double dpi) {
  JpegWriter writer;
  jpeg_compress_struct& context = writer.context;
  context.image_width = static_cast<JDIMENSION>(image.width);
  context.image_height = static_cast<JDIMENSION>(image.height);
  context.input_components = image.channels;
  context.in_color_space = image.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&context);
  jpeg_set_quality(&context, settings.quality, TRUE);
  context.dct_method = JDCT_ISLOW;
  context.optimize_coding = FALSE;
  context.restart_in_rows = settings.restart_rows;
  context.density_unit = 1;
  context.X_density = context.Y_density = static_cast<UINT16>(dpi);
  if (image.channels == 3) {
    context.comp_info[0].h_samp_factor = settings.chroma_horizontal;
    context.comp_info[0].v_samp_factor = settings.chroma_vertical;
  }
  jpeg_start_compress(&context, TRUE);
  while (context.next_scanline < context.image_height) {
    // libjpeg does not write to its input, but its type says that it might.
    auto* row = const_cast<JSAMPROW>(image.row(static_cast<int>(context.next_scanline)));
    jpeg_write_scanlines(&context, &row, 1);
  }
  jpeg_finish_compress(&context);
  return {Encoding::kJpeg,
          image.width,
          image.height,
          image.channels,
          8,
          dpi,
          std::string(reinterpret_cast<const char*>(writer.buffer), writer.size)};
}

ImageStream encode_fax_g4(const Raster& bilevel, double dpi) {
  MemoryFile file;
  {
    const Tiff tiff = open_tiff(file, "w");
    set_fax_fields(tiff.get(), bilevel.width, bilevel.height, dpi);
    for (int y = 0; y < bilevel.height; ++y) {
      auto bits = pack_row(bilevel.row(y), bilevel.width, true);
      if (TIFFWriteScanline(tiff.get(), bits.data(), static_cast<std::uint32_t>(y), 0) != 1) {
        throw std::runtime_error("libtiff cannot encode G4");
      }
    }
  }
  file.position = 0;
  const Tiff tiff = open_tiff(file, "r");
  std::string strip(TIFFRawStripSize64(tiff.get(), 0), '\0');
  if (TIFFReadRawStrip(tiff.get(), 0, strip.data(), static_cast<tmsize_t>(strip.size())) < 0) {
    throw std::runtime_error("libtiff lost its strip");
  }
  return {Encoding::kFaxG4, bilevel.width, bilevel.height, 1, 1, dpi, std::move(strip)};
}

std::string deflate(std::string_view raw, int level) {
  uLongf size = compressBound(raw.size());
  std::string out(size, '\0');
  if (compress2(reinterpret_cast<Bytef*>(out.data()), &size,
                reinterpret_cast<const Bytef*>(raw.data()), raw.size(), level) != Z_OK) {
    throw std::runtime_error("zlib");
  }
  out.resize(size);
  return out;
}

ImageStream encode_flate(const Raster& image, bool bilevel, double dpi) {
  std::string raw;
  for (int y = 0; y < image.height; ++y) {
    if (bilevel) {
      const auto bits = pack_row(image.row(y), image.width, false);
      raw.append(bits.begin(), bits.end());
    } else {
      raw.append(reinterpret_cast<const char*>(image.row(y)), image.row_bytes());
    }
  }
  return {Encoding::kFlate, image.width, image.height, image.channels,
          bilevel ? 1 : 8,  dpi,         deflate(raw)};
}

std::string tiff_file(std::span<const ImageStream> fax_pages) {
  MemoryFile file;
  {
    const Tiff tiff = open_tiff(file, "w");
    for (const ImageStream& page : fax_pages) {
      set_fax_fields(tiff.get(), page.width, page.height, page.dpi);
      std::string strip = page.bytes;
      if (TIFFWriteRawStrip(tiff.get(), 0, strip.data(), static_cast<tmsize_t>(strip.size())) < 0 ||
          TIFFWriteDirectory(tiff.get()) != 1) {
        throw std::runtime_error("libtiff cannot write");
      }
    }
  }
  return std::move(file.bytes);
}

std::string png_file(const Raster& image) {
  const samples::Surface surface(
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, image.width, image.height));
  unsigned char* pixels = cairo_image_surface_get_data(surface.get());
  const std::ptrdiff_t stride = cairo_image_surface_get_stride(surface.get());
  for (int y = 0; y < image.height; ++y) {
    auto* to = reinterpret_cast<std::uint32_t*>(pixels + y * stride);
    const std::uint8_t* from = image.row(y);
    for (int x = 0; x < image.width; ++x, from += image.channels) {
      const std::uint32_t red = from[0];
      const std::uint32_t green = from[image.channels == 3 ? 1 : 0];
      const std::uint32_t blue = from[image.channels == 3 ? 2 : 0];
      to[x] = red << 16 | green << 8 | blue;
    }
  }
  cairo_surface_mark_dirty(surface.get());
  std::string out;
  const auto append = [](void* to, const unsigned char* data, unsigned int size) {
    static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(data), size);
    return CAIRO_STATUS_SUCCESS;
  };
  if (cairo_surface_write_to_png_stream(surface.get(), append, &out) != CAIRO_STATUS_SUCCESS) {
    throw std::runtime_error("cairo cannot write PNG");
  }
  return out;
}

}  // namespace kho::corpus
