#include "store/codec.h"

#include <zstd.h>

#include <memory>
#include <new>
#include <stdexcept>

#include "store/error.h"

namespace kho::store {
namespace {

constexpr int kLevel = 3;

struct FreeCompressor {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};
struct FreeDecompressor {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

// A context costs more to make than a small chunk to pack: one for each thread.
ZSTD_CCtx* compressor() {
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeCompressor> context(ZSTD_createCCtx());
  if (!context) throw std::bad_alloc();
  return context.get();
}
ZSTD_DCtx* decompressor() {
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeDecompressor> context(ZSTD_createDCtx());
  if (!context) throw std::bad_alloc();
  return context.get();
}

}  // namespace

std::optional<Bytes> compress_if_smaller(ByteView raw) {
  const std::size_t target = raw.size() - raw.size() / 32;
  if (target == 0 || target == raw.size()) return std::nullopt;
  Bytes packed(target - 1);
  // A buffer smaller than the bound makes zstd stop as soon as the saving is out of reach.
  const std::size_t n =
      ZSTD_compressCCtx(compressor(), packed.data(), packed.size(), raw.data(), raw.size(), kLevel);
  if (ZSTD_isError(n)) return std::nullopt;
  packed.resize(n);
  packed.shrink_to_fit();
  return packed;
}

Bytes decode(Codec codec, ByteView payload, std::uint64_t raw_length) {
  switch (codec) {
    case Codec::kRaw:
      if (payload.size() != raw_length) throw Error(Errc::kCorrupt, "raw chunk of wrong length");
      return Bytes(payload.begin(), payload.end());
    case Codec::kZstd: {
      if (ZSTD_getFrameContentSize(payload.data(), payload.size()) != raw_length) {
        throw Error(Errc::kCorrupt, "zstd frame of wrong length");
      }
      Bytes raw(raw_length);
      const std::size_t n = ZSTD_decompressDCtx(decompressor(), raw.data(), raw.size(),
                                                payload.data(), payload.size());
      if (ZSTD_isError(n) || n != raw_length) throw Error(Errc::kCorrupt, "zstd frame damaged");
      return raw;
    }
  }
  throw Error(Errc::kCorrupt, "unknown codec");
}

}  // namespace kho::store
