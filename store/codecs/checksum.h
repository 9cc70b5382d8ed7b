// store/codecs/checksum.h - XXH3-64 (seed 0) of what a payload stands for. Private to store/codecs.
//
// Payloads that an elaborate decoder turns back into bytes begin with it: a decoder that gives
// other bytes than were packed, because the payload is damaged or because a library has changed,
// is found out by the payload itself.
#pragma once

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "store/bytes.h"

namespace kho::store {

inline constexpr std::size_t kRawChecksumBytes = 8;

inline std::uint64_t raw_checksum(ByteView raw) { return XXH3_64bits(raw.data(), raw.size()); }

}  // namespace kho::store
