// PDFs whose images, colours, functions and shadings claim more than they have.
#include <fmt/format.h>

#include "tests/ingest/hostile/hostile_file.h"
#include "tests/ingest/hostile/made_bytes.h"
#include "tests/ingest/hostile/pdf_parts.h"

namespace kho::ingest {
namespace {

using namespace ends;

// A page that draws image 5 and then shows "Kho", so that the text is lost if the image harms.
std::string pdf_of_image(std::string_view entries, std::string_view data,
                         std::vector<std::string> others = {}) {
  others.insert(others.begin(),
                pdf_stream_with(fmt::format("/Type /XObject /Subtype /Image {}", entries), data));
  return pdf_of_page(pdf_stream(fmt::format("q 9 0 0 9 0 0 cm /X Do Q {}", kShowKho)),
                     fmt::format("/XObject << /X 5 0 R >> {}", kHelvetica), std::move(others));
}

// A page that paints with colour space 5 and with shading 6, then shows "Kho".
std::string pdf_of_paint(std::string colour_space, std::string shading,
                         std::vector<std::string> others = {}) {
  others.insert(others.begin(), {std::move(colour_space), std::move(shading)});
  return pdf_of_page(
      pdf_stream(fmt::format("/C cs 0.5 sc /C CS 0.5 SC /S sh 0 0 9 9 re f {}", kShowKho)),
      fmt::format("/ColorSpace << /C 5 0 R >> /Shading << /S 6 0 R >> {}", kHelvetica),
      std::move(others));
}

std::string pdf_of_function(std::string function) {
  return pdf_of_paint("[/Separation /Ink /DeviceGray 7 0 R]",
                      "<< /ShadingType 1 /ColorSpace /DeviceGray /Function 7 0 R >>",
                      {std::move(function)});
}

std::string mesh(int type, std::string_view data) {
  return pdf_stream_with(
      fmt::format(
          "/ShadingType {} /ColorSpace /DeviceGray /BitsPerCoordinate 8 /BitsPerComponent 8 "
          "/BitsPerFlag 8 /VerticesPerRow 2 /Decode [0 1 0 1 0 1] /Filter /FlateDecode",
          type),
      data);
}

// A JPEG 2000 codestream (ISO/IEC 15444-1) as far as the sizes of image and tiles.
std::string jpx_of(std::uint64_t size, std::uint64_t tile) {
  const std::string sizes = be16(0) + be32(size) + be32(size) + be64(0) + be32(tile) + be32(tile) +
                            be64(0) + be16(1) + "\7\1\1";
  const std::string coding = std::string("\0\0\0\1\0\5\4\4\0\1", 10);
  const std::string steps("\x40\x40\x48\x48\x50\x48\x48\x50\x48\x48\x50\x48\x48\x50\x48\x48\x50",
                          17);
  return "\xFF\x4F\xFF\x51" + be16(sizes.size() + 2) + sizes + "\xFF\x52" +
         be16(coding.size() + 2) + coding + "\xFF\x5C" + be16(steps.size() + 2) + steps +
         "\xFF\x90" + be16(10) + be16(0) + be32(0) + std::string("\0\1", 2) + "\xFF\x93" +
         noise(999) + "\xFF\xD9";
}

}  // namespace

std::vector<HostileFile> pdf_picture_files() {
  return {
      {"PdfImageOfTwoBillionByTwoBillion",
       Pace::kQuick,
       {kText},
       [] {
         return pdf_of_image(
             "/Width 2147483647 /Height 2147483647 /ColorSpace /DeviceCMYK "
             "/BitsPerComponent 16",
             "x");
       }},
      {"PdfImageBelowZero",
       Pace::kQuick,
       {kText},
       [] {
         return pdf_of_image(
             "/Width -1 /Height -2147483648 /ColorSpace /DeviceGray /BitsPerComponent -8", "x");
       }},
      {"PdfImageThatMasksItself",
       Pace::kQuick,
       {kText},
       [] {
         return pdf_of_image(
             "/Width 9 /Height 9 /ColorSpace 6 0 R /BitsPerComponent 8 /SMask 5 0 R "
             "/Mask 5 0 R /Alternates [<< /Image 5 0 R >>] /OC 5 0 R",
             "x", {"[/Indexed 6 0 R 2147483647 5 0 R]"});
       }},
      {"PdfImageOfSixteenGigabytes",
       Pace::kQuick,
       {kText, kTimeout},
       [] {
         return pdf_of_image(
             "/Width 65000 /Height 65000 /ColorSpace /DeviceGray /BitsPerComponent 8 "
             "/Filter /FlateDecode",
             zlib_of(std::string(kMiB, '\0'), 16 << 10));
       }},
      {"PdfJpxOfFourBillionPixels",
       Pace::kQuick,
       {kText, kTimeout, kMemory},
       [] { return pdf_of_image("/Filter /JPXDecode", jpx_of(0xFFFFFFFF, 0xFFFFFFFF)); }},
      {"PdfJpxOfFourBillionTiles",
       Pace::kQuick,
       {kText, kTimeout, kMemory},
       [] { return pdf_of_image("/Filter /JPXDecode", jpx_of(65'000, 1)); }},
      {"PdfJpxThatFillsTheMemory",
       Pace::kQuick,
       {kText, kTimeout, kMemory},
       [] { return pdf_of_image("/Filter /JPXDecode", jpx_of(15'000, 15'000)); }},
      {"PdfColourSpaceThatIsItsBase",
       Pace::kQuick,
       {kText},
       [] {
         return pdf_of_paint("[/Indexed 5 0 R 255 5 0 R]",
                             "<< /ShadingType 2 /ColorSpace 5 0 R /Function 6 0 R >>");
       }},
      {"PdfColourSpaceOfMillionsOfInks",
       Pace::kQuick,
       {kText},
       [] {
         return pdf_of_paint(
             fmt::format("[/DeviceN [{}] /DeviceGray 7 0 R]", repeated("/Ink ", 1'000'000)), "null",
             {"<< /FunctionType 2 /N 1e308 /Domain [0 1] >>"});
       }},
      {"PdfProfileOfGigabytes",
       Pace::kSlow,
       {kText, kTimeout, kMemory},
       [] {
         return pdf_of_paint("[/ICCBased 7 0 R]", "null",
                             {pdf_stream_with("/N 1 /Alternate 5 0 R /Filter /FlateDecode",
                                              zlib_of(std::string(kMiB, '\0'), 16 << 10))});
       }},
      {"PdfFunctionOfAMillionBraces",
       Pace::kQuick,
       {kText, kCrashed},
       [] {
         return pdf_of_function(pdf_stream_with("/FunctionType 4 /Domain [0 1] /Range [0 1]",
                                                repeated("{ ", 1'000'000)));
       }},
      {"PdfFunctionOfMillionsOfOperators",
       Pace::kQuick,
       {kText},
       [] {
         return pdf_of_function(
             pdf_stream_with("/FunctionType 4 /Domain [0 1] /Range [0 1]",
                             "{ " + repeated("2147483647 copy 9 -9 roll ", 50'000) + "}"));
       }},
      {"PdfFunctionThatStitchesItself",
       Pace::kQuick,
       {kText},
       [] {
         return pdf_of_function(
             "<< /FunctionType 3 /Domain [0 1] /Functions [7 0 R 7 0 R] /Bounds [0.5] /Encode [0 1 "
             "0 "
             "1] >>");
       }},
      {"PdfFunctionsThatDoubleSixtyTimes",
       Pace::kSlow,
       {kText, kTimeout, kMemory},
       [] {
         std::vector<std::string> functions;
         for (int i = 0; i < 60; ++i) {
           functions.push_back(
               fmt::format("<< /FunctionType 3 /Domain [0 1] /Functions [{0} 0 R {0} 0 R] /Bounds "
                           "[0.5] /Encode [0 1 0 1] >>",
                           8 + i));
         }
         functions.emplace_back("<< /FunctionType 2 /Domain [0 1] /N 1 >>");
         return pdf_of_paint("[/Separation /Ink /DeviceGray 7 0 R]", "null", std::move(functions));
       }},
      {"PdfFunctionOfAbsurdSamples",
       Pace::kQuick,
       {kText, kMemory},
       [] {
         return pdf_of_function(pdf_stream_with(
             fmt::format("/FunctionType 0 /Domain [{0}] /Range [{0}] /BitsPerSample 32 /Size [{1}]",
                         repeated("0 1 ", 32), repeated("2147483647 ", 32)),
             "x"));
       }},
      {"PdfFunctionOfAHundredMillionSamples",
       Pace::kSlow,
       {kText, kTimeout, kMemory},
       [] {
         return pdf_of_function(pdf_stream_with(
             "/FunctionType 0 /Domain [0 1] /Range [0 1] /BitsPerSample 32 /Size [100000000]",
             "x"));
       }},
      {"PdfShadingOfMillionsOfPatches",
       Pace::kSlow,
       {kText, kTimeout, kMemory},
       [] { return pdf_of_paint("/DeviceGray", mesh(6, zlib_of(std::string(kMiB, '\0'), 512))); }},
      {"PdfShadingOfMillionsOfTriangles",
       Pace::kSlow,
       {kText, kTimeout, kMemory},
       [] { return pdf_of_paint("/DeviceGray", mesh(4, zlib_of(std::string(kMiB, '\0'), 512))); }},
      {"PdfShadingOfALatticeWithoutEnd",
       Pace::kSlow,
       {kText, kTimeout, kMemory},
       [] { return pdf_of_paint("/DeviceGray", mesh(5, zlib_of(std::string(kMiB, '\0'), 512))); }},
  };
}

}  // namespace kho::ingest
