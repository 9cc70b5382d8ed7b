// The catalogue over the interface: imported, tried, read back.
#include <gmock/gmock.h>

#include "tests/api/fixtures.h"

namespace kho::api {
namespace {

using testing::HasSubstr;

constexpr const char* kDated = R"([
{"record":"agency","code":"000.00.99.H63","name":"Sở cũ","in_force":{"to":"2025-06-30"},"successor":"H63.12"},
{"record":"component_type","code":"GCN_CU","name":"Giấy cũ","signature_required":true,
 "in_force":{"from":"2001-01-01","to":"2025-06-30"},"successor":"GCN_DKDN","keep_years":70},
{"record":"procedure","code":"1.000001.H63","name":"Thủ tục","valid_from":"2020-01-01",
 "valid_to":"2026-12-31","successor":"2.000620.H63","requirements":[
 {"code":"1","name":"Giấy","any_of":[["GCN_CU","DON"],"HD_THUE"],"parent_serves_branch":true,
  "form":"copy","origin_min":"certified_ecopy"}],"results":["GP_BAN_LE"]}])";

class CatalogueApiTest : public ApiTest {
 protected:
  CatalogueApiTest() { EXPECT_EQ(json(call("POST", "/v1/catalogue", kDated)).at("added"), 3); }
  Json got(const std::string& path) {
    const Response response = call("GET", path);
    EXPECT_EQ(response.status, 200) << response.body;
    return json(response);
  }
  // The codes of a page, and then what comes next.
  std::string page(const std::string& path, const char* field) {
    const Json answer = got(path);
    std::string codes;
    for (const Json& record : answer.at(field)) codes += record.at("code").get<std::string>() + " ";
    return codes + "| " + (answer.at("next").is_null() ? "end" : std::string(answer.at("next")));
  }
};

TEST_F(CatalogueApiTest, RecordsComeBackAsTheyWereGiven) {
  const Json agency = got("/v1/agencies/H63.99");
  EXPECT_EQ(agency.at("name"), "Sở cũ");
  EXPECT_EQ(agency.at("in_force"), Json({{"from", nullptr}, {"to", "2025-06-30"}}));
  EXPECT_EQ(agency.at("successor"), "H63.12");
  EXPECT_EQ(got("/v1/agencies/000.00.99.H63"), agency);
  const Json type = got("/v1/component-types/GCN_CU");
  EXPECT_EQ(type.at("in_force").at("from"), "2001-01-01");
  EXPECT_EQ(type.at("successor"), "GCN_DKDN");
  EXPECT_EQ(type.at("keep_years"), 70);
  EXPECT_EQ(type.at("signature_required"), true);
  const Json version = got("/v1/procedures/1.000001.H63").at("versions").at(0);
  EXPECT_EQ(version.at("valid_to"), "2026-12-31");
  EXPECT_EQ(version.at("successor"), "2.000620.H63");
  const Json& requirement = version.at("requirements").at(0);
  EXPECT_EQ(requirement.at("any_of"), Json::parse(R"([["GCN_CU","DON"],["HD_THUE"]])"));
  EXPECT_EQ(requirement.at("parent_serves_branch"), true);
  EXPECT_EQ(requirement.at("form"), "copy");
  EXPECT_EQ(requirement.at("origin_min"), "certified_ecopy");
}

TEST_F(CatalogueApiTest, WhatIsReadCanBeImportedAgainAndChangesNothing) {
  Json records = Json::array();
  for (const auto& [path, field] : {std::pair{"/v1/agencies", "agencies"},
                                    std::pair{"/v1/component-types", "component_types"}}) {
    const Json page = got(path);
    for (const Json& record : page.at(field)) records.push_back(record);
  }
  const Json procedures = got("/v1/procedures");
  for (const Json& procedure : procedures.at("procedures")) {
    EXPECT_FALSE(procedure.contains("requirements"));
    const Json all = got("/v1/procedures/" + procedure.at("code").get<std::string>());
    for (const Json& version : all.at("versions")) records.push_back(version);
  }
  EXPECT_EQ(records.size(), 2u + 5u + 2u);
  EXPECT_EQ(json(call("POST", "/v1/catalogue", records.dump())),
            Json({{"added", 0}, {"changed", 0}, {"unchanged", 9}}));
}

