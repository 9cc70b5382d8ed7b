#include "index/completion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/index/scratch_index.h"

namespace kho::index {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

class Completions : public testing::Test {
 protected:
  Completions() {
    std::vector<Document> documents;
    const auto add = [&](const std::string& title, const std::string& number, int times) {
      for (int i = 0; i < times; ++i) {
        Document document;
        document.id = std::to_string(documents.size());
        document.title = title + " của Chử Đồng, số 015085009999";
        document.completed_from = title;
        document.number = number;
        document.names = {"Chử Văn Chương"};
        document.pages = {"chỉ trong trang"};
        documents.push_back(document);
      }
    };
    add("Giấy chứng nhận đăng ký doanh nghiệp", "12/QĐ-UBND", 5);
    add("Giấy chứng nhận an toàn thực phẩm", "12/QĐ-SCT", 3);
    add("Giấy chứng minh", "13/QĐ-UBND", 1);
    add("Hoà giải", "015085001234", 1);
    add("Hòa bình", "", 2);
    fill(scratch_.path(), documents);
  }

  std::vector<std::string> completed(const std::string& text, std::uint32_t limit = 10) const {
    std::vector<std::string> texts;
    for (const Completion& each :
         Searcher(scratch_.path()).complete({text, Rights::everything(), limit})) {
      texts.push_back(each.text);
    }
    return texts;
  }

  const ScratchDirectory scratch_;
};

TEST_F(Completions, ByWhatFollowsInTitlesMostFrequentFirst) {
  EXPECT_THAT(completed("giấy ch"), ElementsAre("giấy chứng nhận đăng ký"));
  EXPECT_THAT(completed("giấy chứng "),
              ElementsAre("giấy chứng nhận đăng ký doanh", "giấy chứng minh"));
  EXPECT_THAT(completed("giấy chứng nhận a"), ElementsAre("giấy chứng nhận an toàn thực phẩm"));
}

TEST_F(Completions, WithoutDiacriticsTheyComeWithThem) {
  EXPECT_THAT(completed("giay ch"), ElementsAre("giay chứng nhận đăng ký"));
  EXPECT_EQ(completed("GIAY CHUNG NHAN D").front(), "GIAY CHUNG NHAN đăng ký doanh nghiệp");
}

TEST_F(Completions, MarksThatWereTypedAreMeant) {
  EXPECT_THAT(completed("chứ"), Contains("chứng nhận đăng ký"));
  EXPECT_THAT(completed("chừ"), IsEmpty());
}

TEST_F(Completions, SpellingsOfOneWordAreOne) {
  EXPECT_THAT(completed("ho"), ElementsAre("hòa bình"));
  EXPECT_EQ(Searcher(scratch_.path()).complete({"ho", Rights::everything(), 10})[0].count, 3U);
}

TEST_F(Completions, OfNumbers) {
  EXPECT_THAT(completed("12/"), ElementsAre("12/QĐ-UBND", "12/QĐ-SCT"));
  EXPECT_THAT(completed("số 12/qd-u"), ElementsAre("số 12/QĐ-UBND"));
}

TEST_F(Completions, NeverOfNamesPagesOrPersonalNumbers) {
  EXPECT_THAT(completed("chử"), IsEmpty());
  EXPECT_THAT(completed("chuo"), IsEmpty());
  EXPECT_THAT(completed("tran"), IsEmpty());
  EXPECT_THAT(completed("015"), IsEmpty());
  EXPECT_THAT(completed("0"), IsEmpty());
  Document document;
  document.id = "number";
  document.completed_from = "Xác nhận số 015085001234 của ai đó";
  fill(scratch_.path(), {document}, 2);
  EXPECT_THAT(completed("015"), IsEmpty());
  EXPECT_THAT(completed("nhận số "), IsEmpty());
}

TEST_F(Completions, OfNothingAreNone) {
  EXPECT_THAT(completed(""), IsEmpty());
  EXPECT_THAT(completed("  "), IsEmpty());
  EXPECT_THAT(completed("?"), IsEmpty());
  EXPECT_THAT(completed("xyzq"), IsEmpty());
}

TEST_F(Completions, LimitsAreHeld) {
  EXPECT_THAT(completed("12/", 1), ElementsAre("12/QĐ-UBND"));
  expect_error(Errc::kBadQuery, [&] { (void)completed("g", 0); });
  expect_error(Errc::kBadQuery, [&] { (void)completed("g", 51); });
  expect_error(Errc::kBadQuery, [&] { (void)completed(std::string(2001, 'g')); });
  std::string all_bytes;
  for (int i = 0; i < 256; ++i) all_bytes += static_cast<char>(i);
  EXPECT_THAT(completed(all_bytes), IsEmpty());
}

}  // namespace
}  // namespace kho::index
