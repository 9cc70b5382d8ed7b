#include "store/codecs/fax.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "store/codecs/bilevel_model.h"
#include "store/codecs/fax_t6.h"
#include "store/codecs/varint.h"
#include "store/error.h"

namespace kho::store {
namespace {

constexpr std::byte kVersion{1};
enum Flag : std::uint8_t {
  kByteAligned = 1,
  kVerticalPreferred = 2,
  kEndOfBlock = 4,
  kFlags = 7,
};
constexpr std::uint32_t kEndOfLine = 1;  // Twice: EOFB.
constexpr unsigned kEndOfLineBits = 12;

// A tiny stream must not ask for a huge image.
constexpr std::uint64_t kPixelsPerByteMax = 1 << 16;

bool in_bounds(BilevelShape shape, std::uint64_t raw_length) {
  return fits(shape) &&
         std::uint64_t{shape.rows} * shape.columns / kPixelsPerByteMax <= raw_length &&
         (shape.rows + std::uint64_t{7}) / 8 <= raw_length;
}

// ---- Bits --------------------------------------------------------------------------------------

// `bits` (1..8) of `bytes` from bit `position` on.
std::uint32_t bits_at(ByteView bytes, std::uint64_t position, unsigned bits) {
  const std::size_t i = position / 8;
  std::uint32_t window = std::to_integer<std::uint32_t>(bytes[i]) << 8;
  if (i + 1 < bytes.size()) window |= std::to_integer<std::uint32_t>(bytes[i + 1]);
  return window >> (16 - position % 8 - bits) & ((1U << bits) - 1);
}

void copy_bits(ByteView from, std::uint64_t position, std::uint64_t count, T6Writer& to) {
  for (; count >= 8; count -= 8, position += 8) to.put(bits_at(from, position, 8), 8);
  if (count > 0) {
    const auto rest = static_cast<unsigned>(count);
    to.put(bits_at(from, position, rest), rest);
  }
}

Bytes cut_bits(ByteView from, std::uint64_t position, std::uint64_t count) {
  T6Writer bits(T6Layout{});
  copy_bits(from, position, count, bits);
  return bits.take_bytes();
}

// Whether both agree in the bits from `first` up to `end`; all before them agree.
bool same_bits(ByteView a, ByteView b, std::uint64_t first, std::uint64_t end) {
  const std::size_t from = first / 8;
  const std::size_t whole = end / 8;
  if (whole > from && !std::equal(a.begin() + static_cast<std::ptrdiff_t>(from),
                                  a.begin() + static_cast<std::ptrdiff_t>(whole),
                                  b.begin() + static_cast<std::ptrdiff_t>(from))) {
    return false;
  }
  const auto rest = static_cast<unsigned>(end % 8);
  return rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == std::byte{0};
}

// ---- Rows --------------------------------------------------------------------------------------

void paint(const Changes& changes, std::uint32_t columns, Bytes& row) {
  std::fill(row.begin(), row.end(), std::byte{0});
  for (std::size_t i = 0; i < changes.size(); i += 2) {
    const std::uint32_t end = i + 1 < changes.size() ? changes[i + 1] : columns;
    for (std::uint32_t x = changes[i]; x < end;) {
      if (x % 8 == 0 && end - x >= 8) {
        row[x / 8] = std::byte{0xff};
        x += 8;
      } else {
        row[x / 8] |= static_cast<std::byte>(0x80 >> x % 8);
        ++x;
      }
    }
  }
}

void changes_of(ByteView row, std::uint32_t columns, Changes& changes) {
  changes.clear();
  bool black = false;
  for (std::uint32_t x = 0; x < columns;) {
    const auto byte = std::to_integer<std::uint32_t>(row[x / 8]);
    if (x % 8 == 0 && byte == (black ? 0xffU : 0U)) {
      x += 8;
      continue;
    }
    if (((byte >> (7 - x % 8) & 1) != 0) != black) {
      changes.push_back(x);
      black = !black;
    }
    ++x;
  }
}

// ---- Packing -----------------------------------------------------------------------------------

// The stream made again by one kind of encoder, held equal to the real one.
class Rebuilder {
 public:
  Rebuilder(ByteView raw, T6Layout layout, T6Preference preference)
      : raw_(raw), preference_(preference), writer_(layout) {}

