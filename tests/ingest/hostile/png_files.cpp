// PNG images (ISO/IEC 15948) that claim much, inflate without end, or are wrong.
#include <zlib.h>

#include "tests/ingest/hostile/hostile_file.h"
#include "tests/ingest/hostile/made_bytes.h"

namespace kho::ingest {
namespace {

using namespace ends;

constexpr char kGrey = 0;
constexpr char kPalette = 3;
constexpr char kRgba = 6;

std::string chunk(std::string_view type, std::string_view data) {
  const std::string body = std::string(type) + std::string(data);
  const uLong checksum =
      ::crc32(::crc32(0, nullptr, 0), reinterpret_cast<const Bytef*>(body.data()),
              static_cast<uInt>(body.size()));
  return be32(data.size()) + body + be32(checksum);
}

std::string head(std::uint64_t width, std::uint64_t height, char bits, char colour,
                 bool interlaced = false) {
  return "\x89PNG\r\n\x1A\n" + chunk("IHDR", be32(width) + be32(height) + bits + colour +
                                                 std::string{'\0', '\0', interlaced ? '\1' : '\0'});
}

// So many zero bytes, filter bytes and pixels alike.
std::string black(std::size_t mebibytes) {
  return chunk("IDAT", zlib_of(std::string(kMiB, '\0'), mebibytes));
}

const std::string kEnd = chunk("IEND", "");

}  // namespace

std::vector<HostileFile> png_files() {
  return {
      {"PngOfItsSignature", Pace::kQuick, kVerdicts,
       [] { return std::string("\x89PNG\r\n\x1A\n"); }},
      {"PngCutInItsData", Pace::kQuick, kVerdicts,
       [] {
         const std::string png = head(1000, 1000, 8, kGrey) + black(1);
         return png.substr(0, png.size() - 100);
       }},
      {"PngOfWrongChecksums", Pace::kQuick, kVerdicts,
       [] {
         std::string png = head(100, 100, 8, kGrey) + black(1) + kEnd;
         png[30] ^= 1;
         png[png.size() - 14] ^= 1;
         return png;
       }},
      {"PngOfAbsurdSize", Pace::kQuick, kVerdictsOrLimits,
       [] { return head(0x7FFFFFFF, 0x7FFFFFFF, 16, kRgba) + black(1) + kEnd; }},
      {"PngOfNoSize", Pace::kQuick, kVerdicts,
       [] { return head(0, 0, 8, kGrey) + black(1) + kEnd; }},
      {"PngOfAbsurdDepth", Pace::kQuick, kVerdicts,
       [] { return head(100, 100, '\xFF', '\xFF') + black(1) + kEnd; }},
      {"PngFloodOfBits", Pace::kSlow, kVerdictsOrLimits,
       [] { return head(50'000, 50'000, 1, kGrey) + black(299) + kEnd; }},
      {"PngFloodOfColours", Pace::kSlow, kVerdictsOrLimits,
       [] { return head(20'000, 20'000, 16, kRgba) + black(3100) + kEnd; }},
      {"PngFloodInterlaced", Pace::kSlow, kVerdictsOrLimits,
       [] { return head(30'000, 30'000, 8, kGrey, true) + black(900) + kEnd; }},
      {"PngOfMoreDataThanItHasRows", Pace::kSlow, kVerdictsOrLimits,
       [] { return head(100, 100, 8, kGrey) + black(32 << 10) + kEnd; }},
      {"PngPaletteThatIsMissing", Pace::kQuick, kVerdicts,
       [] { return head(100, 100, 8, kPalette) + black(1) + kEnd; }},
      {"PngProfileOfGigabytes", Pace::kSlow, kVerdictsOrLimits,
       [] {
         return head(100, 100, 8, kGrey) +
                chunk("iCCP", std::string("p\0\0", 3) + zlib_of(std::string(kMiB, '\0'), 8192)) +
                black(1) + kEnd;
       }},
      {"PngCommentOfGigabytes", Pace::kSlow, kVerdictsOrLimits,
       [] {
         return head(100, 100, 8, kGrey) +
                chunk("zTXt", std::string("p\0\0", 3) + zlib_of(std::string(kMiB, 'a'), 8192)) +
                black(1) + kEnd;
       }},
      {"PngOfMillionsOfComments", Pace::kSlow, kVerdictsOrLimits,
       [] {
         return head(100, 100, 8, kGrey) +
                repeated(chunk("tEXt", std::string("k\0v", 3)), 3'000'000) + black(1) + kEnd;
       }},
      {"PngOfMillionsOfEmptyDataChunks", Pace::kSlow, kVerdictsOrLimits,
       [] {
         return head(100, 100, 8, kGrey) + repeated(chunk("IDAT", ""), 4'000'000) + black(1) + kEnd;
       }},
      {"PngChunkOfFourGigabytes", Pace::kQuick, kVerdicts,
       [] { return head(100, 100, 8, kGrey) + be32(0xFFFFFFFF) + "IDAT" + noise(1000); }},
      {"PngDataOfNoise", Pace::kQuick, kVerdicts,
       [] { return head(1000, 1000, 8, kGrey) + chunk("IDAT", "\x78\x9C" + noise(kMiB)) + kEnd; }},
  };
}

}  // namespace kho::ingest
