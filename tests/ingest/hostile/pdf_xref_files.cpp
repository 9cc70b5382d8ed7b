// PDFs whose tables of objects lie: cross-reference tables and streams, object streams, lengths.
#include <fmt/format.h>

#include "tests/ingest/hostile/hostile_file.h"
#include "tests/ingest/hostile/made_bytes.h"
#include "tests/ingest/hostile/pdf_parts.h"

namespace kho::ingest {
namespace {

using namespace ends;

std::string page_with_kho() { return pdf_of_page(pdf_stream(kShowKho)); }

std::size_t table_offset(const std::string& pdf) { return pdf.rfind("xref\n0"); }

// A good file of one page with another table of objects: all from its "xref" on.
std::string pdf_with_table(std::string_view table) {
  std::string pdf = page_with_kho();
  pdf.resize(table_offset(pdf));
  return pdf + std::string(table);
}

// A good page whose objects are listed by a cross-reference stream with these entries and this
// content; every number of a row has four bytes. The page itself must be found by it, or rebuilt.
std::string pdf_with_xref_stream(std::string_view entries, std::string_view rows) {
  std::string pdf = page_with_kho();
  const std::size_t offset = table_offset(pdf);
  pdf.resize(offset);
  return pdf +
         fmt::format("9 0 obj\n{}\nendobj\nstartxref\n{}\n%%EOF\n",
                     pdf_stream_with(fmt::format("/Type /XRef /Root 1 0 R {}", entries), rows),
                     offset);
}

// Rows of such a stream: object 4 is in object stream `stream`, which is object 5 at `offset`.
std::string row(std::uint64_t type, std::uint64_t second, std::uint64_t third) {
  return be32(type) + be32(second) + be32(third);
}

// A page whose content refers to object 7, said to be in object stream 6; this one has `entries`.
std::string pdf_with_object_stream(std::string_view entries, std::string_view data) {
  auto objects = pdf_page_objects("7 0 R", kHelvetica, {"null", pdf_stream_with(entries, data)});
  objects[2] =
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents [7 0 R 8 0 R] /Resources 7 0 R "
      ">>";
  std::string pdf = pdf_of_objects(objects);
  std::string rows = row(0, 0, 65535);
  for (std::size_t i = 1; i <= objects.size(); ++i) {
    rows += row(1, pdf.find(fmt::format("{} 0 obj", i)), 0);
  }
  rows += row(2, 6, 0) + row(2, 6, 2147483647);
  const std::size_t offset = table_offset(pdf);
  pdf.resize(offset);
  rows += row(1, offset, 0);
  return pdf + fmt::format("9 0 obj\n{}\nendobj\nstartxref\n{}\n%%EOF\n",
                           pdf_stream_with("/Type /XRef /Root 1 0 R /Size 10 /W [4 4 4]", rows),
                           offset);
}

// A file of which only its objects can be found, by looking through all of it.
std::string pdf_to_rebuild(std::string_view rubbish) {
  return pdf_with_table(rubbish) + "\ntrailer << /Root 1 0 R >>\n";
}

// A good page behind a linearization dictionary (ISO 32000-1, annex F) that is right in its length.
std::string pdf_linearized(std::string_view entries) {
  const std::string head = "%PDF-1.4\n8 0 obj\n<< /Linearized 1 /T 9 /L ";
  const std::string tail = fmt::format(" {} >>\nendobj\n", entries);
  const std::string rest = page_with_kho().substr(9);
  return head + fmt::format("{:010}", head.size() + 10 + tail.size() + rest.size()) + tail + rest;
}

}  // namespace

std::vector<HostileFile> pdf_xref_files() {
  return {
      {"PdfXrefThatIsItsPrevious",
       Pace::kQuick,
       {kText, kBroken},
       [] {
         std::string pdf = page_with_kho();
         return pdf_with_trailer(pdf, fmt::format("/Prev {0} /XRefStm {0}", table_offset(pdf)));
       }},
      {"PdfXrefsThatPrecedeEachOther",
       Pace::kQuick,
       {kText, kBroken},
       [] {
         std::string pdf = page_with_kho();
         const std::size_t first = table_offset(pdf);
         pdf = pdf_with_trailer(pdf, "/Prev 0000000000");
         const std::size_t second = pdf.size();
         pdf.replace(pdf.find("/Prev 0000000000"), 16, fmt::format("/Prev {:010}", second));
         return pdf + fmt::format(
                          "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 5 /Root 1 0 R "
                          "/Prev {} >>\nstartxref\n{}\n%%EOF\n",
                          first, second);
       }},
      {"PdfXrefChainOfAHundredThousand",
       Pace::kSlow,
       {kText, kBroken, kTimeout},
       [] {
         std::string pdf = page_with_kho();
         std::size_t last = table_offset(pdf);
         for (int i = 0; i < 100'000; ++i) {
           const std::size_t next = pdf.size();
           pdf += fmt::format("xref\n0 0\ntrailer\n<< /Size 5 /Root 1 0 R /Prev {} >>\n", last);
           last = next;
         }
         return pdf + fmt::format("startxref\n{}\n%%EOF\n", last);
       }},
      {"PdfXrefOfTwoBillion",
       Pace::kQuick,
       {kText, kBroken, kMemory},
       [] {
         return pdf_with_table(
             "xref\n0 2147483647\n0000000000 65535 f \ntrailer\n<< /Size 2147483647 "
             "/Root 1 0 R >>\nstartxref\n9\n%%EOF\n");
       }},
      {"PdfXrefOfNegativeNumbers",
       Pace::kQuick,
       {kText, kBroken},
       [] {
         std::string pdf = page_with_kho();
         const std::size_t offset = table_offset(pdf);
         return pdf_with_table(
             fmt::format("xref\n-5 2147483647\n0000000000 65535 f \ntrailer\n<< "
                         "/Size -1 /Root 1 0 R /Prev -1 >>\nstartxref\n{}\n%%EOF\n",
                         offset));
       }},
      {"PdfStartxrefBeyondTheEnd",
       Pace::kQuick,
       {kText},
       [] { return pdf_to_rebuild("startxref\n9223372036854775807\n%%EOF\n"); }},
      {"PdfStartxrefBelowZero",
       Pace::kQuick,
       {kText},
       [] { return pdf_to_rebuild("startxref\n-9223372036854775808\n%%EOF\n"); }},
      {"PdfXrefStreamOfAbsurdWidths",
       Pace::kQuick,
       {kText, kBroken},
       [] {
         return pdf_with_xref_stream("/Size 5 /W [2147483647 2147483647 -2147483648]", noise(99));
       }},
      {"PdfXrefStreamOfAbsurdIndex",
       Pace::kQuick,
       {kText, kBroken, kMemory},
       [] {
         return pdf_with_xref_stream(
             "/Size 2147483647 /W [4 4 4] /Index [2147483000 2147483647 -1 -1]", noise(99));
       }},
      {"PdfXrefStreamOfAHundredMillion",
       Pace::kSlow,
       {kText, kBroken, kMemory, kTimeout},
       [] {
         return pdf_with_xref_stream(
             "/Size 100000000 /W [4 4 4] /Filter [/FlateDecode /FlateDecode]",
             zlib_of(zlib_of(std::string(12 * kMiB, '\0'), 100)));
       }},
      {"PdfXrefStreamThatIsItsPrevious",
       Pace::kQuick,
       {kText, kBroken},
       [] {
         const std::size_t offset = table_offset(page_with_kho());
         return pdf_with_xref_stream(fmt::format("/Size 9 /W [4 4 4] /Prev {}", offset),
                                     noise(108));
       }},
      {"PdfObjectStreamInsideItself",
       Pace::kQuick,
       {kNoText, kBroken},
       [] {
         return pdf_with_object_stream("/Type /ObjStm /N 2 /First 10 /Extends 7 0 R",
                                       "6 0 7 0   6 0 R 7 0 R");
       }},
      {"PdfObjectStreamThatExtendsItself",
       Pace::kQuick,
       {kNoText, kBroken},
       [] {
         return pdf_with_object_stream("/Type /ObjStm /N 0 /First 0 /Extends 6 0 R /Length 7 0 R",
                                       "");
       }},
      {"PdfObjectStreamOfTwoBillion",
       Pace::kQuick,
       {kNoText, kBroken, kMemory},
       [] {
         return pdf_with_object_stream("/Type /ObjStm /N 2147483647 /First 2147483647", "7 0 null");
       }},
      {"PdfObjectStreamBelowZero",
       Pace::kQuick,
       {kNoText, kBroken},
       [] {
         return pdf_with_object_stream("/Type /ObjStm /N -1 /First -2147483648", "7 -1 null");
       }},
      {"PdfObjectStreamOfGigabytes",
       Pace::kSlow,
       {kNoText, kBroken, kMemory, kTimeout},
       [] {
         return pdf_with_object_stream(
             "/Type /ObjStm /N 900000 /First 100 /Filter [/FlateDecode "
             "/FlateDecode]",
             zlib_of(zlib_of(repeated("7 0 ", kMiB / 4), 8192)));
       }},
      {"PdfLengthThatIsItsStream",
       Pace::kQuick,
       {kText, kNoText, kBroken},
       [] {
         return pdf_of_page("<< /Length 4 0 R >>\nstream\n" + std::string(kShowKho) +
                            "\nendstream");
       }},
      {"PdfLengthsInAChain",
       Pace::kQuick,
       {kText, kNoText, kBroken, kCrashed},
       [] {
         std::vector<std::string> streams;
         for (int i = 0; i < 10'000; ++i) {
           streams.push_back(
               fmt::format("<< /Length {} 0 R >>\nstream\n{}\nendstream", 6 + i, kShowKho));
         }
         return pdf_of_page("<< /Length 5 0 R >>\nstream\n" + std::string(kShowKho) + "\nendstream",
                            kHelvetica, std::move(streams));
       }},
      {"PdfLengthOfTwoBillion",
       Pace::kQuick,
       {kText, kNoText},
       [] {
         return pdf_of_page("<< /Length 2147483647 >>\nstream\n" + std::string(kShowKho) +
                            "\nendstream");
       }},
      {"PdfRootThatIsItself", Pace::kQuick, {kBroken}, [] { return pdf_of_objects({"1 0 R"}); }},
      {"PdfRootThatIsMissing",
       Pace::kQuick,
       {kBroken, kText},
       [] {
         std::string pdf = page_with_kho();
         pdf.replace(pdf.rfind("/Root 1 0 R"), 11, "/Root 8 0 R");
         return pdf;
       }},
      {"PdfReferencesInAChain",
       Pace::kQuick,
       {kText, kNoText, kBroken},
       [] {
         std::vector<std::string> chain;
         for (int i = 0; i < 50'000; ++i) chain.push_back(fmt::format("{} 0 R", 6 + i));
         chain.push_back(pdf_stream(kShowKho));
         return pdf_of_page("5 0 R", kHelvetica, std::move(chain));
       }},
      {"PdfRebuiltWithObjectOfTwoBillion",
       Pace::kQuick,
       {kText, kBroken, kMemory},
       [] { return pdf_to_rebuild("2147483646 0 obj null endobj\n2147483647 2147483647 obj\n"); }},
      {"PdfRebuiltWithObjectOfEightMillion",
       Pace::kQuick,
       {kText, kBroken, kMemory},
       [] { return pdf_to_rebuild("8388600 0 obj null endobj\n"); }},
      {"PdfRebuiltFromMillionsOfObjects",
       Pace::kSlow,
       {kText, kBroken, kMemory, kTimeout},
       [] { return pdf_to_rebuild(repeated("9 0 obj null endobj\n", 2'000'000)); }},
      {"PdfRebuiltFromMillionsOfStreamEnds",
       Pace::kSlow,
       {kText, kBroken, kMemory, kTimeout},
       [] { return pdf_to_rebuild(repeated("endstream\n", 4'000'000)); }},
      {"PdfRebuiltFromMillionsOfTrailers",
       Pace::kSlow,
       {kText, kBroken, kMemory, kTimeout},
       [] { return pdf_to_rebuild(repeated("trailer << /Root 1 0 R >>\n", 1'000'000)); }},
      {"PdfRebuiltFromMillionsOfStartxrefs",
       Pace::kSlow,
       {kText, kBroken, kMemory, kTimeout},
       [] { return pdf_to_rebuild(repeated("startxref 9 %%EOF\n", 2'000'000)); }},
      {"PdfLinearizedOfTwoBillionPages",
       Pace::kQuick,
       {kTooManyPages, kText, kBroken},
       [] {
         return pdf_linearized("/H [0 2147483647 -1 2147483647] /O 3 /E 2147483647 /N 2147483647");
       }},
      {"PdfLinearizedOf4999Pages",
       Pace::kSlow,
       {kText, kNoText, kBroken, kTimeout},
       [] { return pdf_linearized("/H [9 99 99 999] /O 3 /E 999 /N 4999"); }},
  };
}

}  // namespace kho::ingest
