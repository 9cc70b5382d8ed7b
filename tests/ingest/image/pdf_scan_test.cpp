#include "ingest/image/pdf_scan.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/ingest/made_pdf.h"

namespace kho::ingest {
namespace {

std::string image(int width, int height, const char* rest) {
  return fmt::format(
      "<< /Type /XObject /Subtype /Image /Width {} /Height {} {} /Length 1 "
      ">>\nstream\n0\nendstream",
      width, height, rest);
}

// A page of 595 x 842 points that draws `content`, with `objects` as /X5, /X6, ... of its
// resources.
std::string pdf_of_page(const std::string& content, const std::vector<std::string>& objects) {
  std::vector<std::string> all = {"<< /Type /Catalog /Pages 2 0 R >>",
                                  "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "",
                                  pdf_stream(content)};
  std::string names;
  for (const std::string& object : objects) {
    names += fmt::format("/X{0} {0} 0 R ", all.size() + 1);
    all.push_back(object);
  }
  all[2] =
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << "
      "/XObject << " +
      names + ">> >> >>";
  return pdf_of_objects(all);
}

std::optional<PdfScan> scan(const std::string& file) {
  const auto scans = PdfScans::open(bytes_of(file));
  if (scans == nullptr) return std::nullopt;
  return scans->page(0);
}

constexpr const char* kGrey = "/ColorSpace /DeviceGray /BitsPerComponent 8";

TEST(PdfScan, FullPageImageIsMeasured) {
  const auto found = scan(pdf_of_page("q 595 0 0 842 0 0 cm /X5 Do Q", {image(1653, 2339, kGrey)}));
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->coverage, 1, 0.001);
  EXPECT_NEAR(found->dpi, 200, 0.5);
  EXPECT_EQ(found->bits_per_pixel, 8U);
}

TEST(PdfScan, TurnedImageIsMeasured) {
  const auto found =
      scan(pdf_of_page("q 0 842 -595 0 595 0 cm /X5 Do Q", {image(2339, 1653, kGrey)}));
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->coverage, 1, 0.001);
  EXPECT_NEAR(found->dpi, 200, 0.5);
}

TEST(PdfScan, StampDoesNotHideTheScan) {
  const auto found = scan(pdf_of_page(
      "q 595 0 0 842 0 0 cm /X5 Do Q q 1 0 0 1 10 10 cm 60 0 0 30 0 0 cm /X6 Do Q",
      {image(1653, 2339, "/ImageMask true /BitsPerComponent 1"), image(1600, 800, kGrey)}));
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->dpi, 200, 0.5);
  EXPECT_EQ(found->bits_per_pixel, 1U);
}

TEST(PdfScan, StripsCoverTogether) {
  const auto found = scan(pdf_of_page(
      "q 595 0 0 421 0 0 cm /X5 Do Q q 595 0 0 421 0 421 cm /X5 Do Q", {image(1653, 1170, kGrey)}));
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->coverage, 1, 0.001);
}

TEST(PdfScan, ImageInAFormIsSeen) {
  const std::string form =
      "<< /Type /XObject /Subtype /Form /BBox [0 0 1 1] /Matrix [595 0 0 842 0 0] /Resources << "
      "/XObject << /I 5 0 R >> >> /Length 5 >>\nstream\n/I Do\nendstream";
  const auto found = scan(pdf_of_page(
      "/X6 Do", {image(1653, 2339, "/ColorSpace /DeviceRGB /BitsPerComponent 8"), form}));
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->dpi, 200, 0.5);
  EXPECT_EQ(found->bits_per_pixel, 24U);
}

TEST(PdfScan, PageWithoutAnImageHasNoScan) {
  EXPECT_FALSE(scan(pdf_of_text({U"Giấy phép"})));
  EXPECT_FALSE(scan(pdf_of_page("q 595 0 0 842 5000 0 cm /X5 Do Q", {image(9, 9, kGrey)})));
  EXPECT_FALSE(scan(pdf_of_page("/X9 Do /X5", {image(9, 9, kGrey)})));
}

TEST(PdfScan, PageBeyondTheEndHasNoScan) {
  const std::string file = pdf_of_images(1);
  const auto scans = PdfScans::open(bytes_of(file));
  ASSERT_NE(scans, nullptr);
  EXPECT_TRUE(scans->page(0));
  EXPECT_FALSE(scans->page(1));
}

TEST(PdfScan, NoPdfIsNotOpened) {
  EXPECT_EQ(PdfScans::open(bytes_of("")), nullptr);
  EXPECT_EQ(PdfScans::open(bytes_of("%PDF-1.4\n\x01\x02\x03")), nullptr);
}

TEST(PdfScan, FormsThatDrawEachOtherEnd) {
  const auto form = [](const char* content, const char* names) {
    return fmt::format(
        "<< /Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << {} >> >> "
        "/Length {} >>\nstream\n{}\nendstream",
        names, std::string_view(content).size(), content);
  };
  std::string many;
  for (int i = 0; i < 200; ++i) many += "/F Do ";
  (void)scan(
      pdf_of_page("/X5 Do", {form(many.c_str(), "/F 6 0 R"), form(many.c_str(), "/F 5 0 R")}));
}

TEST(PdfScan, EndlessContentEnds) {
  std::string content;
  for (int i = 0; i < 200'000; ++i) content += "q ";
  EXPECT_FALSE(scan(pdf_of_page(content + "595 0 0 842 0 0 cm /X5 Do", {image(9, 9, kGrey)})));
}

TEST(PdfScan, OddNumbersAreSurvived) {
  for (const char* matrix :
       {"0 0 0 0 0 0", "1e300 0 0 1e300 0 0", "a b c d e f", "1 2", "-595 0 0 -842 595 842"}) {
    (void)scan(
        pdf_of_page(fmt::format("q {} cm /X5 Do Q", matrix), {image(-5, 2147483647, kGrey)}));
  }
}

}  // namespace
}  // namespace kho::ingest
