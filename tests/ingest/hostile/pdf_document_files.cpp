// PDFs with loops in what hangs on the catalogue and on the page beside its content.
#include <fmt/format.h>

#include "tests/ingest/hostile/hostile_file.h"
#include "tests/ingest/hostile/made_bytes.h"
#include "tests/ingest/hostile/pdf_parts.h"

namespace kho::ingest {
namespace {

using namespace ends;

// Objects `first`, `first + 1`, ...: each has the next one twice as its child.
std::vector<std::string> doubling(int first, int levels, std::string_view open,
                                  std::string_view close, std::string_view last) {
  std::vector<std::string> objects;
  for (int level = 0; level + 1 < levels; ++level) {
    objects.push_back(fmt::format("{0}{1} 0 R {1} 0 R{2}", open, first + level + 1, close));
  }
  objects.emplace_back(last);
  return objects;
}

// A page whose text belongs to optional content that is shown where expression 5 says so.
std::string pdf_of_visibility(std::vector<std::string> expression) {
  const auto group = 5 + static_cast<int>(expression.size());
  expression.emplace_back("<< /Type /OCG /Name (G) >>");
  auto objects =
      pdf_page_objects(pdf_stream(fmt::format("/OC /M BDC {} EMC", kShowKho)),
                       fmt::format("{} /Properties << /M << /Type /OCMD /VE 5 0 R /OCGs {} 0 R >> "
                                   ">>",
                                   kHelvetica, group),
                       std::move(expression));
  objects[0] = fmt::format(
      "<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [{0} 0 R] /D << /ON [{0} 0 R] >> >> "
      ">>",
      group);
  return pdf_of_objects(objects);
}

}  // namespace

std::vector<HostileFile> pdf_document_files() {
  return {
      {"PdfOutlineInACircle",
       Pace::kQuick,
       {kText},
       [] {
         return pdf_of_entries("/Outlines 5 0 R /PageMode /UseOutlines", "",
                               {"<< /Type /Outlines /First 6 0 R /Last 6 0 R /Count 2147483647 >>",
                                "<< /Title (a) /Parent 6 0 R /First 5 0 R /Next 6 0 R >>"});
       }},
      {"PdfNameTreeInACircle",
       Pace::kQuick,
       {kText},
       [] {
         return pdf_of_entries(
             "/Names << /Dests 5 0 R /JavaScript 5 0 R /EmbeddedFiles 5 0 R >> "
             "/Dests 5 0 R /PageLabels 6 0 R",
             "",
             {"<< /Kids [5 0 R 5 0 R] /Limits [(a) (z)] >>",
              "<< /Kids [6 0 R 6 0 R] /Limits [0 2147483647] >>"});
       }},
      {"PdfNameTreeThatDoublesSixtyTimes",
       Pace::kQuick,
       {kText, kTimeout},
       [] {
         return pdf_of_entries("/Names << /Dests 5 0 R /JavaScript 5 0 R >> /PageLabels 5 0 R", "",
                               doubling(5, 60, "<< /Kids [", "] >>", "<< /Nums [] /Names [] >>"));
       }},
      {"PdfStructureTreeInACircle",
       Pace::kQuick,
       {kText},
       [] {
         return pdf_of_entries("/StructTreeRoot 5 0 R /MarkInfo << /Marked true >>",
                               "/StructParents 0",
                               {"<< /Type /StructTreeRoot /K [6 0 R 6 0 R] /ParentTree 5 0 R >>",
                                "<< /Type /StructElem /S /P /P 6 0 R /K [6 0 R 5 0 R] >>"});
       }},
      {"PdfOptionalContentInACircle",
       Pace::kQuick,
       {kText},
       [] {
         return pdf_of_entries(
             "/OCProperties << /OCGs 5 0 R /D << /Order 5 0 R /ON 5 0 R /OFF 5 0 "
             "R /BaseState /OFF >> >>",
             "/OC 6 0 R", {"[5 0 R 6 0 R 5 0 R]", "<< /Type /OCMD /OCGs 6 0 R /VE 5 0 R >>"});
       }},
      {"PdfVisibilityThatIsItself",
       Pace::kQuick,
       {kText, kNoText},
       [] { return pdf_of_visibility({"[/Or 5 0 R 5 0 R]"}); }},
      {"PdfVisibilityThatDoublesFortyTimes",
       Pace::kSlow,
       {kText, kNoText, kTimeout},
       [] { return pdf_of_visibility(doubling(5, 40, "[/And ", "]", "[/And]")); }},
      {"PdfAppearanceThatDrawsItself",
       Pace::kQuick,
       {kText},
       [] {
         return pdf_of_entries(
             "", "/Annots [5 0 R 5 0 R 6 0 R]",
             {"<< /Type /Annot /Subtype /Stamp /Rect [0 0 99 99] /Popup 5 0 R /Parent 5 0 R /AP << "
              "/N 6 0 R >> >>",
              pdf_stream_with(
                  "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject "
                  "<< /X 6 0 R >> >>",
                  "/X Do /X Do")});
       }},
      {"PdfAnnotationSharedAMillionTimes",
       Pace::kSlow,
       {kText, kNoText, kTimeout, kMemory},
       [] {
         return pdf_of_entries(
             "", fmt::format("/Annots [{}]", repeated("5 0 R ", 1'000'000)),
             {"<< /Type /Annot /Subtype /Stamp /Rect [0 0 99 99] /AP << /N 6 0 R >> >>",
              pdf_stream_with("/Type /XObject /Subtype /Form /BBox [0 0 9 9]", "0 0 m")});
       }},
      {"PdfFieldsInACircle",
       Pace::kQuick,
       {kText},
       [] {
         return pdf_of_entries("/AcroForm << /Fields [5 0 R 5 0 R] /CO [5 0 R] >>",
                               "/Annots [5 0 R 6 0 R]",
                               {"<< /FT /Tx /T (a) /Parent 6 0 R /Kids [6 0 R 5 0 R] >>",
                                "<< /T (b) /Subtype /Widget /Rect [0 0 9 9] /Parent 5 0 R /Kids [5 "
                                "0 R] >>"});
       }},
      {"PdfFieldsThatDoubleSixtyTimes",
       Pace::kQuick,
       {kText, kTimeout, kMemory},
       [] {
         return pdf_of_entries("/AcroForm << /Fields [5 0 R] >>", "/Annots [64 0 R]",
                               doubling(5, 60, "<< /FT /Tx /T (a) /Kids [", "] >>",
                                        "<< /Subtype /Widget /FT /Tx /Rect [0 0 9 9] >>"));
       }},
  };
}

}  // namespace kho::ingest
