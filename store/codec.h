// store/codec.h - How the bytes of a chunk are packed for the disk. Immutable functions.
#pragma once

#include <cstdint>
#include <optional>

#include "store/bytes.h"

namespace kho::store {

class DictionarySource;

// Numbers are on disk; payloads: docs/format/codecs.md.
enum class Codec : std::uint8_t {
  kRaw = 0,
  kZstd = 1,
  kZstdWithDictionary = 2,
  kJpegXl = 3,
  kDeflate = 4,
  kFax = 5,
};

// `raw` as one zstd frame; nullopt where that would save less than 1/32 of it (scans do not
// compress: storing them raw costs nothing to read).
[[nodiscard]] std::optional<Bytes> compress_if_smaller(ByteView raw);

// Unpacks a payload of `codec` that must give exactly `raw_length` bytes, at most kChunkBytesMax;
// `dictionaries` has those that payloads name. Throws Error kCorrupt where it does not.
[[nodiscard]] Bytes decode(Codec codec, ByteView payload, std::uint64_t raw_length,
                           const DictionarySource& dictionaries);
// The same where there are no dictionaries.
[[nodiscard]] Bytes decode(Codec codec, ByteView payload, std::uint64_t raw_length);

}  // namespace kho::store
