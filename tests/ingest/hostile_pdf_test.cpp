// Files made to harm a parser. Whatever they do, the answer is an outcome, in bounded time.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "ingest/extractor.h"
#include "ingest/sandbox.h"
#include "tests/counted.h"
#include "tests/ingest/made_pdf.h"

namespace kho::ingest {
namespace {

Extraction extract(const std::string& file, const Limits& limits = {}) {
  return Extractor({KHO_EXTRACTION_CHILD}, limits).extract(bytes_of(file), {Recognise::kNever});
}

std::string committed_file(const char* name) {
  std::ifstream file(std::filesystem::path(KHO_TESTS) / "ingest/files" / name, std::ios::binary);
  EXPECT_TRUE(file) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

// The parser's own verdict: neither killed nor crashed nor misunderstood.
bool is_verdict(const Extraction& extraction) {
  return extraction.outcome == Outcome::kText || extraction.outcome == Outcome::kNoText ||
         extraction.failure == Failure::kBroken;
}

TEST(HostilePdf, TruncatedAnywhereIsTextOrBroken) {
  const std::string whole = pdf_of_text({U"Giấy chứng nhận đăng ký doanh nghiệp", U"Trang hai"});
  for (std::size_t size = 5; size < whole.size(); size += 97) {
    const auto extraction = extract(whole.substr(0, size));
    EXPECT_TRUE(is_verdict(extraction)) << size << " " << failure_name(extraction.failure);
  }
}

TEST(HostilePdf, GarbageBehindAHeaderIsBroken) {
  std::mt19937 random(20230601);
  for (int run = 0; run < 20; ++run) {
    std::string file = "%PDF-1.7\n";
    for (int i = 0; i < 20000; ++i) file.push_back(static_cast<char>(random()));
    EXPECT_EQ(extract(file).failure, Failure::kBroken);
  }
}

TEST(HostilePdf, ChangedBytesAreAVerdict) {
  std::mt19937 random(20230602);
  const std::string whole = pdf_of_text({U"Giấy phép", U"Trang hai"});
  for (int run = 0; run < 40; ++run) {
    std::string file = whole;
    for (int i = 0; i < 30; ++i)
      file[9 + random() % (file.size() - 9)] = static_cast<char>(random());
    const auto extraction = extract(file);
    EXPECT_TRUE(is_verdict(extraction)) << run << " " << failure_name(extraction.failure);
  }
  test::counted("damaged_inputs", 40);
}

TEST(HostilePdf, PageTreeThatIsItsOwnChildEnds) {
  const auto extraction =
      extract(pdf_of_objects({"<< /Type /Catalog /Pages 2 0 R >>",
                              "<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 2 0 R] /Count 1000 >>"}));
  EXPECT_TRUE(is_verdict(extraction)) << failure_name(extraction.failure);
}

TEST(HostilePdf, PageTreeWithoutPagesIsBroken) {
  EXPECT_EQ(extract(pdf_of_objects({"<< /Type /Catalog /Pages 2 0 R >>",
                                    "<< /Type /Pages /Kids [] /Count 0 >>"}))
                .failure,
            Failure::kBroken);
}

TEST(HostilePdf, ClaimOfABillionPagesIsRefused) {
  const auto extraction = extract(pdf_of_objects(
      {"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 1000000000 >>"}));
  EXPECT_EQ(extraction.outcome, Outcome::kFailed);
  EXPECT_TRUE(extraction.failure == Failure::kTooManyPages ||
              extraction.failure == Failure::kBroken)
      << failure_name(extraction.failure);
}

TEST(HostilePdf, FormThatDrawsItselfEnds) {
  const std::string form = "/Fm Do";
  const auto extraction = extract(pdf_of_objects(
      {"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
       "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R "
       "/Resources << /XObject << /Fm 5 0 R >> >> >>",
       pdf_stream(form),
       fmt::format("<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /Fm "
                   "5 0 R >> >> /Length {} >>\nstream\n{}\nendstream",
                   form.size(), form)}));
  EXPECT_TRUE(is_verdict(extraction)) << failure_name(extraction.failure);
}

TEST(HostilePdf, StreamThatInflatesToGigabytesEndsAtTheCpuLimit) {
  Limits limits;
  limits.cpu = std::chrono::seconds(1);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(extract(committed_file("bomb-spaces.pdf"), limits).failure, Failure::kTimeout);
  EXPECT_LT(std::chrono::steady_clock::now() - start, limits.wall);
}

TEST(HostilePdf, TextThatInflatesToGigabytesEndsAtTheMemoryLimit) {
  Limits limits;
  limits.address_space_bytes = 192ULL << 20;
  if (!kLimitsAddressSpace) {
    GTEST_SKIP() << "the address-space limit does not apply under this sanitizer";
  }
  EXPECT_EQ(extract(committed_file("bomb-glyphs.pdf"), limits).failure, Failure::kMemory);
}

}  // namespace
}  // namespace kho::ingest
