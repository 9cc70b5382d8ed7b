// store/codecs/deflate.h - zlib streams (the Flate filter of PDF) undone and redone.
//
// The stream is inflated, and what it held is packed harder. To get the very stream back, a search
// of our own predicts the choices of its encoder, and only the wrong predictions are kept: none for
// streams made by any zlib with any settings, which Word, Adobe's and most other PDF writers use
// (decision 009). No outside library decides whether a stream can be put together again.
// Payload: docs/format/codecs.md.
//
// Memory: a small multiple of what the stream holds (64 MiB at most), and that of the packing of it
// (store/codecs/zstd.h, jpeg_xl.h, pixels.h). Time is bounded by counting the steps of the search.
//
// Immutable functions. Errors: Error.
#pragma once

#include <cstdint>
#include <optional>

#include "store/bytes.h"
#include "store/codecs/dictionary.h"

namespace kho::store {

// A zlib stream and up to 64 KiB that follow it, what it holds packed with `dictionary` (optional)
// where that helps; nullopt where there is no whole stream, it holds more than 64 MiB, would take
// too long, or gets no smaller. Anything that is returned can be unpacked on any machine.
[[nodiscard]] std::optional<Bytes> pack_deflate(ByteView raw,
                                                const Dictionary* dictionary = nullptr);

// What pack_deflate() was given, `raw_length` bytes. Throws kCorrupt, also where `dictionaries`
// does not have the one that is needed.
[[nodiscard]] Bytes unpack_deflate(ByteView packed, std::uint64_t raw_length,
                                   const DictionarySource& dictionaries);

// What the zlib stream holds that `raw` begins with (what a dictionary is to be trained on);
// nullopt where pack_deflate() would not take it.
[[nodiscard]] std::optional<Bytes> inflated(ByteView raw);

}  // namespace kho::store
