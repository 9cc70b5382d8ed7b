// store/codecs/recode.h - The smallest form of a chunk that has grown cold.
//
// Chunks are packed fast when they are deposited and hard when a segment is compacted. What is
// returned here has been unpacked again and compared: it can replace what is stored.
//
// Immutable functions; each call works in its own thread alone.
#pragma once

#include <cstdint>
#include <optional>

#include "store/codec.h"
#include "store/codecs/dictionary.h"
#include "store/media.h"

namespace kho::store {

struct Recoded {
  Codec codec = Codec::kRaw;
  Bytes payload;
  friend bool operator==(const Recoded&, const Recoded&) = default;
};

enum class Depth : std::uint8_t {
  kQuickToRead,  // Only codecs that unpack a page in a tenth of a second.
  kSmallest,     // All. A page of kFax takes a third of a second.
};

// The codecs that fit `raw` by `hint` or by how it begins (a hint may be wrong: it costs time, no
// more), and with `dictionary` (optional) if given; the smallest result, if it is verified and
// smaller than `stored_bytes`, the payload that is stored now. nullopt: leave that as it is.
// `raw` is at most kChunkBytesMax bytes.
[[nodiscard]] std::optional<Recoded> recode(ByteView raw, MediaHint hint,
                                            const Dictionary* dictionary,
                                            std::uint64_t stored_bytes,
                                            Depth depth = Depth::kSmallest);

}  // namespace kho::store
