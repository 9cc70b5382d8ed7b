// ingest/extraction_codec.h - An Extraction as bytes: what the child sends and what is stored.
//
// The bytes are specified in docs/format/extraction.md. The decoder trusts nothing: it is what
// stands between the server and a child that a hostile file has taken over. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "ingest/extraction.h"

namespace kho::ingest {

inline constexpr std::uint16_t kExtractionVersion = 2;

// The record of `extraction`, which keeps the rules of the format: media_type of 1..127 bytes,
// pages of UTF-8 below 4 GiB, pages only and always with kText, a failure only with kFailed; and
// whose findings are about these pages.
[[nodiscard]] std::vector<std::byte> encode(const Extraction& extraction);

// The extraction in `record`; nullopt if any rule of the format is broken or it is of a later
// version. Uses at most a small multiple of record.size() in memory.
[[nodiscard]] std::optional<Extraction> decode(std::span<const std::byte> record);

// The size of the largest record with at most `pages` pages of `text_bytes` bytes together and
// findings.
[[nodiscard]] std::uint64_t record_bytes_max(std::uint32_t pages, std::uint64_t text_bytes);

}  // namespace kho::ingest
