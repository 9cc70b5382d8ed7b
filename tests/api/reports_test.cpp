// The indicators and the event feed as callers see them.
#include <gmock/gmock.h>

#include "api/csv.h"
#include "tests/api/dossier_fixtures.h"

namespace kho::api {
namespace {

using testing::HasSubstr;
using testing::Not;
using warehouse::day;
using warehouse::DossierState;
using Query = std::vector<std::pair<std::string, std::string>>;

class ReportsApiTest : public DossierApiTest {
 protected:
  ReportsApiTest() {
    const auto whole = open_dossier();
    deposit_for(whole, "GCN_DKDN", "2");
    deposit_for(whole, "GP_BAN_LE");
    open_dossier();
    reuse(open_dossier("H63"));
    warehouse_->catch_up();
  }
  const Query period_{{"from", "2026-11-01"}, {"to", "2026-11-30"}};
  Query with(Query more) const {
    more.insert(more.begin(), period_.begin(), period_.end());
    return more;
  }
};

TEST_F(ReportsApiTest, IndicatorsAreCountsAndSharesWithThePosition) {
  const Json report = json(get("/v1/reports/reuse", period_));
  EXPECT_EQ(report.at("total").at("received"), 3);
  const Json share = {{"count", 1}, {"percent", "33.33"}, {"full_marks", false}};
  EXPECT_EQ(report.at("total").at("electronic_result"), share);
  EXPECT_EQ(report.at("total").at("digitised"), share);
  EXPECT_EQ(report.at("total").at("reused"), share);
  EXPECT_EQ(report.at("total").at("shared_database").at("percent"), "0.00");
  EXPECT_EQ(report.at("rows").size(), 1u);
  EXPECT_EQ(report.at("position"), report.at("log_position"));
  const Json empty = json(get("/v1/reports/reuse", {{"from", "2025-01-01"}, {"to", "2025-01-31"}}));
  EXPECT_EQ(empty.at("total").at("reused").at("percent"), nullptr);
}

TEST_F(ReportsApiTest, RowsAreGroupedAsAskedFor) {
  const Json rows = json(get("/v1/reports/reuse", with({{"by", "agency,procedure"}}))).at("rows");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].at("agency"), "H63");
  EXPECT_EQ(rows[0].at("reused").at("percent"), "100.00");
  EXPECT_EQ(rows[0].at("reused").at("full_marks"), true);
  EXPECT_EQ(rows[1].at("procedure"), "2.000620");
  EXPECT_EQ(rows[1].at("procedure_name"), "Cấp Giấy phép bán lẻ rượu");
  EXPECT_EQ(json(get("/v1/reports/reuse", with({{"agency", "H63.12"}}))).at("total").at("received"),
            2);
}

TEST_F(ReportsApiTest, CsvHasAHeaderNamesAndShares) {
  const Response csv = get("/v1/reports/reuse", with({{"by", "agency"}}), "text/csv");
  EXPECT_EQ(csv.status, 200);
  EXPECT_EQ(csv.body,
            "agency,agency_name,procedure,procedure_name,received,electronic_result,"
            "electronic_result_percent,digitised,digitised_percent,reused,reused_percent,"
            "shared_database,shared_database_percent\r\n"
            "H63,Tỉnh Yên Bái,,,1,0,0.00,0,0.00,1,100.00,0,0.00\r\n"
            "H63.12,Sở Công Thương,,,2,1,50.00,1,50.00,0,0.00,0,0.00\r\n");
  EXPECT_THAT(
      get("/v1/reports/reuse", {{"from", "2025-01-01"}, {"to", "2025-01-01"}}, "text/csv").body,
      HasSubstr("N/A"));
}

TEST(Csv, FieldsAreQuotedAndFormulasDisarmed) {
  EXPECT_EQ(csv_line({"a,b", "say \"x\"", "line\nbreak", ""}),
            "\"a,b\",\"say \"\"x\"\"\",\"line\nbreak\",\r\n");
  EXPECT_EQ(csv_line({"=1+1", "+1", "-1", "@x", "  =cmd()", "\t=1", "1-1"}),
            "'=1+1,'+1,'-1,'@x,'  =cmd(),'\t=1,1-1\r\n");
}

