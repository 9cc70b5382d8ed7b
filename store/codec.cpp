#include "store/codec.h"

#include "store/codecs/deflate.h"
#include "store/codecs/fax.h"
#include "store/codecs/jpeg_xl.h"
#include "store/codecs/zstd.h"
#include "store/error.h"

namespace kho::store {

std::optional<Bytes> compress_if_smaller(ByteView raw) { return pack_zstd(raw, kFreshLevel); }

Bytes decode(Codec codec, ByteView payload, std::uint64_t raw_length,
             const DictionarySource& dictionaries) {
  switch (codec) {
    case Codec::kRaw:
      if (payload.size() != raw_length) throw Error(Errc::kCorrupt, "raw chunk of wrong length");
      return {payload.begin(), payload.end()};
    case Codec::kZstd:
      return unpack_zstd(payload, raw_length);
    case Codec::kZstdWithDictionary:
      return unpack_zstd_with_dictionary(payload, raw_length, dictionaries);
    case Codec::kJpegXl:
      return unpack_jpeg(payload, raw_length);
    case Codec::kDeflate:
      return unpack_deflate(payload, raw_length, dictionaries);
    case Codec::kFax:
      return unpack_fax(payload, raw_length);
  }
  throw Error(Errc::kCorrupt, "unknown codec");
}

Bytes decode(Codec codec, ByteView payload, std::uint64_t raw_length) {
  return decode(codec, payload, raw_length, no_dictionaries());
}

}  // namespace kho::store
