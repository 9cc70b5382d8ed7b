// Real documents, which are not part of the project: KHO_DATA names a folder that has
// gov-pdf-born-digital/*.pdf, each with its true text beside it as .txt, and gov-scans/*.pdf.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "ingest/extractor.h"
#include "tests/ingest/made_pdf.h"

namespace kho::ingest {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::map<std::string, int> words(const std::string& text) {
  std::map<std::string, int> counts;
  std::istringstream stream(text);
  for (std::string word; stream >> word;) ++counts[word];
  return counts;
}

// The part of `truth`'s words, each as often as it occurs, that are in `found`: 0..1.
double overlap(const std::string& truth, const std::string& found) {
  const auto wanted = words(truth);
  auto had = words(found);
  int total = 0;
  int matched = 0;
  for (const auto& [word, count] : wanted) {
    total += count;
    matched += std::min(count, had[word]);
  }
  return total == 0 ? 1.0 : static_cast<double>(matched) / total;
}

class RealFiles : public testing::Test {
 protected:
  void SetUp() override {
    const char* data = std::getenv("KHO_DATA");
    if (data == nullptr) GTEST_SKIP() << "KHO_DATA is not set: no real documents to try";
    data_ = data;
  }

  // Runs `check` on each PDF of `folder` and prints what it took.
  template <typename Check>
  void for_each_pdf(const char* folder, Check check) {
    int files = 0;
    for (const auto& entry : fs::directory_iterator(data_ / folder)) {
      if (entry.path().extension() != ".pdf") continue;
      ++files;
      const std::string file = read_file(entry.path());
      const auto start = std::chrono::steady_clock::now();
      const Extraction extraction = extractor_.extract(bytes_of(file), {Recognise::kNever});
      const auto took = std::chrono::steady_clock::now() - start;
      std::string text;
      for (const std::string& page : extraction.pages) text += page;
      fmt::print("{:7.1f} ms {:4} pages {:7} bytes of text  {}\n",
                 std::chrono::duration<double, std::milli>(took).count(), extraction.page_count,
                 text.size(), entry.path().filename().string());
      check(entry.path(), extraction, text);
    }
    EXPECT_GT(files, 0);
  }

  fs::path data_;
  const Extractor extractor_{{KHO_EXTRACTION_CHILD}, {}};
};

TEST_F(RealFiles, GazettesGiveTheirTrueText) {
  for_each_pdf("gov-pdf-born-digital", [](fs::path path, const auto& extraction, const auto& text) {
    EXPECT_EQ(extraction.outcome, Outcome::kText) << path;
    const double found = overlap(read_file(path.replace_extension(".txt")), text);
    fmt::print("           overlap {:.4f}\n", found);
    EXPECT_GT(found, 0.98) << path;
  });
}

TEST_F(RealFiles, ScansHaveLittleText) {
  for_each_pdf("gov-scans", [](const fs::path& path, const auto& extraction, const auto& text) {
    EXPECT_NE(extraction.outcome, Outcome::kFailed) << path << failure_name(extraction.failure);
    // The stamp that a signature draws, where there is one; never the text of the document.
    EXPECT_LT(text.size(), 1500U) << path;
  });
}

}  // namespace
}  // namespace kho::ingest
