// api/event_stream.h - Events told as they happen: Server-Sent Events (WHATWG HTML, 9.2).
//
// Each event is one message: its position as the id, its CloudEvent as the data. A client that
// comes back with the last id (Last-Event-ID) misses nothing and gets nothing twice. Where nothing
// happens a comment goes out from time to time, so that either side notices when the other is gone.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include "api/access.h"
#include "api/http.h"
#include "warehouse/warehouse.h"

namespace kho::api {

// Each stream holds a thread of the server. Thread-safe.
class StreamSlots {
 public:
  // So many at a time over the network, and by who has the directory, whose threads are few.
  static constexpr int kOverNetworkMax = 64;
  static constexpr int kOfDirectoryMax = 4;

  // Free again when the last copy is gone, which must be before this is. Throws Problem 503
  // streams_busy.
  [[nodiscard]] std::shared_ptr<void> take(Request::From from);
  [[nodiscard]] int open() const { return of_network_ + of_directory_; }

 private:
  std::atomic<int> of_network_{0};
  std::atomic<int> of_directory_{0};
};

// Thread-confined.
class EventStream : public BodyStream {
 public:
  static constexpr std::chrono::seconds kHeartbeat{15};

  // `request` opened it through `doors`, and must be let in again before each piece: a token may be
  // revoked or run out meanwhile.
  EventStream(const warehouse::Warehouse& warehouse, const warehouse::TokenDesk& tokens,
              const Doors& doors, const Request& request, warehouse::FeedOrder order,
              std::shared_ptr<void> slot, std::chrono::milliseconds heartbeat = kHeartbeat);

  std::string next() override;

 private:
  [[nodiscard]] bool is_let_in() const;

  const warehouse::Warehouse& warehouse_;
  const warehouse::TokenDesk& tokens_;
  Doors doors_;
  Request credentials_;  // What let_in() looks at, of the request.
  warehouse::FeedOrder order_;
  const std::shared_ptr<void> slot_;
  bool begun_ = false;
};

}  // namespace kho::api
