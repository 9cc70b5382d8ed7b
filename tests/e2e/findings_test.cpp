// What files say, as a user sees it: facts, pages as pictures, OCR by order.
#include <gmock/gmock.h>

#include "tests/e2e/fixtures.h"

namespace kho::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;

class Findings : public EndToEnd {
 protected:
  // A page of a sample paper as a scanner would bring it: pixels only.
  std::string scan_of(const std::string& component) {
    const std::string file = scratch_ / "scan.png";
    EXPECT_EQ(kho({"page", warehouse_, component, "1", "--width", "1600", "-o", file}).status, 0);
    EXPECT_THAT(read_file(file), StartsWith("\x89PNG"));
    return file;
  }
  std::string state_of(const std::string& component) {
    return kho_json({"get", warehouse_, component, "--metadata"}).at("text").at("state");
  }
  const fs::path paper_ = samples_ / "0001-gcn-dkdn-thac-ba-xanh.pdf";
};

TEST_F(Findings, FactsOfAPaperAreSuggested) {
  const std::string id = deposit(paper_).at("component").at("id");
  const Json found = kho_json({"findings", warehouse_, id});
  EXPECT_EQ(found.at("text").at("state"), "text");
  EXPECT_TRUE(found.at("facts").contains("issue_date")) << found.dump(1);
  EXPECT_THAT(found.at("facts").at("owners").dump(), HasSubstr("mst:"));
  EXPECT_EQ(found.at("pages").at(0).at("source"), "layer");
  EXPECT_THAT(kho({"findings", warehouse_, id}).out, HasSubstr("issue_date"));
}

TEST_F(Findings, ScanIsRecognisedWhenOrderedAndLooksLikeItsPaper) {
  const std::string paper = deposit(paper_).at("component").at("id");
  const Json deposited = kho_json({"deposit", warehouse_, scan_of(paper), "--owner", kOwner,
                                   "--type", "GCN_DKDN", "--indefinite", "--ocr", "off"});
  const std::string scan = deposited.at("component").at("id");
  EXPECT_EQ(state_of(scan), "no_text");

  const Json asked = kho_json({"readings", "retry", warehouse_, scan, "--ocr", "auto"});
  EXPECT_EQ(asked.at("asked"), 1);
  const Json rest = kho_json({"readings", "work", warehouse_});
  EXPECT_EQ(rest.at("waiting"), 0);
  EXPECT_EQ(state_of(scan), "text");
  const Json found = kho_json({"findings", warehouse_, scan});
  EXPECT_EQ(found.at("pages").at(0).at("source"), "recognised");
  EXPECT_GT(found.at("pages").at(0).at("confidence").get<double>(), 0.8);
  std::vector<std::string> similar;
  for (const Json& each : found.at("similar")) similar.push_back(each.at("component_id"));
  EXPECT_THAT(similar, Contains(paper));
  EXPECT_EQ(kho_json({"search", warehouse_, "Thác Bà Xanh"}).at("hits").size(), 2U);
}

TEST_F(Findings, ServerReadsByItselfAndIsWatched) {
  const KhoServer server(warehouse_);
  const std::string id = deposit(paper_).at("component").at("id");
  EXPECT_EQ(kho_json({"readings", "work", warehouse_}).at("waiting"), 0);
  EXPECT_EQ(state_of(id), "text");
  EXPECT_EQ(kho({"page", warehouse_, id, "-o", scratch_ / "page.png"}).status, 0);
  const Ran beyond = kho({"page", warehouse_, id, "99", "-o", scratch_ / "none.png"});
  EXPECT_EQ(beyond.status, 4);
  EXPECT_THAT(beyond.err, HasSubstr("page_not_found"));
  EXPECT_FALSE(fs::exists(scratch_ / "none.png"));
}

}  // namespace
}  // namespace kho::test
