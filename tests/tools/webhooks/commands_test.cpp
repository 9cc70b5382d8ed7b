// kho webhook as it is typed, with a server that delivers.
#include <gmock/gmock.h>
#include <signal.h>

#include "tests/e2e/kho_process.h"
#include "tests/scratch_directory.h"
#include "tests/tools/webhooks/fake_receiver.h"

namespace kho::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

class WebhookCommands : public testing::Test {
 protected:
  WebhookCommands() { EXPECT_EQ(kho({"init", warehouse_}).status, 0); }

  ScratchDirectory scratch_;
  const std::string warehouse_ = scratch_ / "warehouse";
  FakeReceiver receiver_;
};

TEST_F(WebhookCommands, FromRegistrationToRemoval) {
  KhoServer server(warehouse_, {"--webhook-allow", "127.0.0.0/8"});
  const auto made = kho_json({"webhook", "add", warehouse_, receiver_.url(), "--name", "Cổng",
                              "--type", "vn.kho.dossier.*"});
  EXPECT_THAT(made.at("secret").get<std::string>(), StartsWith("whsec_"));
  const std::string id = made.at("webhook").at("id");
  const Ran tested = kho({"webhook", "test", warehouse_, id});
  EXPECT_EQ(tested.status, 0) << tested.err;
  ASSERT_THAT(receiver_.received(), SizeIs(1));
  EXPECT_THAT(receiver_.received()[0].body, HasSubstr("vn.kho.webhook.tested"));

  receiver_.script({FakeReceiver::Behaviour::kGone});
  const Ran refused = kho({"webhook", "test", warehouse_, id});
  EXPECT_EQ(refused.status, 5);
  EXPECT_THAT(refused.err, HasSubstr("status 410"));
  EXPECT_THAT(kho({"webhook", "list", warehouse_}).out, HasSubstr("disabled: gone"));
  EXPECT_EQ(kho({"webhook", "redeliver", warehouse_, id}).status, 3);
  EXPECT_EQ(kho({"webhook", "enable", warehouse_, id}).status, 0);
  receiver_.wait_for(3);
  EXPECT_THAT(kho({"webhook", "dead-letters", warehouse_, id}).out, HasSubstr("no dead letters"));
  const auto rotated = kho_json({"webhook", "rotate-secret", warehouse_, id});
  EXPECT_NE(rotated.at("secret"), made.at("secret"));
  const std::string metrics = server.get("/metrics").body;
  EXPECT_THAT(metrics, HasSubstr("kho_webhook_deliveries_total{outcome=\"failed\"} 1\n"));
  EXPECT_THAT(metrics, HasSubstr("kho_webhook_lag_entries{webhook=\"" + id + "\"}"));
  EXPECT_THAT(metrics, Not(HasSubstr("/hook")));

  EXPECT_EQ(kho_json({"webhook", "remove", warehouse_, id}).at("applied"), false);
  EXPECT_EQ(kho({"webhook", "remove", warehouse_, id, "--apply"}).status, 0);
  EXPECT_EQ(kho({"webhook", "remove", warehouse_, id, "--apply"}).status, 4);
  EXPECT_THAT(kho({"webhook", "list", warehouse_}).out, HasSubstr("no webhooks"));
  EXPECT_EQ(server.stop(SIGTERM), 0);
}

TEST_F(WebhookCommands, WithoutAServerNothingIsDeliveredYet) {
  const auto made = kho_json({"webhook", "add", warehouse_, receiver_.url(), "--name", "Cổng"});
  const std::string id = made.at("webhook").at("id");
  const Ran tested = kho({"webhook", "test", warehouse_, id});
  EXPECT_EQ(tested.status, 5);
  EXPECT_THAT(tested.err, HasSubstr("not_served"));
  // The server does it.
  const KhoServer server(warehouse_, {"--webhook-allow", "127.0.0.1"});
  receiver_.wait_for(1);
  EXPECT_THAT(receiver_.received(), SizeIs(1));
}

TEST_F(WebhookCommands, ServerThatIsNotToldOtherwiseDeliversToNoPrivateAddress) {
  const KhoServer server(warehouse_);
  const auto made = kho_json({"webhook", "add", warehouse_, receiver_.url(), "--name", "Cổng"});
  const Ran tested = kho({"webhook", "test", warehouse_, made.at("webhook").at("id")});
  EXPECT_EQ(tested.status, 5);
  EXPECT_THAT(tested.err, HasSubstr("the address is not allowed"));
}

TEST_F(WebhookCommands, WhatCannotBeMeantIsRefused) {
  EXPECT_EQ(kho({"webhook", "add", warehouse_, "ftp://a.vn/", "--name", "x"}).status, 3);
  EXPECT_EQ(kho({"webhook", "remove", warehouse_, "x"}).status, 2);
  EXPECT_EQ(kho({"serve", warehouse_, "--webhook-allow", "10.0.0.0/99"}).status, 2);
}

}  // namespace
}  // namespace kho::test
