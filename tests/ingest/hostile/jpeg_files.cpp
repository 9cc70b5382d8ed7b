// JPEG images (ITU-T T.81) that claim much, repeat without end, or are cut off.
#include "tests/ingest/hostile/hostile_file.h"
#include "tests/ingest/hostile/made_bytes.h"

namespace kho::ingest {
namespace {

using namespace ends;
using namespace std::string_literals;
using namespace std::string_view_literals;

std::string segment(unsigned char marker, std::string_view data) {
  return std::string{'\xFF', static_cast<char>(marker)} + be16(data.size() + 2) + std::string(data);
}

// All but the frame and the scans: unit quantisation, and codes of one bit for "no difference" and
// for "end of block", so that zero bits are a grey image of any size.
std::string head() {
  const std::string one_code = "\1" + std::string(15, '\0') + std::string(1, '\0');
  return "\xFF\xD8" + segment(0xE0, "JFIF\0\1\1\0\0\1\0\1\0\0"sv) +
         segment(0xDB, std::string(1, '\0') + std::string(64, '\1')) +
         segment(0xC4, std::string(1, '\0') + one_code) +
         segment(0xC4, std::string(1, '\x10') + one_code);
}

std::string frame(unsigned char marker, std::uint64_t width, std::uint64_t height) {
  return segment(marker, "\x08" + be16(height) + be16(width) + std::string("\1\1\x11\0", 4));
}

// A scan of the coefficients `first` to `last`, refined to bit `low`.
std::string scan(char first, char last, char low) {
  return segment(0xDA, std::string("\1\1\0", 3) + first + last + low);
}

std::string baseline(std::uint64_t width, std::uint64_t height, std::string_view data) {
  return head() + frame(0xC0, width, height) + scan(0, 63, 0) + std::string(data) + "\xFF\xD9";
}

// What a camera adds (Exif 2.3): a directory that is its own sub-directory and its own next one.
std::string exif_in_a_circle() {
  return segment(0xE1, std::string("Exif\0\0II*\0\x08\0\0\0", 14) + le16(2) +
                           // Tag, type, count, value: the sub-directory; an orientation of 4 GiB.
                           le16(0x8769) + le16(4) + le32(1) + le32(8) + le16(0x0112) + le16(3) +
                           le32(0xFFFFFFFF) + le32(0xFFFFFFFF) + le32(8));
}

}  // namespace

std::vector<HostileFile> jpeg_files() {
  return {
      {"JpegOfItsFirstBytes", Pace::kQuick, kVerdicts, [] { return "\xFF\xD8\xFF\xE0"s; }},
      {"JpegCutBeforeItsScan", Pace::kQuick, kVerdicts,
       [] { return head() + frame(0xC0, 100, 100); }},
      {"JpegCutInItsScan", Pace::kQuick, kVerdicts,
       [] { return head() + frame(0xC0, 1000, 1000) + scan(0, 63, 0) + std::string(99, '\0'); }},
      {"JpegOfNoSize", Pace::kQuick, kVerdicts, [] { return baseline(0, 0, ""); }},
      {"JpegOfFourBillionPixelsWithoutData", Pace::kSlow, kVerdictsOrLimits,
       [] { return baseline(65500, 65500, ""); }},
      {"JpegOfFourBillionPixels", Pace::kSlow, kVerdictsOrLimits,
       [] { return baseline(65500, 65500, std::string(17 * kMiB, '\0')); }},
      {"JpegOfOneEndlessRow", Pace::kSlow, kVerdictsOrLimits,
       [] { return baseline(65500, 1, std::string(kMiB, '\0')); }},
      {"JpegProgressiveOfFourBillionPixels", Pace::kSlow, kVerdictsOrLimits,
       [] { return head() + frame(0xC2, 65500, 65500) + scan(0, 0, 0) + "\xFF\xD9"; }},
      {"JpegOfThousandsOfScans", Pace::kSlow, kVerdictsOrLimits,
       [] {
         return head() + frame(0xC2, 8000, 8000) + scan(0, 0, 0) +
                repeated(scan(1, 63, 0), 10'000) + "\xFF\xD9";
       }},
      {"JpegOfNoiseInItsScan", Pace::kQuick, kVerdictsOrLimits,
       [] { return baseline(2000, 2000, noise(kMiB)); }},
      {"JpegOfNoiseInItsCodes", Pace::kQuick, kVerdicts,
       [] {
         return head() + segment(0xC4, noise(1000)) + frame(0xC0, 99, 99) + scan(0, 63, 0) +
                noise(1000);
       }},
      {"JpegOfRestartsWithoutEnd", Pace::kQuick, kVerdictsOrLimits,
       [] {
         return head() + segment(0xDD, be16(1)) + frame(0xC0, 2000, 2000) + scan(0, 63, 0) +
                repeated("\xFF\xD0", kMiB);
       }},
      {"JpegOfMillionsOfComments", Pace::kQuick, kVerdictsOrLimits,
       [] { return "\xFF\xD8" + repeated(segment(0xFE, ""), 10'000'000); }},
      {"JpegOfFillBytes", Pace::kQuick, kVerdictsOrLimits,
       [] { return "\xFF\xD8" + std::string(50 * kMiB, '\xFF'); }},
      {"JpegWithExifInACircle", Pace::kQuick, kVerdicts,
       [] {
         std::string jpeg = baseline(100, 100, std::string(99, '\0'));
         return jpeg.insert(2, exif_in_a_circle());
       }},
      {"JpegArithmeticOfNoise", Pace::kQuick, kVerdictsOrLimits,
       [] { return head() + frame(0xC9, 1000, 1000) + scan(0, 63, 0) + noise(kMiB); }},
      {"JpegLosslessOfNoise", Pace::kQuick, kVerdicts,
       [] { return head() + frame(0xC3, 1000, 1000) + scan(1, 0, 0) + noise(kMiB); }},
  };
}

}  // namespace kho::ingest
