#include "store/codecs/recode.h"

#include <algorithm>

#include "store/codecs/deflate.h"
#include "store/codecs/fax.h"
#include "store/codecs/jpeg_xl.h"
#include "store/codecs/zstd.h"
#include "store/error.h"

namespace kho::store {
namespace {

// How the payload of one media kind is made, if the chunk is of it.
enum class Shape { kOther, kJpeg, kDeflate, kFax };

Shape shape_of(ByteView raw, MediaHint hint) {
  const auto byte = [&](std::size_t i) { return std::to_integer<unsigned>(raw[i]); };
  switch (hint.media) {
    case Media::kJpeg:
      return Shape::kJpeg;
    case Media::kDeflate:
      return Shape::kDeflate;
    case Media::kFaxG4:
      return Shape::kFax;
    case Media::kSkeleton:
    case Media::kText:
      return Shape::kOther;
    case Media::kUnknown:
      break;
  }
  if (raw.size() < 8) return Shape::kOther;
  if (byte(0) == 0xff && byte(1) == 0xd8 && byte(2) == 0xff) return Shape::kJpeg;
  // RFC 1950: deflate with a window of up to 32 KiB, no preset dictionary.
  if ((byte(0) & 15) == 8 && byte(0) >> 4 <= 7 && (byte(1) & 0x20) == 0 &&
      (byte(0) * 256 + byte(1)) % 31 == 0) {
    return Shape::kDeflate;
  }
  return Shape::kOther;
}

std::optional<Recoded> pack_by_shape(ByteView raw, Shape shape, std::uint32_t parameter,
                                     const Dictionary* dictionary) {
  const auto as = [](Codec codec, std::optional<Bytes>&& payload) {
    return payload ? std::optional(Recoded{codec, *std::move(payload)}) : std::nullopt;
  };
  switch (shape) {
    case Shape::kJpeg:
      return as(Codec::kJpegXl, pack_jpeg(raw));
    case Shape::kDeflate:
      return as(Codec::kDeflate, pack_deflate(raw, dictionary));
    case Shape::kFax:
      return as(Codec::kFax, pack_fax(raw, parameter));
    case Shape::kOther:
      return std::nullopt;
  }
  return std::nullopt;
}

// The one that is being tried.
class OneDictionary : public DictionarySource {
 public:
  explicit OneDictionary(const Dictionary* dictionary) : dictionary_(dictionary) {}
  std::shared_ptr<const Dictionary> dictionary(std::uint32_t number) const override {
    if (dictionary_ == nullptr || dictionary_->number() != number) return nullptr;
    return {std::shared_ptr<void>(), dictionary_};  // Stays the caller's.
  }

 private:
  const Dictionary* dictionary_;
};

bool gives_back(const Recoded& recoded, ByteView raw, const Dictionary* dictionary) {
  try {
    return std::ranges::equal(
        decode(recoded.codec, recoded.payload, raw.size(), OneDictionary(dictionary)), raw);
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

std::optional<Recoded> recode(ByteView raw, MediaHint hint, const Dictionary* dictionary,
                              std::uint64_t stored_bytes, Depth depth) {
  const auto good = [&](const std::optional<Recoded>& recoded) {
    return recoded && recoded->payload.size() < stored_bytes &&
           gives_back(*recoded, raw, dictionary);
  };
  const Shape shape = shape_of(raw, hint);
  if (shape == Shape::kFax && depth == Depth::kQuickToRead) return std::nullopt;
  // Media are compressed already: where their own codec does well, no general one does better.
  if (std::optional<Recoded> recoded = pack_by_shape(raw, shape, hint.parameter, dictionary);
      good(recoded)) {
    return recoded;
  }
  std::optional<Recoded> best;
  const auto consider = [&](Codec codec, std::optional<Bytes>&& payload) {
    if (!payload || (best && best->payload.size() <= payload->size())) return;
    std::optional<Recoded> recoded = Recoded{codec, *std::move(payload)};
    if (good(recoded)) best = std::move(recoded);
  };
  // Where the fast level finds nothing, the hard one would look for a long time in vain.
  if (compress_if_smaller(raw)) consider(Codec::kZstd, pack_zstd(raw, kRipeLevel));
  if (dictionary != nullptr && raw.size() <= kDictionaryChunkBytesMax) {
    consider(Codec::kZstdWithDictionary, pack_zstd(raw, kRipeLevel, dictionary));
  }
  return best;
}

}  // namespace kho::store
