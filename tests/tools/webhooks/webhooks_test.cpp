// Deliveries to a real receiver: signed, in order, repeated, bounded, and to nobody else.
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/Net/TCPServerConnection.h>
#include <Poco/Net/TCPServerConnectionFactory.h>
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <thread>

#include "api/api.h"
#include "api/json.h"
#include "api/webhook_sender.h"
#include "tests/tools/webhooks/fake_receiver.h"
#include "tests/warehouse/fixtures.h"
#include "tools/webhooks/webhook_post.h"
#include "warehouse/webhook_signature.h"

namespace kho::tools {
namespace {

using api::Json;
using test::FakeReceiver;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;
using enum FakeReceiver::Behaviour;
using namespace std::chrono_literals;

class WebhooksTest : public warehouse::WarehouseTest {
 protected:
  warehouse::Uuid add(const std::string& url) {
    return warehouse_->webhooks()
        .add({"Cổng dịch vụ công", url, {"vn.kho.component.deposited"}, {}, "lan"})
        .webhook.id;
  }
  // Delivers all that is due.
  void deliver(const std::vector<std::string>& allowed = {"127.0.0.0/8"}, PostLimits limits = {}) {
    api::WebhookSender sender(warehouse_->webhook_deliveries(), clock_,
                              webhook_post(AddressGuard(allowed), limits),
                              [this](const std::string& what) { reported_ += what + "\n"; });
    while (sender.step({})) {
    }
  }
  warehouse::WebhookView view(const warehouse::Uuid& id) { return warehouse_->webhooks().find(id); }
  std::string last_failure(const warehouse::Uuid& id) { return view(id).progress.last_failure; }
  static std::string id_of(const FakeReceiver::Received& request) {
    return request.headers.at("webhook-id");
  }

