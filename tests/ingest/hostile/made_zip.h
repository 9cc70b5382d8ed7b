// tests/ingest/hostile/made_zip.h - ZIP archives (PKWARE APPNOTE 6.3.3) that may say anything.
//
// Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kho::ingest {

struct ZipEntry {
  std::string name;
  std::string data;            // As it lies in the archive.
  std::uint64_t method = 0;    // 0 stored, 8 deflated.
  std::uint64_t size = 0;      // As it claims to be when unpacked.
  std::uint64_t checksum = 0;  // CRC-32; that of the unpacked bytes, or a lie.
  std::string extra;           // Extra fields, in both headers.
  std::uint64_t flags = 0;
};

// Right throughout: stored as it is, or deflated so often.
ZipEntry stored(std::string name, std::string_view data);
ZipEntry deflated(std::string name, std::string_view piece, std::size_t times = 1);

std::string zip_of(const std::vector<ZipEntry>& entries);

// The two headers of an entry, and the end record, for archives that do not add up.
std::string zip_local_header(const ZipEntry& entry);
std::string zip_central_header(const ZipEntry& entry, std::uint64_t offset);
std::string zip_end(std::uint64_t entries, std::uint64_t directory_bytes,
                    std::uint64_t directory_offset);

}  // namespace kho::ingest
