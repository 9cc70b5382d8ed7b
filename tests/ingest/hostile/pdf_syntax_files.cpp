// PDFs that nest too deep, have tokens of megabytes, are cut off, or are something else as well.
#include <fmt/format.h>

#include <utility>

#include "tests/ingest/hostile/hostile_file.h"
#include "tests/ingest/hostile/made_bytes.h"
#include "tests/ingest/hostile/pdf_parts.h"

namespace kho::ingest {
namespace {

using namespace ends;

std::string page_with_kho() { return pdf_of_page(pdf_stream(kShowKho)); }

// A good page with `object` as the value of a key that every reader of its resources meets.
std::string pdf_with_object(std::string object) {
  return pdf_of_page(pdf_stream(kShowKho), fmt::format("{} /ExtGState 5 0 R", kHelvetica),
                     {std::move(object)});
}

std::string pdf_after(std::string_view bytes) { return std::string(bytes) + page_with_kho(); }

// Page text that is shown by `content` before "Kho".
std::string pdf_of_token(std::string content) {
  content.append("\n").append(kShowKho);
  return pdf_of_page(pdf_stream(content));
}

// A good file, cut off where `place` begins, and one byte later, and where it ends.
std::vector<HostileFile> cut_files() {
  std::vector<HostileFile> files;
  for (const auto& [name, place] :
       {std::pair("Catalog", "/Catalog"), std::pair("Kids", "/Kids"), std::pair("Obj", "4 0 obj"),
        std::pair("Stream", "stream\n"), std::pair("EndOfStream", "endstream"),
        std::pair("Xref", "xref\n0"), std::pair("Trailer", "trailer"), std::pair("Root", "/Root"),
        std::pair("Startxref", "startxref"), std::pair("EndOfFile", "%%EOF")}) {
    for (const std::string where : {"Before", "Within", "After"}) {
      files.push_back(
          {"PdfCut" + where + name, Pace::kQuick, {kText, kNoText, kBroken}, [where, place] {
             const std::string whole = page_with_kho();
             const std::size_t skipped = where == "Before"   ? 0
                                         : where == "Within" ? 1
                                                             : std::string_view(place).size();
             return whole.substr(0, whole.find(place) + skipped);
           }});
    }
  }
  return files;
}

}  // namespace

std::vector<HostileFile> pdf_syntax_files() {
  std::vector<HostileFile> files = {
      {"PdfHeaderAlone", Pace::kQuick, {kBroken}, [] { return std::string("%PDF-1.7"); }},
      {"PdfHeaderOfAbsurdVersion",
       Pace::kQuick,
       {kText},
       [] {
         std::string pdf = page_with_kho();
         return pdf.replace(0, 8, "%PDF-99999999999999999999.-1");
       }},
      {"PdfMillionArraysInAnObject",
       Pace::kQuick,
       {kText, kNoText},
       [] { return pdf_with_object(repeated("[", 1'000'000)); }},
      {"PdfMillionDictionariesInAnObject",
       Pace::kQuick,
       {kText, kNoText},
       [] { return pdf_with_object(repeated("<< /a ", 1'000'000)); }},
      {"PdfMillionArraysInTheContent",
       Pace::kQuick,
       {kText, kNoText},
       [] { return pdf_of_token(repeated("[", 1'000'000)); }},
      {"PdfMillionDictionariesInTheContent",
       Pace::kQuick,
       {kText, kNoText},
       [] { return pdf_of_token("/P " + repeated("<< /a ", 1'000'000)); }},
      {"PdfMillionArraysInTheTrailer",
       Pace::kQuick,
       {kText, kBroken},
       [] { return pdf_with_trailer(page_with_kho(), "/Info " + repeated("[", 1'000'000)); }},
      {"PdfDictionaryOfMillionsOfKeys",
       Pace::kSlow,
       {kText, kTimeout, kMemory},
       [] {
         std::string object = "<< ";
         for (std::uint64_t i = 0; i < 2'000'000; ++i) {
           object += fmt::format("/{} {} ", i * 7919 % 2'000'003, i);
         }
         return pdf_with_object(object + ">>");
       }},
      {"PdfDictionaryOfOneKeyMillionsOfTimes",
       Pace::kSlow,
       {kText, kTimeout, kMemory},
       [] { return pdf_with_object("<< " + repeated("/a 1 ", 5'000'000) + ">>"); }},
      {"PdfNameOfMegabytes",
       Pace::kQuick,
       {kText, kNoText},
       [] { return pdf_of_token("/" + repeated("#41", 4 * kMiB) + " gs"); }},
      {"PdfStringOfMegabytes",
       Pace::kQuick,
       {kText, kNoText},
       [] { return pdf_of_token("(" + std::string(16 * kMiB, '\\') + ") pop"); }},
      {"PdfParenthesesByTheMillion",
       Pace::kQuick,
       {kText, kNoText},
       [] { return pdf_of_token(std::string(16 * kMiB, '(')); }},
      {"PdfHexStringOfMegabytes",
       Pace::kQuick,
       {kText, kNoText},
       [] { return pdf_of_token("<" + std::string(16 * kMiB, '4') + "> pop"); }},
      {"PdfNumberOfMegabytes",
       Pace::kQuick,
       {kText, kNoText},
       [] {
         return pdf_of_token(std::string(8 * kMiB, '9') + "." + std::string(8 * kMiB, '9') + " w");
       }},
      {"PdfOperatorOfMegabytes",
       Pace::kQuick,
       {kText, kNoText},
       [] { return pdf_of_token(std::string(4 * kMiB, 'x')); }},
      {"PdfCommentOfMegabytes",
       Pace::kQuick,
       {kText, kNoText},
       [] { return pdf_of_token("%" + std::string(16 * kMiB, 'x')); }},
      {"PdfOfNulsAfterItsHeader",
       Pace::kQuick,
       {kBroken},
       [] { return "%PDF-1.7\n" + std::string(16 * kMiB, '\0'); }},
      {"PdfOfNoiseAfterItsHeader",
       Pace::kSlow,
       {kBroken, kTimeout},
       [] { return "%PDF-1.7\n" + noise(20 * kMiB); }},
      {"PdfHeaderAtByte1018",
       Pace::kQuick,
       {kText},
       [] { return pdf_after(std::string(1018, '\x01')); }},
      {"PdfHeaderAtByte1019",
       Pace::kQuick,
       {kText},
       [] { return pdf_after(std::string(1019, '\x01')); }},
      {"PdfHeaderAtByte1020",
       Pace::kQuick,
       {kUnsupported},
       [] { return pdf_after(std::string(1020, '\x01')); }},
      {"PdfHeaderAtByte1023",
       Pace::kQuick,
       {kUnsupported},
       [] { return pdf_after(std::string(1023, '\x01')); }},
      {"PdfHeaderAtByte1024",
       Pace::kQuick,
       {kUnsupported},
       [] { return pdf_after(std::string(1024, '\x01')); }},
      {"PdfBetweenGarbage",
       Pace::kQuick,
       {kText},
       [] { return pdf_after(noise(900)) + noise(20 * kMiB); }},
      {"PdfThreeTimesInOne",
       Pace::kQuick,
       {kText},
       [] { return page_with_kho() + page_with_kho() + page_with_kho(); }},
      {"PdfThatIsAZip",
       Pace::kQuick,
       {kUnsupported, kText, kNoText, kBroken},
       [] {
         return pdf_after(std::string("PK\3\4\24\0\0\0\0\0", 10) + std::string(16, '\0') + le16(4) +
                          le16(0) + "file") +
                std::string("PK\5\6", 4) + std::string(18, '\0');
       }},
      {"PdfThatIsAZipAtItsEnd",
       Pace::kQuick,
       {kText},
       [] { return page_with_kho() + std::string("PK\5\6", 4) + std::string(18, '\0'); }},
      {"PdfThatIsAJpeg",
       Pace::kQuick,
       {kUnsupported, kText, kNoText, kBroken},
       [] { return pdf_after("\xFF\xD8\xFF\xFE" + be16(500)) + "\xFF\xD9"; }},
      {"PdfThatIsAPage",
       Pace::kQuick,
       {kText},
       [] { return pdf_after("<!DOCTYPE html><script>alert(1)</script><!--\n") + "-->"; }},
      {"PdfThatIsAProgram", Pace::kQuick, {kText}, [] { return pdf_after("#!/bin/sh\nexit 0\n"); }},
  };
  for (HostileFile& file : cut_files()) files.push_back(std::move(file));
  return files;
}

}  // namespace kho::ingest
