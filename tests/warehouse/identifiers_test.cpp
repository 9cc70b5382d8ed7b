// Holds what is made of typed identifiers against identifiers.case, which clerks can extend.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/warehouse/fixtures.h"
#include "warehouse/catalogue.h"
#include "warehouse/dossier_code.h"
#include "warehouse/owner_key.h"

namespace kho::warehouse {
namespace {

struct Case {
  std::size_t line = 0;
  std::string kind;
  Declared declared;
  std::string typed;
  std::string becomes;
  std::string warnings;  // Each with a blank behind it.
};
void PrintTo(const Case& c, std::ostream* out) { *out << "line " << c.line << ": " << c.typed; }

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

std::vector<Case> cases() {
  std::ifstream file(KHO_IDENTIFIER_CASES);
  std::vector<Case> all;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (trimmed(line).empty() || line.front() == '#') continue;
    std::vector<std::string> columns;
    std::stringstream parts(line);
    for (std::string column; std::getline(parts, column, '|');) columns.push_back(trimmed(column));
    columns.resize(5);
    Case made;
    made.line = number;
    std::stringstream kind(columns[0]);
    kind >> made.kind;
    for (std::string word; kind >> word;) {
      if (const auto sex = value_in(kSexNames, word)) {
        made.declared.sex = sex;
      } else {
        made.declared.birth_year = std::stoi(word);
      }
    }
    made.typed = columns[1];
    if (made.typed.size() >= 2 && made.typed.front() == '"') {
      made.typed = made.typed.substr(1, made.typed.size() - 2);
    }
    made.becomes = columns[2];
    std::stringstream warnings(columns[3]);
    for (std::string word; warnings >> word;) made.warnings += word + " ";
    all.push_back(std::move(made));
  }
  return all;
}

struct Outcome {
  std::string becomes;
  std::string warnings;
};

Outcome outcome_of(const Case& c) {
  if (c.kind == "issuer") return {normal_agency_code(c.typed), {}};
  if (c.kind == "dossier") return {parse_dossier_code(c.typed).normal, {}};
  if (c.kind == "procedure") {
    const auto code = parse_procedure_code(c.typed);
    if (!code) return {"!none", {}};
    return {code->stem + (code->suffix.empty() ? "" : " " + code->suffix), {}};
  }
  const OwnerKey key = OwnerKey::parse(c.kind + ":" + c.typed);
  Outcome outcome{key.text(), {}};
  for (const Warning& warning : key.warnings(day("2026-11-23"), c.declared)) {
    outcome.warnings += warning.code + " ";
  }
  return outcome;
}

class IdentifierTest : public testing::TestWithParam<Case> {};

TEST_P(IdentifierTest, TypedTextBecomesNormalFormOrRefusal) {
  Outcome got;
  try {
    got = outcome_of(GetParam());
  } catch (const Error& error) {
    got.becomes = "!" + std::string(code_name(error.code()));
    // No refusal repeats a number; those of agencies are public.
    const std::string& kind = GetParam().kind;
    if ((kind == "cccd" || kind == "cmnd" || kind == "mst" || kind == "passport") &&
        GetParam().typed.size() > 3) {
      EXPECT_EQ(std::string(error.what()).find(GetParam().typed), std::string::npos);
    }
  }
  EXPECT_EQ(got.becomes, GetParam().becomes);
  EXPECT_EQ(got.warnings, GetParam().warnings);
}

// What is in normal form already stays as it is.
TEST_P(IdentifierTest, NormalFormIsItsOwnNormalForm) {
  Case again = GetParam();
  if (again.becomes.starts_with('!') || again.kind == "procedure") return;
  const std::size_t colon = again.becomes.find(':');
  if (colon != std::string::npos) {
    again.kind = again.becomes.substr(0, colon);
    again.typed = again.becomes.substr(colon + 1);
  } else {
    again.typed = again.becomes;
  }
  EXPECT_EQ(outcome_of(again).becomes, GetParam().becomes);
}

INSTANTIATE_TEST_SUITE_P(Cases, IdentifierTest, testing::ValuesIn(cases()),
                         [](const auto& each) { return "Line" + std::to_string(each.param.line); });

TEST(Identifiers, CasesAreManyAndOfEveryKind) {
  std::map<std::string, int> kinds;
  for (const Case& c : cases()) ++kinds[c.kind];
  for (const char* kind :
       {"cccd", "cmnd", "mst", "passport", "agency", "issuer", "dossier", "procedure"}) {
    EXPECT_GE(kinds[kind], 6) << kind;
  }
  EXPECT_GE(cases().size(), 250u);
}

TEST(Identifiers, BranchHasItsEnterpriseAsParent) {
  EXPECT_EQ(OwnerKey::parse("mst:0314409058-002").parent()->text(), "mst:0314409058");
  EXPECT_FALSE(OwnerKey::parse("mst:0314409058").parent().has_value());
  EXPECT_FALSE(OwnerKey::parse("cccd:015-085-001234").parent().has_value());
}

TEST(Identifiers, DossierCodeKeepsWhatWasTypedAndItsParts) {
  const DossierCode code = parse_dossier_code(" 000.00.12.h63-230601-0001");
  EXPECT_EQ(code.text, "000.00.12.H63-230601-0001");
  EXPECT_EQ(code.agency, "H63.12");
  EXPECT_EQ(code.day, day("2023-06-01"));
  EXPECT_EQ(code.serial, "0001");
  EXPECT_EQ(code.normal, parse_dossier_code("H63.12-230601-0001").normal);
  EXPECT_EQ(parse_dossier_code("G09.20-20260609-0092637").day, day("2026-06-09"));
  EXPECT_EQ(refusal([] { (void)parse_dossier_code(std::string(10000, 'A')); }),
            "dossier_code_invalid");
}

}  // namespace
}  // namespace kho::warehouse
