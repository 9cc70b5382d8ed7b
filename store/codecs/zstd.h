// store/codecs/zstd.h - Chunks as one zstd frame (RFC 8878), with a dictionary or without.
//
// Payloads: docs/format/codecs.md. Memory beside the chunk and its payload: packing
// at kRipeLevel 90 MB, unpacking 0.2 MB.
//
// Immutable functions. Errors: Error.
#pragma once

#include <cstdint>
#include <optional>

#include "store/bytes.h"
#include "store/codecs/dictionary.h"

namespace kho::store {

inline constexpr int kFreshLevel = 3;  // At the deposit: as fast as the hash.
inline constexpr int kRipeLevel = 19;  // When a chunk has grown cold: 100 times slower to write,
                                       // as fast to read.

// `raw` packed at `level` (1..22); nullopt where that would save less than 1/32 of it (scans do
// not compress: storing them raw costs nothing to read). With a dictionary the payload names it.
[[nodiscard]] std::optional<Bytes> pack_zstd(ByteView raw, int level,
                                             const Dictionary* dictionary = nullptr);

// What pack_zstd() was given. Throws kCorrupt where the payload does not give exactly
// `raw_length` bytes; nothing is allocated before the frame itself states that length.
[[nodiscard]] Bytes unpack_zstd(ByteView packed, std::uint64_t raw_length);

// The same for a payload packed with a dictionary. Throws kCorrupt also where `dictionaries` does
// not have it or it is not the one that was used.
[[nodiscard]] Bytes unpack_zstd_with_dictionary(ByteView packed, std::uint64_t raw_length,
                                                const DictionarySource& dictionaries);

}  // namespace kho::store