  // The row's bits end at `end`. False: the encoder wrote it otherwise.
  bool add_row(const Changes& above, const Changes& row, std::uint64_t end) {
    const std::uint64_t start = writer_.position();
    writer_.write_row(above, row, preference_);
    if (writer_.position() == end && same_bits(raw_, writer_.bytes(), start, end)) return true;
    writer_.rewind(start);
    copy_bits(raw_, start, end - start, writer_);
    ++different_;
    return false;
  }
  [[nodiscard]] std::uint64_t different() const { return different_; }

 private:
  ByteView raw_;
  T6Preference preference_;
  T6Writer writer_;
  std::uint64_t different_ = 0;
};

struct Survey {
  BilevelShape shape;
  T6Preference preference = T6Preference::kPass;
  std::uint64_t end = 0;  // Of the rows, in bits.
};

// Reads the stream as far as it is rows. nullopt: they are too many.
std::optional<Survey> survey(ByteView raw, T6Layout layout) {
  T6Reader reader(raw, layout);
  std::array<Rebuilder, 2> rebuilt{Rebuilder(raw, layout, T6Preference::kPass),
                                   Rebuilder(raw, layout, T6Preference::kVertical)};
  Changes above;
  Changes row;
  Survey result;
  result.shape.columns = layout.columns;
  while (reader.read_row(above, row)) {
    ++result.shape.rows;
    if (!fits(result.shape)) return std::nullopt;
    for (Rebuilder& one : rebuilt) one.add_row(above, row, reader.position());
    std::swap(above, row);
  }
  result.end = reader.position();
  if (rebuilt[1].different() < rebuilt[0].different()) result.preference = T6Preference::kVertical;
  return result;
}

// The bits behind the rows without the zero bits at the end.
struct Tail {
  bool end_of_block = false;
  Bytes bits;
  std::uint64_t count = 0;
};

Tail tail_of(ByteView raw, std::uint64_t position) {
  Tail tail;
  std::uint64_t end = 8 * std::uint64_t{raw.size()};
  while (end > position && raw[(end - 1) / 8] == std::byte{0}) end = (end - 1) / 8 * 8;
  while (end > position && bits_at(raw, end - 1, 1) == 0) --end;
  T6Writer end_of_block(T6Layout{});
  for (int i = 0; i < 2; ++i) end_of_block.put(kEndOfLine, kEndOfLineBits);
  if (end >= position + end_of_block.position() &&
      cut_bits(raw, position, end_of_block.position()) == end_of_block.bytes()) {
    tail.end_of_block = true;
    position += end_of_block.position();
  }
  tail.count = end > position ? end - position : 0;
  tail.bits = cut_bits(raw, position, tail.count);
  return tail;
}

void append(Bytes& out, ByteView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

// ---- Unpacking ---------------------------------------------------------------------------------

// The rows that the encoder wrote otherwise, one after the other.
class Corrections {
 public:
  Corrections(ByteView packed, std::uint32_t rows) : packed_(packed), rows_(rows) { next(); }

  // Throws Error kCorrupt.
  void next() {
    if (packed_.empty()) {
      row_ = rows_;
      return;
    }
    row_ = next_row_ + take_varint(packed_, rows_);
    count_ = take_varint(packed_, 8 * std::uint64_t{packed_.size()});
    bits_ = take_bytes(packed_, (count_ + 7) / 8);
    if (row_ >= rows_) throw Error(Errc::kCorrupt, "fax correction behind the image");
    next_row_ = row_ + 1;
  }
  [[nodiscard]] std::uint64_t row() const { return row_; }  // The number of rows: none is left.
  [[nodiscard]] ByteView bits() const { return bits_; }
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  ByteView packed_;
  std::uint64_t rows_;
  std::uint64_t next_row_ = 0;
  std::uint64_t row_ = 0;
  std::uint64_t count_ = 0;
  ByteView bits_;
};

}  // namespace

std::optional<Bytes> pack_fax(ByteView raw, std::uint32_t parameter) {
  const T6Layout layout{parameter & kFaxColumnsMax, (parameter & kFaxByteAlign) != 0};
  if (layout.columns == 0 || (parameter & ~(kFaxColumnsMax | kFaxByteAlign)) != 0) {
    return std::nullopt;
  }
  const std::optional<Survey> found = survey(raw, layout);
  if (!found || !in_bounds(found->shape, raw.size())) return std::nullopt;
  const Tail tail = tail_of(raw, found->end);
  const std::size_t target = raw.size() - raw.size() / 32;
  if (tail.bits.size() >= target) return std::nullopt;

  BilevelEncoder encoder(found->shape);
  T6Reader reader(raw, layout);
  Rebuilder rebuilt(raw, layout, found->preference);
  Bytes corrections;
  std::uint32_t after_last = 0;
  Bytes pixels((std::size_t{layout.columns} + 7) / 8);
  Changes above;
  Changes row;
  for (std::uint32_t y = 0; y < found->shape.rows; ++y) {
    const std::uint64_t start = reader.position();
    [[maybe_unused]] const bool read = reader.read_row(above, row);
    assert(read);
    if (!rebuilt.add_row(above, row, reader.position())) {
      put_varint(corrections, y - after_last);
      put_varint(corrections, reader.position() - start);
      append(corrections, cut_bits(raw, start, reader.position() - start));
      after_last = y + 1;
      if (corrections.size() >= target) return std::nullopt;
    }
    paint(row, layout.columns, pixels);
    encoder.add_row(pixels);
    std::swap(above, row);
  }

  unsigned flags = 0;
  if (layout.byte_aligned) flags |= kByteAligned;
  if (found->preference == T6Preference::kVertical) flags |= kVerticalPreferred;
  if (tail.end_of_block) flags |= kEndOfBlock;
  Bytes packed{kVersion, static_cast<std::byte>(flags)};
  put_varint(packed, layout.columns);
  put_varint(packed, found->shape.rows);
  put_varint(packed, tail.count);
  append(packed, tail.bits);
  put_varint(packed, corrections.size());
  append(packed, corrections);
  append(packed, encoder.finish());
  if (packed.size() >= target) return std::nullopt;
  packed.shrink_to_fit();
  return packed;
}

Bytes unpack_fax(ByteView packed, std::uint64_t raw_length) {
  const ByteView head = take_bytes(packed, 2);
  const auto flags = std::to_integer<unsigned>(head[1]);
  if (head[0] != kVersion || (flags & ~unsigned{kFlags}) != 0) {
    throw Error(Errc::kCorrupt, "unknown kind of fax payload");
  }
  const T6Layout layout{static_cast<std::uint32_t>(take_varint(packed, kFaxColumnsMax)),
                        (flags & kByteAligned) != 0};
  const T6Preference preference =
      (flags & kVerticalPreferred) != 0 ? T6Preference::kVertical : T6Preference::kPass;
  const BilevelShape shape{layout.columns,
                           static_cast<std::uint32_t>(take_varint(packed, kBilevelPixelsMax))};
  if (!in_bounds(shape, raw_length)) throw Error(Errc::kCorrupt, "fax image out of bounds");
  const std::uint64_t bits_max = 8 * std::uint64_t{packed.size()};
  const std::uint64_t tail_count = take_varint(packed, bits_max);
  const ByteView tail = take_bytes(packed, (tail_count + 7) / 8);

  Corrections corrections(take_bytes(packed, take_varint(packed, packed.size())), shape.rows);

  BilevelDecoder decoder(packed, shape);
  T6Writer writer(layout);
  const auto check_length = [&writer, raw_length] {
    if (writer.bytes().size() > raw_length) throw Error(Errc::kCorrupt, "fax stream too long");
  };
  Changes above;
  Changes row;
  for (std::uint32_t y = 0; y < shape.rows; ++y) {
    changes_of(decoder.next_row(), layout.columns, row);
    if (corrections.row() == y) {
      copy_bits(corrections.bits(), 0, corrections.count(), writer);
      corrections.next();
    } else {
      writer.write_row(above, row, preference);
    }
    check_length();
    std::swap(above, row);
  }
  if ((flags & kEndOfBlock) != 0) {
    for (int i = 0; i < 2; ++i) writer.put(kEndOfLine, kEndOfLineBits);
  }
  copy_bits(tail, 0, tail_count, writer);
  check_length();
  Bytes raw = writer.take_bytes();
  raw.resize(static_cast<std::size_t>(raw_length));
  return raw;
}

}  // namespace kho::store
