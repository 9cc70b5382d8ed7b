// The text of PDFs as the whole extractor finds it: through the child, inside its sandbox.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "ingest/extractor.h"
#include "tests/ingest/made_pdf.h"

namespace kho::ingest {
namespace {

Extraction extract(const std::string& file, Limits limits = {}) {
  return Extractor({KHO_EXTRACTION_CHILD}, limits).extract(bytes_of(file), {Recognise::kNever});
}

std::string committed_file(const char* name) {
  std::ifstream file(std::filesystem::path(KHO_TESTS) / "ingest/files" / name, std::ios::binary);
  EXPECT_TRUE(file) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(PdfText, VietnameseIsFoundThroughTheToUnicodeMap) {
  const auto extraction =
      extract(pdf_of_text({U"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
                           U"Điều 1. Giấy phép \U0001F3DB"}));
  EXPECT_EQ(extraction.outcome, Outcome::kText);
  EXPECT_EQ(extraction.failure, Failure::kNone);
  EXPECT_EQ(extraction.media_type, "application/pdf");
  EXPECT_EQ(extraction.page_count, 2U);
  ASSERT_EQ(extraction.pages.size(), 2U);
  EXPECT_EQ(extraction.pages[0],
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n");
  EXPECT_EQ(extraction.pages[1], "Điều 1. Giấy phép \U0001F3DB\n");
}

TEST(PdfText, DecomposedLettersStayAsFound) {
  const auto extraction = extract(pdf_of_text({U"Vie\u0323\u0302t"}));
  ASSERT_EQ(extraction.pages.size(), 1U);
  EXPECT_EQ(extraction.pages[0], "Vie\u0323\u0302t\n");
}

TEST(PdfText, PageWithoutTextAmongOthersIsEmpty) {
  const auto extraction = extract(pdf_of_text({U"một", U"", U"ba"}));
  EXPECT_EQ(extraction.outcome, Outcome::kText);
  EXPECT_EQ(extraction.pages, (std::vector<std::string>{"một\n", "", "ba\n"}));
}

TEST(PdfText, CharacterThatIsNotUnicodeDoesNotTakeThePageWithIt) {
  const auto extraction =
      extract(pdf_of_text({std::u32string(U"trước ") + char32_t{0xD800} + U" sau"}));
  ASSERT_EQ(extraction.pages.size(), 1U);
  EXPECT_NE(extraction.pages[0].find("trước"), std::string::npos);
  EXPECT_NE(extraction.pages[0].find("sau"), std::string::npos);
}

TEST(PdfText, ScanHasNoText) {
  const auto extraction = extract(pdf_of_images(3));
  EXPECT_EQ(extraction.outcome, Outcome::kNoText);
  EXPECT_EQ(extraction.page_count, 3U);
  EXPECT_TRUE(extraction.pages.empty());
}

TEST(PdfText, PagesAboveTheLimitAreNotRead) {
  Limits limits;
  limits.pages = 2;
  EXPECT_EQ(extract(pdf_of_text({U"1", U"2"}), limits).outcome, Outcome::kText);
  const auto extraction = extract(pdf_of_text({U"1", U"2", U"3"}), limits);
  EXPECT_EQ(extraction.failure, Failure::kTooManyPages);
  EXPECT_EQ(extraction.page_count, 3U);
}

TEST(PdfText, TextAboveTheLimitIsDroppedBetweenTwoCharacters) {
  Limits limits;
  limits.text_bytes = 8;  // "một\n" has 6 bytes, "hế" 4.
  const auto extraction = extract(pdf_of_text({U"một", U"hế", U"ba"}), limits);
  EXPECT_EQ(extraction.page_count, 3U);
  EXPECT_EQ(extraction.pages, (std::vector<std::string>{"một\n", "h"}));
}

TEST(PdfText, PasswordIsNeededOnlyWhereOpeningNeedsIt) {
  EXPECT_EQ(extract(committed_file("encrypted.pdf")).failure, Failure::kEncrypted);
  EXPECT_EQ(extract(committed_file("owner-password-only.pdf")).pages,
            std::vector<std::string>{"Secret of the file\n"});
}

TEST(PlainText, IsOnePageAsItStands) {
  for (const std::string text :
       {"Giấy phép\nsố 12", "{\"số\": \"12\"}", "<?xml version=\"1.0\"?><số>12</số>"}) {
    const auto extraction = extract(text);
    EXPECT_EQ(extraction.outcome, Outcome::kText);
    EXPECT_EQ(extraction.page_count, 1U);
    EXPECT_EQ(extraction.pages, std::vector<std::string>{text});
  }
}

TEST(PlainText, IsCutAtTheLimitAndBrokenWhereItIsNotUtf8) {
  Limits limits;
  limits.text_bytes = 4;  // "ấ" has 3 bytes.
  EXPECT_EQ(extract("Giấy phép", limits).pages, std::vector<std::string>{"Gi"});
  EXPECT_EQ(extract(std::string(5000, 'a') + "\xFF").failure, Failure::kBroken);
}

}  // namespace
}  // namespace kho::ingest
