// api/connections.h - The connections that are being served, and their end.
//
// A connection holds a thread, so whoever sends the head of a request too slowly, or takes too long
// over the rest of it and its answer (of an answer without an end: over a piece of it), is cut off;
// and all are when the server stops. (Poco's own time limits are for each read and write: a byte
// now and then satisfies them.)
//
// Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>

namespace kho::api {

struct ConnectionLimits {
  std::chrono::milliseconds head{10'000};  // From the first byte that may come to the whole head.
  std::chrono::milliseconds request{600'000};  // From there to the last byte of the answer.
  // At a time, from one address: so that no machine takes all threads. 0: as many as there are.
  std::size_t per_address = 768;
  // Of an answer without an end: from one piece that the client took to the next.
  std::chrono::milliseconds piece{60'000};
};

class Connections {
 public:
  // One connection, from its thread. Follows it through its requests.
  class Served {
   public:
    // `fd` stays the caller's. `address`: of the other end, as network_of() has it; empty: not
    // counted. Throws std::system_error; EBUSY: there are too many from that address.
    Served(Connections& connections, int fd, std::string address = {});
    ~Served();
    Served(const Served&) = delete;
    Served& operator=(const Served&) = delete;

    // Of this thread; null where it serves none.
    [[nodiscard]] static Served* here();
    void begin_request();  // Its head is there.
    void begin_piece();    // Of an answer without an end.
    void end_request();

   private:
    friend class Connections;
    void enter(std::chrono::milliseconds limit);

    Connections& connections_;
    const std::string address_;
    int fd_;  // Of our own, so that it names this connection as long as this lives.
    std::chrono::steady_clock::time_point deadline_;  // Protected by connections_.mutex_.
  };

  explicit Connections(ConnectionLimits limits);
  ~Connections();
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;

  // Also those that come later.
  void cut_all();
  [[nodiscard]] std::size_t count() const;

 private:
  void watch(const std::stop_token& stop);

  const ConnectionLimits limits_;
  mutable std::mutex mutex_;
  std::condition_variable_any ended_;
  std::set<Served*> served_;                       // Protected by mutex_.
  std::map<std::string, std::size_t> by_address_;  // How many. Protected by mutex_.
  bool closing_ = false;                           // Protected by mutex_.
  std::jthread watcher_;                           // Last: it ends before what it uses.
};

}  // namespace kho::api
