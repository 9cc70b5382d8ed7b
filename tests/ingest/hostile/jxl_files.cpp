// JPEG XL images (ISO/IEC 18181) that are cut off, and containers of boxes that lie.
#include "tests/ingest/hostile/hostile_file.h"
#include "tests/ingest/hostile/made_bytes.h"

namespace kho::ingest {
namespace {

using namespace ends;

std::string box(std::string_view type, std::string_view data) {
  return be32(data.size() + 8) + std::string(type) + std::string(data);
}

std::string container() {
  return std::string("\0\0\0\x0CJXL \r\n\x87\n", 12) +
         box("ftyp", std::string("jxl \0\0\0\0jxl ", 12));
}

// A size header of 30 bits each way, then an image header of defaults, then noise.
std::string codestream_of_a_billion_rows() {
  return "\xFF\x0A" + std::string("\xFE\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\1", 10) + noise(1000);
}

}  // namespace

std::vector<HostileFile> jxl_files() {
  return {
      {"JxlOfItsSignature", Pace::kQuick, kVerdicts, [] { return std::string("\xFF\x0A"); }},
      {"JxlOfNoise", Pace::kQuick, kVerdictsOrLimits, [] { return "\xFF\x0A" + noise(kMiB); }},
      {"JxlOfABillionRows", Pace::kQuick, kVerdictsOrLimits, codestream_of_a_billion_rows},
      {"JxlContainerWithoutCodestream", Pace::kQuick, kVerdicts, container},
      {"JxlBoxOfNineQuintillion", Pace::kQuick, kVerdicts,
       [] { return container() + be32(1) + "jxlc" + be64(0x7FFFFFFFFFFFFFFF) + noise(1000); }},
      {"JxlBoxSmallerThanItsHead", Pace::kQuick, kVerdicts,
       [] { return container() + be32(3) + "jxlc" + noise(1000); }},
      {"JxlOfMillionsOfBoxes", Pace::kQuick, kVerdictsOrLimits,
       [] { return container() + repeated(box("free", ""), 5'000'000); }},
      {"JxlOfMillionsOfEmptyParts", Pace::kQuick, kVerdictsOrLimits,
       [] { return container() + repeated(box("jxlp", be32(0)), 4'000'000); }},
      {"JxlPackedBoxOfNoise", Pace::kQuick, kVerdicts,
       [] { return container() + box("brob", "Exif" + noise(kMiB)); }},
      {"JxlOfAJpegThatIsNone", Pace::kQuick, kVerdicts,
       [] { return container() + box("jbrd", noise(1000)) + box("jxlc", "\xFF\x0A" + noise(99)); }},
  };
}

}  // namespace kho::ingest
