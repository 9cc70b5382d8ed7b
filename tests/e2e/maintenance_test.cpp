// The commands of officers and administrators, with a running server and without.
#include <gmock/gmock.h>
#include <signal.h>

#include <memory>

#include "tests/e2e/fixtures.h"

namespace kho::test {
namespace {

using testing::HasSubstr;

// True: through a running server.
class Maintenance : public EndToEnd, public testing::WithParamInterface<bool> {
 protected:
  Maintenance() {
    if (GetParam()) server_ = std::make_unique<KhoServer>(warehouse_);
  }

  std::string deposit_text(const std::string& content) {
    return deposit(write("paper", content)).at("component").at("id");
  }
  Ran destroy(const std::string& id, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> all = {"delete",  warehouse_,      id,  "--reason",
                                    "hết hạn", "--approved-by", "GĐ"};
    all.insert(all.end(), more.begin(), more.end());
    return kho(all);
  }
  // With the server away meanwhile, if there is one.
  void while_closed(const std::function<void()>& action) {
    const bool had = server_ != nullptr;
    if (had) {
      EXPECT_EQ(server_->stop(SIGTERM), 0);
    }
    server_.reset();
    action();
    if (had) server_ = std::make_unique<KhoServer>(warehouse_);
  }
  void flip_byte_of(const std::string& bytes) {
    for (const auto& entry : fs::directory_iterator(fs::path(warehouse_) / "segments")) {
      const std::string content = read_file(entry.path());
      const std::size_t at = content.find(bytes);
      if (at == std::string::npos) continue;
      std::fstream out(entry.path(), std::ios::binary | std::ios::in | std::ios::out);
      out.seekp(static_cast<std::streamoff>(at));
      out.put(static_cast<char>(content[at] ^ 1));
      return;
    }
    FAIL() << "no segment holds these bytes";
  }

