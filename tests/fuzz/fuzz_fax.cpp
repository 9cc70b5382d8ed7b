// The fax codec on any bytes: what it packs comes back exactly, what it unpacks harms nobody.
//
// Input: a flag byte, three bytes of columns (or of raw length), then the stream (or the payload).
#include "store/codecs/fax.h"
#include "store/error.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/store/bilevel_images.h"

namespace {

using kho::store::Bytes;
using kho::store::ByteView;

constexpr std::size_t kHeadBytes = 4;
// Larger images only take longer.
constexpr std::uint32_t kColumnsMax = 4096;
constexpr std::uint64_t kRawLengthMax = 4096;

void pack(ByteView raw, std::uint32_t parameter) {
  const std::optional<Bytes> packed = kho::store::pack_fax(raw, parameter);
  if (!packed) return;
  const Bytes again = kho::store::unpack_fax(*packed, raw.size());
  if (kho::store::as_text(again) != kho::store::as_text(raw)) kho::fuzz::require(false, "other bytes came back");
}

void unpack(ByteView packed, std::uint64_t raw_length) {
  try {
    if (kho::store::unpack_fax(packed, raw_length).size() != raw_length) kho::fuzz::require(false, "other bytes came back");
  } catch (const kho::store::Error& error) {
    if (error.errc() != kho::store::Errc::kCorrupt) kho::fuzz::require(false, "other bytes came back");
  }
}

}  // namespace

// Two pages of 16 columns, all white and one with a stroke (ITU-T T.6 by hand), and one of text; each
// as a stream and packed.
std::vector<std::string> kho::fuzz::seeds() {
  const std::vector<std::pair<std::uint32_t, std::string>> streams = {
      {16, std::string("\xff\x80\x08\x00\x80", 5)},
      {16, std::string("\x2e\x5c\xf0\x01\x00\x10", 6)},
      {200, std::string(store::as_text(
                store::test::t6_stream(store::test::text_page({200, 60}, 2), {})))}};
  const auto head = [](int flags, std::size_t number) {
    return std::string{static_cast<char>(flags), static_cast<char>(number),
                       static_cast<char>(number >> 8), static_cast<char>(number >> 16)};
  };
  std::vector<std::string> seeds;
  for (const auto& [columns, stream] : streams) {
    seeds.push_back(head(0, columns) + stream);
    const auto packed = kho::store::pack_fax(store::as_bytes(stream), columns);
    if (packed) seeds.push_back(head(1, stream.size()) + std::string(store::as_text(*packed)));
  }
  return seeds;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < kHeadBytes) return 0;
  const ByteView rest = std::as_bytes(std::span(data, size)).subspan(kHeadBytes);
  const std::uint32_t number = data[1] | std::uint32_t{data[2]} << 8 | std::uint32_t{data[3]} << 16;
  if ((data[0] & 1) != 0) {
    unpack(rest, number % kRawLengthMax);
  } else {
    pack(rest, number % kColumnsMax | ((data[0] & 2) != 0 ? kho::store::kFaxByteAlign : 0));
  }
  return 0;
}
