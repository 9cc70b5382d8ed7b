// api/multipart.h - The parts of a multipart/form-data body (RFC 7578, RFC 2046 section 5.1).
//
// Strict where leniency would store a damaged file: a body without its closing boundary, or with
// anything malformed in between, is refused as a whole.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kho::api {

struct Part {
  std::string name;          // Of Content-Disposition.
  std::string file_name;     // Of Content-Disposition, without any path; may be empty.
  std::string content_type;  // Without parameters, lower case; may be empty.
  std::string_view content;  // Inside the body that was parsed.
};

inline constexpr std::size_t kPartsMax = 16;
inline constexpr std::size_t kPartHeaderBytesMax = 8192;

// Throws Problem 415 multipart_expected or 400 multipart_broken.
[[nodiscard]] std::vector<Part> parse_multipart(std::string_view content_type,
                                                std::string_view body);

}  // namespace kho::api