TEST_F(ReportsApiTest, ImpossibleQuestionsAreRefused) {
  for (const Query& query :
       {Query{}, Query{{"from", "2026-11-01"}}, with({{"by", "owner"}}), with({{"x", "1"}}),
        with({{"from", "2026-11-02"}}), with({{"agency", "?"}}), with({{"procedure", "?"}}),
        Query{{"from", "2026-11-02"}, {"to", "2026-11-01"}},
        Query{{"from", "today"}, {"to", "x"}}}) {
    EXPECT_EQ(problem(get("/v1/reports/reuse", query)), "400 query_invalid");
  }
}

class EventsApiTest : public DossierApiTest {
 protected:
  Json all(Query more = {}) {
    warehouse_->accesses().flush();
    more.emplace_back("limit", "1000");
    return json(get("/v1/events", std::move(more))).at("events");
  }
  // The data of the events of this type.
  std::vector<Json> data_of(const std::string& type) {
    std::vector<Json> found;
    for (const Json& event : all()) {
      if (event.at("type") == "vn.kho." + type) found.push_back(event.at("data"));
    }
    return found;
  }
};

TEST_F(EventsApiTest, EveryEventIsACloudEventWithNumbersAsNames) {
  const auto dossier = open_dossier("H63", "2.000620", day("2026-11-20"));
  move(dossier, DossierState::kInProcess);
  const auto paper = deposit_for(dossier, "GCN_DKDN", "2").component.id;
  warehouse_->review(paper, {warehouse::ReviewState::kRejected, "chi", "mờ"});
  for (const Json& event : all()) {
    EXPECT_EQ(event.at("specversion"), "1.0");
    EXPECT_TRUE(event.at("id").is_string());
    EXPECT_FALSE(event.at("source").get<std::string>().empty());
    EXPECT_THAT(event.at("time").get<std::string>(), HasSubstr("2026-11-23T"));
  }
  const Json opened = data_of("dossier.opened").at(0);
  EXPECT_EQ(opened.at("dossier_id"), dossier.text());
  EXPECT_EQ(opened.at("received_on"), "2026-11-20");
  EXPECT_EQ(opened.at("state"), "received");
  EXPECT_EQ(opened.at("agency"), "H63");
  EXPECT_EQ(data_of("dossier.moved").at(0).at("state"), "in_process");
  const Json attached = data_of("dossier.attached").at(0);
  EXPECT_EQ(attached.at("source"), "digitised");
  EXPECT_EQ(attached.at("requirement"), "2");
  EXPECT_EQ(attached.at("component_id"), paper.text());
  EXPECT_EQ(data_of("component.reviewed").at(0).at("state"), "rejected");
  EXPECT_EQ(data_of("component.deposited").at(0).at("sha256").get<std::string>().size(), 64u);
}

TEST_F(EventsApiTest, NoOwnersKeyOrNameIsInAnyEvent) {
  std::mt19937 random(3);
  for (int i = 0; i < 80; ++i) random_step(random);
  const std::string events = all({{"include", "accesses"}}).dump();
  EXPECT_THAT(events, HasSubstr("reuse_asked"));
  for (const char* personal : {"0100109106", "015085001234", "Công ty A"}) {
    EXPECT_THAT(events, Not(HasSubstr(personal)));
  }
}

TEST_F(EventsApiTest, NextLeadsThroughAllAndViewsAreLeftOut) {
  const auto dossier = open_dossier();
  reuse(dossier);
  EXPECT_THAT(all().dump(), Not(HasSubstr("papers.accessed")));
  EXPECT_THAT(all({{"include", "accesses"}}).dump(), HasSubstr("papers.accessed"));
  const Json page = json(get("/v1/events", {{"limit", "2"}}));
  EXPECT_EQ(page.at("events").size(), 2u);
  EXPECT_EQ(page.at("next"), 2);
  const Json rest = json(get("/v1/events", {{"after", "2"}}));
  EXPECT_EQ(rest.at("events").at(0).at("id"), "3");
  EXPECT_EQ(rest.at("next"), rest.at("log_position"));
}

TEST_F(EventsApiTest, ImpossibleQuestionsAreRefused) {
  for (const Query& query :
       {Query{{"limit", "0"}}, Query{{"limit", "1001"}}, Query{{"after", "-1"}},
        Query{{"wait", "31"}}, Query{{"include", "all"}}, Query{{"x", "1"}},
        Query{{"limit", "1"}, {"limit", "1"}}}) {
    EXPECT_EQ(problem(get("/v1/events", query)), "400 query_invalid");
  }
}

}  // namespace
}  // namespace kho::api
