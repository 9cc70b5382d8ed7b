// ingest/signature/byte_range.h - Which bytes of a file a signature speaks for.
//
// A signature of a PDF covers the whole file but for one gap, the hex string of its own Contents
// (ISO 32000-1, 12.8.1). What is read here comes from a hostile file: most known attacks on signed
// PDFs (Mladenov et al., "1 Trillion Dollar Refund", CCS 2019) lie about these four numbers.
// Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "ingest/signature/pdf_signature.h"

namespace kho::ingest {

// Offsets into the file: signed are [0, gap_begin) and [gap_end, end).
struct SignedRange {
  std::uint64_t gap_begin = 0;
  std::uint64_t gap_end = 0;
  std::uint64_t end = 0;
};

// The range that the numbers of a ByteRange name, if what they leave out is exactly `contents`, the
// value of the dictionary's Contents, as a hex string; else what is wrong.
[[nodiscard]] std::variant<SignedRange, SignatureReason> check_byte_range(
    std::span<const std::byte> file, const std::vector<std::int64_t>& numbers,
    std::string_view contents);

// The bytes that the hex string in the gap of a checked range stands for.
[[nodiscard]] std::vector<std::byte> gap_contents(std::span<const std::byte> file,
                                                  const SignedRange& range);

// How many bytes of white space (ISO 32000-1, 7.2.2) end the file: of no meaning to any reader.
[[nodiscard]] std::uint64_t blank_bytes_at_end(std::span<const std::byte> file);

}  // namespace kho::ingest
