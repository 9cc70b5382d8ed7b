// TIFF images (TIFF 6.0, BigTIFF) whose directories loop and whose strips are not what they claim.
#include <initializer_list>

#include "tests/ingest/hostile/hostile_file.h"
#include "tests/ingest/hostile/made_bytes.h"

namespace kho::ingest {
namespace {

using namespace ends;

// Names of the standard.
constexpr std::uint16_t kImageWidth = 256;
constexpr std::uint16_t kImageLength = 257;
constexpr std::uint16_t kBitsPerSample = 258;
constexpr std::uint16_t kCompression = 259;
constexpr std::uint16_t kPhotometric = 262;
constexpr std::uint16_t kStripOffsets = 273;
constexpr std::uint16_t kSamplesPerPixel = 277;
constexpr std::uint16_t kRowsPerStrip = 278;
constexpr std::uint16_t kStripByteCounts = 279;
constexpr std::uint16_t kTileWidth = 322;
constexpr std::uint16_t kTileLength = 323;
constexpr std::uint16_t kTileOffsets = 324;
constexpr std::uint16_t kTileByteCounts = 325;
constexpr std::uint16_t kSubIfds = 330;
constexpr std::uint16_t kJpegTables = 347;

constexpr std::uint64_t kNoCompression = 1;
constexpr std::uint64_t kGroup4 = 4;
constexpr std::uint64_t kLzw = 5;
constexpr std::uint64_t kJpeg = 7;
constexpr std::uint64_t kDeflate = 8;
constexpr std::uint64_t kPackBits = 32773;

constexpr std::uint64_t kHeadBytes = 8;

struct Entry {
  std::uint16_t tag;
  std::uint64_t value;      // Or where `count` values are.
  std::uint64_t count = 1;  // Of 32 bits each.
};

std::string directory(std::initializer_list<Entry> entries, std::uint64_t next) {
  std::string bytes = le16(entries.size());
  for (const Entry& entry : entries) {
    bytes += le16(entry.tag) + le16(4) + le32(entry.count) + le32(entry.value);
  }
  return bytes + le32(next);
}

std::string head(std::uint64_t first) { return std::string("II*\0", 4) + le32(first); }

// One strip of `data`, right behind the head, that is said to be the whole image.
std::string tiff_of_strip(std::uint64_t width, std::uint64_t height, std::uint64_t compression,
                          std::string_view data, std::uint64_t bits = 8) {
  return head(kHeadBytes + data.size()) + std::string(data) +
         directory({{kImageWidth, width},
                    {kImageLength, height},
                    {kBitsPerSample, bits},
                    {kCompression, compression},
                    {kPhotometric, 0},
                    {kStripOffsets, kHeadBytes},
                    {kSamplesPerPixel, 1},
                    {kRowsPerStrip, height},
                    {kStripByteCounts, data.size()}},
                   0);
}

// Directories of one small picture each, so many, one behind the other.
std::string tiff_of_pages(std::size_t pages) {
  constexpr std::size_t kEach = 2 + 5 * 12 + 4;
  std::string tiff = head(kHeadBytes);
  for (std::size_t i = 0; i < pages; ++i) {
    tiff += directory({{kImageWidth, 1},
                       {kImageLength, 1},
                       {kPhotometric, 0},
                       {kStripOffsets, 0},
                       {kStripByteCounts, 1}},
                      i + 1 < pages ? kHeadBytes + (i + 1) * kEach : 0);
  }
  return tiff;
}

}  // namespace

std::vector<HostileFile> tiff_files() {
  return {
      {"TiffOfItsHead", Pace::kQuick, kVerdicts, [] { return head(kHeadBytes); }},
      {"TiffDirectoryThatIsItsNext", Pace::kQuick, kVerdictsOrLimits,
       [] {
         return head(kHeadBytes) +
                directory({{kImageWidth, 1}, {kImageLength, 1}, {kStripOffsets, 8}}, kHeadBytes);
       }},
      {"TiffDirectoriesThatFollowEachOther", Pace::kQuick, kVerdictsOrLimits,
       [] {
         constexpr std::uint64_t kSecond = kHeadBytes + 2 + 12 + 4;
         return head(kHeadBytes) + directory({{kImageWidth, 1}}, kSecond) +
                directory({{kImageLength, 1}}, kHeadBytes);
       }},
      {"TiffDirectoryThatIsItsChild", Pace::kQuick, kVerdictsOrLimits,
       [] {
         return head(kHeadBytes) +
                directory({{kImageWidth, 9}, {kImageLength, 9}, {kSubIfds, kHeadBytes}}, 0);
       }},
      {"TiffOf5001Pages", Pace::kSlow, kVerdictsOrLimits, [] { return tiff_of_pages(5001); }},
      {"TiffOfHundredsOfThousandsOfPages", Pace::kSlow, kVerdictsOrLimits,
       [] { return tiff_of_pages(900'000); }},
      {"TiffDirectoryBeyondTheEnd", Pace::kQuick, kVerdicts, [] { return head(0xFFFFFFFF); }},
      {"TiffDirectoryOf65535Entries", Pace::kQuick, kVerdictsOrLimits,
       [] { return head(kHeadBytes) + le16(0xFFFF) + noise(65535 * 12); }},
      {"TiffStripBeyondTheEnd", Pace::kQuick, kVerdicts,
       [] {
         return head(kHeadBytes) + directory({{kImageWidth, 100},
                                              {kImageLength, 100},
                                              {kBitsPerSample, 8},
                                              {kCompression, kNoCompression},
                                              {kPhotometric, 0},
                                              {kStripOffsets, 0xFFFFFF00},
                                              {kStripByteCounts, 0xFFFFFFFF}},
                                             0);
       }},
      {"TiffOfBillionsOfStrips", Pace::kQuick, kVerdictsOrLimits,
       [] {
         return head(kHeadBytes) + directory({{kImageWidth, 100},
                                              {kImageLength, 0xFFFFFFFF},
                                              {kBitsPerSample, 8},
                                              {kStripOffsets, 8, 0xFFFFFFFF},
                                              {kRowsPerStrip, 1},
                                              {kStripByteCounts, 8, 0xFFFFFFFF}},
                                             0);
       }},
      {"TiffOfAbsurdSize", Pace::kQuick, kVerdictsOrLimits,
       [] { return tiff_of_strip(0xFFFFFFFF, 0xFFFFFFFF, kNoCompression, "x"); }},
      {"TiffOfAbsurdDepth", Pace::kQuick, kVerdicts,
       [] { return tiff_of_strip(100, 100, kNoCompression, "x", 65535); }},
      {"TiffOfAbsurdTiles", Pace::kQuick, kVerdictsOrLimits,
       [] {
         return head(kHeadBytes) + directory({{kImageWidth, 0x80000000},
                                              {kImageLength, 0x80000000},
                                              {kBitsPerSample, 8},
                                              {kCompression, kDeflate},
                                              {kPhotometric, 0},
                                              {kTileWidth, 0x80000000},
                                              {kTileLength, 0x80000000},
                                              {kTileOffsets, 8},
                                              {kTileByteCounts, 99}},
                                             0);
       }},
      {"TiffOfTilesOfOnePixel", Pace::kSlow, kVerdictsOrLimits,
       [] {
         return head(kHeadBytes) + directory({{kImageWidth, 60'000},
                                              {kImageLength, 60'000},
                                              {kBitsPerSample, 8},
                                              {kTileWidth, 1},
                                              {kTileLength, 1},
                                              {kTileOffsets, 8, 60'000},
                                              {kTileByteCounts, 8, 60'000}},
                                             0);
       }},
      {"TiffLzwBomb", Pace::kSlow, kVerdictsOrLimits,
       [] { return tiff_of_strip(60'000, 60'000, kLzw, lzw_of('\0', 4ULL << 30)); }},
      {"TiffDeflateBomb", Pace::kSlow, kVerdictsOrLimits,
       [] {
         return tiff_of_strip(60'000, 60'000, kDeflate, zlib_of(std::string(kMiB, '\0'), 4096));
       }},
      {"TiffPackBitsBomb", Pace::kSlow, kVerdictsOrLimits,
       [] {
         return tiff_of_strip(60'000, 60'000, kPackBits,
                              repeated(std::string("\x81\0", 2), 28'000'000));
       }},
      {"TiffDeflateBombOfOneRow", Pace::kSlow, kVerdictsOrLimits,
       [] { return tiff_of_strip(100, 1, kDeflate, zlib_of(std::string(kMiB, '\0'), 8192)); }},
      {"TiffGroup4OfAbsurdWidth", Pace::kQuick, kVerdictsOrLimits,
       [] { return tiff_of_strip(0x7FFFFFFF, 0x7FFFFFFF, kGroup4, noise(1000), 1); }},
      {"TiffGroup4OfWhiteRows", Pace::kSlow, kVerdictsOrLimits,
       [] { return tiff_of_strip(60'000, 60'000, kGroup4, std::string(8000, '\xFF'), 1); }},
      {"TiffJpegOfNoise", Pace::kQuick, kVerdicts,
       [] { return tiff_of_strip(1000, 1000, kJpeg, "\xFF\xD8" + noise(1000)); }},
      {"TiffJpegTablesOfNoise", Pace::kQuick, kVerdicts,
       [] {
         return head(kHeadBytes) +
                directory({{kImageWidth, 100},
                           {kImageLength, 100},
                           {kBitsPerSample, 8},
                           {kCompression, kJpeg},
                           {kStripOffsets, 8},
                           {kStripByteCounts, 200},
                           {kJpegTables, 8, 0x7FFFFFFF}},
                          0) +
                noise(1000);
       }},
      {"TiffOfNoise", Pace::kQuick, kVerdictsOrLimits,
       [] { return head(kHeadBytes) + noise(kMiB); }},
      {"TiffBigOffsetOfNineQuintillion", Pace::kQuick, kVerdicts,
       [] { return std::string("II+\0\x08\0\0\0", 8) + le64(0x7FFFFFFFFFFFFFFF) + noise(99); }},
      {"TiffBigDirectoryWithoutEnd", Pace::kQuick, kVerdictsOrLimits,
       [] {
         return std::string("II+\0\x08\0\0\0", 8) + le64(16) + le64(0xFFFFFFFFFFFFFFFF) +
                noise(1000);
       }},
      {"TiffBigStripOfNineQuintillion", Pace::kQuick, kVerdicts,
       [] {
         const auto entry = [](std::uint64_t tag, std::uint64_t value) {
           return le16(tag) + le16(16) + le64(1) + le64(value);
         };
         return std::string("II+\0\x08\0\0\0", 8) + le64(16) + le64(5) + entry(kImageWidth, 99) +
                entry(kImageLength, 99) + entry(kBitsPerSample, 8) +
                entry(kStripOffsets, 0x8000000000000000) +
                entry(kStripByteCounts, 0x8000000000000000) + le64(16);
       }},
  };
}

}  // namespace kho::ingest
