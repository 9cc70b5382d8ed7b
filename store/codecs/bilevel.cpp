#include "store/codecs/bilevel.h"

#include <algorithm>
#include <bit>

#include "store/codecs/bilevel_model.h"
#include "store/codecs/varint.h"
#include "store/error.h"

namespace kho::store {
namespace {

constexpr std::byte kVersion{1};
enum Flag : std::uint8_t {
  kInverted = 1,   // The rows hold the opposite of what is coded: most of it is white there.
  kFilledPad = 2,  // The bits behind the last pixel are 1.
  kFlags = 3,
};

std::uint64_t row_bytes_of(std::uint32_t columns) { return (std::uint64_t{columns} + 7) / 8; }

// The bits of a row's last byte that are no pixels.
std::byte pad_of(std::uint32_t columns) {
  return columns % 8 == 0 ? std::byte{0} : static_cast<std::byte>(0xff >> columns % 8);
}

// More ones than zeros, pad included.
bool mostly_ones(ByteView rows) {
  std::uint64_t ones = 0;
  for (const std::byte byte : rows) {
    ones += static_cast<unsigned>(std::popcount(std::to_integer<unsigned>(byte)));
  }
  return ones > 4 * std::uint64_t{rows.size()};
}

}  // namespace

std::optional<Bytes> pack_bilevel(ByteView rows, std::uint32_t columns) {
  const std::uint64_t row_bytes = row_bytes_of(columns);
  if (columns == 0 || rows.empty() || rows.size() % row_bytes != 0) return std::nullopt;
  if (rows.size() / row_bytes > kBilevelPixelsMax) return std::nullopt;
  const BilevelShape shape{columns, static_cast<std::uint32_t>(rows.size() / row_bytes)};
  if (!fits(shape)) return std::nullopt;

  const std::byte pad = pad_of(columns);
  const std::byte pad_bits = rows[row_bytes - 1] & pad;
  if (pad_bits != std::byte{0} && pad_bits != pad) return std::nullopt;
  const bool inverted = mostly_ones(rows);
  BilevelEncoder encoder(shape);
  Bytes row(row_bytes);
  for (std::uint32_t y = 0; y < shape.rows; ++y) {
    const ByteView from = rows.subspan(y * row_bytes, row_bytes);
    if ((from.back() & pad) != pad_bits) return std::nullopt;
    std::transform(from.begin(), from.end(), row.begin(),
                   [inverted](std::byte byte) { return inverted ? ~byte : byte; });
    row.back() &= ~pad;
    encoder.add_row(row);
  }
  unsigned flags = 0;
  if (inverted) flags |= kInverted;
  if (pad_bits != std::byte{0}) flags |= kFilledPad;
  Bytes packed{kVersion, static_cast<std::byte>(flags)};
  put_varint(packed, columns);
  const Bytes coded = encoder.finish();
  packed.insert(packed.end(), coded.begin(), coded.end());
  if (packed.size() >= rows.size() - rows.size() / 32) return std::nullopt;
  return packed;
}

Bytes unpack_bilevel(ByteView packed, std::uint64_t raw_length) {
  const ByteView head = take_bytes(packed, 2);
  const auto flags = std::to_integer<unsigned>(head[1]);
  if (head[0] != kVersion || (flags & ~unsigned{kFlags}) != 0) {
    throw Error(Errc::kCorrupt, "unknown kind of bilevel payload");
  }
  const auto columns = static_cast<std::uint32_t>(take_varint(packed, kBilevelPixelsMax));
  const std::uint64_t row_bytes = row_bytes_of(columns);
  if (columns == 0 || raw_length % row_bytes != 0 || raw_length / row_bytes > kBilevelPixelsMax) {
    throw Error(Errc::kCorrupt, "bilevel image of another length");
  }
  const BilevelShape shape{columns, static_cast<std::uint32_t>(raw_length / row_bytes)};
  if (!fits(shape)) throw Error(Errc::kCorrupt, "bilevel image out of bounds");

  const std::byte flip = (flags & kInverted) != 0 ? std::byte{0xff} : std::byte{0};
  const std::byte pad = pad_of(columns);
  BilevelDecoder decoder(packed, shape);
  Bytes rows;
  rows.reserve(static_cast<std::size_t>(raw_length));
  for (std::uint32_t y = 0; y < shape.rows; ++y) {
    for (const std::byte byte : decoder.next_row()) rows.push_back(byte ^ flip);
    rows.back() = (flags & kFilledPad) != 0 ? rows.back() | pad : rows.back() & ~pad;
  }
  return rows;
}

}  // namespace kho::store
