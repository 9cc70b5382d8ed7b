#include "store/codecs/bilevel.h"

#include <algorithm>
#include <bit>

#include "store/codecs/bilevel_model.h"
#include "store/codecs/varint.h"
#include "store/error.h"

namespace kho::store {
namespace {

constexpr std::byte kVersion{1};
// The only flag: the rows are the opposite of the image that is coded, whose ground is white.
constexpr unsigned kInverted = 1;

constexpr std::uint64_t kRowBytesMax = kBilevelPixelsMax / 8;

// The image of whole rows. nullopt: they are no such, or too many. The bits behind the last column
// are pixels like the others, for in cut scans they are what was cut off.
std::optional<BilevelShape> shape_of(std::uint64_t row_bytes, std::uint64_t length) {
  if (row_bytes == 0 || row_bytes > kRowBytesMax || length % row_bytes != 0 ||
      length / row_bytes > kBilevelPixelsMax) {
    return std::nullopt;
  }
  const BilevelShape shape{static_cast<std::uint32_t>(8 * row_bytes),
                           static_cast<std::uint32_t>(length / row_bytes)};
  return fits(shape) ? std::optional(shape) : std::nullopt;
}

// More ones than zeros.
bool mostly_ones(ByteView rows) {
  std::uint64_t ones = 0;
  for (const std::byte byte : rows) {
    ones += static_cast<unsigned>(std::popcount(std::to_integer<unsigned>(byte)));
  }
  return ones > 4 * std::uint64_t{rows.size()};
}

}  // namespace

std::optional<Bytes> pack_bilevel(ByteView rows, std::uint32_t columns) {
  const std::uint64_t row_bytes = (std::uint64_t{columns} + 7) / 8;
  const std::optional<BilevelShape> shape = shape_of(row_bytes, rows.size());
  if (!shape) return std::nullopt;
  const bool inverted = mostly_ones(rows);
  const std::byte flip = inverted ? std::byte{0xff} : std::byte{0};
  BilevelEncoder encoder(*shape);
  Bytes row(row_bytes);
  for (; !rows.empty(); rows = rows.subspan(row_bytes)) {
    const ByteView from = rows.first(row_bytes);
    std::transform(from.begin(), from.end(), row.begin(),
                   [flip](std::byte byte) { return byte ^ flip; });
    encoder.add_row(row);
  }
  Bytes packed{kVersion, static_cast<std::byte>(inverted ? kInverted : 0)};
  put_varint(packed, row_bytes);
  const Bytes coded = encoder.finish();
  packed.insert(packed.end(), coded.begin(), coded.end());
  const std::uint64_t raw_length = row_bytes * shape->rows;
  if (packed.size() >= raw_length - raw_length / 32) return std::nullopt;
  packed.shrink_to_fit();
  return packed;
}

Bytes unpack_bilevel(ByteView packed, std::uint64_t raw_length) {
  const ByteView head = take_bytes(packed, 2);
  const auto flags = std::to_integer<unsigned>(head[1]);
  if (head[0] != kVersion || (flags & ~kInverted) != 0) {
    throw Error(Errc::kCorrupt, "unknown kind of bilevel payload");
  }
  const std::optional<BilevelShape> shape = shape_of(take_varint(packed, kRowBytesMax), raw_length);
  if (!shape) throw Error(Errc::kCorrupt, "bilevel image out of bounds or of another length");

  const std::byte flip = (flags & kInverted) != 0 ? std::byte{0xff} : std::byte{0};
  BilevelDecoder decoder(packed, *shape);
  Bytes rows;
  rows.reserve(static_cast<std::size_t>(raw_length));
  for (std::uint32_t y = 0; y < shape->rows; ++y) {
    for (const std::byte byte : decoder.next_row()) rows.push_back(byte ^ flip);
  }
  return rows;
}

}  // namespace kho::store
