#include "warehouse/event_feed.h"

#include "warehouse/record_codec.h"

namespace kho::warehouse {
namespace {

// Bounds of one look at the log, which holds a snapshot, and of the memory of one page: an entry
// has up to a megabyte.
constexpr std::size_t kEntriesAtOnce = 10'000;
constexpr std::size_t kPageBytesMax = 4 << 20;

void read_on(const store::Store& store, const FeedOrder& order, FeedPage& page) {
  const auto tables = store.snapshot();
  page.log_position = store.log().last(*tables);
  std::size_t entries = 0;
  std::size_t bytes = 0;
  store.log().read(*tables, page.next, [&](store::Position position, std::string_view payload) {
    page.next = position;
    Event event = decode_event(payload);
    if (event.type != Event::Type::kAccessed || order.accesses) {
      page.entries.push_back({position, std::move(event)});
      bytes += payload.size();
    }
    return page.entries.size() < order.limit && bytes < kPageBytesMax && ++entries < kEntriesAtOnce;
  });
}

}  // namespace

FeedPage read_feed(const store::Store& store, const FeedOrder& order, std::stop_token stop) {
  const auto deadline = std::chrono::steady_clock::now() + order.wait;
  FeedPage page;
  page.next = order.after;
  while (true) {
    read_on(store, order, page);
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    page.stopped = stop.stop_requested();
    if (!page.entries.empty() || page.stopped || left.count() <= 0) return page;
    store.wait_past(page.next, stop, left);
  }
}

}  // namespace kho::warehouse
