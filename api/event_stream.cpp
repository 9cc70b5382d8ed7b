#include "api/event_stream.h"

#include "api/access.h"
#include "api/json_events.h"
#include "api/problem.h"

namespace kho::api {
namespace {

// How long a client waits before it comes back; said first, so that it sees the stream is open.
constexpr const char* kBeginning = "retry: 3000\n\n";
constexpr const char* kNothingNew = ":\n\n";

std::string message(const warehouse::FeedPage::Entry& entry) {
  // JSON has no line breaks outside of escapes, so the data is one line.
  return "id: " + std::to_string(entry.position) + "\ndata: " + dump(to_json(entry)) + "\n\n";
}

}  // namespace

std::shared_ptr<void> StreamSlots::take(Request::From from) {
  const bool network = from != Request::From::kDirectory;
  std::atomic<int>& open = network ? of_network_ : of_directory_;
  if (++open > (network ? kOverNetworkMax : kOfDirectoryMax)) {
    --open;
    throw Problem(503, "streams_busy", "too many event streams are open; try again");
  }
  return {nullptr, [&open](void*) { --open; }};
}

EventStream::EventStream(const warehouse::Warehouse& warehouse, const warehouse::TokenDesk& tokens,
                         const Doors& doors, const Request& request, warehouse::FeedOrder order,
                         std::shared_ptr<void> slot, std::chrono::milliseconds heartbeat)
    : warehouse_(warehouse), tokens_(tokens), doors_(doors), order_(order), slot_(std::move(slot)) {
  doors_.limits = nullptr;  // It asked once.
  order_.wait = heartbeat;
  credentials_.from = request.from;
  credentials_.headers["authorization"] = request.header("authorization");
}

std::string EventStream::next() {
  if (!begun_) {
    begun_ = true;
    return kBeginning;
  }
  const warehouse::FeedPage page = warehouse_.events(order_);
  if (page.stopped || !is_let_in()) return {};
  order_.after = page.next;
  if (page.entries.empty()) return kNothingNew;
  std::string text;
  for (const auto& entry : page.entries) text += message(entry);
  return text;
}

bool EventStream::is_let_in() const {
  try {
    (void)let_in(credentials_, Right::kEvents, tokens_, doors_);
    return true;
  } catch (const Problem&) {
    return false;
  }
}

}  // namespace kho::api
