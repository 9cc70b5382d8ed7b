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

// What a recode() will take, for those who have a budget to keep.
enum class CostClass : std::uint8_t {
  kSmall = 0,   // Below 0.1 s, 0.1 GB of memory.
  kMedium = 1,  // Below 1 s, 0.3 GB.
  kLarge = 2,   // Up to a minute, 1 GB.
};
struct RecodeCost {
  CostClass cost_class = CostClass::kSmall;
  std::uint64_t milliseconds = 0;  // Of one processor; right within a factor of three.
};
// Looks at `raw` as recode() would, without packing; inflates what is deflated, at 0.2 GB/s.
[[nodiscard]] RecodeCost recode_cost(ByteView raw, MediaHint hint);

}  // namespace kho::store
