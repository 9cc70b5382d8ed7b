// tests/ingest/hostile/made_bytes.h - What binary files are put together from.
//
// Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace kho::ingest {

inline constexpr std::size_t kMiB = std::size_t{1} << 20;

// Unsigned integers of so many bits, least or most significant byte first.
std::string le16(std::uint64_t value);
std::string le32(std::uint64_t value);
std::string le64(std::uint64_t value);
std::string be16(std::uint64_t value);
std::string be32(std::uint64_t value);
std::string be64(std::uint64_t value);

inline constexpr std::size_t kDeflateEndBytes = 2;

std::string repeated(std::string_view piece, std::size_t times);

// `piece`, so often, as DEFLATE data (RFC 1951) and as a zlib stream with a right checksum
// (RFC 1950). The packed bytes of the first `piece` are repeated too, so that terabytes cost
// nothing to pack: a bomb of a thousand to one, and of a million to one when packed once more.
// The last kDeflateEndBytes of the former end it, and without them more may follow.
std::string deflate_of(std::string_view piece, std::size_t times = 1);
std::string zlib_of(std::string_view piece, std::size_t times = 1);

// At least `bytes` times `fill` by LZW as PDF and TIFF have it (ISO 32000-1, 7.4.4; TIFF 6.0,
// section 13): most significant bit first, codes that widen early.
std::string lzw_of(char fill, std::uint64_t bytes);

// Rubbish that is the same in every run.
std::string noise(std::size_t bytes);

}  // namespace kho::ingest
