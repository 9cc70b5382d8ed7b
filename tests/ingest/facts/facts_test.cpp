// What holds for every fact: where it stands, what its confidence is, what it may cost.
#include "ingest/facts/facts.h"

#include <gtest/gtest.h>

#include <ctime>
#include <string>
#include <vector>

#include "tests/ingest/facts/fact_text.h"

namespace kho::ingest {
namespace {

using testing_facts::kThisYear;
using testing_facts::text_of;

const std::vector<std::string> kPages = {
    "UBND TỈNH YÊN BÁI CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
    "SỞ CÔNG THƯƠNG Độc lập - Tự do - Hạnh phúc\n"
    "Số : l2 /QD-SCT Yên Bái, ngày 05 tháng 6 năm 2023\n"
    "QUYẾT ĐỊNH\nVề việc thành lập tổ công tác\n\nCăn cứ Luật Đầu tư;\n",
    "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nHoàng Thị Minh Nguyệt\n"};

TEST(Facts, SayWhereTheyStand) {
  const Facts facts = find_facts(kPages, kThisYear);
  ASSERT_TRUE(facts.number);
  EXPECT_EQ(facts.number->value, "12/QĐ-SCT");
  EXPECT_EQ(facts.number->as_written, "l2 /QD-SCT");
  EXPECT_EQ(facts.number->page, 0U);
  EXPECT_EQ(kPages[0].substr(facts.number->offset, facts.number->length), "l2 /QD-SCT");
  ASSERT_TRUE(facts.signer_position);
  EXPECT_EQ(facts.signer_position->page, 1U);
  EXPECT_EQ(facts.signer_position->value, "PHÓ GIÁM ĐỐC");
  EXPECT_EQ(facts.signer_position->as_written, "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC");
}

TEST(Facts, AreLessSureWhereTheyWereRepaired) {
  const Facts facts = find_facts(kPages, kThisYear);
  ASSERT_TRUE(facts.number && facts.issue_date);
  EXPECT_EQ(facts.number->confidence, kConfidenceRepaired);
  EXPECT_EQ(facts.issue_date->confidence, kConfidenceClear);
}

TEST(Facts, OfNoPagesAreNone) {
  const Facts facts = find_facts({}, kThisYear);
  EXPECT_FALSE(facts.number || facts.issue_date || facts.type || facts.subject || facts.signer);
}

TEST(Facts, TakeDecomposedLettersAsTheirOwn) {
  // "Số: 12/QĐ-UBND" and "Hà Nội, ngày 5 tháng 6 năm 2023" in NFD.
  const std::vector<std::string> pages = {
      "So\xCC\x82\xCC\x81: 12/Q\xC4\x90-UBND\n"
      "Ha\xCC\x80 No\xCC\xA3\xCC\x82i, nga\xCC\x80y 5 tha\xCC\x81ng 6 na\xCC\x86m 2023\n"};
  const Facts facts = find_facts(pages, kThisYear);
  EXPECT_EQ(text_of(facts.number), "12/QĐ-UBND");
  EXPECT_EQ(text_of(facts.issue_date), "2023-06-05");
  EXPECT_EQ(text_of(facts.place), "Hà Nội");
}

TEST(Facts, BytesThatAreNotUtf8AreDamageAndNoMore) {
  const std::vector<std::string> pages = {"\xFF\xC3\nSố: 12/QĐ-UBND\n\xED\xA0\x80\xF4\x90\x80\x80"};
  EXPECT_EQ(text_of(find_facts(pages, kThisYear).number), "12/QĐ-UBND");
}

TEST(Facts, BeyondTheLimitNothingIsRead) {
  std::vector<std::string> pages = {std::string(kFactsTextBytesMax, '\n') + "Số: 12/QĐ-UBND\n"};
  EXPECT_EQ(text_of(find_facts(pages, kThisYear).number), "-");
}

// Each of these fills the whole limit with what some rule begins to read.
class HostileText : public testing::TestWithParam<const char*> {};

TEST_P(HostileText, TakesTimeInProportion) {
  const std::string piece = GetParam();
  std::vector<std::string> pages(1);
  while (pages[0].size() < kFactsTextBytesMax) pages[0] += piece;
  const std::clock_t start = std::clock();
  (void)find_facts(pages, kThisYear);
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  RecordProperty("milliseconds", static_cast<int>(seconds * 1000));
  // Of processor time. What is linear takes a few; what is quadratic would take hours.
  EXPECT_LT(seconds, 60.0);
}

INSTANTIATE_TEST_SUITE_P(Pieces, HostileText,
                         testing::Values("Số: 12/", "ngày 05 tháng 6 ", "KT. GIÁM ĐỐC\n", "A", "a ",
                                         "1 ", "((((", "P<<<<<", "có hiệu lực từ ngày ",
                                         "GIÁM ĐỐC GIÁM ĐỐC ", "MST: 5299101378\n",
                                         "CCCD 015183004217\n", "Họ và tên\n", "\n",
                                         "Yên Bái, ngày 05 tháng 6 năm 2023\n", "CỘNG HÒA XÃ HỘI ",
                                         "GIẤY CHỨNG NHẬN\n", "V/v a\n", "o\xCC\x81"),
                         [](const auto& tested) {
                           return "piece_" + std::to_string(tested.index);
                         });

}  // namespace
}  // namespace kho::ingest
