// The fax codec on any bytes: what it packs comes back exactly, what it unpacks harms nobody.
//
// Input: a flag byte, three bytes of columns (or of raw length), then the stream (or the payload).
#include <cstdlib>

#include "store/codecs/fax.h"
#include "store/error.h"

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
  if (kho::store::as_text(again) != kho::store::as_text(raw)) std::abort();
}

void unpack(ByteView packed, std::uint64_t raw_length) {
  try {
    if (kho::store::unpack_fax(packed, raw_length).size() != raw_length) std::abort();
  } catch (const kho::store::Error& error) {
    if (error.errc() != kho::store::Errc::kCorrupt) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < kHeadBytes) return 0;
  const ByteView rest = std::as_bytes(std::span(data, size)).subspan(kHeadBytes);
  const std::uint32_t number = data[1] | std::uint32_t{data[2]} << 8 | std::uint32_t{data[3]} << 16;
  if ((data[0] & 1) != 0) {
    unpack(rest, number % kRawLengthMax);
  } else {
    pack(rest, number % kColumnsMax | ((data[0] & 2) != 0 ? kho::store::kFaxByteAligned : 0));
  }
  return 0;
}
