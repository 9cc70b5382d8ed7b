// kho report, kho events and kho sync as they are typed.
#include <gmock/gmock.h>
#include <signal.h>

#include "tests/e2e/kho_process.h"
#include "tests/tools/sync/sync_fixture.h"

namespace kho::tools {
namespace {

using test::kho;
using test::kho_json;
using testing::HasSubstr;
using testing::Not;
using warehouse::DossierState;

class CommandsTest : public SyncFixture {
 protected:
  CommandsTest() {
    const auto whole = open_dossier();
    deposit_for(whole, "GCN_DKDN", "2");
    deposit_for(whole, "GP_BAN_LE");
    reuse(open_dossier("H63"));
    // For the commands.
    warehouse_.reset();
    std::ofstream(scratch_ / "mapping.json") << mapping_json();
  }
  std::vector<std::string> sync(const std::vector<std::string>& more) const {
    std::vector<std::string> all = {"sync",    path_, "--mapping", scratch_ / "mapping.json",
                                    "--state", state_};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  const std::vector<std::string> report_{"report",     "reuse", path_,       "--from",
                                         "2026-11-01", "--to",  "2026-11-30"};
  std::vector<std::string> report(std::vector<std::string> more) const {
    more.insert(more.begin(), report_.begin(), report_.end());
    return more;
  }
};

TEST_F(CommandsTest, ReportCountsBeforeItAnswers) {
  const test::Ran table = kho(report({"--by", "agency"}));
  EXPECT_EQ(table.status, 0) << table.err;
  EXPECT_THAT(table.out, HasSubstr("H63.12 Sở Công Thương"));
  EXPECT_THAT(table.out, HasSubstr("50.00 %"));
  EXPECT_THAT(table.out, HasSubstr("100.00 %*"));
  EXPECT_EQ(kho_json(report({})).at("total").at("received"), 2);
  EXPECT_EQ(Json::parse(kho(report({"--format", "json", "--agency", "H63.12"})).out)
                .at("total")
                .at("received"),
            1);
  EXPECT_THAT(kho(report({"--format", "csv", "--by", "procedure"})).out,
              HasSubstr("2.000620,Cấp Giấy phép bán lẻ rượu,2,1,50.00"));
  EXPECT_THAT(kho({"report", "reuse", path_, "--from", "2025-01-01", "--to", "2025-01-31"}).out,
              HasSubstr("N/A"));
  EXPECT_EQ(kho(report({"--by", "owner"})).status, 3);
  EXPECT_EQ(kho(report({"--format", "xml"})).status, 2);
  EXPECT_EQ(kho({"report", "reuse", path_, "--from", "2025-01-01"}).status, 2);
}

TEST_F(CommandsTest, EventsAreOneJsonObjectALine) {
  const test::Ran all = kho({"events", path_});
  ASSERT_EQ(all.status, 0) << all.err;
  std::istringstream lines(all.out);
  std::size_t count = 0;
  std::string last;
  for (std::string line; std::getline(lines, line); ++count) {
    last = Json::parse(line).at("id");
  }
  EXPECT_GT(count, 5u);
  EXPECT_THAT(all.out, Not(HasSubstr("papers.accessed")));
  EXPECT_THAT(kho({"events", path_, "--accesses"}).out, HasSubstr("papers.accessed"));
  EXPECT_EQ(kho({"events", path_, "--after", last}).out, "");
}

TEST_F(CommandsTest, SyncOnceTellsEverythingAndRemembers) {
  const Json done = kho_json(sync({"--once"}));
  EXPECT_EQ(done.at("told"), 2);
  EXPECT_EQ(done.at("put_aside"), 0);
  EXPECT_EQ(portal_.known().size(), 2u);
  EXPECT_EQ(kho_json(sync({"--once"})).at("told"), 0);
}

TEST_F(CommandsTest, SyncSaysWhatWasPutAsideAndTellsItAgain) {
  portal_.always(FakePortal::Behaviour::kError);
  const test::Ran failed = kho(sync({"--once"}));
  EXPECT_EQ(failed.status, 3);
  EXPECT_THAT(failed.out, HasSubstr("2 put aside"));
  EXPECT_THAT(failed.err, HasSubstr("http_200_code_7"));
  EXPECT_THAT(failed.err, Not(HasSubstr("0100109106")));
  portal_.always(FakePortal::Behaviour::kNormal);
  const Json done = kho_json(sync({"--once", "--redo"}));
  EXPECT_EQ(done.at("told"), 2);
  EXPECT_EQ(done.at("dead_letters"), 0);
}

TEST_F(CommandsTest, SyncBesideAServerRunsUntilItIsStopped) {
  EXPECT_EQ(kho(sync({})).status, 2);  // Alone it would keep everybody else out.
  test::KhoServer server(path_);
  test::KhoCommand running(sync({}));
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  ASSERT_TRUE(portal_.wait_for([](const auto& known) { return known.size() == 2; }, deadline));
  const std::string code = portal_.known().begin()->first;
  const test::Answer moved = server.post("/v1/partner/dossier-states", "application/json",
                                         Json{{"MaHoSo", code}, {"TrangThaiHoSo", 4}}.dump());
  EXPECT_EQ(moved.status, 200) << moved.body;
  EXPECT_EQ(server.get("/v1/events?after=0&wait=1").status, 200);
  EXPECT_TRUE(portal_.wait_for(
      [&](const auto& known) { return known.at(code).at("TrangThaiHoSo") == 4; }, deadline));
  EXPECT_EQ(kho(sync({"--once"})).status, 5);  // One at a time.
  const test::Ran stopped = running.stop(SIGTERM);
  EXPECT_EQ(stopped.status, 0) << stopped.err;
  EXPECT_EQ(server.stop(SIGTERM), 0);
}

TEST_F(CommandsTest, ServerThatEndsLetsGoWhoWaitsForAnEvent) {
  test::KhoServer server(path_);
  const auto begin = std::chrono::steady_clock::now();
  const auto waiting =
      server.half_open("GET /v1/events?after=100000&wait=30 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  // So that the server has seen the request before.
  EXPECT_EQ(server.get("/livez").status, 200);
  EXPECT_EQ(server.stop(SIGTERM), 0);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

}  // namespace
}  // namespace kho::tools
