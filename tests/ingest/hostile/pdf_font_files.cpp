// PDFs whose fonts are broken, of absurd size, or refer to themselves.
#include <fmt/format.h>

#include "tests/ingest/hostile/hostile_file.h"
#include "tests/ingest/hostile/made_bytes.h"
#include "tests/ingest/hostile/pdf_parts.h"

namespace kho::ingest {
namespace {

using namespace ends;

// A page that shows <414243> in `font`, object 5; `others` from 6 on.
std::string pdf_of_font(std::string font, std::vector<std::string> others = {}) {
  others.insert(others.begin(), std::move(font));
  return pdf_of_page(pdf_stream("BT /F1 12 Tf 72 700 Td <414243> Tj ET"), "/Font << /F1 5 0 R >>",
                     std::move(others));
}

// A simple font with this program under `key` of its descriptor.
std::string pdf_of_program(std::string_view subtype, std::string_view key,
                           std::string program_object) {
  return pdf_of_font(
      fmt::format("<< /Type /Font /Subtype /{} /BaseFont /AAAAAA+Made /FirstChar 65 /LastChar 67 "
                  "/Widths [500 500 500] /FontDescriptor 6 0 R >>",
                  subtype),
      {fmt::format("<< /Type /FontDescriptor /FontName /AAAAAA+Made /Flags 4 /{} 7 0 R >>", key),
       std::move(program_object)});
}

// A composite font of two-byte codes with these entries in the font and in its descendant.
std::string pdf_of_composite(std::string_view font, std::string_view descendant,
                             std::vector<std::string> others = {}) {
  others.insert(
      others.begin(),
      fmt::format(
          "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Made /CIDSystemInfo << /Registry "
          "(Adobe) /Ordering (Identity) /Supplement 0 >> {} >>",
          descendant));
  return pdf_of_font(
      fmt::format("<< /Type /Font /Subtype /Type0 /BaseFont /Made /DescendantFonts [6 0 R] {} >>",
                  font),
      std::move(others));
}

std::string pdf_of_to_unicode(std::string map_object) {
  return pdf_of_composite("/Encoding /Identity-H /ToUnicode 7 0 R", "", {std::move(map_object)});
}

// A font file in the sfnt wrapper of TrueType with one table.
std::string true_type(std::string_view tag, std::string_view table, std::uint64_t tables = 1) {
  return be32(0x00010000) + be16(tables) + be16(0xFFFF) + be16(0xFFFF) + be16(0xFFFF) +
         std::string(tag) + be32(0) + be32(28) + be32(table.size()) + std::string(table);
}

constexpr std::string_view kMapHead =
    "/CIDInit /ProcSet findresource begin begincmap /CMapName /M def "
    "1 begincodespacerange <0000> <FFFF> endcodespacerange\n";

}  // namespace

std::vector<HostileFile> pdf_font_files() {
  return {
      {"PdfType3FontThatShowsItself",
       Pace::kQuick,
       {kText, kNoText},
       [] {
         return pdf_of_font(
             "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] "
             "/FirstChar "
             "65 /LastChar 67 /Widths [9 9 9] /Encoding << /Differences [65 /a /a /a] >> "
             "/CharProcs "
             "<< /a 6 0 R >> /Resources << /Font << /F1 5 0 R >> >> >>",
             {pdf_stream("9 0 d0 BT /F1 1 Tf (ABC) Tj (ABC) Tj ET")});
       }},
      {"PdfFontThatIsItsDescendant",
       Pace::kQuick,
       {kText, kNoText},
       [] {
         return pdf_of_font(
             "<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [5 0 R] >>");
       }},
      {"PdfFontOfAbsurdWidths",
       Pace::kQuick,
       {kText, kNoText},
       [] {
         return pdf_of_font(
             "<< /Type /Font /Subtype /TrueType /BaseFont /Made /FirstChar -2147483648 /LastChar "
             "2147483647 /Widths [1e308 -1e308 99999999999999999999] >>");
       }},
      {"PdfCidWidthsOfTwoBillion",
       Pace::kQuick,
       {kText, kNoText, kTimeout, kMemory},
       [] {
         return pdf_of_composite(
             "/Encoding /Identity-H",
             "/W [0 2147483647 500 -2147483648 2147483647 9] /W2 [0 2147483647 1 "
             "2 3] /DW 1e308 /DW2 [1e308 -1e308]");
       }},
      {"PdfCidWidthsByTheMillion",
       Pace::kSlow,
       {kText, kNoText, kTimeout, kMemory},
       [] {
         return pdf_of_composite("/Encoding /Identity-H",
                                 fmt::format("/W [{}]", repeated("9 9 1 ", 3'000'000)));
       }},
      {"PdfCidToGidMapOfGigabytes",
       Pace::kSlow,
       {kText, kNoText, kTimeout, kMemory},
       [] {
         return pdf_of_composite("/Encoding /Identity-H", "/CIDToGIDMap 7 0 R",
                                 {pdf_flate_bomb(std::string(kMiB, '\1'), 8192, 2)});
       }},
      {"PdfType1ProgramOfNoise",
       Pace::kQuick,
       {kText, kNoText},
       [] {
         return pdf_of_program("Type1", "FontFile",
                               pdf_stream("%!PS-AdobeFont-1.0\n/Encoding 2147483647 array\ndup "
                                          "2147483647 /a put\ndup -1 /b put\n" +
                                          noise(kMiB)));
       }},
      {"PdfType1ProgramOfGigabytes",
       Pace::kSlow,
       {kText, kNoText, kTimeout, kMemory},
       [] {
         return pdf_of_program("Type1", "FontFile",
                               pdf_flate_bomb(repeated("dup 1 /a put\n", 80'000), 4096, 2));
       }},
      {"PdfCffIndexOfAbsurdOffsets",
       Pace::kQuick,
       {kText, kNoText},
       [] {
         return pdf_of_program(
             "Type1", "FontFile3",
             pdf_stream_with("/Subtype /Type1C", std::string("\1\0\4\4", 4) + be16(0xFFFF) + "\4" +
                                                     repeated("\xFF\xFF\xFF\xFE", 70'000)));
       }},
      {"PdfCffOfNoise",
       Pace::kQuick,
       {kText, kNoText},
       [] {
         return pdf_of_program(
             "Type1", "FontFile3",
             pdf_stream_with("/Subtype /Type1C",
                             std::string("\1\0\4\1\0\1\1\1\4abc\0\1\1\1\xFF", 17) + noise(kMiB)));
       }},
      {"PdfTrueTypeOf65535Tables",
       Pace::kQuick,
       {kText, kNoText},
       [] {
         return pdf_of_program("TrueType", "FontFile2",
                               pdf_stream(true_type("cmap", noise(kMiB), 0xFFFF)));
       }},
      {"PdfTrueTypeCmapOfBillionsOfGroups",
       Pace::kQuick,
       {kText, kNoText},
       [] {
         return pdf_of_program(
             "TrueType", "FontFile2",
             pdf_stream(true_type("cmap", be16(0) + be16(1) + be16(3) + be16(10) + be32(12) +
                                              be16(12) + be16(0) + be32(0xFFFFFFFF) + be32(0) +
                                              be32(0xFFFFFFFF) + be32(0) + be32(0xFFFFFFFF))));
       }},
      {"PdfToUnicodeOfGigabytes",
       Pace::kSlow,
       {kText, kNoText, kTimeout, kMemory},
       [] { return pdf_of_to_unicode(pdf_flate_bomb(std::string(kMiB, ' '), 8192, 2)); }},
      {"PdfToUnicodeOfWholeRangesByTheHundredThousand",
       Pace::kSlow,
       {kText, kNoText, kTimeout},
       [] {
         return pdf_of_to_unicode(
             pdf_stream(fmt::format("{} 200000 beginbfrange\n{}endbfrange endcmap", kMapHead,
                                    repeated("<0000> <FFFF> <0041>\n", 200'000))));
       }},
      {"PdfToUnicodeOfFourByteRanges",
       Pace::kQuick,
       {kText, kNoText, kTimeout, kMemory},
       [] {
         return pdf_of_to_unicode(
             pdf_stream("begincmap 1 begincodespacerange <00000000> <FFFFFFFF> endcodespacerange 3 "
                        "beginbfrange "
                        "<00000000> <FFFFFFFF> <0041> <7FFFFFFF> <80000001> <D800> <FFFFFFFF> "
                        "<00000000> <0041> "
                        "endbfrange endcmap"));
       }},
      {"PdfToUnicodeThatUsesItself",
       Pace::kQuick,
       {kText, kNoText},
       [] {
         return pdf_of_to_unicode(pdf_stream_with(
             "/Type /CMap /CMapName /M /UseCMap 7 0 R",
             fmt::format("/M usecmap /../../../../etc/passwd usecmap {} endcmap", kMapHead)));
       }},
      {"PdfLettersThatAreMegabytesOfText",
       Pace::kQuick,
       {kText, kNoText, kTimeout, kMemory},
       [] {
         const std::string map = fmt::format(
             "begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar "
             "<41> <{}> endbfchar endcmap",
             repeated("0041", 250'000));
         return pdf_of_page(
             pdf_stream("BT /F1 1 Tf 9 9 Td (" + std::string(50'000, 'A') + ") Tj ET"),
             "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 5 0 R >> "
             ">>",
             {pdf_stream(map)});
       }},
      {"PdfEncodingThatUsesItself",
       Pace::kQuick,
       {kText, kNoText, kCrashed},
       [] {
         return pdf_of_composite("/Encoding 7 0 R", "",
                                 {pdf_stream_with("/Type /CMap /CMapName /M /UseCMap 7 0 R",
                                                  fmt::format("/M usecmap {} endcmap", kMapHead))});
       }},
      {"PdfEncodingOfCodesByTheHundredThousand",
       Pace::kSlow,
       {kText, kNoText, kTimeout, kMemory},
       [] {
         std::string map =
             "begincmap 1 begincodespacerange <00000000> <FFFFFFFF> endcodespacerange 900000 "
             "begincidrange\n";
         for (unsigned i = 0; i < 900'000; ++i) {
           const unsigned code = i * 2654435761U;
           map += fmt::format("<{0:08X}> <{0:08X}> {1}\n", code, i);
         }
         return pdf_of_composite(
             "/Encoding 7 0 R", "",
             {pdf_stream_with("/Type /CMap /CMapName /M", map + "endcidrange endcmap")});
       }},
      {"PdfEncodingOfTheWholeRange",
       Pace::kSlow,
       {kText, kNoText, kTimeout, kMemory},
       [] {
         return pdf_of_composite(
             "/Encoding 7 0 R", "",
             {pdf_stream_with(
                 "/Type /CMap /CMapName /M",
                 "begincmap 1 begincodespacerange <00000000> <FFFFFFFF> "
                 "endcodespacerange 1 begincidrange <00000000> <FFFFFFFF> 0 endcidrange "
                 "endcmap")});
       }},
      {"PdfEncodingOfMillionsOfDifferences",
       Pace::kQuick,
       {kText, kNoText},
       [] {
         return pdf_of_font(fmt::format(
             "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /BaseEncoding 5 0 R "
             "/Differences [{} 2147483647 /a -2147483648 /b] >> >>",
             repeated("0 /a /b ", 300'000)));
       }},
  };
}

}  // namespace kho::ingest
