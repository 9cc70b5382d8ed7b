#include "tests/ingest/hostile/made_zip.h"

#include <zlib.h>

#include "tests/ingest/hostile/made_bytes.h"

namespace kho::ingest {
namespace {

// What the two headers have in common.
std::string description(const ZipEntry& entry) {
  return le16(20) + le16(entry.flags) + le16(entry.method) + le32(0) + le32(entry.checksum) +
         le32(entry.data.size()) + le32(entry.size) + le16(entry.name.size()) +
         le16(entry.extra.size());
}

}  // namespace

ZipEntry stored(std::string name, std::string_view data) {
  return {.name = std::move(name),
          .data = std::string(data),
          .method = 0,
          .size = data.size(),
          .checksum = ::crc32(0, reinterpret_cast<const Bytef*>(data.data()),
                              static_cast<uInt>(data.size())),
          .extra = {},
          .flags = 0};
}

ZipEntry deflated(std::string name, std::string_view piece, std::size_t times) {
  ZipEntry entry = stored(std::move(name), piece);
  const uLong of_piece = entry.checksum;
  for (std::size_t i = 1; i < times; ++i) {
    entry.checksum = ::crc32_combine(entry.checksum, of_piece, static_cast<z_off_t>(piece.size()));
  }
  entry.data = deflate_of(piece, times);
  entry.method = 8;
  entry.size = piece.size() * times;
  return entry;
}

std::string zip_local_header(const ZipEntry& entry) {
  return "PK\3\4" + description(entry) + entry.name + entry.extra;
}

std::string zip_central_header(const ZipEntry& entry, std::uint64_t offset) {
  return "PK\1\2" + le16(20) + description(entry) + le16(0) + le16(0) + le16(0) + le32(0) +
         le32(offset) + entry.name + entry.extra;
}

std::string zip_end(std::uint64_t entries, std::uint64_t directory_bytes,
                    std::uint64_t directory_offset) {
  return "PK\5\6" + le16(0) + le16(0) + le16(entries) + le16(entries) + le32(directory_bytes) +
         le32(directory_offset) + le16(0);
}

std::string zip_of(const std::vector<ZipEntry>& entries) {
  std::string zip;
  std::string directory;
  for (const ZipEntry& entry : entries) {
    directory += zip_central_header(entry, zip.size());
    zip += zip_local_header(entry) + entry.data;
  }
  const std::size_t offset = zip.size();
  return zip + directory + zip_end(entries.size(), directory.size(), offset);
}

}  // namespace kho::ingest
