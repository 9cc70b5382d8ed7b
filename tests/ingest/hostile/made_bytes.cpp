#include "tests/ingest/hostile/made_bytes.h"

#include <zlib.h>

#include <random>
#include <stdexcept>

namespace kho::ingest {
namespace {

std::string little_endian(std::uint64_t value, std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(value >> (8 * i)));
  return bytes;
}

std::string big_endian(std::uint64_t value, std::size_t size) {
  const std::string bytes = little_endian(value, size);
  return {bytes.rbegin(), bytes.rend()};
}

// Ends at a byte boundary and refers to nothing before it.
std::string deflate_blocks(std::string_view piece) {
  z_stream stream{};
  constexpr int kRaw = -15;
  if (::deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kRaw, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    throw std::runtime_error("deflateInit2");
  }
  std::string packed(::deflateBound(&stream, piece.size()) + 16, '\0');
  std::string input(piece);
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int result = ::deflate(&stream, Z_FULL_FLUSH);
  packed.resize(stream.total_out);
  ::deflateEnd(&stream);
  if (result != Z_OK || stream.avail_in != 0) throw std::runtime_error("deflate");
  return packed;
}

class BitWriter {
 public:
  void put(std::uint32_t code, unsigned bits) {
    pending_ = (pending_ << bits) | code;
    count_ += bits;
    while (count_ >= 8) {
      count_ -= 8;
      bytes_.push_back(static_cast<char>(pending_ >> count_));
    }
  }
  std::string take() {
    put(0, 7);
    return std::move(bytes_);
  }

 private:
  std::string bytes_;
  std::uint64_t pending_ = 0;
  unsigned count_ = 0;
};

}  // namespace

std::string le16(std::uint64_t value) { return little_endian(value, 2); }
std::string le32(std::uint64_t value) { return little_endian(value, 4); }
std::string le64(std::uint64_t value) { return little_endian(value, 8); }
std::string be16(std::uint64_t value) { return big_endian(value, 2); }
std::string be32(std::uint64_t value) { return big_endian(value, 4); }
std::string be64(std::uint64_t value) { return big_endian(value, 8); }

std::string repeated(std::string_view piece, std::size_t times) {
  std::string all;
  all.reserve(piece.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += piece;
  return all;
}

std::string deflate_of(std::string_view piece, std::size_t times) {
  constexpr std::string_view kEmptyLastBlock{"\x03\x00", kDeflateEndBytes};
  return repeated(deflate_blocks(piece), times).append(kEmptyLastBlock);
}

std::string zlib_of(std::string_view piece, std::size_t times) {
  const uLong of_piece =
      ::adler32(::adler32(0, nullptr, 0), reinterpret_cast<const Bytef*>(piece.data()),
                static_cast<uInt>(piece.size()));
  uLong checksum = ::adler32(0, nullptr, 0);
  for (std::size_t i = 0; i < times; ++i) {
    checksum = ::adler32_combine(checksum, of_piece, static_cast<z_off_t>(piece.size()));
  }
  return "\x78\x9C" + deflate_of(piece, times) + be32(checksum);
}

std::string lzw_of(char fill, std::uint64_t bytes) {
  constexpr std::uint32_t kClear = 256;
  constexpr std::uint32_t kEnd = 257;
  constexpr std::uint32_t kLast = 4093;  // TIFF wants a clear before the last code of 12 bits.
  BitWriter bits;
  unsigned width = 9;
  for (std::uint64_t written = 0; written < bytes;) {
    bits.put(kClear, width);
    width = 9;
    bits.put(static_cast<unsigned char>(fill), width);
    ++written;
    // Each code is the string before it and one more `fill`, just about to enter the table.
    for (std::uint32_t code = kEnd + 1; code <= kLast && written < bytes; ++code) {
      bits.put(code, width);
      written += code - kEnd + 1;
      if (code + 2 == std::uint32_t{1} << width && width < 12) ++width;
    }
  }
  bits.put(kEnd, width);
  return bits.take();
}

std::string noise(std::size_t bytes) {
  std::mt19937 random(20230605);
  std::string all(bytes, '\0');
  for (char& byte : all) byte = static_cast<char>(random());
  return all;
}

}  // namespace kho::ingest
