#include "api/connections.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <future>

namespace kho::api {
namespace {

using namespace std::chrono_literals;

// A connection whose thread reads until it ends.
class Pair {
 public:
  Pair() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()), 0); }
  ~Pair() {
    for (const int end : ends_) ::close(end);
  }
  [[nodiscard]] int server() const { return ends_[0]; }
  // How long the server's read lasts until the connection is cut off.
  std::chrono::steady_clock::duration read_to_end() const {
    const auto begin = std::chrono::steady_clock::now();
    char byte = 0;
    while (::read(ends_[0], &byte, 1) > 0) {
    }
    return std::chrono::steady_clock::now() - begin;
  }
  void send() const { EXPECT_EQ(::write(ends_[1], "x", 1), 1); }

 private:
  std::array<int, 2> ends_{};
};

// Two looks of the watcher pass, and nothing happens.
void expect_not_cut(Connections& connections, const Pair& pair) {
  std::promise<void> cut;
  std::jthread reader([&] {
    (void)pair.read_to_end();
    cut.set_value();
  });
  EXPECT_EQ(cut.get_future().wait_for(1200ms), std::future_status::timeout);
  connections.cut_all();
}

TEST(Connections, WhoSendsNoHeadIsCutOff) {
  Connections connections({.head = 100ms, .request = 1h});
  const Pair pair;
  const Connections::Served served(connections, pair.server());
  pair.send();  // A byte is no head.
  EXPECT_GE(pair.read_to_end(), 100ms);
}

TEST(Connections, WhoTakesTooLongOverARequestIsCutOff) {
  Connections connections({.head = 1h, .request = 100ms});
  const Pair pair;
  Connections::Served served(connections, pair.server());
  EXPECT_EQ(Connections::Served::here(), &served);
  served.begin_request();
  EXPECT_GE(pair.read_to_end(), 100ms);
}

TEST(Connections, AnAnsweredRequestBeginsTheTimeAnew) {
  Connections connections({.head = 1h, .request = 100ms});
  const Pair pair;
  Connections::Served served(connections, pair.server());
  served.begin_request();
  served.end_request();
  expect_not_cut(connections, pair);
}

TEST(Connections, AnAnswerWithoutAnEndLastsWhileItsPiecesAreTaken) {
  Connections connections({.head = 1h, .request = 100ms, .piece = 1h});
  const Pair pair;
  Connections::Served served(connections, pair.server());
  served.begin_request();
  served.begin_piece();
  expect_not_cut(connections, pair);
}

TEST(Connections, WhoTakesNoPieceIsCutOff) {
  Connections connections({.head = 1h, .request = 1h, .piece = 100ms});
  const Pair pair;
  Connections::Served served(connections, pair.server());
  served.begin_request();
  served.begin_piece();
  EXPECT_GE(pair.read_to_end(), 100ms);
}

TEST(Connections, AllEndWhenTheServerStops) {
  Connections connections({.head = 1h, .request = 1h});
  const Pair first;
  const Pair second;
  const Connections::Served served(connections, first.server());
  EXPECT_EQ(connections.count(), 1U);
  connections.cut_all();
  (void)first.read_to_end();
  const Connections::Served later(connections, second.server());
  (void)second.read_to_end();
}

TEST(Connections, AreForgottenWhenTheyEnd) {
  Connections connections({.head = 1ms, .request = 1ms});
  const Pair pair;
  { const Connections::Served served(connections, pair.server()); }
  EXPECT_EQ(connections.count(), 0U);
  EXPECT_EQ(Connections::Served::here(), nullptr);
  pair.send();  // Not cut off: it is the caller's own.
}

TEST(Connections, OneAddressDoesNotGetThemAll) {
  Connections connections({.head = 1h, .request = 1h, .per_address = 1});
  const Pair first;
  const Pair second;
  const auto serve = [&](const std::string& address) {
    const Connections::Served served(connections, second.server(), address);
    return connections.count();
  };
  {
    const Connections::Served served(connections, first.server(), "10.0.0.1");
    EXPECT_THROW((void)serve("10.0.0.1"), std::system_error);
    EXPECT_EQ(Connections::Served::here(), &served);
    EXPECT_EQ(connections.count(), 1U);
    EXPECT_EQ(serve("10.0.0.2"), 2U);
    EXPECT_EQ(serve(""), 2U);  // The Unix socket.
  }
  EXPECT_EQ(serve("10.0.0.1"), 1U);
}

}  // namespace
}  // namespace kho::api
