// api/json_events.h - Entries of the change log as CloudEvents 1.0 (JSON event format).
//
// Ids, numbers as names, and what officers typed: never an owner's key or name. docs/http.md.
#pragma once

#include "api/http.h"
#include "api/json.h"
#include "warehouse/event_feed.h"

namespace kho::api {

// Throws warehouse::Error kQueryInvalid, Problem 400 query_invalid.
[[nodiscard]] warehouse::FeedOrder feed_order_from(const Request& request);
// Of a stream: after the event that the client had last (Last-Event-ID, which comes before
// `after`). Throws likewise.
[[nodiscard]] warehouse::FeedOrder stream_order_from(const Request& request);
[[nodiscard]] Json to_json(const warehouse::FeedPage& page);
[[nodiscard]] Json to_json(const warehouse::FeedPage::Entry& entry);  // One CloudEvent.

}  // namespace kho::api
