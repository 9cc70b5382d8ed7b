// kho bench: measures, and leaves the warehouse as it was.
#include <gmock/gmock.h>
#include <signal.h>

#include <map>

#include "tests/e2e/fixtures.h"

namespace kho::test {
namespace {

using testing::HasSubstr;

class BenchCommand : public EndToEnd {
 protected:
  std::vector<std::string> quick(std::vector<std::string> more = {}) const {
    std::vector<std::string> all = {"bench", warehouse_, "--seconds", "1", "--rate", "100"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  // Content by path. LMDB's table of readers is no part of what is kept: every reader is entered
  // there for as long as it reads.
  std::map<std::string, std::string> files() const {
    std::map<std::string, std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(warehouse_)) {
      if (!entry.is_regular_file() || entry.path().filename() == "lock.mdb") continue;
      all[entry.path()] = read_file(entry.path());
    }
    return all;
  }
};

TEST_F(BenchCommand, LeavesEveryByteAsItWas) {
  deposit(samples_ / "0001-gcn-dkdn-thac-ba-xanh.pdf");
  const auto before = files();
  ASSERT_GT(before.size(), 5u);
  const Json job = kho_json(quick());
  const auto after = files();
  ASSERT_EQ(after.size(), before.size());
  for (const auto& [path, content] : before) EXPECT_TRUE(after.at(path) == content) << path;
  const Json& report = job.at("report");
  EXPECT_EQ(report.at("components"), 1);
  ASSERT_EQ(report.at("parts").size(), 3u);
  for (const Json& part : report.at("parts")) {
    EXPECT_TRUE(part.at("left_out").is_null()) << part;
    EXPECT_GT(part.at("most").at("done"), 0) << part;
    EXPECT_EQ(part.at("steady").at("rate"), 100.0);
    EXPECT_GE(part.at("steady").at("latency_us").at("max"),
              part.at("steady").at("service_us").at("p50"))
        << part;
  }
}

TEST_F(BenchCommand, LeavesTheLogOfARunningServerAsItWas) {
  const Json answer = deposit(samples_ / "0001-gcn-dkdn-thac-ba-xanh.pdf");
  const std::string id = answer.at("component").at("id");
  const KhoServer server(warehouse_);
  const auto position = [&] { return server.get("/readyz").json().at("log_position"); };
  const Json before = position();
  const Ran ran = kho(quick());
  EXPECT_EQ(ran.status, 0) << ran.err;
  for (const char* part : {"retrieval", "reuse", "search"}) EXPECT_THAT(ran.out, HasSubstr(part));
  EXPECT_EQ(position(), before);
  const Json seen = kho_json({"access-log", warehouse_, id});  // A view itself.
  EXPECT_TRUE(seen.at("accesses").empty()) << seen;
}

TEST_F(BenchCommand, SaysWhatCannotBeMeasured) {
  const Ran ran = kho(quick());
  EXPECT_EQ(ran.status, 4);
  EXPECT_THAT(ran.out, HasSubstr("holds no components"));
  EXPECT_EQ(kho({"bench", warehouse_, "--seconds", "0"}).status, 2);
  EXPECT_EQ(kho({"bench", warehouse_, "--threads", "65"}).status, 2);
  EXPECT_EQ(kho({"bench", warehouse_, "--only", "writing"}).status, 2);
}

TEST_F(BenchCommand, TellsOfADamagedFile) {
  deposit(write("paper", "giấy bị hỏng"), "HD_THUE_DIA_DIEM");
  for (const auto& entry : fs::directory_iterator(fs::path(warehouse_) / "segments")) {
    const std::string content = read_file(entry.path());
    const std::size_t at = content.find("giấy bị hỏng");
    if (at == std::string::npos) continue;
    std::fstream out(entry.path(), std::ios::binary | std::ios::in | std::ios::out);
    out.seekp(static_cast<std::streamoff>(at));
    out.put('G');
  }
  const Ran ran = kho(quick({"--only", "retrieval"}));
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.out, HasSubstr("FAILED"));
}

TEST_F(BenchCommand, ControlCEndsItWithWhatWasMeasured) {
  deposit(samples_ / "0001-gcn-dkdn-thac-ba-xanh.pdf");
  const KhoServer server(warehouse_);
  KhoCommand command({"--json", "bench", warehouse_, "--seconds", "600"});
  EXPECT_TRUE(comes_true([&] { return !server.get("/v1/admin/jobs").json().at("jobs").empty(); }));
  const Ran stopped = command.stop(SIGINT);
  EXPECT_EQ(stopped.status, 7) << stopped.err;
  const Json job = Json::parse(stopped.out);
  EXPECT_EQ(job.at("state"), "stopped");
  EXPECT_EQ(job.at("report").at("stopped"), true);
}

}  // namespace
}  // namespace kho::test
