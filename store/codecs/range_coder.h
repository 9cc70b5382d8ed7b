// store/codecs/range_coder.h - Bits of known likelihood in few bits: an adaptive binary range
// coder.
//
// The coder of LZMA (Pavlov; its specification, "The Range Coder"): 32-bit range, carry kept back
// in a byte and a run of FFs, probabilities of 12 bits that move by 1/16 of the error. Part of the
// format of payloads: docs/format/codecs.md. Private to store/codecs. Thread-confined.
#pragma once

#include <array>
#include <cstdint>

#include "store/bytes.h"

namespace kho::store {

// How likely the next bit in one context is 0, in 1/4096.
class BitModel {
 public:
  [[nodiscard]] std::uint32_t zero() const { return zero_; }
  void saw(bool bit) {
    if (bit) {
      zero_ = static_cast<std::uint16_t>(zero_ - (zero_ >> kShift));
    } else {
      zero_ = static_cast<std::uint16_t>(zero_ + ((kOne - zero_) >> kShift));
    }
  }
  static constexpr unsigned kBits = 12;

 private:
  static constexpr std::uint32_t kOne = 1 << kBits;
  static constexpr unsigned kShift = 4;
  std::uint16_t zero_ = kOne / 2;
};

// The same for contexts that are met often and are nearly certain: in 1/65536, learning fast at
// first and slowly later.
class FineBitModel {
 public:
  [[nodiscard]] std::uint32_t zero() const { return zero_; }
  void saw(bool bit) {
    const unsigned shift = 1u + count_;
    if (bit) {
      zero_ = static_cast<std::uint16_t>(zero_ - (zero_ >> shift));
    } else {
      zero_ = static_cast<std::uint16_t>(zero_ + ((kOne - zero_) >> shift));
    }
    if (count_ < kCountMax) ++count_;
  }
  // How often something was seen, up to kCountMax.
  [[nodiscard]] unsigned count() const { return count_; }
  static constexpr unsigned kBits = 16;

 private:
  // Between the shifts of 1/2 and 1/64 neither answer can become impossible, or as good as.
  static constexpr std::uint32_t kOne = (1 << kBits) - 1;
  static constexpr unsigned kCountMax = 5;
  std::uint16_t zero_ = 1 << (kBits - 1);
  std::uint8_t count_ = 0;
};

inline constexpr std::uint32_t kRangeMin = 1 << 24;

class RangeEncoder {
 public:
  template <typename Model>
  void put(Model& model, bool bit) {
    const std::uint32_t bound = (range_ >> Model::kBits) * model.zero();
    if (bit) {
      low_ += bound;
      range_ -= bound;
    } else {
      range_ = bound;
    }
    model.saw(bit);
    normalise();
  }
  // `count` bits of even odds, the highest first.
  void put_even(std::uint32_t value, unsigned count) {
    while (count-- > 0) {
      range_ >>= 1;
      if ((value >> count & 1) != 0) low_ += range_;
      normalise();
    }
  }
  // Once.
  [[nodiscard]] Bytes finish() {
    for (int i = 0; i < 5; ++i) shift();
    // Behind the end the decoder reads zeros.
    while (!out_.empty() && out_.back() == std::byte{0}) out_.pop_back();
    return std::move(out_);
  }

 private:
  void normalise() {
    for (; range_ < kRangeMin; range_ <<= 8) shift();
  }
  void shift() {
    if (low_ < 0xff000000u || low_ > 0xffffffffu) {
      const auto carry = static_cast<std::uint8_t>(low_ >> 32);
      // The first byte is always 0 and left out.
      if (begun_) out_.push_back(static_cast<std::byte>(kept_ + carry));
      for (; run_ > 0; --run_) out_.push_back(static_cast<std::byte>(0xff + carry));
      kept_ = static_cast<std::uint8_t>(low_ >> 24);
      begun_ = true;
    } else {
      ++run_;
    }
    low_ = (low_ & 0x00ffffff) << 8;
  }

  Bytes out_;
  std::uint64_t low_ = 0;
  std::uint32_t range_ = 0xffffffff;
  std::uint64_t run_ = 0;
  std::uint8_t kept_ = 0;
  bool begun_ = false;
};

// Never fails: from damaged bytes come other bits, behind the end zeros are read.
class RangeDecoder {
 public:
  explicit RangeDecoder(ByteView in) : in_(in) {
    for (int i = 0; i < 4; ++i) code_ = code_ << 8 | next();
  }
  template <typename Model>
  bool take(Model& model) {
    const std::uint32_t bound = (range_ >> Model::kBits) * model.zero();
    const bool bit = code_ >= bound;
    if (bit) {
      code_ -= bound;
      range_ -= bound;
    } else {
      range_ = bound;
    }
    model.saw(bit);
    normalise();
    return bit;
  }
  std::uint32_t take_even(unsigned count) {
    std::uint32_t value = 0;
    while (count-- > 0) {
      range_ >>= 1;
      const bool bit = code_ >= range_;
      if (bit) code_ -= range_;
      value = value << 1 | (bit ? 1 : 0);
      normalise();
    }
    return value;
  }

 private:
  void normalise() {
    for (; range_ < kRangeMin; range_ <<= 8) code_ = code_ << 8 | next();
  }
  std::uint32_t next() { return at_ < in_.size() ? std::to_integer<std::uint32_t>(in_[at_++]) : 0; }

  ByteView in_;
  std::size_t at_ = 0;
  std::uint32_t range_ = 0xffffffff;
  std::uint32_t code_ = 0;
};

// One coder for both directions: put() while encoding gives back what it was given, while decoding
// what was put then. So what is written and what is read cannot come apart.
class EncodingSide {
 public:
  template <typename Model>
  bool bit(Model& model, bool value) {
    coder_.put(model, value);
    return value;
  }
  std::uint32_t even(std::uint32_t value, unsigned count) {
    coder_.put_even(value, count);
    return value;
  }
  [[nodiscard]] Bytes finish() { return coder_.finish(); }

 private:
  RangeEncoder coder_;
};
class DecodingSide {
 public:
  explicit DecodingSide(ByteView in) : coder_(in) {}
  template <typename Model>
  bool bit(Model& model, bool /*value*/) {
    return coder_.take(model);
  }
  std::uint32_t even(std::uint32_t /*value*/, unsigned count) { return coder_.take_even(count); }

 private:
  RangeDecoder coder_;
};

// Numbers of `kBitCount` bits, the highest first, each bit in the context of those before it.
template <unsigned kBitCount, typename Model = BitModel>
class NumberModel {
 public:
  template <typename Side>
  std::uint32_t code(Side& side, std::uint32_t value) {
    std::uint32_t node = 1;
    for (unsigned i = kBitCount; i-- > 0;) {
      node = node << 1 | (side.bit(models_[node], (value >> i & 1) != 0) ? 1 : 0);
    }
    return node - (1u << kBitCount);
  }

 private:
  std::array<Model, std::size_t{1} << kBitCount> models_;
};

// Numbers of up to 32 bits of unknown size: how many bits, then the bits below the highest.
class SizeModel {
 public:
  template <typename Side>
  std::uint32_t code(Side& side, std::uint32_t value) {
    unsigned width = 0;
    while (width < 32 && value >> width != 0) ++width;
    width = bits_.code(side, width);
    if (width > 32) width = 32;  // Damaged.
    if (width < 2) return width;
    return 1u << (width - 1) | side.even(value & ((1u << (width - 1)) - 1), width - 1);
  }

 private:
  NumberModel<6> bits_;
};

}  // namespace kho::store
