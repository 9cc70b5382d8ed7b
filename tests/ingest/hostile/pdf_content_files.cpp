// PDFs whose content draws without end: forms, text, states, marks.
#include <fmt/format.h>

#include "tests/ingest/hostile/hostile_file.h"
#include "tests/ingest/hostile/made_bytes.h"
#include "tests/ingest/hostile/pdf_parts.h"

namespace kho::ingest {
namespace {

using namespace ends;

std::string form(std::string_view content, int drawn) {
  return pdf_stream_with(fmt::format("/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources "
                                     "<< {} /XObject << /X {} 0 R >> >>",
                                     kHelvetica, drawn),
                         content);
}

// Forms 5, 6, ...: each draws the next one `times` times, the last one shows `content`.
std::string pdf_of_forms(int levels, std::size_t times, std::string_view content) {
  std::vector<std::string> forms;
  for (int level = 0; level < levels; ++level) {
    const bool last = level + 1 == levels;
    forms.push_back(form(last ? std::string(content) : repeated("/X Do ", times), 6 + level));
  }
  return pdf_of_page(pdf_stream("/X Do"), "/XObject << /X 5 0 R >>", std::move(forms));
}

// Content that repeats `piece` at least `bytes` bytes long; small as it lies.
std::string pdf_of_repeated(std::string_view piece, std::size_t bytes) {
  const std::string block = repeated(piece, kMiB / piece.size());
  return pdf_of_page(pdf_flate_bomb(block, bytes / block.size() + 1));
}

}  // namespace

std::vector<HostileFile> pdf_content_files() {
  return {
      {"PdfFormsThatDrawEachOther",
       Pace::kQuick,
       {kNoText},
       [] {
         return pdf_of_page(pdf_stream("/X Do"), "/XObject << /X 5 0 R >>",
                            {form("/X Do /X Do", 6), form("/X Do /X Do", 5)});
       }},
      {"PdfFormsThatDoubleSixtyTimes",
       Pace::kSlow,
       {kNoText, kText, kTimeout},
       [] { return pdf_of_forms(60, 2, "0 g"); }},
      {"PdfFormsWithALaughInEach",
       Pace::kSlow,
       {kText, kTimeout, kMemory},
       [] { return pdf_of_forms(10, 10, kShowKho); }},
      {"PdfFormDrawnAMillionTimes",
       Pace::kSlow,
       {kText, kTimeout},
       [] { return pdf_of_forms(2, 1'000'000, kShowKho); }},
      {"PdfPatternThatPaintsItself",
       Pace::kQuick,
       {kText},
       [] {
         const std::string pattern = pdf_stream_with(
             "/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 1e-9 /YStep 1e-9 "
             "/Resources << /Pattern << /P 5 0 R >> >>",
             "/Pattern cs /P scn 0 0 9 9 re f");
         return pdf_of_page(
             pdf_stream(fmt::format("/Pattern cs /P scn 0 0 595 842 re f {}", kShowKho)),
             fmt::format("/Pattern << /P 5 0 R >> {}", kHelvetica), {pattern});
       }},
      {"PdfSoftMaskThatMasksItself",
       Pace::kQuick,
       {kText, kNoText},
       [] {
         return pdf_of_page(
             pdf_stream(fmt::format("/S gs {}", kShowKho)),
             fmt::format("/ExtGState << /S 5 0 R >> {}", kHelvetica),
             {"<< /SMask << /S /Luminosity /G 6 0 R /TR 6 0 R >> /TR 5 0 R /HT 5 0 R >>",
              pdf_stream_with("/Subtype /Form /BBox [0 0 9 9] /Group << /S /Transparency /CS 6 0 R "
                              ">> /Resources << /ExtGState << /S 5 0 R >> >>",
                              "/S gs 0 0 9 9 re f")});
       }},
      {"PdfStatesSavedWithoutEnd",
       Pace::kSlow,
       {kNoText, kTimeout, kMemory},
       [] { return pdf_of_repeated("q ", 600 * kMiB); }},
      {"PdfStatesRestoredWithoutEnd",
       Pace::kQuick,
       {kNoText, kTimeout, kMemory},
       [] { return pdf_of_repeated("Q ", 600 * kMiB); }},
      {"PdfMarksWithoutEnd",
       Pace::kSlow,
       {kNoText, kTimeout, kMemory},
       [] { return pdf_of_repeated("/P BMC ", 600 * kMiB); }},
      {"PdfPathWithoutEnd",
       Pace::kSlow,
       {kNoText, kTimeout, kMemory},
       [] { return pdf_of_repeated("1 1 l ", 600 * kMiB); }},
      {"PdfClipWithoutEnd",
       Pace::kSlow,
       {kNoText, kTimeout, kMemory},
       [] { return pdf_of_repeated("0 0 9 9 re W n ", 600 * kMiB); }},
      {"PdfOperandsWithoutEnd",
       Pace::kSlow,
       {kNoText, kTimeout, kMemory},
       [] { return pdf_of_repeated("1 ", 600 * kMiB); }},
      {"PdfArrayWithoutEnd",
       Pace::kSlow,
       {kNoText, kTimeout, kMemory},
       [] {
         const std::string ones = repeated("1 ", kMiB / 2);
         return pdf_of_page(pdf_flate_bomb("[ " + ones, 600));
       }},
      {"PdfOperatorsThatAreNone",
       Pace::kSlow,
       {kNoText, kTimeout},
       [] { return pdf_of_repeated("zz\n", 300 * kMiB); }},
      {"PdfInlineImagesWithoutEnd",
       Pace::kSlow,
       {kNoText, kTimeout},
       [] { return pdf_of_repeated("BI /W 1 /H 1 /BPC 8 /CS /G ID x EI\n", 600 * kMiB); }},
      {"PdfInlineImageOfFourBillionPixels",
       Pace::kQuick,
       {kNoText, kText, kTimeout},
       [] {
         return pdf_of_page(pdf_stream("BI /W 65000 /H 65000 /BPC 16 /CS /CMYK ID xxxx EI\n"));
       }},
      {"PdfInlineImageOfAbsurdSize",
       Pace::kQuick,
       {kNoText, kText, kTimeout},
       [] {
         return pdf_of_page(
             pdf_stream("BI /W 2147483647 /H 2147483647 /BPC 16 /CS /CMYK ID xxxx EI\n"));
       }},
      {"PdfMillionsOfGlyphsOnOnePage",
       Pace::kSlow,
       {kText, kTimeout, kMemory},
       [] {
         return pdf_of_page(pdf_flate_bomb(
             "BT /F1 1 Tf 1 0 0 1 9 9 Tm (" + std::string(kMiB, 'k') + ") Tj ET\n", 20));
       }},
      {"PdfMillionsOfWordsOnOneSpot",
       Pace::kSlow,
       {kText, kTimeout, kMemory},
       [] { return pdf_of_repeated("BT /F1 9 Tf 9 9 Td (ab) Tj ET\n", 150 * kMiB); }},
      {"PdfOneBadCharacterAmongWordsWithoutEnd",
       Pace::kSlow,
       {kText, kTimeout, kMemory},
       [] {
         // A lone surrogate sends the page the long way, word by word.
         const std::string map =
             "begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <7A> "
             "<D800> "
             "endbfchar endcmap";
         std::string content = "BT /F1 9 Tf 9 9 Td (z) Tj ET\n";
         for (int i = 0; i < 300'000; ++i) {
           content +=
               fmt::format("BT /F1 9 Tf {} {} Td (a{}) Tj ET\n", i * 7 % 595, i * 13 % 842, i % 10);
         }
         return pdf_of_page(pdf_stream(content),
                            "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica "
                            "/ToUnicode 5 0 R >> >>",
                            {pdf_stream(map)});
       }},
      {"PdfTextOfAbsurdSizes",
       Pace::kQuick,
       {kText, kNoText},
       [] {
         return pdf_of_page(
             pdf_stream("BT /F1 1e300 Tf 1e308 Tc -1e308 Tw 1e308 Tz 1e308 TL 1e308 -1e308 Td "
                        "(Kho) Tj T* (Kho) "
                        "' 1e308 0 0 1e-308 1e308 0 Tm [(K) -1e308 (h) 99999999999999999999 (o)] "
                        "TJ ET 0 0 0 0 0 "
                        "0 cm BT /F1 0 Tf (Kho) Tj ET"));
       }},
      {"PdfTextSpacedByMillionsOfLines",
       Pace::kQuick,
       {kText},
       [] {
         return pdf_of_page(pdf_stream(
             "BT /F1 0.0001 Tf 0 0 Td (K) Tj 1000000 2000000 Td (h) Tj -9e9 -9e9 Td (o) Tj "
             "ET"));
       }},
  };
}

}  // namespace kho::ingest
