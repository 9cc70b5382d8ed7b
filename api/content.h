// api/content.h - A file as HTTP gives it: whole, in ranges, or not at all where the client has it.
//
// Conditions and ranges: RFC 9110, sections 13 and 14; digests: RFC 9530. The entity tag is strong:
// the SHA-256 of the file. Small files are read before the answer begins, so that damage is an
// error with a code; larger ones while they are sent, and damage then cuts the connection off.
// Either way no wrong byte is sent. Functions; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http.h"
#include "store/sha256.h"
#include "warehouse/file_reader.h"

namespace kho::api {

inline constexpr std::uint64_t kGatheredBytesMax = 256 << 10;
inline constexpr std::size_t kRangesMax = 16;

// First and last byte, both included.
struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  [[nodiscard]] std::uint64_t size() const { return last - first + 1; }
  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

// The ranges of a Range header for a file of `size` bytes. Empty: none of them is in the file.
// nullopt: the header is to be ignored, because it is no list of byte ranges, has more than
// kRangesMax, or asks for more than the whole file.
[[nodiscard]] std::optional<std::vector<ByteRange>> parse_ranges(std::string_view header,
                                                                 std::uint64_t size);

// The 32 bytes of a SHA-256 as Repr-Digest says them (RFC 9530, section 3).
[[nodiscard]] std::string digest_text(std::string_view raw_hash);

// Whether an If-None-Match header names this entity tag (RFC 9110, 13.1.2: weak comparison).
[[nodiscard]] bool matches_tag(std::string_view header, std::string_view tag);

struct Content {
  store::Sha256 sha256;
  std::uint64_t size = 0;
  std::string media_type;
  warehouse::FileReader file;
};

// 200, 206, 304 or 416. Throws what reading throws.
[[nodiscard]] Response content_response(const Request& request, Content content);

}  // namespace kho::api
