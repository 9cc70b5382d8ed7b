// From crawled procedures to a catalogue file and a report whose totals add up.
#include <gmock/gmock.h>

#include <sstream>

#include "api/json.h"
#include "api/json_catalogue.h"
#include "tools/tthc/catalogue.h"

namespace kho::tthc {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Json = nlohmann::json;

class TthcCatalogueTest : public testing::Test {
 protected:
  void add(const std::string& code, const std::vector<std::string>& items,
           const std::string& results = {}) {
    Catalogue::Json crawled{{"ma_thu_tuc", code},
                            {"ten_thu_tuc", "Cấp giấy phép nuôi ong"},
                            {"linh_vuc", "Nuôi ong"},
                            {"ket_qua_xu_ly", results},
                            {"thanh_phan", Catalogue::Json::array()}};
    for (const std::string& item : items) crawled["thanh_phan"].push_back({{"ten", item}});
    catalogue_.add(crawled, report_);
  }
  static std::vector<Json> lines(const std::string& text) {
    std::istringstream in(text);
    std::vector<Json> all;
    for (std::string line; std::getline(in, line);) all.push_back(Json::parse(line));
    return all;
  }
  std::string file() const {
    std::ostringstream out;
    catalogue_.write(out);
    return out.str();
  }
  std::vector<Json> records(const std::string& kind) const {
    std::vector<Json> found;
    for (const Json& record : lines(file())) {
      if (record.at("record") == kind) found.push_back(record);
    }
    return found;
  }
  // The names of the alternatives of a requirement of the first procedure.
  std::vector<std::string> alternatives(std::size_t requirement) const {
    std::vector<std::string> names;
    const Json procedure = records("procedure").at(0);
    for (const Json& code : procedure.at("requirements").at(requirement).at("any_of")) {
      for (const Json& type : records("component_type")) {
        if (type.at("code") == code) names.push_back(type.at("name"));
      }
    }
    return names;
  }

