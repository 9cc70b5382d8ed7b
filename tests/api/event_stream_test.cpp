// Events as they happen: what a stream says, when it ends, and how it goes out over a socket.
#include "api/event_stream.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "api/server.h"
#include "tests/api/fixtures.h"

namespace kho::api {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using namespace std::chrono_literals;

// A client that reads as it goes.
class Reader {
 public:
  Reader(std::uint16_t port, const std::string& headers) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    timeval patience{60, 0};
    (void)::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const std::string head = "GET /v1/events HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
    EXPECT_EQ(::write(fd_, head.data(), head.size()), static_cast<ssize_t>(head.size()));
  }
  ~Reader() { ::close(fd_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // All up to and with the first `end`, or what came before the connection did end.
  std::string read_to(const std::string& end) {
    while (true) {
      const std::size_t at = left_.find(end);
      if (at != std::string::npos) {
        const std::string text = left_.substr(0, at + end.size());
        left_.erase(0, at + end.size());
        return text;
      }
      char buffer[4096];
      const ssize_t read = ::read(fd_, buffer, sizeof buffer);
      if (read <= 0) {
        ended_ = read == 0;
        return std::exchange(left_, "");
      }
      left_.append(buffer, static_cast<std::size_t>(read));
    }
  }
  bool ends() {
    (void)read_to("never");
    return ended_;
  }

 private:
  const int fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::string left_;
  bool ended_ = false;
};

class EventStreamTest : public ApiTest {
 protected:
  static constexpr const char* kAccept = "text/event-stream";

  Response open(std::map<std::string, std::string> headers = {}, const std::string& query = {}) {
    headers.emplace("accept", kAccept);
    return call("GET", "/v1/events" + query, "", std::move(headers));
  }
  store::Position log_position() { return warehouse_->status().log_position; }
  std::string token(warehouse::Role role) {
    warehouse::TokenOrder order{"máy nhận tin", role, "", 1, "lan"};
    if (role == warehouse::Role::kOfficer) order.agency = "H63.12";
    const warehouse::MadeToken made = warehouse_->tokens().make(order);
    token_ = made.token.id;
    return made.secret;
  }
  EventStream stream_of(const std::string& secret, std::chrono::milliseconds heartbeat) {
    Request request;
    request.from = Request::From::kNetwork;
    request.headers["authorization"] = "Bearer " + secret;
    warehouse::FeedOrder order;
    order.after = log_position();
    return {*warehouse_, warehouse_->tokens(), Doors(), request, order, nullptr, heartbeat};
  }

  warehouse::Uuid token_;
};

TEST_F(EventStreamTest, EventsComeInOrderWithTheirPositions) {
  const Response response = open();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(header(response, "Content-Type"), kAccept);
  ASSERT_NE(response.stream, nullptr);
  EXPECT_EQ(response.stream->next(), "retry: 3000\n\n");
  const std::string text = response.stream->next();
  const Json page = json(call("GET", "/v1/events"));
  std::string expected;
  for (const Json& event : page.at("events")) {
    expected += "id: " + event.at("id").get<std::string>() + "\ndata: " + dump(event) + "\n\n";
  }
  EXPECT_EQ(text, expected);
}

TEST_F(EventStreamTest, StreamGoesOnAfterTheLastEventThatTheClientHad) {
  (void)deposited(nullptr, "giấy");
  const std::string last = std::to_string(log_position());
  const std::string before = std::to_string(log_position() - 1);
  for (const Response& response : {open({}, "?after=" + before), open({{"last-event-id", before}}),
                                   open({{"last-event-id", before}}, "?after=0")}) {
    ASSERT_NE(response.stream, nullptr);
    (void)response.stream->next();
    EXPECT_THAT(response.stream->next(), StartsWith("id: " + last + "\n"));
  }
}

TEST_F(EventStreamTest, WhatCannotBeStreamedIsRefused) {
  const std::string ahead = std::to_string(log_position() + 1);
  EXPECT_EQ(problem(open({}, "?after=" + ahead)), "400 query_invalid");
  EXPECT_EQ(problem(open({{"last-event-id", "x"}})), "400 query_invalid");
  EXPECT_EQ(problem(open({}, "?limit=5")), "400 query_invalid");
  EXPECT_EQ(problem(open({}, "?include=all")), "400 query_invalid");
}

TEST_F(EventStreamTest, WhereNothingHappensACommentSaysThatTheStreamLives) {
  EventStream stream = stream_of(token(warehouse::Role::kAuditor), 1ms);
  (void)stream.next();
  EXPECT_EQ(stream.next(), ":\n\n");
  EXPECT_EQ(stream.next(), ":\n\n");
  (void)warehouse_->enter_owner("mst:0100109106", "Công ty A");
  EXPECT_THAT(stream.next(), HasSubstr("vn.kho.owner.created"));
}

TEST_F(EventStreamTest, StreamWakesWhenTheLogGrows) {
  EventStream stream = stream_of(token(warehouse::Role::kAuditor), 1h);
  (void)stream.next();
  std::jthread writer([&] { (void)warehouse_->enter_owner("mst:0100109106", "Công ty A"); });
  EXPECT_THAT(stream.next(), HasSubstr("vn.kho.owner.created"));
}

TEST_F(EventStreamTest, RevokedTokenEndsTheStreamAndIsToldNothingMore) {
  EventStream stream = stream_of(token(warehouse::Role::kAuditor), 1h);
  (void)stream.next();
  std::jthread other([&] { (void)warehouse_->tokens().revoke(token_, "lan"); });
  EXPECT_EQ(stream.next(), "");
}

TEST_F(EventStreamTest, ExpiredTokenEndsTheStream) {
  EventStream stream = stream_of(token(warehouse::Role::kAuditor), 1ms);
  (void)stream.next();
  EXPECT_EQ(stream.next(), ":\n\n");
  clock_.ms += 86'400'000;
  EXPECT_EQ(stream.next(), "");
}

TEST_F(EventStreamTest, StreamEndsWithTheServer) {
  EventStream stream = stream_of(token(warehouse::Role::kAuditor), 1h);
  (void)stream.next();
  std::jthread other([&] { warehouse_->stop_waiting(); });
  EXPECT_EQ(stream.next(), "");
}

TEST_F(EventStreamTest, OnlySoManyAreOpenAtATime) {
  std::vector<Response> open_ones;
  for (int i = 0; i < StreamSlots::kOfDirectoryMax; ++i) open_ones.push_back(open());
  EXPECT_THAT(call("GET", "/metrics").body, HasSubstr("kho_event_streams 4\n"));
  const Response refused = open();
  EXPECT_EQ(problem(refused), "503 streams_busy");
  EXPECT_EQ(header(refused, "Retry-After"), "1");
  open_ones.pop_back();
  EXPECT_NE(open().stream, nullptr);
}

TEST_F(EventStreamTest, OverASocketTheStreamOutlastsTheTimeForARequest) {
  const std::string secret = token(warehouse::Role::kAdmin);
  ServerOptions options;
  options.listen.port = 0;
  options.limits = {.head = 60s, .request = 1ms, .piece = 1h};
  Server server(api_, options, [](const Access&) {});
  Reader reader(server.port(), "Accept: text/event-stream\r\nAuthorization: Bearer " + secret +
                                   "\r\nLast-Event-ID: " + std::to_string(log_position()) + "\r\n");
  const std::string head = reader.read_to("retry: 3000\n\n");
  EXPECT_THAT(head, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(head, HasSubstr("Connection: Close\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("Content-Length")));
  (void)warehouse_->enter_owner("mst:0100109106", "Công ty A");
  EXPECT_THAT(reader.read_to("\n\n"), HasSubstr("vn.kho.owner.created"));
  (void)warehouse_->tokens().revoke(token_, "lan");
  EXPECT_TRUE(reader.ends());
}

TEST_F(EventStreamTest, ClientThatTakesNothingForTooLongIsCutOff) {
  ServerOptions options;
  options.listen.port = 0;
  options.limits.piece = 1ms;
  Server server(api_, options, [](const Access&) {});
  Reader reader(server.port(), "Accept: text/event-stream\r\nLast-Event-ID: " +
                                   std::to_string(log_position()) + "\r\n");
  EXPECT_TRUE(reader.ends());
  warehouse_->stop_waiting();  // Its thread would notice with the next heartbeat.
}

}  // namespace
}  // namespace kho::api
