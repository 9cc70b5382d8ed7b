// store/codecs/deflate_trees.h - Which codes an encoder like zlib would give a block.
//
// Huffman's construction with zlib's way of breaking ties and of cutting codes to 15 bits, and its
// run-length writing of the lengths (RFC 1951, 3.2.7 leaves all of this to the encoder).
//
// FROZEN, as store/codecs/deflate_predictor.h is, and for the same reason.
//
// Private to store/codecs. Immutable functions.
#pragma once

#include "store/codecs/deflate_stream.h"

namespace kho::store {

// The header of a dynamic block of `tokens`, whose bytes `raw` begins with.
[[nodiscard]] DynamicHeader predict_header(std::span<const Token> tokens, ByteView raw);

}  // namespace kho::store
