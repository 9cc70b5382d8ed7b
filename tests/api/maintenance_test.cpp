// What officers and administrators ask: holds, retention, destruction, statistics, jobs.
#include <gmock/gmock.h>

#include "tests/api/fixtures.h"

namespace kho::api {
namespace {

using testing::HasSubstr;

class MaintenanceApiTest : public ApiTest {
 protected:
  std::string deposited(const std::string& content = "the bytes") {
    return header(post_component(kGood, content), "Location");
  }
  Response destroy(const std::string& path, bool dry_run = false) {
    const Json order = {{"reason", "hết hạn"}, {"approved_by", "GĐ"}, {"dry_run", dry_run}};
    return call("DELETE", path, order.dump());
  }
  // The job, ended.
  Json run(const std::string& order) {
    const Response started = call("POST", "/v1/admin/jobs", order);
    EXPECT_EQ(started.status, 202) << started.body;
    return json(call("GET", header(started, "Location") + "?wait=30"));
  }
};

TEST_F(MaintenanceApiTest, DestroyedComponentIsNotFound) {
  const std::string path = deposited();
  const Json plan = json(destroy(path, true));
  EXPECT_EQ(plan.at("destroyed"), false);
  EXPECT_EQ(plan.at("refused"), nullptr);
  EXPECT_EQ(plan.at("bytes"), 9);
  EXPECT_EQ(plan.at("files").at(0).at("shared"), false);
  EXPECT_EQ(call("GET", path).status, 200);
  const Response done = destroy(path);
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(json(done).at("destroyed"), true);
  EXPECT_EQ(json(done).at("position"), warehouse_->status().log_position);
  EXPECT_EQ(problem(call("GET", path)), "404 not_found");
  EXPECT_EQ(problem(call("GET", path + "/content")), "404 not_found");
  EXPECT_EQ(problem(destroy(path)), "404 not_found");
  EXPECT_EQ(problem(destroy(path, true)), "404 not_found");
}

TEST_F(MaintenanceApiTest, HoldsAreShownAndForbidDestruction) {
  const std::string path = deposited();
  const Response held =
      call("POST", path + "/holds", R"({"name":"vu-an_1","reason":"Vụ án","until":"2027-01-31"})");
  ASSERT_EQ(held.status, 201) << held.body;
  EXPECT_EQ(header(held, "Location"), path + "/holds/vu-an_1");
  const Json hold = json(call("GET", path)).at("holds").at(0);
  EXPECT_EQ(hold.at("name"), "vu-an_1");
  EXPECT_EQ(hold.at("reason"), "Vụ án");
  EXPECT_EQ(hold.at("until"), "2027-01-31");
  EXPECT_EQ(hold.at("since"), "2026-11-23T01:00:00.000Z");
  EXPECT_EQ(problem(destroy(path)), "409 component_held");
  EXPECT_EQ(json(destroy(path, true)).at("refused"), "component_held");
  EXPECT_EQ(problem(call("POST", path + "/holds", R"({"name":"vu-an_1","reason":"x"})")),
            "409 hold_exists");
  EXPECT_EQ(problem(call("DELETE", path + "/holds/other")), "404 hold_not_found");
  EXPECT_EQ(call("DELETE", path + "/holds/vu-an_1").status, 200);
  EXPECT_EQ(json(call("GET", path)).at("holds"), Json::array());
  EXPECT_EQ(destroy(path).status, 200);
}

TEST_F(MaintenanceApiTest, RetentionIsGivenAtDepositAndProlonged) {
  const Response created = post_component(
      R"({"owner":"mst:0100109106","type":"GCN_DKDN","keep_until":"2030-12-31"})", "x");
  const std::string path = header(created, "Location");
  EXPECT_EQ(json(call("GET", path)).at("keep_until"), "2030-12-31");
  EXPECT_EQ(problem(destroy(path)), "409 retention_not_over");
  EXPECT_EQ(problem(call("POST", path + "/retention", R"({"keep_until":"2029-12-31"})")),
            "409 retention_only_prolonged");
  EXPECT_EQ(
      json(call("POST", path + "/retention", R"({"keep_until":"2031-12-31"})")).at("keep_until"),
      "2031-12-31");
  EXPECT_EQ(json(call("GET", deposited())).at("keep_until"), nullptr);
}

TEST_F(MaintenanceApiTest, BadOrdersAreProblemsWithACode) {
  const std::string path = deposited();
  const auto refused = [&](const std::string& method, const std::string& at,
                           const std::string& body) { return problem(call(method, at, body)); };
  EXPECT_EQ(refused("DELETE", path, ""), "400 json_invalid");
  EXPECT_EQ(refused("DELETE", path, "{}"), "422 metadata_invalid");
  EXPECT_EQ(refused("DELETE", path, R"({"reason":"x"})"), "422 metadata_invalid");
  EXPECT_EQ(refused("DELETE", path, R"({"reason":"015085001234","approved_by":"x"})"),
            "422 metadata_invalid");
  EXPECT_EQ(refused("DELETE", path, R"({"reason":"x","approved_by":"x","force":true})"),
            "422 metadata_invalid");
  EXPECT_EQ(refused("POST", path + "/holds", R"({"name":"a b","reason":"x"})"),
            "422 metadata_invalid");
  EXPECT_EQ(refused("POST", path + "/holds", R"({"name":"a","reason":"x","until":"2020-01-01"})"),
            "422 metadata_invalid");
  EXPECT_EQ(refused("POST", path + "/retention", "{}"), "422 metadata_invalid");
  EXPECT_EQ(refused("POST", path + "/retention", R"({"keep_until":"soon"})"),
            "422 metadata_invalid");
  EXPECT_EQ(refused("DELETE", path + "/holds/a b", ""), "404 not_found");
  EXPECT_EQ(refused("DELETE", path + "/holds/" + std::string(201, 'x'), ""), "404 not_found");
  EXPECT_EQ(refused("DELETE", path + "/holds/", ""), "404 not_found");
  EXPECT_EQ(refused("GET", path + "/holds/a/b", ""), "404 not_found");
  EXPECT_EQ(refused("PUT", path, "{}"), "405 method_not_allowed");
  EXPECT_EQ(call("GET", path).status, 200);
  EXPECT_EQ(reported_, "");
}

TEST_F(MaintenanceApiTest, StatisticsNameTypesMediaAndCodecs) {
  deposited(std::string(5000, 'x'));
  const Json stats = json(call("GET", "/v1/admin/stats"));
  EXPECT_EQ(stats.at("components"), 1);
  EXPECT_EQ(stats.at("owners"), 1);
  EXPECT_EQ(stats.at("logical_bytes"), 5000);
  EXPECT_EQ(stats.at("types").at("GCN_DKDN").at("files"), 1);
  EXPECT_EQ(stats.at("media").at("text").at("raw_bytes"), 5000);
  EXPECT_EQ(stats.at("codecs").at("zstd").at("chunks"), 1);
  EXPECT_GT(stats.at("ratio"), 1.0);
  EXPECT_GT(stats.at("disk").at("segments"), 0);
}

TEST_F(MaintenanceApiTest, JobRunsToItsReport) {
  deposited();
  const Json checked = run(R"({"kind":"check","read_data":true})");
  EXPECT_EQ(checked.at("state"), "done");
  EXPECT_EQ(checked.at("report").at("clean"), true);
  EXPECT_EQ(checked.at("report").at("components"), 1);
  EXPECT_NE(checked.at("ended_at"), nullptr);
  const Json compacted = run(R"({"kind":"compact","threshold_percent":0,"dry_run":true})");
  EXPECT_EQ(compacted.at("state"), "done");
  EXPECT_EQ(compacted.at("report").at("segments_retired"), 0);
  const Json all = json(call("GET", "/v1/admin/jobs")).at("jobs");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all.at(0).at("kind"), "compact");
  // A job that has ended cannot be stopped, and asking so does no harm.
  const std::string path = "/v1/admin/jobs/" + checked.at("id").get<std::string>();
  EXPECT_EQ(json(call("DELETE", path)).at("state"), "done");
}

TEST_F(MaintenanceApiTest, SecondJobIsRefusedAndTheFirstIsStopped) {
  for (int i = 0; i < 20; ++i) deposited(std::to_string(i) + std::string(2000, 'x'));
  // So slowly that it is still there.
  const Response started =
      call("POST", "/v1/admin/jobs", R"({"kind":"compact","ripen":true,"bytes_per_second":1})");
  ASSERT_EQ(started.status, 202) << started.body;
  EXPECT_EQ(problem(call("POST", "/v1/admin/jobs", R"({"kind":"check"})")), "409 job_running");
  const std::string path = header(started, "Location");
  EXPECT_EQ(json(call("GET", path)).at("state"), "running");
  EXPECT_EQ(call("DELETE", path).status, 202);
  EXPECT_EQ(json(call("GET", path + "?wait=30")).at("state"), "stopped");
  EXPECT_EQ(run(R"({"kind":"check","read_data":true})").at("report").at("clean"), true);
}

TEST_F(MaintenanceApiTest, BadJobsAreProblemsWithACode) {
  const auto start = [&](const std::string& body) {
    return problem(call("POST", "/v1/admin/jobs", body));
  };
  EXPECT_EQ(start(""), "400 json_invalid");
  EXPECT_EQ(start("{}"), "422 job_invalid");
  EXPECT_EQ(start(R"({"kind":"defragment"})"), "422 job_invalid");
  EXPECT_EQ(start(R"({"kind":"compact","threshold_percent":101})"), "422 job_invalid");
  EXPECT_EQ(start(R"({"kind":"compact","read_data":true})"), "422 job_invalid");
  EXPECT_EQ(start(R"({"kind":"check","parts":0})"), "422 job_invalid");
  EXPECT_EQ(start(R"({"kind":"check","parts":30,"part":30})"), "422 job_invalid");
  const std::string unknown = "/v1/admin/jobs/01a2092a-d270-74e4-90dd-dfb649c690ec";
  EXPECT_EQ(problem(call("GET", unknown)), "404 not_found");
  EXPECT_EQ(problem(call("DELETE", unknown)), "404 not_found");
  EXPECT_EQ(problem(call("GET", unknown + "?wait=31")), "400 query_invalid");
  EXPECT_EQ(problem(call("GET", unknown + "?until=1")), "400 query_invalid");
}

}  // namespace
}  // namespace kho::api
