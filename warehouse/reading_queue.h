// warehouse/reading_queue.h - The files that wait to be read, in the tables: durable, in order.
//
// kReadings has the record of each, kReadingOrder its place: class, then position in the log (of
// waiting ones, by priority, and of quarantined ones) or time (of delayed ones). Both change
// together. Functions over the caller's reader. Errors: store::Error kCorrupt.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/tables.h"
#include "warehouse/reading.h"

namespace kho::warehouse {

// `sha256` is 32 raw bytes throughout. Puts it into the queue, or in another place of it.
void put_reading(store::WriteTransaction& tables, std::string_view sha256, const Reading& reading);
// Takes it out; does nothing where it is not in.
void drop_reading(store::WriteTransaction& tables, std::string_view sha256);
[[nodiscard]] std::optional<Reading> reading_of(const store::TableReader& tables,
                                                std::string_view sha256);

struct QueuedReading {
  std::string sha256;
  Reading reading;
};

// What is to be read next: what was put off and is due by now, then by priority, then the oldest.
// `is_taken` are passed over.
[[nodiscard]] std::optional<QueuedReading> next_reading(
    const store::TableReader& tables, std::int64_t now_ms,
    const std::function<bool(std::string_view sha256)>& is_taken);
// The lowest position of what waits; what is delayed or quarantined does not count.
[[nodiscard]] std::optional<store::Position> first_waiting(const store::TableReader& tables);
// When the first delayed one is due.
[[nodiscard]] std::optional<std::int64_t> first_due_ms(const store::TableReader& tables);

// Quarantined ones, the oldest first, at most `limit`.
[[nodiscard]] std::vector<QueuedReading> quarantined_readings(const store::TableReader& tables,
                                                              std::size_t limit);

// Takes time by the number.
struct ReadingCounts {
  std::uint64_t waiting = 0;
  std::uint64_t delayed = 0;
  std::uint64_t quarantined = 0;
};
[[nodiscard]] ReadingCounts count_readings(const store::TableReader& tables);

}  // namespace kho::warehouse
