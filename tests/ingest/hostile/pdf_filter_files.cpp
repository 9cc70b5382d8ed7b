// PDFs whose content is small as it lies and endless, or nothing, when it is unpacked.
#include <fmt/format.h>

#include "tests/ingest/hostile/hostile_file.h"
#include "tests/ingest/hostile/made_bytes.h"
#include "tests/ingest/hostile/pdf_parts.h"

namespace kho::ingest {
namespace {

using namespace ends;

// A page whose content is `data` behind these filters.
std::string pdf_filtered(std::string_view filters, std::string_view data,
                         std::string_view more = "") {
  return pdf_of_page(pdf_stream_with(fmt::format("/Filter [{}] {}", filters, more), data));
}

// Content is spaces: reading it costs time alone.
std::string spaces() { return std::string(kMiB, ' '); }

// A JBIG2 stream as PDF embeds it: a page and a generic region of this size, all in a few bytes.
std::string jbig2_of(std::uint64_t width, std::uint64_t height) {
  const auto segment = [](int number, int type, const std::string& data) {
    return be32(number) + std::string({static_cast<char>(type), '\0', '\1'}) + be32(data.size()) +
           data;
  };
  const std::string size = be32(width) + be32(height);
  const std::string region = size + be32(0) + be32(0) + std::string("\0", 1);
  return segment(0, 48, size + be64(0) + std::string(3, '\0')) +
         segment(1, 38, region + std::string("\0\3\xFF\xFD\xFF\2\xFE\xFE\xFE", 9) + noise(64)) +
         segment(2, 49, "");
}

}  // namespace

std::vector<HostileFile> pdf_filter_files() {
  return {
      {"PdfFlateOfSpaces",
       Pace::kSlow,
       {kTimeout, kNoText},
       [] { return pdf_of_page(pdf_flate_bomb(spaces(), 16 << 10)); }},
      {"PdfFlateOfFlateOfSpaces",
       Pace::kSlow,
       {kTimeout, kNoText},
       [] { return pdf_of_page(pdf_flate_bomb(spaces(), 16 << 10, 2)); }},
      {"PdfFlateFiveTimesOfSpaces",
       Pace::kSlow,
       {kTimeout, kNoText},
       [] { return pdf_of_page(pdf_flate_bomb(spaces(), 16 << 10, 5)); }},
      {"PdfFlateOfText",
       Pace::kSlow,
       {kTimeout, kMemory},
       [] { return pdf_of_page(pdf_flate_bomb(repeated(kShowKho, 32 << 10), 4 << 10, 2)); }},
      {"PdfFlateThousandTimesOverNothing",
       Pace::kQuick,
       {kNoText, kText},
       [] { return pdf_filtered(repeated("/FlateDecode ", 1000), zlib_of(kShowKho)); }},
      {"PdfFlateHundredThousandTimesOverNothing",
       Pace::kSlow,
       {kNoText, kMemory, kTimeout},
       [] { return pdf_filtered(repeated("/FlateDecode ", 100'000), zlib_of(kShowKho)); }},
      {"PdfHexMillionTimesOverNothing",
       Pace::kSlow,
       {kNoText, kMemory, kTimeout, kCrashed},
       [] { return pdf_filtered(repeated("/ASCIIHexDecode ", 1'000'000), "20>"); }},
      {"PdfFiltersInACircle",
       Pace::kQuick,
       {kNoText, kText, kBroken},
       [] {
         auto objects =
             pdf_page_objects(pdf_stream_with("/Filter 5 0 R /DecodeParms 5 0 R", kShowKho),
                              kHelvetica, {"[5 0 R 6 0 R]", "[/FlateDecode 5 0 R]"});
         return pdf_of_objects(objects);
       }},
      {"PdfUnknownFilter",
       Pace::kQuick,
       {kNoText},
       [] { return pdf_filtered("/NoSuchDecode", kShowKho); }},
      {"PdfLzwOfSpaces",
       Pace::kSlow,
       {kTimeout, kNoText},
       [] { return pdf_filtered("/LZWDecode", lzw_of(' ', 16ULL << 30)); }},
      {"PdfFlateOfLzwOfText",
       Pace::kSlow,
       {kTimeout, kNoText},
       [] { return pdf_filtered("/FlateDecode /LZWDecode", zlib_of(lzw_of('q', 8ULL << 30))); }},
      {"PdfFlateOfRunLengths",
       Pace::kSlow,
       {kTimeout, kNoText},
       [] {
         return pdf_filtered("/FlateDecode /RunLengthDecode",
                             zlib_of(repeated("\x81 ", kMiB / 2), 1024));
       }},
      {"PdfFlateOfAscii85Zeros",
       Pace::kSlow,
       {kTimeout, kNoText},
       [] {
         return pdf_filtered("/FlateDecode /ASCII85Decode", zlib_of(std::string(kMiB, 'z'), 4096));
       }},
      {"PdfAscii85OfHexOfFlateOfLzw",
       Pace::kQuick,
       {kNoText},
       [] {
         return pdf_filtered("/ASCII85Decode /ASCIIHexDecode /FlateDecode /LZWDecode", noise(kMiB));
       }},
      {"PdfPredictorOfAbsurdColumns",
       Pace::kQuick,
       {kNoText, kText, kBroken, kMemory},
       [] {
         return pdf_filtered("/FlateDecode", zlib_of(kShowKho),
                             "/DecodeParms [<< /Predictor 15 /Columns 2147483647 /Colors 32 "
                             "/BitsPerComponent 16 >>]");
       }},
      {"PdfPredictorBelowZero",
       Pace::kQuick,
       {kNoText, kText, kBroken},
       [] {
         return pdf_filtered("/LZWDecode", lzw_of(' ', 99),
                             "/DecodeParms [<< /Predictor 2 /Columns -1 /Colors -2147483648 "
                             "/BitsPerComponent -8 /EarlyChange 99 >>]");
       }},
      {"PdfCcittOfAbsurdSize",
       Pace::kQuick,
       {kNoText, kMemory},
       [] {
         return pdf_filtered("/CCITTFaxDecode", noise(4096),
                             "/DecodeParms [<< /K -1 /Columns 2147483647 /Rows 2147483647 >>]");
       }},
      {"PdfCcittOfEndlessWhiteRows",
       Pace::kSlow,
       {kNoText, kTimeout, kMemory},
       [] {
         return pdf_filtered("/FlateDecode /CCITTFaxDecode",
                             zlib_of(std::string(kMiB, '\xFF'), 512),
                             "/DecodeParms [null << /K -1 /Columns 60000 /Rows 2000000000 >>]");
       }},
      {"PdfJbig2OfAbsurdSize",
       Pace::kQuick,
       {kNoText, kMemory},
       [] { return pdf_filtered("/JBIG2Decode", jbig2_of(0xFFFFFFFF, 0xFFFFFFFF)); }},
      {"PdfJbig2OfFourBillionPixels",
       Pace::kSlow,
       {kNoText, kTimeout, kMemory},
       [] { return pdf_filtered("/JBIG2Decode", jbig2_of(60'000, 70'000)); }},
      {"PdfJbig2WhoseGlobalsAreItself",
       Pace::kQuick,
       {kNoText, kBroken},
       [] {
         return pdf_filtered("/JBIG2Decode", jbig2_of(9, 9),
                             "/DecodeParms [<< /JBIG2Globals 4 0 R >>]");
       }},
      {"PdfJbig2OfNoise",
       Pace::kQuick,
       {kNoText},
       [] { return pdf_filtered("/JBIG2Decode", jbig2_of(100, 100) + noise(kMiB)); }},
      {"PdfJpxOfNoise",
       Pace::kQuick,
       {kNoText},
       [] {
         return pdf_filtered("/JPXDecode",
                             std::string("\0\0\0\x0CjP  \r\n\x87\n", 12) + noise(kMiB));
       }},
      {"PdfDctOfNoise",
       Pace::kQuick,
       {kNoText},
       [] { return pdf_filtered("/DCTDecode", "\xFF\xD8\xFF\xC0" + noise(kMiB)); }},
      {"PdfStreamInAFileOfTheServer",
       Pace::kQuick,
       {kNoText},
       [] { return pdf_of_page(pdf_stream_with("/F (/etc/passwd) /FFilter /FlateDecode", " ")); }},
  };
}

}  // namespace kho::ingest
