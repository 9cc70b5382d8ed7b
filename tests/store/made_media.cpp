#include "tests/store/made_media.h"

// jpeglib.h wants these first.
#include <jpeglib.h>
#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <vector>

namespace kho::store::test {

Bytes noise(std::size_t size, std::uint64_t seed) {
  Noise source(seed);
  Bytes bytes(size);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(source.next());
  return bytes;
}

Bytes page_text(std::size_t size, std::uint64_t seed) {
  Noise source(seed);
  std::string text;
  while (text.size() < size) {
    text += "BT /TT" + std::to_string(source.below(3)) + " 1 Tf " +
            std::to_string(source.below(600)) + "." + std::to_string(source.below(100)) + " " +
            std::to_string(source.below(800)) + " Td <";
    for (std::uint64_t n = 4 + source.below(20); n > 0; --n) {
      constexpr std::string_view kDigits = "0123456789ABCDEF";
      text += "00";
      text += kDigits[4 + source.below(3)];
      text += kDigits[source.below(16)];
    }
    text += source.below(4) == 0 ? "> Tj ET\nQ q 1 0 0 1 0 0 cm\n" : "> Tj ET\n";
  }
  text.resize(size);
  const ByteView bytes = as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

Bytes jpeg(const JpegShape& shape, std::uint64_t seed) {
  jpeg_compress_struct encoder;
  jpeg_error_mgr errors;
  encoder.err = jpeg_std_error(&errors);
  jpeg_create_compress(&encoder);
  unsigned char* out = nullptr;
  unsigned long out_size = 0;
  jpeg_mem_dest(&encoder, &out, &out_size);
  encoder.image_width = shape.width;
  encoder.image_height = shape.height;
  encoder.input_components = shape.components;
  encoder.in_color_space = shape.components == 1   ? JCS_GRAYSCALE
                           : shape.components == 3 ? JCS_RGB
                                                   : JCS_CMYK;
  jpeg_set_defaults(&encoder);
  jpeg_set_quality(&encoder, 75, TRUE);
  if (shape.progressive) jpeg_simple_progression(&encoder);
  if (shape.full_colour) {
    encoder.comp_info[0].h_samp_factor = 1;
    encoder.comp_info[0].v_samp_factor = 1;
  }
  encoder.restart_in_rows = static_cast<int>(shape.restart_rows);
  jpeg_start_compress(&encoder, TRUE);
  Noise source(seed);
  std::vector<unsigned char> row(std::size_t{shape.width} *
                                 static_cast<std::size_t>(shape.components));
  while (encoder.next_scanline < encoder.image_height) {
    for (std::size_t x = 0; x < row.size(); ++x) {
      const std::size_t column = x / static_cast<std::size_t>(shape.components);
      const bool print = (encoder.next_scanline / 12) % 3 == 1 && (column / 5 + seed) % 3 != 0;
      row[x] = static_cast<unsigned char>((print ? 40 : 215) + source.below(30));
    }
    unsigned char* rows[] = {row.data()};
    jpeg_write_scanlines(&encoder, rows, 1);
  }
  jpeg_finish_compress(&encoder);
  const auto* begin = reinterpret_cast<const std::byte*>(out);
  Bytes bytes(begin, begin + out_size);
  jpeg_destroy_compress(&encoder);
  std::free(out);
  return bytes;
}

Bytes zlib_stream(ByteView raw, const ZlibShape& shape) {
  z_stream stream{};
  if (deflateInit2(&stream, shape.level, Z_DEFLATED, shape.window_bits, shape.memory_level,
                   shape.strategy) != Z_OK) {
    throw std::logic_error("no such shape of a zlib stream");
  }
  Bytes out(deflateBound(&stream, raw.size()) + raw.size() + 1024);
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  std::vector<Bytef> in(raw.size());
  std::ranges::transform(raw, in.begin(), [](std::byte b) { return static_cast<Bytef>(b); });
  const std::size_t step =
      shape.flush_each == 0 ? std::max<std::size_t>(1, in.size()) : shape.flush_each;
  for (std::size_t at = 0;;) {
    const std::size_t n = std::min(step, in.size() - at);
    stream.next_in = in.data() + at;
    stream.avail_in = static_cast<uInt>(n);
    at += n;
    const bool last = at == in.size();
    if (deflate(&stream, last ? Z_FINISH : Z_SYNC_FLUSH) < 0) throw std::logic_error("deflate");
    if (last) break;
  }
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace kho::store::test