  std::unique_ptr<KhoServer> server_;
};

TEST_P(Maintenance, DeleteSaysWhatWouldGoAndThenDoesIt) {
  const std::string id = deposit_text("giấy sẽ hủy");
  const Ran plan = destroy(id);
  EXPECT_EQ(plan.status, 0) << plan.err;
  EXPECT_THAT(plan.out, HasSubstr("--apply"));
  EXPECT_EQ(kho({"get", warehouse_, id, "--metadata"}).status, 0);
  const Ran done = destroy(id, {"--apply"});
  EXPECT_EQ(done.status, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("record of destruction"));
  EXPECT_EQ(kho({"get", warehouse_, id}).status, 4);
  EXPECT_EQ(destroy(id).status, 4);
  EXPECT_EQ(kho_json({"search", warehouse_, "giấy sẽ hủy"}).at("hits").size(), 0u);
  EXPECT_EQ(kho_json({"stats", warehouse_}).at("components"), 0);
}

TEST_P(Maintenance, HoldAndRetentionForbidDeletion) {
  const std::string id = deposit_text("giấy phải giữ");
  EXPECT_THAT(kho({"hold", warehouse_, id, "vu-an", "--reason", "Vụ án"}).out, HasSubstr("vu-an"));
  const Ran plan = destroy(id);
  EXPECT_EQ(plan.status, 3);
  EXPECT_THAT(plan.out, HasSubstr("[component_held]"));
  const Ran held = destroy(id, {"--apply"});
  EXPECT_EQ(held.status, 3);
  EXPECT_THAT(held.err, HasSubstr("component_held"));
  EXPECT_THAT(kho({"hold", warehouse_, id, "vu-an", "--reason", "x"}).err,
              HasSubstr("hold_exists"));
  EXPECT_EQ(kho({"hold", warehouse_, id, "vu-an", "--lift"}).status, 0);
  EXPECT_EQ(kho({"hold", warehouse_, id, "vu-an", "--lift"}).status, 4);
  EXPECT_EQ(kho({"hold", warehouse_, id, "vu-an"}).status, 2);
  EXPECT_EQ(kho({"hold", warehouse_, id, "vụ án", "--lift"}).status, 2);

  EXPECT_THAT(kho({"retain", warehouse_, id, "2099-12-31"}).out, HasSubstr("2099-12-31"));
  EXPECT_THAT(kho({"retain", warehouse_, id, "2098-12-31"}).err,
              HasSubstr("retention_only_prolonged"));
  EXPECT_THAT(destroy(id, {"--apply"}).err, HasSubstr("retention_not_over"));
  EXPECT_EQ(kho({"retain", warehouse_, "nonsense", "2099-12-31"}).status, 2);
}

TEST_P(Maintenance, StatisticsCompactionAndCheckAgree) {
  const std::string gone = deposit_text(std::string(300'000, 'x') + "đi");
  deposit(samples_ / "0001-gcn-dkdn-thac-ba-xanh.pdf");
  EXPECT_EQ(destroy(gone, {"--apply"}).status, 0);
  EXPECT_EQ(kho({"readings", "work", warehouse_}).status, 0);  // A server may be at it.
  const Json before = kho_json({"stats", warehouse_});
  EXPECT_EQ(before.at("components"), 1);
  EXPECT_GT(before.at("garbage_bytes"), 0);
  EXPECT_THAT(kho({"stats", warehouse_}).out, HasSubstr("GCN_DKDN"));
  const Json dry = kho_json({"compact", warehouse_, "--dry-run", "--threshold", "0"});
  EXPECT_GT(dry.at("report").at("segments_chosen"), 0);
  EXPECT_EQ(kho_json({"stats", warehouse_}).at("garbage_bytes"), before.at("garbage_bytes"));
  const Json job = kho_json({"compact", warehouse_, "--threshold", "0", "--ripen"});
  EXPECT_EQ(job.at("state"), "done");
  EXPECT_GT(job.at("report").at("segments_retired"), 0);
  EXPECT_EQ(kho_json({"stats", warehouse_}).at("garbage_bytes"), 0);
  EXPECT_EQ(kho_json({"compact", warehouse_, "--ripen", "--deep"}).at("state"), "done");
  EXPECT_EQ(kho({"compact", warehouse_, "--deep"}).status, 2);
  const Ran checked = kho({"check", warehouse_, "--read-data"});
  EXPECT_EQ(checked.status, 0) << checked.out;
  EXPECT_THAT(checked.out, HasSubstr("clean"));
  EXPECT_EQ(kho({"check", warehouse_, "--read-data=1/30"}).status, 0);
  EXPECT_EQ(kho({"check", warehouse_, "--read-data=30/30"}).status, 0);
  EXPECT_EQ(kho({"check", warehouse_}).status, 0);
  for (const char* bad : {"--read-data=0/30", "--read-data=31/30", "--read-data=x"}) {
    EXPECT_EQ(kho({"check", warehouse_, bad}).status, 2) << bad;
  }
  EXPECT_EQ(kho({"compact", warehouse_, "--threshold", "101"}).status, 2);
}

TEST_P(Maintenance, CheckNamesTheComponentsOfAFlippedByte) {
  const std::string damaged = deposit_text("những byte sẽ hỏng");
  const std::string whole = deposit_text("những byte lành");
  // Its text, which is stored otherwise, must not be mistaken for it.
  while_closed([&] { flip_byte_of("những byte sẽ hỏng"); });
  EXPECT_EQ(kho({"check", warehouse_}).status, 0);
  const Ran checked = kho({"check", warehouse_, "--read-data"});
  EXPECT_EQ(checked.status, 6) << checked.out << checked.err;
  EXPECT_THAT(checked.out, HasSubstr("component " + damaged));
  EXPECT_EQ(checked.out.find(whole), std::string::npos);
  const Ran json = kho({"--json", "check", warehouse_, "--read-data"});
  EXPECT_EQ(json.status, 6);
  const Json report = Json::parse(json.out).at("report");
  EXPECT_EQ(report.at("clean"), false);
  EXPECT_EQ(report.at("damages"), 1);
  // It can be destroyed nevertheless, and then all is well.
  EXPECT_EQ(destroy(damaged, {"--apply"}).status, 0);
  EXPECT_EQ(kho({"check", warehouse_, "--read-data"}).status, 0);
}

TEST_P(Maintenance, RebuildMakesLostTablesAnew) {
  const std::string id = deposit_text("còn trong phân đoạn");
  if (server_) {
    const Ran refused = kho({"rebuild", warehouse_});
    EXPECT_EQ(refused.status, 5);
    EXPECT_THAT(refused.err, HasSubstr("warehouse_busy"));
  }
  while_closed([&] {
    std::ofstream(fs::path(warehouse_) / "tables" / "data.mdb", std::ios::trunc) << "rubbish";
    const Json report = kho_json({"rebuild", warehouse_});
    EXPECT_EQ(report.at("clean"), true);
    EXPECT_TRUE(fs::is_directory(report.at("old_tables").get<std::string>()));
  });
  EXPECT_EQ(kho({"get", warehouse_, id}).out, "còn trong phân đoạn");
  EXPECT_EQ(kho({"check", warehouse_, "--read-data"}).status, 0);
  EXPECT_EQ(kho({"rebuild", scratch_ / "nowhere"}).status, 4);
}

INSTANTIATE_TEST_SUITE_P(Ways, Maintenance, testing::Bool(),
                         [](const auto& way) { return way.param ? "Server" : "Alone"; });

TEST_F(EndToEnd, JobOfAServerIsSharedAndEndsWithIt) {
  KhoServer server(warehouse_);
  for (int i = 0; i < 4; ++i) deposit(write("paper", std::to_string(i) + std::string(5000, 'x')));
  const Answer started = server.post("/v1/admin/jobs", "application/json",
                                     R"({"kind":"compact","ripen":true,"bytes_per_second":1})");
  ASSERT_EQ(started.status, 202) << started.body;
  const Ran second = kho({"check", warehouse_});
  EXPECT_EQ(second.status, 5);
  EXPECT_THAT(second.err, HasSubstr("job_running"));
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(server.stop(SIGTERM), 0);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
  EXPECT_EQ(kho({"check", warehouse_, "--read-data"}).status, 0);
}

TEST_F(EndToEnd, ControlCStopsAJobCleanly) {
  const std::string id =
      deposit(samples_ / "0001-gcn-dkdn-thac-ba-xanh.pdf").at("component").at("id");
  const KhoServer server(warehouse_);
  KhoCommand command({"--json", "compact", warehouse_, "--ripen", "--rate", "0.001"});
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  Json jobs = Json::array();
  while (jobs.empty() && std::chrono::steady_clock::now() < deadline) {
    jobs = server.get("/v1/admin/jobs").json().at("jobs");
  }
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_EQ(jobs.at(0).at("state"), "running");
  const Ran stopped = command.stop(SIGINT);
  EXPECT_EQ(stopped.status, 7) << stopped.err;
  EXPECT_EQ(Json::parse(stopped.out).at("state"), "stopped");
  EXPECT_EQ(kho({"check", warehouse_, "--read-data"}).status, 0);
  EXPECT_EQ(kho({"get", warehouse_, id}).out,
            read_file(samples_ / "0001-gcn-dkdn-thac-ba-xanh.pdf"));
}

}  // namespace
}  // namespace kho::test
