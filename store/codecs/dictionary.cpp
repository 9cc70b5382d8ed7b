#include "store/codecs/dictionary.h"

#define ZDICT_STATIC_LINKING_ONLY
#include <fmt/format.h>
#include <zdict.h>

#include <algorithm>
#include <new>

#include "store/codecs/dictionary_digests.h"
#include "store/error.h"

namespace kho::store {
namespace {

constexpr std::size_t kDictionaryBytesMin = 1 << 10;
constexpr std::size_t kSampleBytesMax = 64 << 20;
constexpr std::string_view kMagic("\x37\xa4\x30\xec", 4);

}  // namespace

Bytes train_dictionary(std::span<const ByteView> samples, std::size_t bytes_max) {
  if (bytes_max < kDictionaryBytesMin || bytes_max > kDictionaryBytesMax) {
    throw Error(Errc::kTooLarge, "size of a dictionary out of bounds");
  }
  Bytes joined;
  std::vector<std::size_t> sizes;
  for (const ByteView sample : samples) {
    if (sample.empty()) continue;
    if (sample.size() > kSampleBytesMax - joined.size()) break;
    joined.insert(joined.end(), sample.begin(), sample.end());
    sizes.push_back(sample.size());
  }
  Bytes dictionary(bytes_max);
  ZDICT_fastCover_params_t parameters{};
  parameters.d = 8;
  parameters.steps = 4;
  parameters.f = 20;
  parameters.accel = 1;
  parameters.splitPoint = 1.0;
  const std::size_t n = ZDICT_optimizeTrainFromBuffer_fastCover(
      dictionary.data(), dictionary.size(), joined.data(), sizes.data(),
      static_cast<unsigned>(sizes.size()), &parameters);
  if (ZDICT_isError(n)) {
    throw Error(Errc::kUnsupportedFormat,
                fmt::format("no dictionary from these samples: {}", ZDICT_getErrorName(n)));
  }
  dictionary.resize(n);
  return dictionary;
}

const ZSTD_CDict* Dictionary::Digests::for_packing(int level) {
  level = std::clamp(level, 1, ZSTD_maxCLevel());
  const std::lock_guard lock(mutex_);
  std::unique_ptr<ZSTD_CDict, FreeZstd>& digest = for_packing_[level];
  if (!digest) digest.reset(ZSTD_createCDict(content.data(), content.size(), level));
  if (!digest) throw std::bad_alloc();
  return digest.get();
}

Dictionary::Dictionary(std::uint32_t number, ByteView content)
    : number_(number), digests_(std::make_unique<Digests>()) {
  // Without its magic zstd would take any bytes for a dictionary of mere content.
  if (content.size() > kDictionaryBytesMax || !as_text(content).starts_with(kMagic)) {
    throw Error(Errc::kCorrupt, fmt::format("dictionary {} is none", number));
  }
  digests_->content.assign(content.begin(), content.end());
  digests_->for_unpacking.reset(ZSTD_createDDict(content.data(), content.size()));
  if (!digests_->for_unpacking) {
    throw Error(Errc::kCorrupt, fmt::format("dictionary {} is damaged", number));
  }
}

Dictionary::~Dictionary() = default;

const DictionarySource& no_dictionaries() {
  class None : public DictionarySource {
   public:
    std::shared_ptr<const Dictionary> dictionary(std::uint32_t) const override { return nullptr; }
  };
  static const None none;
  return none;
}

}  // namespace kho::store
