// The routes of webhooks. What is delivered: tests/tools/webhooks/.
#include <gmock/gmock.h>

#include "tests/api/fixtures.h"

namespace kho::api {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

class WebhookRoutes : public ApiTest {
 protected:
  static constexpr const char* kUrl = "https://a.vn/kho";

  // The answer to a registration.
  Json add(const Json& more = Json::object()) {
    Json order = {{"name", "Cổng dịch vụ công"}, {"url", kUrl}};
    order.update(more);
    const Response response = post("/v1/webhooks", order);
    EXPECT_EQ(response.status, 201) << response.body;
    EXPECT_EQ(header(response, "Cache-Control"), "no-store");
    const Json made = json(response);
    path_ = "/v1/webhooks/" + made.at("webhook").at("id").get<std::string>();
    EXPECT_EQ(header(response, "Location"), path_);
    return made;
  }
  // Takes what is due and fails, until `deaths` events are dead letters.
  void let_die(std::size_t deaths) {
    auto& deliveries = warehouse_->webhook_deliveries();
    for (std::size_t dead = 0; dead < deaths;) {
      const auto turn = deliveries.take();
      ASSERT_TRUE(turn);
      const auto after =
          deliveries.settle(*turn, {0, warehouse::WebhookResult::Failure{false, "status 500"}});
      if (after == warehouse::AfterFailure::kDeadLetter) ++dead;
      const std::int64_t due_ms = warehouse_->webhooks().list().at(0).progress.due_at_ms;
      clock_.ms = std::max<std::int64_t>(clock_.ms, due_ms);
    }
  }

  std::string path_;  // Of the last that was added.
};

TEST_F(WebhookRoutes, SecretIsShownOnceAndNeverAgain) {
  const std::string secret = add().at("secret");
  EXPECT_THAT(secret, StartsWith("whsec_"));
  const Response rotated = post(path_ + "/rotate-secret", Json::object());
  EXPECT_EQ(header(rotated, "Cache-Control"), "no-store");
  const std::string later = json(rotated).at("secret");
  EXPECT_NE(later, secret);
  for (const char* path : {"", "/v1/webhooks", "/v1/events"}) {
    const Response response = call("GET", *path == 0 ? path_ : path);
    EXPECT_EQ(response.status, 200);
    for (const std::string& each : {secret, later}) {
      EXPECT_THAT(response.body, Not(HasSubstr(each.substr(6)))) << path;
    }
  }
  EXPECT_THAT(call("GET", "/v1/events").body, Not(HasSubstr(kUrl)));
}

TEST_F(WebhookRoutes, StateTellsHowFarItWasTold) {
  add({{"types", {"vn.kho.owner.*"}}});
  Json webhook = json(call("GET", path_)).at("webhook");
  EXPECT_EQ(webhook.at("state"), "active");
  EXPECT_EQ(webhook.at("lag"), 0);
  EXPECT_EQ(webhook.at("created_by"), "lan");
  (void)warehouse_->enter_owner("mst:0100109106", "Công ty A");
  const auto turn = warehouse_->webhook_deliveries().take();
  ASSERT_TRUE(turn);
  (void)warehouse_->webhook_deliveries().settle(
      *turn, {0, warehouse::WebhookResult::Failure{false, "status 503"}});
  webhook = json(call("GET", path_ + "?told=999&wait=30")).at("webhook");  // It fails: no wait.
  EXPECT_EQ(webhook.at("state"), "failing");
  EXPECT_GT(webhook.at("lag"), 0);
  EXPECT_EQ(webhook.at("attempts"), 1);
  EXPECT_EQ(webhook.at("last_failure"), "status 503");
  EXPECT_FALSE(webhook.at("next_attempt_at").is_null());
}

TEST_F(WebhookRoutes, DeadLettersComePageByPageAndAreTriedAgain) {
  add();
  for (int i = 0; i < 3; ++i) (void)post(path_ + "/test", Json::object());
  let_die(3);
  const Json first = json(call("GET", path_ + "/dead-letters?limit=2"));
  ASSERT_THAT(first.at("dead_letters"), SizeIs(2));
  EXPECT_EQ(first.at("dead_letters")[0].at("failure"), "status 500");
  const std::string next = first.at("next").dump();
  const Json rest = json(call("GET", path_ + "/dead-letters?after=" + next));
  ASSERT_THAT(rest.at("dead_letters"), SizeIs(1));
  EXPECT_TRUE(rest.at("next").is_null());
  const Response one =
      post(path_ + "/redeliver", {{"positions", {rest.at("dead_letters")[0].at("position")}}});
  EXPECT_EQ(one.status, 202);
  EXPECT_EQ(json(one).at("redelivering"), 1);
  EXPECT_EQ(json(call("POST", path_ + "/redeliver")).at("redelivering"), 3);
  EXPECT_EQ(problem(post(path_ + "/redeliver", {{"positions", {999}}})), "404 not_found");
}

TEST_F(WebhookRoutes, WhatCannotBeIsRefused) {
  add();
  const Json good = {{"name", "x"}, {"url", kUrl}};
  for (const Json& bad :
       {Json{{"url", "http://u:p@a.vn"}}, Json{{"types", {"vn.kho.nothing"}}}, Json{{"after", 999}},
        Json{{"name", std::string(401, 'x')}}, Json{{"secret", "mine"}}}) {
    Json order = good;
    order.update(bad);
    EXPECT_THAT(problem(post("/v1/webhooks", order)), StartsWith("422 ")) << bad.dump();
  }
  EXPECT_EQ(problem(call("GET", path_ + "?wait=31")), "400 query_invalid");
  EXPECT_EQ(problem(call("GET", path_ + "/dead-letters?limit=0")), "400 query_invalid");
  EXPECT_EQ(problem(post(path_ + "/redeliver", {{"positions", "all"}})), "422 webhook_invalid");
  EXPECT_EQ(call("DELETE", path_, "", {{"kho-officer", "lan"}}).status, 200);
  EXPECT_EQ(problem(call("GET", path_)), "404 not_found");
  EXPECT_EQ(problem(post(path_ + "/enable", Json::object())), "404 not_found");
  EXPECT_THAT(json(call("GET", "/v1/webhooks")).at("webhooks"), IsEmpty());
}

}  // namespace
}  // namespace kho::api
