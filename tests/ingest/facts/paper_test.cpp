// Plays paper.case: whole papers, and all that is found in each.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "tests/case_file.h"
#include "tests/ingest/facts/fact_text.h"

namespace kho::ingest {
namespace {

using testing_data::CaseLine;
using namespace testing_facts;

struct PaperCase {
  std::size_t line = 0;
  std::string name;
  std::vector<std::string> pages;
  std::map<std::string, std::string> facts;  // What is not named is not to be found.
};

void PrintTo(const PaperCase& paper, std::ostream* out) { *out << paper.name; }

const std::vector<std::string> kFactNames = {"number", "issued",   "issuer",  "parent", "place",
                                             "signer", "position", "subject", "type",   "code",
                                             "holder", "name",     "valid"};

// Replaces `from` in all pages; it must stand there.
void replace(PaperCase& paper, const CaseLine& line) {
  std::string from;
  for (const std::string& part : pages_of(line.column(1))) from += part;
  std::string to;
  for (const std::string& part : pages_of(line.column(2))) to += part;
  bool found = false;
  for (std::string& page : paper.pages) {
    for (std::size_t at = page.find(from); at != std::string::npos;
         at = page.find(from, at + to.size())) {
      page.replace(at, from.size(), to);
      found = true;
    }
  }
  EXPECT_TRUE(found) << "line " << line.line << ": nothing to replace";
}

std::vector<PaperCase> read_papers() {
  std::vector<PaperCase> papers;
  for (const CaseLine& line :
       testing_data::read_cases(std::string(KHO_FACT_CASES) + "/paper.case")) {
    const std::string& word = line.columns[0];
    if (word == "paper") {
      papers.push_back({line.line, line.column(1), {""}, {}});
    } else if (word == "again" && !papers.empty()) {
      papers.push_back(papers.back());
      papers.back().line = line.line;
      papers.back().name = line.column(1);
    } else if (word == "page" && !papers.empty()) {
      papers.back().pages.emplace_back();
    } else if (word == "replace" && !papers.empty()) {
      replace(papers.back(), line);
    } else if (word.empty() && !papers.empty()) {
      papers.back().pages.back() += line.column(1) + '\n';
    } else if (!papers.empty() &&
               std::find(kFactNames.begin(), kFactNames.end(), word) != kFactNames.end()) {
      papers.back().facts[word] = line.column(1);
    } else {
      ADD_FAILURE() << "line " << line.line << ": what is " << word << "?";
    }
  }
  return papers;
}

class WholePaper : public testing::TestWithParam<PaperCase> {};

TEST_P(WholePaper, SaysThisAndNothingElse) {
  const Facts facts = find_facts(GetParam().pages, kThisYear);
  const std::map<std::string, std::string> found = {
      {"number", text_of(facts.number)},
      {"issued", text_of(facts.issue_date)},
      {"issuer", text_of(facts.issuer)},
      {"parent", text_of(facts.issuer_parent)},
      {"place", text_of(facts.place)},
      {"signer", text_of(facts.signer)},
      {"position", text_of(facts.signer_position)},
      {"subject", text_of(facts.subject)},
      {"type", facts.type ? facts.type->title.value : "-"},
      {"code", facts.type && !facts.type->code.empty() ? facts.type->code : "-"},
      {"holder", text_of(facts.owner_ids)},
      {"name", text_of(facts.owner_name)},
      {"valid", text_of(facts.validity)},
  };
  for (const auto& [name, value] : found) {
    const auto expected = GetParam().facts.find(name);
    EXPECT_EQ(value, expected == GetParam().facts.end() ? "-" : expected->second) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, WholePaper, testing::ValuesIn(read_papers()),
                         [](const auto& tested) {
                           return "line_" + std::to_string(tested.param.line);
                         });

TEST(PaperFile, HasItsCases) { EXPECT_GE(read_papers().size(), 40U); }

}  // namespace
}  // namespace kho::ingest