TEST_F(CatalogueApiTest, ListsComeInPages) {
  EXPECT_EQ(page("/v1/component-types?limit=3", "component_types"),
            "DON GCN_CU GCN_DKDN | GCN_DKDN");
  EXPECT_EQ(page("/v1/component-types?after=GCN_DKDN", "component_types"),
            "GP_BAN_LE HD_THUE | end");
  EXPECT_EQ(page("/v1/procedures?limit=1", "procedures"), "1.000001.H63 | 1.000001.H63");
  EXPECT_EQ(page("/v1/procedures?after=1.000001.H63", "procedures"),
            "2.000620.000.00.00.H63 | end");
  EXPECT_EQ(page("/v1/agencies?limit=1", "agencies"), "H63.12 | H63.12");
  for (const std::string& query :
       {std::string("?limit=0"), std::string("?limit=201"), std::string("?limit=x"),
        std::string("?offset=1"), "?after=" + std::string(600, 'A')}) {
    EXPECT_EQ(problem(call("GET", "/v1/component-types" + query)), "400 query_invalid") << query;
  }
  EXPECT_EQ(problem(call("GET", "/v1/procedures?after=DON")), "400 query_invalid");
}

TEST_F(CatalogueApiTest, WhatIsNotThereIsNotFound) {
  for (const char* path :
       {"/v1/component-types/NONE", "/v1/agencies/H99", "/v1/agencies/DON", "/v1/procedures/DON",
        "/v1/procedures/9.999999", "/v1/component-types/khong%20co"}) {
    EXPECT_EQ(problem(call("GET", path)), "404 not_found") << path;
  }
}

TEST_F(CatalogueApiTest, DryRunTellsWhatWouldChange) {
  const std::string body =
      R"([{"record":"component_type","code":"DON","name":"Tên mới"},)"
      R"({"record":"procedure","code":"1.000009","name":"Mới","requirements":[]}])";
  const Json tried = json(call("POST", "/v1/catalogue?dry_run=true", body));
  EXPECT_EQ(tried.at("added"), 1);
  EXPECT_EQ(tried.at("changed"), 1);
  EXPECT_EQ(tried.at("changes"), Json::parse(R"([
    {"record":"component_type","code":"DON","change":"changed"},
    {"record":"procedure","code":"1.000009","change":"added","valid_from":"2000-01-01"}])"));
  EXPECT_EQ(problem(call("GET", "/v1/procedures/1.000009")), "404 not_found");
  EXPECT_EQ(problem(call("POST", "/v1/catalogue?dry_run=1", body)), "400 query_invalid");
  EXPECT_FALSE(json(call("POST", "/v1/catalogue", body)).contains("changes"));
}

TEST_F(CatalogueApiTest, FieldsThatCannotBeAreNamed) {
  for (const auto& [field, value] :
       {std::pair{"in_force", R"({"since":"2020-01-01"})"}, std::pair{"in_force", R"("2020")"},
        std::pair{"keep_years", "101"}, std::pair{"keep_years", "0"}, std::pair{"successor", "1"},
        std::pair{"signature_required", R"("yes")"}}) {
    const Response refused = call("POST", "/v1/catalogue",
                                  std::string(R"([{"record":"component_type","code":"A","name":)"
                                              R"("Giấy",")") +
                                      field + "\":" + value + "}]");
    EXPECT_EQ(problem(refused), "422 catalogue_invalid");
    EXPECT_THAT(refused.body, HasSubstr(field == std::string("in_force") &&
                                                value == std::string(R"({"since":"2020-01-01"})")
                                            ? "since"
                                            : field));
  }
}

}  // namespace
}  // namespace kho::api
