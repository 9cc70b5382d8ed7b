#include "ingest/image/page_hash.h"

#include <gtest/gtest.h>

#include "tests/ingest/image/drawn_page.h"

namespace kho::ingest {
namespace {

int distance(const PageImage& left, const PageImage& right) {
  const auto left_hash = page_hash(left);
  const auto right_hash = page_hash(right);
  EXPECT_TRUE(left_hash && right_hash);
  return hash_distance(*left_hash, *right_hash);
}

struct Rescan {
  const char* name;
  PageImage (*scan)(const PageImage&);
  friend void PrintTo(const Rescan& rescan, std::ostream* stream) { *stream << rescan.name; }
};

class EachRescan : public testing::TestWithParam<Rescan> {};

TEST_P(EachRescan, IsTheSamePage) {
  const PageImage page = drawn_page(kDecree, 200);
  EXPECT_LE(distance(page, GetParam().scan(page)), kSamePageDistance);
}

INSTANTIATE_TEST_SUITE_P(
    PageHash, EachRescan,
    testing::Values(
        Rescan{"Itself", [](const PageImage& page) { return page; }},
        Rescan{"Finer", [](const PageImage& page) { return scaled(page, 1.5); }},
        Rescan{"Coarser", [](const PageImage& page) { return scaled(page, 0.5); }},
        Rescan{"Slanted", [](const PageImage& page) { return slanted(page, 1.9); }},
        Rescan{"SlantedBack", [](const PageImage& page) { return slanted(page, -2); }},
        Rescan{"Shifted", [](const PageImage& page) { return shifted(page, 25, -18); }},
        Rescan{"Dark", [](const PageImage& page) { return brightened(page, 0.7, 0); }},
        Rescan{"Faint", [](const PageImage& page) { return brightened(page, 0.5, 110); }},
        Rescan{"Dirty", [](const PageImage& page) { return speckled(page, 300); }},
        Rescan{"AllAtOnce",
               [](const PageImage& page) {
                 return speckled(
                     brightened(slanted(scaled(shifted(page, -15, 20), 0.75), 1), 0.8, 0), 200);
               }}),
    [](const auto& rescan) { return rescan.param.name; });

// One form, filled in for two people.
std::string form(const char* name, const char* number, const char* business) {
  return std::string(
             "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\n"
             "ĐƠN ĐỀ NGHỊ CẤP GIẤY PHÉP\nKính gửi: Sở Công Thương\n\nTên thương nhân: ") +
         name + "\nMã số doanh nghiệp: " + number + "\nNgành nghề kinh doanh: " + business +
         "\nĐề nghị Sở Công Thương xem xét, cấp giấy phép cho thương nhân theo quy định tại Nghị "
         "định về kinh doanh có điều kiện.\nNgười đại diện theo pháp luật\n";
}

TEST(PageHash, OtherPagesAreOtherPages) {
  EXPECT_GT(distance(drawn_page(kDecree, 150), drawn_page(form("A", "1", "Rượu"), 150)),
            kSamePageDistance);
  const std::string decree = kDecree;
  const std::string later = decree.substr(decree.find("Điều 2"));
  EXPECT_GT(distance(drawn_page(decree, 150), drawn_page(later, 150)), kSamePageDistance);
}

TEST(PageHash, BlankPageHasNone) { EXPECT_FALSE(page_hash(white_page(800, 1100, 100))); }

TEST(PageHash, UpsideDownIsAnotherPage) {
  const PageImage page = drawn_page(kDecree, 150);
  EXPECT_GT(distance(page, turned(page, 2)), kSamePageDistance);
}

TEST(PageHash, DistanceCountsBits) {
  PageHash none;
  PageHash some{{1, 2, 4, 8}};
  EXPECT_EQ(hash_distance(none, none), 0);
  EXPECT_EQ(hash_distance(none, some), 4);
  EXPECT_EQ(hash_distance(none, {{~0ULL, ~0ULL, ~0ULL, ~0ULL}}), 256);
}

TEST(PageHash, TinyPagesHaveOneOrNone) {
  for (const std::uint32_t side : {1U, 2U, 17U, 65U, 130U}) {
    PageImage page = white_page(side, side, 30);
    fill(page, 0, 0, side, 1 + side / 3, 0);
    (void)page_hash(page);
  }
}

}  // namespace
}  // namespace kho::ingest
