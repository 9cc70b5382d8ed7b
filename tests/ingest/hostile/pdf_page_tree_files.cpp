// PDFs whose tree of pages is none, or has more pages than there is patience for.
#include <fmt/format.h>

#include "tests/ingest/hostile/hostile_file.h"
#include "tests/ingest/hostile/made_bytes.h"
#include "tests/ingest/hostile/pdf_parts.h"

namespace kho::ingest {
namespace {

using namespace ends;

// A page tree with these entries over a page 3 that shows "Kho"; `others` from object 5 on.
std::string pdf_of_tree(std::string tree, std::vector<std::string> others = {}) {
  auto objects = pdf_page_objects(pdf_stream(kShowKho), kHelvetica, std::move(others));
  objects[1] = fmt::format("<< /Type /Pages {} >>", tree);
  return pdf_of_objects(objects);
}

// Pages that all have the content of page 3. Poppler believes no count above that of the objects.
std::string pdf_of_pages(std::size_t pages) {
  const std::string page = fmt::format(
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << {} >> >>",
      kHelvetica);
  std::string kids = "3 0 R";
  for (std::size_t i = 1; i < pages; ++i) kids += fmt::format(" {} 0 R", 4 + i);
  return pdf_of_tree(fmt::format("/Kids [{}] /Count {}", kids, pages),
                     std::vector<std::string>(pages - 1, page));
}

// A tree in which each of `levels` nodes is twice the child of the one above.
std::string pdf_of_doubling_tree(int levels, std::string_view last_kids, int count) {
  std::vector<std::string> nodes;
  for (int level = 0; level < levels; ++level) {
    const int below = 5 + level + 1;
    nodes.push_back(
        level + 1 < levels
            ? fmt::format("<< /Type /Pages /Kids [{0} 0 R {0} 0 R] /Count {1} >>", below, count)
            : fmt::format("<< /Type /Pages /Kids [{}] /Count {} >>", last_kids, count));
  }
  return pdf_of_tree(fmt::format("/Kids [5 0 R] /Count {}", count), std::move(nodes));
}

// Each node has one child, 5, 6, ..., and the last one the page.
std::string pdf_of_deep_tree(int levels) {
  std::vector<std::string> nodes;
  for (int level = 0; level < levels; ++level) {
    nodes.push_back(fmt::format("<< /Type /Pages /Parent {} 0 R /Kids [{} 0 R] /Count 1 >>",
                                level == 0 ? 2 : 4 + level, level + 1 < levels ? 6 + level : 3));
  }
  return pdf_of_tree("/Kids [5 0 R] /Count 1", std::move(nodes));
}

}  // namespace

std::vector<HostileFile> pdf_page_tree_files() {
  return {
      {"PdfKidsThatAreTheirGrandparents",
       Pace::kQuick,
       {kBroken, kNoText},
       [] {
         return pdf_of_tree("/Kids [5 0 R] /Count 3",
                            {"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 5 0 R] /Count 3 >>"});
       }},
      {"PdfParentsInACircle",
       Pace::kQuick,
       {kText, kBroken, kNoText},
       [] {
         return pdf_of_objects({"<< /Type /Catalog /Pages 2 0 R >>",
                                "<< /Type /Pages /Parent 4 0 R /Kids [3 0 R] /Count 1 >>",
                                "<< /Type /Page /Parent 2 0 R >>",
                                "<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 1 >>"});
       }},
      {"PdfCountOfTwoBillionWithOnePage",
       Pace::kQuick,
       {kTooManyPages, kBroken, kText},
       [] { return pdf_of_tree("/Kids [3 0 R] /Count 2147483647"); }},
      {"PdfCountBeyond64Bits",
       Pace::kQuick,
       {kTooManyPages, kBroken, kText},
       [] { return pdf_of_tree("/Kids [3 0 R] /Count 99999999999999999999999"); }},
      {"PdfCountBelowZero",
       Pace::kQuick,
       {kBroken, kText},
       [] { return pdf_of_tree("/Kids [3 0 R] /Count -2147483648"); }},
      {"PdfCountOf4999WithOnePage",
       Pace::kQuick,
       {kText, kBroken},
       [] { return pdf_of_tree("/Kids [3 0 R] /Count 4999"); }},
      {"PdfOfOnePageTooMany", Pace::kQuick, {kTooManyPages}, [] { return pdf_of_pages(5001); }},
      {"PdfOfTwoHundredThousandPages",
       Pace::kSlow,
       {kTooManyPages, kTimeout},
       [] { return pdf_of_pages(200'000); }},
      {"PdfOfAsManyPagesAsAllowed",
       Pace::kSlow,
       {kText, kTimeout},
       [] { return pdf_of_pages(5000); }},
      {"PdfPageSharedAMillionTimes",
       Pace::kQuick,
       {kTooManyPages, kBroken},
       [] {
         return pdf_of_tree(
             fmt::format("/Kids [{}] /Count 1000000", repeated("3 0 R ", 1'000'000)));
       }},
      {"PdfEmptyTreeThatDoublesSixtyTimes",
       Pace::kSlow,
       {kBroken, kNoText, kTimeout},
       [] { return pdf_of_doubling_tree(60, "", 1); }},
      {"PdfTreeOfPagesThatDoublesSixtyTimes",
       Pace::kQuick,
       {kText, kBroken, kNoText, kTimeout},
       [] { return pdf_of_doubling_tree(60, "3 0 R", 4000); }},
      {"PdfTreeOfFiftyThousandLevels",
       Pace::kSlow,
       {kText, kBroken, kNoText, kTimeout, kCrashed},
       [] { return pdf_of_deep_tree(50'000); }},
      {"PdfContentSharedAMillionTimes",
       Pace::kSlow,
       {kText, kTimeout, kMemory},
       [] {
         auto objects = pdf_page_objects(pdf_stream(repeated(kShowKho, 1000)), kHelvetica);
         objects[2] = fmt::format(
             "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents [{}] /Resources << {} "
             ">> >>",
             repeated("4 0 R ", 1'000'000), kHelvetica);
         return pdf_of_objects(objects);
       }},
      {"PdfContentThatIsItsPage",
       Pace::kQuick,
       {kNoText, kBroken},
       [] {
         auto objects = pdf_page_objects("null", kHelvetica);
         objects[2] = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents [3 0 R 4 0 R] >>";
         objects[3] = "[3 0 R 4 0 R [4 0 R]]";
         return pdf_of_objects(objects);
       }},
      {"PdfPageThatIsAbsurdlyLarge",
       Pace::kQuick,
       {kText, kNoText},
       [] {
         return pdf_of_entries("",
                               "/MediaBox [-1e308 -1e308 1e308 1e308] /Rotate 2147483647 "
                               "/UserUnit 1e300 /CropBox [9 9 0 0]");
       }},
  };
}

}  // namespace kho::ingest
