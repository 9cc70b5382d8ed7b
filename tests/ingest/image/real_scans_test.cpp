// Real documents, which are not part of the project: KHO_DATA names a folder that has
// gov-scans/*.pdf and gov-pdf-born-digital/*.pdf.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "ingest/image/page_facts.h"
#include "ingest/image/page_hash.h"
#include "ingest/image/page_source.h"
#include "ingest/image/pdf_scan.h"
#include "ingest/pdf_text.h"
#include "ingest/text/text_quality.h"
#include "tests/ingest/image/drawn_page.h"
#include "tests/ingest/made_pdf.h"

namespace kho::ingest {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kPagesEach = 6;

class RealScans : public testing::Test {
 protected:
  void SetUp() override {
    const char* data = std::getenv("KHO_DATA");
    if (data == nullptr) GTEST_SKIP() << "KHO_DATA is not set: no real documents to try";
    data_ = data;
    prepare_page_sources();
  }

  template <typename Check>
  void for_each_pdf(const char* folder, Check check) {
    int files = 0;
    for (const auto& entry : fs::directory_iterator(data_ / folder)) {
      if (entry.path().extension() != ".pdf") continue;
      ++files;
      std::ifstream stream(entry.path(), std::ios::binary);
      const std::string file(std::istreambuf_iterator<char>(stream), {});
      check(entry.path().filename().string(), file);
    }
    EXPECT_GT(files, 0);
  }

  fs::path data_;
};

TEST_F(RealScans, TextLayersAreJudged) {
  const auto count = [](const std::string& file, TextQuality quality) {
    Task task;
    task.pages_max = 5000;
    task.text_bytes = 32 << 20;
    const Extraction extraction = extract_pdf_text(bytes_of(file), task);
    const auto scans = PdfScans::open(bytes_of(file));
    std::ptrdiff_t found = 0;
    for (std::uint32_t i = 0; i < extraction.page_count; ++i) {
      const auto scan = scans == nullptr ? std::nullopt : scans->page(i);
      const std::string text = i < extraction.pages.size() ? extraction.pages[i] : std::string();
      found += judge_text_layer(text, scan ? scan->coverage : 0) == quality ? 1 : 0;
    }
    return std::pair(found, static_cast<std::ptrdiff_t>(extraction.page_count));
  };
  for_each_pdf("gov-pdf-born-digital", [&](const std::string& name, const std::string& file) {
    const auto [good, pages] = count(file, TextQuality::kGood);
    EXPECT_EQ(good, pages) << name;
  });
  for_each_pdf("gov-scans", [&](const std::string& name, const std::string& file) {
    const auto [absent, pages] = count(file, TextQuality::kAbsent);
    EXPECT_GE(absent + 1, pages) << name;  // The end of a decree may be no larger than a stamp.
  });
}

TEST_F(RealScans, ScansAreMeasured) {
  for_each_pdf("gov-scans", [&](const std::string& name, const std::string& file) {
    const OpenedPages opened = open_pages(bytes_of(file), {});
    ASSERT_NE(opened.pages, nullptr) << name;
    const auto scans = PdfScans::open(bytes_of(file));
    ASSERT_NE(scans, nullptr) << name;
    for (std::uint32_t i = 0; i < std::min(kPagesEach, opened.pages->page_count()); ++i) {
      const auto scan = scans->page(i);
      ASSERT_TRUE(scan) << name << " " << i;
      EXPECT_GE(scan->dpi, 190) << name << " " << i;
      EXPECT_LE(scan->dpi, 320) << name << " " << i;
      const PageFacts facts = page_facts(opened.pages->read(i, Colour::kRgb, 100).image);
      EXPECT_FALSE(facts.is_blank) << name << " " << i;
      EXPECT_NEAR(facts.width_mm + facts.height_mm, 507, 20) << name << " " << i;
      EXPECT_LT(std::abs(facts.skew_degrees), 3) << name << " " << i;
    }
  });
}

TEST_F(RealScans, HashesTellPagesApart) {
  std::vector<PageHash> hashes;
  for_each_pdf("gov-scans", [&](const std::string& name, const std::string& file) {
    const OpenedPages opened = open_pages(bytes_of(file), {});
    for (std::uint32_t i = 0; i < std::min(kPagesEach, opened.pages->page_count()); ++i) {
      const PageImage page = opened.pages->read(i, Colour::kGrey, 200).image;
      const auto hash = page_hash(page);
      const auto again = page_hash(slanted(scaled(shifted(page, 12, -9), 0.75), 1.5));
      ASSERT_TRUE(hash && again) << name << " " << i;
      EXPECT_LE(hash_distance(*hash, *again), kSamePageDistance) << name << " " << i;
      hashes.push_back(*hash);
    }
  });
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      EXPECT_GT(hash_distance(hashes[i], hashes[j]), kSamePageDistance) << i << " " << j;
    }
  }
}

}  // namespace
}  // namespace kho::ingest