  std::ostringstream report_lines_;
  Report report_{&report_lines_};
  Catalogue catalogue_;
};

TEST_F(TthcCatalogueTest, FileIsOneThatTheWarehouseReads) {
  add("1.000001", {"Đơn xin nuôi ong", "Bản sao Giấy phép nuôi ong (nếu có)"},
      "Giấy phép nuôi ongMã: KQ.G99.000001Từ khóa");
  const warehouse::Catalogue read = api::catalogue_from(file());
  ASSERT_EQ(read.procedures.size(), 1u);
  for (const warehouse::ComponentType& type : read.types) EXPECT_NO_THROW(check(type)) << type.code;
  EXPECT_NO_THROW(check(read.procedures[0]));
  EXPECT_EQ(read.procedures[0].requirements[1].form, warehouse::Form::kCopy);
  EXPECT_FALSE(read.procedures[0].requirements[1].required);
  EXPECT_THAT(read.procedures[0].results, ElementsAre("KQ.G99.000001"));
}

TEST_F(TthcCatalogueTest, TypeCodesNeverChange) {
  add("1.000001", {"Giấy phép nuôi ong"});
  EXPECT_EQ(records("component_type").at(0).at("code"), "TP-2AAB595ADE45");
}

TEST_F(TthcCatalogueTest, PaperInAnotherFormIsTheSameType) {
  add("1.000001", {"Bản sao Giấy phép nuôi ong"});
  add("1.000002", {"Giấy phép nuôi ong"});
  const auto procedures = records("procedure");
  EXPECT_EQ(procedures.at(0).at("requirements").at(0).at("any_of"),
            procedures.at(1).at("requirements").at(0).at("any_of"));
  EXPECT_EQ(procedures.at(0).at("requirements").at(0).at("name"), "Bản sao Giấy phép nuôi ong");
  // The code that the copy had for itself leads to it.
  std::size_t former = 0;
  for (const Json& type : records("component_type")) {
    if (!type.contains("successor")) continue;
    ++former;
    EXPECT_EQ(type.at("name"), "Bản sao Giấy phép nuôi ong");
    EXPECT_EQ(type.at("successor"), procedures.at(1).at("requirements").at(0).at("any_of").at(0));
  }
  EXPECT_EQ(former, 1u);
}

TEST_F(TthcCatalogueTest, OrBetweenTwoItemsJoinsThem) {
  add("1.000001", {"Giấy phép nuôi ong", "hoặc", "Sổ theo dõi đàn ong", "Bản đồ vườn cây"});
  EXPECT_THAT(alternatives(0), ElementsAre("Giấy phép nuôi ong", "Sổ theo dõi đàn ong"));
  EXPECT_THAT(alternatives(1), ElementsAre("Bản đồ vườn cây"));
  EXPECT_THAT(report_.summary(),
              HasSubstr("4 items = 2 requirements + 1 joined to the one before + 1 left out"));
}

TEST_F(TthcCatalogueTest, OrAfterATornSentenceJoinsNothing) {
  add("1.000001",
      {"Giấy phép nuôi ong", "kèm bản chính để đối chiếu)", "hoặc", "Sổ theo dõi đàn ong"});
  EXPECT_THAT(alternatives(0), ElementsAre("Giấy phép nuôi ong"));
  EXPECT_THAT(alternatives(1), ElementsAre("Sổ theo dõi đàn ong"));
}

TEST_F(TthcCatalogueTest, ResultOfTheSameNameStandsInForThePaper) {
  add("1.000001", {"Bản sao giấy phép nuôi ong", "Thông báo thả ong"});
  add("1.000002", {}, "Giấy phép nuôi ongMã: KQ.G99.1Thông báo thả ongMã: KQ.G99.2");
  const Json procedure = records("procedure").at(0);
  const Json& requirements = procedure.at("requirements");
  ASSERT_EQ(requirements.at(0).at("any_of").size(), 2u);
  EXPECT_EQ(requirements.at(0).at("any_of").at(1), "KQ.G99.1");
  // What is written for one dossier is no result of another.
  EXPECT_EQ(requirements.at(1).at("any_of").size(), 1u);
}

TEST_F(TthcCatalogueTest, ReportNamesEveryItemLeftOutOrDoubtful) {
  add("1.000001", {"Giấy phép nuôi ong", "Lưu ý: ong đốt", "Giấy phép nuôi ong",
                   "Bản chính Sổ theo dõi đàn ong"});
  const auto reported = lines(report_lines_.str());
  ASSERT_EQ(reported.size(), 3u);
  EXPECT_EQ(reported[0], Json({{"procedure", "1.000001"},
                               {"item", 2},
                               {"left_out", "prose"},
                               {"text", "Lưu ý: ong đốt"}}));
  EXPECT_EQ(reported[1].at("left_out"), "duplicate");
  EXPECT_EQ(reported[2].at("requirement"), "2");
  EXPECT_EQ(reported[2].at("doubts"), Json({"form_mapped"}));
  EXPECT_THAT(report_.summary(),
              HasSubstr("4 items = 2 requirements + 0 joined to the one before + 2 left out"));
}

TEST_F(TthcCatalogueTest, ResultsWithoutACodeAreNamedAndWithoutANameReported) {
  add("1.000001", {},
      "Sổ ongMã: KQ.G99.1Sổ ongMã: KQ.G99.1Thẻ ongMã: 123Mã: 456Từ khóaMã: KQ.G99.9");
  const Json procedure = records("procedure").at(0);
  ASSERT_EQ(procedure.at("results").size(), 2u);
  EXPECT_EQ(procedure.at("results").at(0), "KQ.G99.1");
  EXPECT_THAT(procedure.at("results").at(1).get<std::string>(), testing::StartsWith("KQ-"));
  EXPECT_THAT(report_.summary(), HasSubstr("4 results = 2 kept + 2 left out"));
  const auto reported = lines(report_lines_.str());
  ASSERT_EQ(reported.size(), 2u);
  EXPECT_EQ(reported[0].at("left_out"), "duplicate");
  EXPECT_EQ(reported[1].at("left_out"), "no_code_and_no_name");
}

}  // namespace
}  // namespace kho::tthc
