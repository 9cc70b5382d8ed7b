// tests/tools/webhooks/fake_receiver.h - A receiver of webhooks on 127.0.0.1 that answers as tests
// tell it.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace kho::test {

// Thread-safe.
class FakeReceiver {
 public:
  enum class Behaviour {
    kTake,     // 200.
    kFail,     // 500.
    kGone,     // 410.
    kLead,     // 302 to /elsewhere.
    kStall,    // Never answers.
    kHangUp,   // Closes the connection instead of answering.
    kChatter,  // 200, and more than anybody wants to read.
  };
  struct Received {
    std::string path;
    std::map<std::string, std::string> headers;  // Names in lower case.
    std::string body;
  };

  FakeReceiver();
  ~FakeReceiver();
  FakeReceiver(const FakeReceiver&) = delete;
  FakeReceiver& operator=(const FakeReceiver&) = delete;

  // What it does with the next requests; afterwards it takes.
  void script(std::deque<Behaviour> behaviours);
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::string url() const;  // "http://127.0.0.1:PORT/hook"
  [[nodiscard]] std::vector<Received> received() const;
  void wait_for(std::size_t requests) const;  // At most a minute.

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kho::test
