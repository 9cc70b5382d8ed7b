// How items of the national list are read: items.jsonl, one case a line. What a case does not name
// is as it is by default: no form, required, no doubts.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <ostream>

#include "tools/tthc/item.h"

namespace kho::tthc {

struct Case {
  nlohmann::json json;
};

void PrintTo(const Case& each, std::ostream* out) {
  *out << each.json.at("item").get<std::string>();
}

namespace {

std::vector<Case> cases() {
  std::ifstream in(KHO_CASES_DIRECTORY "/items.jsonl");
  std::vector<Case> all;
  for (std::string line; std::getline(in, line);) all.push_back({nlohmann::json::parse(line)});
  return all;
}

std::string outcome_name(Outcome outcome) {
  for (const auto& [each, name] : kOutcomeNames) {
    if (each == outcome) return std::string(name);
  }
  return "none";
}

class ItemTest : public testing::TestWithParam<Case> {};

TEST_P(ItemTest, IsReadAsTheCaseSays) {
  const nlohmann::json& wanted = GetParam().json;
  const Item item = read_item(wanted.at("item"));
  EXPECT_EQ(outcome_name(item.outcome), wanted.value("left_out", "paper"));
  EXPECT_EQ(item.joined, wanted.value("joined", false));
  std::vector<std::string> papers;
  for (const Text& paper : item.papers) papers.push_back(encode(paper));
  EXPECT_EQ(nlohmann::json(papers), wanted.value("papers", nlohmann::json::array()));
  EXPECT_EQ(encode(item.name), wanted.value("name", encode(item.name)));
  EXPECT_EQ(item.form, wanted.value("form", ""));
  EXPECT_EQ(item.required, wanted.value("required", true));
  EXPECT_EQ(nlohmann::json(item.doubts), wanted.value("doubts", nlohmann::json::array()));
}

INSTANTIATE_TEST_SUITE_P(Items, ItemTest, testing::ValuesIn(cases()),
                         [](const testing::TestParamInfo<Case>& each) {
                           return each.param.json.at("case").get<std::string>();
                         });

TEST(Item, LongerThanANameMayBeIsLeftOut) {
  std::string text = "Giấy";
  while (text.size() <= 16000) text += " phép";
  EXPECT_EQ(read_item(text).outcome, Outcome::kTooLong);
}

TEST(WrittenForOneDossier, ToldByTheFirstWords) {
  for (const char* name :
       {"đơn xin nuôi ong", "tờ khai đàn ong", "văn bản đề nghị nuôi ong", "thông báo thả ong",
        "báo cáo đàn ong", "bản cam kết nuôi ong", "văn bản của trại ong đề nghị cấp giấy phép",
        "mẫu đơn nuôi ong", "giấy đăng ký kiểm dịch ong", "dự thảo quy chế trại ong"}) {
    EXPECT_TRUE(written_for_one_dossier(decode(name))) << name;
  }
  for (const char* name :
       {"giấy khai sinh", "giấy báo tử", "giấy đăng ký kết hôn", "phiếu lý lịch tư pháp",
        "đơn thuốc cho ong", "văn bản của trại ong về đàn ong", "giấy phép nuôi ong"}) {
    EXPECT_FALSE(written_for_one_dossier(decode(name))) << name;
  }
}

}  // namespace
}  // namespace kho::tthc