  FakeReceiver receiver_;
  std::string reported_;
};

TEST_F(WebhooksTest, EventArrivesAsTheFeedShowsItAndSigned) {
  const auto hook = add(receiver_.url());
  (void)deposit("giấy", "GCN_DKDN", "cccd:015085001234");
  deliver();
  const auto received = receiver_.received();
  ASSERT_THAT(received, SizeIs(1));
  const FakeReceiver::Received& request = received[0];
  EXPECT_EQ(request.path, "/hook");
  EXPECT_EQ(request.headers.at("content-type"), "application/cloudevents+json");
  const std::string now = std::to_string(clock_.ms / 1000);
  EXPECT_EQ(request.headers.at("webhook-timestamp"), now);
  EXPECT_EQ(
      request.headers.at("webhook-signature"),
      warehouse::webhook_signature(view(hook).webhook, id_of(request), request.body, clock_.ms));
  api::Api api(*warehouse_, [](const std::string&) {});
  api::Request feed;
  feed.method = "GET";
  feed.path = "/v1/events";
  feed.headers["host"] = "localhost";
  const Json body = Json::parse(request.body);
  EXPECT_THAT(Json::parse(api.handle(feed).body).at("events"), testing::Contains(body));
  EXPECT_EQ(id_of(request), hook.text() + "-" + body.at("id").get<std::string>());
  EXPECT_THAT(request.body, Not(HasSubstr("015085001234")));
  EXPECT_EQ(view(hook).progress.last_delivered_at_ms, clock_.ms);
}

// The example of docs/webhooks.md, run on what came.
TEST_F(WebhooksTest, ExampleInTheDocumentVerifiesADelivery) {
  if (std::system("python3 -c '' 2>/dev/null") != 0) GTEST_SKIP() << "python3 is not installed";
  const auto hook = add(receiver_.url());
  const std::string first = warehouse::webhook_secret_text(view(hook).webhook.secret);
  const std::string second = warehouse::webhook_secret_text(
      warehouse_->webhooks().rotate_secret(hook, "lan").webhook.secret);
  (void)deposit("giấy");
  deliver();
  ASSERT_THAT(receiver_.received(), SizeIs(1));
  const FakeReceiver::Received request = receiver_.received()[0];
  std::ifstream document(std::string(KHO_SOURCE_DIRECTORY) + "/docs/webhooks.md");
  const std::string text{std::istreambuf_iterator<char>(document), {}};
  const std::string begin = "```python\n";
  const std::size_t at = text.find(begin);
  ASSERT_NE(at, std::string::npos);
  const std::size_t from = at + begin.size();
  std::ofstream(scratch_ / "receiver.py") << text.substr(from, text.find("```", from) - from);
  const auto verifies = [&](const std::string& secret, const std::string& body) {
    const Json call = {{"secret", secret},
                       {"headers", request.headers},
                       {"body", body},
                       {"now", clock_.ms / 1000}};
    std::ofstream(scratch_ / "call.json") << call.dump();
    const std::string command =
        "cd '" + scratch_.path().string() +
        "' && python3 -c 'import json, receiver; c = json.load(open(\"call.json\")); "
        "exit(not receiver.is_genuine(c[\"secret\"], c[\"headers\"], c[\"body\"].encode(), "
        "c[\"now\"]))'";
    return std::system(command.c_str()) == 0;
  };
  EXPECT_TRUE(verifies(first, request.body));
  EXPECT_TRUE(verifies(second, request.body));
  EXPECT_FALSE(verifies(second, request.body + " "));
  EXPECT_FALSE(verifies("whsec_" + std::string(43, 'A') + "=", request.body));
  clock_.ms += 301'000;
  EXPECT_FALSE(verifies(second, request.body));  // Sent again by somebody who listened.
}

TEST_F(WebhooksTest, FailedDeliveryIsRepeatedWithTheSameIdAndANewTimestamp) {
  const auto hook = add(receiver_.url());
  receiver_.script({kHangUp, kFail});
  (void)deposit("giấy");
  (void)deposit("tờ");
  deliver();
  EXPECT_EQ(last_failure(hook), "the connection broke");
  deliver();
  EXPECT_THAT(receiver_.received(), SizeIs(1));  // Not before its time.
  clock_.ms += 6'000;
  deliver();
  EXPECT_EQ(last_failure(hook), "status 500");
  clock_.ms += 360'000;
  deliver();
  const auto all = receiver_.received();
  ASSERT_THAT(all, SizeIs(4));
  EXPECT_EQ(id_of(all[1]), id_of(all[0]));
  EXPECT_EQ(id_of(all[2]), id_of(all[0]));
  EXPECT_NE(id_of(all[3]), id_of(all[0]));  // Only then the next.
  EXPECT_NE(all[2].headers.at("webhook-timestamp"), all[0].headers.at("webhook-timestamp"));
  EXPECT_EQ(all[2].body, all[0].body);
  EXPECT_THAT(reported_, IsEmpty());
  EXPECT_EQ(warehouse_->webhook_deliveries().counts().failed, 2U);
}

TEST_F(WebhooksTest, CrashBehindADeliveryRepeatsItWithTheSameId) {
  (void)add(receiver_.url());
  (void)deposit("giấy");
  {
    const auto turn = warehouse_->webhook_deliveries().take();
    ASSERT_TRUE(turn);
    const auto post = webhook_post(AddressGuard({"127.0.0.1"}));
    EXPECT_EQ(post(api::webhook_request(turn->webhook, turn->entries[0], clock_.ms), {}).status,
              200);
  }
  open();
  deliver();
  const auto all = receiver_.received();
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(id_of(all[0]), id_of(all[1]));
}

TEST_F(WebhooksTest, ReceiverThatDoesNotAnswerIsNotWaitedFor) {
  const auto hook = add(receiver_.url());
  receiver_.script({kStall});
  (void)deposit("giấy");
  deliver({"127.0.0.1"}, {.total = 300ms});
  EXPECT_EQ(last_failure(hook), "no answer in time");
}

TEST_F(WebhooksTest, LongAnswersAreNotRead) {
  const auto hook = add(receiver_.url());
  receiver_.script({kChatter});
  (void)deposit("giấy");
  deliver();
  EXPECT_EQ(last_failure(hook), "");
  EXPECT_EQ(view(hook).progress.last_delivered_at_ms, clock_.ms);
}

TEST_F(WebhooksTest, RedirectsAreNotFollowed) {
  const auto hook = add(receiver_.url());
  receiver_.script({kLead});
  (void)deposit("giấy");
  deliver();
  EXPECT_THAT(last_failure(hook), StartsWith("status 302"));
  EXPECT_THAT(receiver_.received(), SizeIs(1));
}

TEST_F(WebhooksTest, GoneReceiverIsDisabledAndTheLogToldWithoutItsAddress) {
  const auto hook = add(receiver_.url());
  receiver_.script({kGone});
  (void)deposit("giấy");
  deliver();
  EXPECT_EQ(view(hook).progress.disabled, warehouse::WebhookEnd::kGone);
  EXPECT_EQ(reported_, "webhook " + hook.text() + " is disabled: status 410\n");
  (void)warehouse_->webhooks().enable(hook, "lan");
  deliver();
  EXPECT_THAT(receiver_.received(), SizeIs(2));
}

TEST_F(WebhooksTest, AddressesThatOnlyThisMachineReachesAreRefused) {
  const std::string port = std::to_string(receiver_.port());
  for (const std::string& url :
       {receiver_.url(), "http://localhost:" + port + "/", "https://localhost:" + port + "/",
        "https://127.0.0.1:" + port + "/", "https://2130706433:" + port + "/",
        "https://0x7f.1:" + port + "/", "https://[::ffff:127.0.0.1]:" + port + "/"}) {
    const auto hook = add(url);
    (void)deposit(url);
    deliver({});
    EXPECT_THAT(last_failure(hook), StartsWith("the address is not allowed")) << url;
    warehouse_->webhooks().remove(hook, "lan");
  }
  EXPECT_THAT(receiver_.received(), IsEmpty());
}

TEST_F(WebhooksTest, ProxiesOfTheEnvironmentAreNotUsed) {
  std::string nobody;
  {
    const FakeReceiver gone;
    nobody = gone.url();
  }
  const auto hook = add(nobody);
  ::setenv("http_proxy", receiver_.url().c_str(), 1);
  (void)deposit("giấy");
  deliver();
  ::unsetenv("http_proxy");
  EXPECT_EQ(last_failure(hook), "no connection");
  EXPECT_THAT(receiver_.received(), IsEmpty());
}

// Answers whatever the first bytes are, so that no chance in a handshake makes it wait for more.
class AnswersInTheClear : public Poco::Net::TCPServerConnection {
 public:
  using TCPServerConnection::TCPServerConnection;
  void run() override {
    char byte = 0;
    (void)socket().receiveBytes(&byte, 1);
    const std::string_view answer = "HTTP/1.1 400 Bad Request\r\n\r\n";
    (void)socket().sendBytes(answer.data(), static_cast<int>(answer.size()));
  }
};

TEST_F(WebhooksTest, ReceiverWithoutTlsIsNotTakenForOneWithIt) {
  namespace net = Poco::Net;
  const net::ServerSocket socket(net::SocketAddress("127.0.0.1", 0));
  net::TCPServer server(new net::TCPServerConnectionFactoryImpl<AnswersInTheClear>, socket);
  server.start();
  const auto hook = add("https://127.0.0.1:" + std::to_string(socket.address().port()) + "/");
  (void)deposit("giấy");
  deliver();
  EXPECT_EQ(last_failure(hook), "no TLS connection");
}

TEST_F(WebhooksTest, StopEndsADeliveryAndItIsNoFailure) {
  const auto hook = add(receiver_.url());
  receiver_.script({kStall});
  (void)deposit("giấy");
  api::WebhookSender sender(warehouse_->webhook_deliveries(), clock_,
                            webhook_post(AddressGuard({"127.0.0.1"}), {.total = 60s}),
                            [](const std::string&) {});
  const auto begin = std::chrono::steady_clock::now();
  {
    const std::jthread thread([&](const std::stop_token& stop) { sender.run(stop); });
    receiver_.wait_for(1);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 30s);
  EXPECT_EQ(view(hook).progress.attempts, 0U);
  deliver();
  EXPECT_THAT(receiver_.received(), SizeIs(2));
}

}  // namespace
}  // namespace kho::tools
