// tests/samples/catalogue_test.cpp - samples/catalogue.jsonl against docs/catalogue.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "sample_files.h"

namespace kho::samples {
namespace {

using nlohmann::json;

std::vector<json> procedures() {
  std::vector<json> result;
  for (const json& line : read_catalogue()) {
    if (line.at("record") == "procedure") result.push_back(line);
  }
  return result;
}

std::vector<std::string> types_of(const json& any_of) {
  std::vector<std::string> types;
  for (const json& alternative : any_of) {
    if (alternative.is_string()) {
      types.push_back(alternative);
    } else {
      for (const json& type : alternative) types.push_back(type);
    }
  }
  return types;
}

TEST(SampleCatalogue, HasElevenProcedures) { EXPECT_EQ(procedures().size(), 11U); }

TEST(SampleCatalogue, CodesAreUniqueAndWellFormed) {
  const std::regex type_code("[A-Z0-9][A-Z0-9._-]{0,63}");
  const std::regex agency_code("[A-Y][0-9]{2}(\\.[0-9A-Z]+)*");
  const std::regex procedure_code("[1-9]\\.[0-9]{6}(\\.[0-9A-Z]+)*");
  for (const auto& [record, pattern] : {std::pair{"component_type", type_code},
                                        {"agency", agency_code},
                                        {"procedure", procedure_code}}) {
    const auto codes = codes_of(record);
    for (const std::string& code : codes) {
      EXPECT_TRUE(std::regex_match(code, pattern)) << code;
      EXPECT_EQ(codes.count(code), 1U) << code;
    }
  }
}

TEST(SampleCatalogue, EveryRequirementNamesKnownTypes) {
  const auto types = codes_of("component_type");
  const auto agencies = codes_of("agency");
  for (const json& procedure : procedures()) {
    EXPECT_TRUE(agencies.contains(procedure.at("agency"))) << procedure.at("code");
    std::set<std::string> requirement_codes;
    for (const json& requirement : procedure.at("requirements")) {
      EXPECT_TRUE(requirement_codes.insert(requirement.at("code")).second) << procedure.at("code");
      EXPECT_FALSE(requirement.at("any_of").empty()) << requirement;
      for (const std::string& type : types_of(requirement.at("any_of"))) {
        EXPECT_TRUE(types.contains(type)) << type;
      }
    }
    EXPECT_FALSE(procedure.at("results").empty()) << procedure.at("code");
    for (const std::string type : procedure.at("results")) {
      EXPECT_TRUE(types.contains(type)) << type;
    }
  }
}

TEST(SampleCatalogue, EveryTypeSaysWhetherItIsReusable) {
  for (const json& line : read_catalogue()) {
    if (line.at("record") != "component_type") continue;
    EXPECT_THAT(line.at("kind").get<std::string>(),
                testing::AnyOf("component", "result", "verification_result"));
    EXPECT_TRUE(line.at("reusable").is_boolean()) << line;
  }
}

TEST(SampleCatalogue, EachProcedureAsksForOnePaperWrittenForTheDossier) {
  std::set<std::string> written;
  for (const json& line : read_catalogue()) {
    if (line.at("record") == "component_type" && !line.at("reusable").get<bool>()) {
      written.insert(line.at("code"));
    }
  }
  for (const json& procedure : procedures()) {
    const auto first = types_of(procedure.at("requirements").at(0).at("any_of"));
    EXPECT_TRUE(written.contains(first.at(0))) << procedure.at("name");
  }
}

TEST(SampleCatalogue, AResultOfOneProcedureIsAskedForByAnother) {
  std::set<std::string> asked;
  std::set<std::string> given;
  for (const json& procedure : procedures()) {
    for (const std::string type : procedure.at("results")) given.insert(type);
    for (const json& requirement : procedure.at("requirements")) {
      for (const std::string& type : types_of(requirement.at("any_of"))) asked.insert(type);
    }
  }
  EXPECT_TRUE(asked.contains("GCN_ATTP") && given.contains("GCN_ATTP"));
  EXPECT_TRUE(asked.contains("GCN_SX_HOA_CHAT") && given.contains("GCN_SX_HOA_CHAT"));
}

}  // namespace
}  // namespace kho::samples
