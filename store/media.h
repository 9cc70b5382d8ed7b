// store/media.h - What kind of bytes a chunk holds, as far as is known. Immutable values.
#pragma once

#include <cstdint>

namespace kho::store {

// Numbers are on disk.
enum class Media : std::uint8_t {
  kUnknown = 0,
  kJpeg = 1,
  kFaxG4 = 2,
  kDeflate = 3,
  kSkeleton = 4,
  kText = 5
};

// `parameter` means something for some media only.
struct MediaHint {
  Media media = Media::kUnknown;
  std::uint32_t parameter = 0;
};

}  // namespace kho::store
