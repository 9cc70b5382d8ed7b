#include "store/codecs/zstd.h"

#include <fmt/format.h>
#include <zstd.h>

#include <bit>
#include <cassert>
#include <memory>
#include <new>

#include "store/codecs/dictionary_digests.h"
#include "store/error.h"

namespace kho::store {
namespace {

constexpr std::size_t kNumberBytes = 4;  // The dictionary's, in front of the frame.

// Levels stop looking back at 8 MiB. Above, the window spans the whole chunk, and matches far back
// are looked for by a coarse second table.
constexpr std::size_t kLongWindowFrom = 8 << 20;
constexpr int kWindowLogMax = 28;

// A hard level's tables for more than this are not kept in every thread: up to 90 MB.
constexpr std::size_t kKeptBytesMax = 256 << 10;

// A context costs more to make than a small chunk to pack: one for each thread.
ZSTD_CCtx* compressor() {
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeZstd> context(ZSTD_createCCtx());
  if (!context) throw std::bad_alloc();
  ZSTD_CCtx_reset(context.get(), ZSTD_reset_session_and_parameters);
  return context.get();
}
ZSTD_DCtx* decompressor() {
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeZstd> context(ZSTD_createDCtx());
  if (!context) throw std::bad_alloc();
  return context.get();
}

void set(ZSTD_CCtx* context, ZSTD_cParameter parameter, int value) {
  [[maybe_unused]] const std::size_t result = ZSTD_CCtx_setParameter(context, parameter, value);
  assert(!ZSTD_isError(result));
}

std::size_t compress(ByteView raw, std::span<std::byte> out, int level) {
  if (level <= kFreshLevel || raw.size() <= kKeptBytesMax) {
    return ZSTD_compressCCtx(compressor(), out.data(), out.size(), raw.data(), raw.size(), level);
  }
  const std::unique_ptr<ZSTD_CCtx, FreeZstd> context(ZSTD_createCCtx());
  if (!context) throw std::bad_alloc();
  set(context.get(), ZSTD_c_compressionLevel, level);
  if (raw.size() > kLongWindowFrom) {
    set(context.get(), ZSTD_c_windowLog, std::min<int>(std::bit_width(raw.size()), kWindowLogMax));
    set(context.get(), ZSTD_c_enableLongDistanceMatching, 1);
  }
  return ZSTD_compress2(context.get(), out.data(), out.size(), raw.data(), raw.size());
}

std::size_t compress(ByteView raw, std::span<std::byte> out, int level, const Dictionary& with) {
  ZSTD_CCtx* context = compressor();
  // The payload has the number of the dictionary; what a wrong one would give is noticed.
  set(context, ZSTD_c_dictIDFlag, 0);
  set(context, ZSTD_c_checksumFlag, 1);
  ZSTD_CCtx_refCDict(context, with.digests().for_packing(level));
  return ZSTD_compress2(context, out.data(), out.size(), raw.data(), raw.size());
}

void check_length(ByteView frame, std::uint64_t raw_length) {
  if (ZSTD_getFrameContentSize(frame.data(), frame.size()) != raw_length) {
    throw Error(Errc::kCorrupt, "zstd frame of wrong length");
  }
}

}  // namespace

std::optional<Bytes> pack_zstd(ByteView raw, int level, const Dictionary* dictionary) {
  const std::size_t target = raw.size() - raw.size() / 32;
  const std::size_t prefix = dictionary == nullptr ? 0 : kNumberBytes;
  if (target <= prefix || target == raw.size()) return std::nullopt;
  Bytes packed(target - 1);
  // A buffer smaller than the bound makes zstd stop as soon as the saving is out of reach.
  const std::span<std::byte> frame = std::span(packed).subspan(prefix);
  const std::size_t n = dictionary == nullptr ? compress(raw, frame, level)
                                              : compress(raw, frame, level, *dictionary);
  if (ZSTD_isError(n)) return std::nullopt;
  if (dictionary != nullptr) {
    std::string number;
    put_le(number, dictionary->number());
    std::memcpy(packed.data(), number.data(), kNumberBytes);
  }
  packed.resize(prefix + n);
  packed.shrink_to_fit();
  return packed;
}

Bytes unpack_zstd(ByteView packed, std::uint64_t raw_length) {
  check_length(packed, raw_length);
  Bytes raw(raw_length);
  const std::size_t n =
      ZSTD_decompressDCtx(decompressor(), raw.data(), raw.size(), packed.data(), packed.size());
  if (ZSTD_isError(n) || n != raw_length) throw Error(Errc::kCorrupt, "zstd frame damaged");
  return raw;
}

Bytes unpack_zstd_with_dictionary(ByteView packed, std::uint64_t raw_length,
                                  const DictionarySource& dictionaries) {
  if (packed.size() < kNumberBytes) throw Error(Errc::kCorrupt, "payload names no dictionary");
  const auto number = get_le<std::uint32_t>(as_text(packed), 0);
  const ByteView frame = packed.subspan(kNumberBytes);
  check_length(frame, raw_length);
  const std::shared_ptr<const Dictionary> dictionary = dictionaries.dictionary(number);
  if (!dictionary) throw Error(Errc::kCorrupt, fmt::format("dictionary {} is missing", number));
  Bytes raw(raw_length);
  const std::size_t n =
      ZSTD_decompress_usingDDict(decompressor(), raw.data(), raw.size(), frame.data(), frame.size(),
                                 dictionary->digests().for_unpacking.get());
  if (ZSTD_isError(n) || n != raw_length) {
    throw Error(Errc::kCorrupt, fmt::format("zstd frame or dictionary {} damaged", number));
  }
  return raw;
}

}  // namespace kho::store
