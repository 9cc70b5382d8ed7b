// warehouse/event_feed.h - The change log as others read it: a page of events after a position.
//
// Whoever remembers `next` of the last page that it worked through misses nothing and gets nothing
// twice. Thread-safe.
#pragma once

#include <chrono>
#include <stop_token>
#include <vector>

#include "store/store.h"
#include "warehouse/event.h"

namespace kho::warehouse {

struct FeedOrder {
  store::Position after = 0;
  std::size_t limit = 100;            // 1..kFeedEventsMax
  bool accesses = false;              // False: views of papers are left out.
  std::chrono::milliseconds wait{0};  // So long for an event, where there is none.
};
inline constexpr std::size_t kFeedEventsMax = 1000;

struct FeedPage {
  struct Entry {
    store::Position position = 0;
    Event event;
  };
  std::vector<Entry> entries;  // May be fewer than asked for although more follow.
  store::Position next = 0;    // To ask after.
  store::Position log_position = 0;
  bool stopped = false;  // The wait was ended: ask no more.
};

// `stop` ends the wait.
[[nodiscard]] FeedPage read_feed(const store::Store& store, const FeedOrder& order,
                                 std::stop_token stop);

}  // namespace kho::warehouse
