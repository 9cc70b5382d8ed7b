// tests/samples/papers_test.cpp - samples/papers.jsonl against the catalogue and the drawn files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <regex>

#include "sample_files.h"

namespace kho::samples {
namespace {

using nlohmann::json;

// The check digit of a Vietnamese tax code: 10 - (weighted sum mod 11), and never 10.
bool tax_code_is_valid(const std::string& code) {
  if (!std::regex_match(code, std::regex("[0-9]{10}(-[0-9]{3})?"))) return false;
  constexpr std::array<int, 9> kWeights{31, 29, 23, 19, 17, 13, 7, 5, 3};
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += (code[i] - '0') * kWeights[i];
  const int digit = 10 - sum % 11;
  return digit != 10 && code[9] - '0' == digit && !code.ends_with("-000");
}

bool owner_is_valid(const std::string& owner) {
  if (owner.starts_with("mst:")) return tax_code_is_valid(owner.substr(4));
  // Province 015, then century and sex, then the year of birth.
  if (owner.starts_with("cccd:")) {
    return std::regex_match(owner, std::regex("cccd:015[0-3][0-9]{8}"));
  }
  if (owner.starts_with("passport:")) {
    return std::regex_match(owner, std::regex("passport:[A-Z]{3}:[A-Z0-9]{1,9}"));
  }
  return std::regex_match(owner, std::regex("agency:[A-Y][0-9]{2}(\\.[0-9A-Z]+)*"));
}

std::string validity_kind(const json& validity) {
  if (validity.value("indefinite", false)) return "indefinite";
  if (validity.value("unknown", false)) return "unknown";
  return validity.at("to").get<std::string>() < "2026-11-23" ? "expired" : "valid";
}

TEST(TaxCode, CheckDigitOfKnownNumbers) {
  EXPECT_TRUE(tax_code_is_valid("0100109106"));
  EXPECT_TRUE(tax_code_is_valid("0314409058-002"));
  EXPECT_FALSE(tax_code_is_valid("0100233480"));
}

TEST(SamplePapers, ThereAreFortyOrMoreWithUniqueFiles) {
  const auto papers = read_papers();
  EXPECT_GE(papers.size(), 40U);
  std::set<std::string> files;
  for (const json& paper : papers) EXPECT_TRUE(files.insert(paper.at("file")).second) << paper;
}

TEST(SamplePapers, TypesAndKindsAreThoseOfTheCatalogue) {
  std::map<std::string, std::string> kinds;
  for (const json& line : read_catalogue()) {
    if (line.at("record") == "component_type") kinds[line.at("code")] = line.at("kind");
  }
  for (const json& paper : read_papers()) {
    const json& metadata = paper.at("metadata");
    const auto type = kinds.find(metadata.at("type"));
    ASSERT_NE(type, kinds.end()) << metadata.at("type");
    EXPECT_EQ(metadata.at("kind"), type->second) << paper.at("file");
  }
}

TEST(SamplePapers, IssuersAreAgenciesOfTheCatalogue) {
  const auto agencies = codes_of("agency");
  for (const json& paper : read_papers()) {
    const json& metadata = paper.at("metadata");
    EXPECT_FALSE(metadata.at("issuer_name").get<std::string>().empty()) << paper.at("file");
    if (metadata.contains("issuer")) {
      EXPECT_TRUE(agencies.contains(metadata.at("issuer"))) << metadata.at("issuer");
    }
  }
}

TEST(SamplePapers, OwnersAreWellFormedAndHaveOneNameEach) {
  std::map<std::string, std::string> names;
  for (const json& paper : read_papers()) {
    const std::string owner = paper.at("owner");
    EXPECT_TRUE(owner_is_valid(owner)) << owner;
    const auto [known, inserted] = names.emplace(owner, paper.at("owner_name"));
    EXPECT_EQ(known->second, paper.at("owner_name")) << owner;
  }
  EXPECT_GE(names.size(), 12U);
}

TEST(SamplePapers, MetadataIsWithinItsWidthsAndVocabularies) {
  const std::regex date("20[0-9]{2}-[01][0-9]-[0-3][0-9]");
  for (const json& paper : read_papers()) {
    const json& metadata = paper.at("metadata");
    EXPECT_LE(metadata.at("number").get<std::string>().size(), 60U) << paper.at("file");
    EXPECT_LE(metadata.at("subject").get<std::string>().size(), 500U) << paper.at("file");
    EXPECT_TRUE(std::regex_match(metadata.at("issue_date").get<std::string>(), date));
    EXPECT_LE(metadata.at("issue_date").get<std::string>(), "2026-11-23") << paper.at("file");
    EXPECT_THAT(metadata.at("form").get<std::string>(),
                testing::AnyOf("original", "copy", "electronic"));
    EXPECT_THAT(metadata.at("origin").get<std::string>(),
                testing::AnyOf("desk_scan", "owner_upload", "ecopy_from_register",
                               "born_digital_result", "certified_ecopy"));
  }
}

TEST(SamplePapers, ShowEveryKindOfValidityAndOnePaperHeldBack) {
  std::set<std::string> kinds;
  int held_back = 0;
  for (const json& paper : read_papers()) {
    kinds.insert(validity_kind(paper.at("metadata").at("validity")));
    if (paper.value("hold_back", false)) ++held_back;
  }
  EXPECT_THAT(kinds, testing::ElementsAre("expired", "indefinite", "unknown", "valid"));
  EXPECT_EQ(held_back, 1);
}

TEST(SamplePapers, EveryFileIsDrawnAsPdfBelowItsSizeLimit) {
  constexpr std::uintmax_t kFileBytesMax = 400 * 1024;
  for (const json& paper : read_papers()) {
    const auto path = std::filesystem::path(KHO_SAMPLES_DIR) / paper.at("file").get<std::string>();
    std::ifstream in(path, std::ios::binary);
    std::string magic(5, '\0');
    ASSERT_TRUE(in.read(magic.data(), 5)) << path;
    EXPECT_EQ(magic, "%PDF-") << path;
    EXPECT_LE(std::filesystem::file_size(path), kFileBytesMax) << path;
  }
}

}  // namespace
}  // namespace kho::samples
