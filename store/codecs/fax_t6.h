// store/codecs/fax_t6.h - Group 4 fax (ITU-T T.6, 11/1988) read and written one row at a time.
//
// A row is the list of the columns at which its colour changes, strictly increasing, each below
// `columns`; a row begins white. Bits are taken from each byte's highest one on.
//
// Reader and writer agree on the positions of bits, so that a row that was read and is written
// again can be compared in place: docs/format/fax.md tells what becomes of rows that differ.
//
// Thread safety: thread-confined. Errors: none are thrown; any bytes may be read.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "store/bytes.h"

namespace kho::store {

using Changes = std::vector<std::uint32_t>;

// Where both would do (b2 < a1 and |a1 - b1| <= 3), T.6 passes; the encoder of many office scanners
// takes the vertical mode.
enum class T6Preference : std::uint8_t { kPass = 0, kVertical = 1 };

// What a row and a stream of rows are made of. `columns` is 1..2^24-1.
struct T6Layout {
  std::uint32_t columns = 0;
  bool byte_aligned = false;  // Each row begins at a byte: PDF's EncodedByteAlign.
};

class T6Reader {
 public:
  // `stream` must outlive the reader.
  T6Reader(ByteView stream, T6Layout layout) : stream_(stream), layout_(layout) {}

  // Reads the row below `above` into `row`. False where the bits are no row: the end of the block
  // (EOFB), an extension, damage or the end of the stream; the position is then where it was.
  // Time is linear in the bits read and in `above`.
  [[nodiscard]] bool read_row(const Changes& above, Changes& row);
  // In bits, at most 8 * stream.size().
  [[nodiscard]] std::uint64_t position() const { return position_; }

 private:
  [[nodiscard]] std::uint32_t peek(unsigned bits) const;
  [[nodiscard]] bool take(unsigned bits);
  // A run of one colour. False: no such code, or longer than a row.
  [[nodiscard]] bool read_run(bool black, std::uint32_t& run);
  [[nodiscard]] bool read_row_codes(const Changes& above, Changes& row);

  ByteView stream_;
  T6Layout layout_;
  std::uint64_t position_ = 0;
};

class T6Writer {
 public:
  explicit T6Writer(T6Layout layout) : layout_(layout) {}

  // Writes the row below `above` with the modes that T.6 prescribes (2.2.5), but for `preference`.
  void write_row(const Changes& above, const Changes& row, T6Preference preference);
  // The lowest `bits` (0..32) of `code`.
  void put(std::uint32_t code, unsigned bits);
  // In bits, of everything put.
  [[nodiscard]] std::uint64_t position() const { return position_; }
  // The bytes put so far, the last one filled up with zero bits.
  [[nodiscard]] const Bytes& bytes() const { return bytes_; }
  [[nodiscard]] Bytes&& take_bytes() { return std::move(bytes_); }
  // Takes back what was put behind `position`.
  void rewind(std::uint64_t position);

 private:
  void put_run(bool black, std::uint32_t run);

  T6Layout layout_;
  Bytes bytes_;
  std::uint64_t position_ = 0;
};

}  // namespace kho::store
