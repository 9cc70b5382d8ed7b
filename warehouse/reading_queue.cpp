#include "warehouse/reading_queue.h"

#include "store/bytes.h"
#include "store/error.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

// The first byte of a key in kReadingOrder. Waiting ones have their priority.
constexpr char kDelayedClass = 0x10;
constexpr char kQuarantinedClass = 0x20;
constexpr std::size_t kOrderKeyBytes = 1 + 8 + 32;

char class_of(const Reading& reading) {
  switch (reading.state) {
    case Reading::State::kDelayed:
      return kDelayedClass;
    case Reading::State::kQuarantined:
      return kQuarantinedClass;
    case Reading::State::kWaiting:
      break;
  }
  return static_cast<char>(reading.priority);
}

std::string order_key(std::string_view sha256, const Reading& reading) {
  const bool by_time = reading.state == Reading::State::kDelayed;
  std::string key(1, class_of(reading));
  key += store::be64(by_time ? static_cast<std::uint64_t>(reading.due_ms) : reading.position);
  return key.append(sha256);
}

// A key of kReadingOrder, taken apart.
struct Place {
  std::uint64_t number = 0;  // Position, or milliseconds.
  std::string_view sha256;
};

Place place_of(std::string_view key) {
  if (key.size() != kOrderKeyBytes) {
    throw store::Error(store::Errc::kCorrupt, "damaged key in the order of readings");
  }
  return {store::get_be64(key.substr(1)), key.substr(9)};
}

// Calls `visit` with each place of a class, in order, until it returns false.
void each_place(const store::TableReader& tables, char order_class,
                const std::function<bool(const Place&)>& visit) {
  each_with_prefix(tables, kReadingOrder, std::string_view(&order_class, 1),
                   [&](std::string_view key, std::string_view) { return visit(place_of(key)); });
}

Reading reading_at(const store::TableReader& tables, std::string_view sha256) {
  const auto reading = reading_of(tables, sha256);
  if (!reading) throw store::Error(store::Errc::kCorrupt, "a reading without a record");
  return *reading;
}

constexpr std::string_view kPriorities("\0\1\2", 3);

}  // namespace

void put_reading(store::WriteTransaction& tables, std::string_view sha256, const Reading& reading) {
  drop_reading(tables, sha256);
  tables.put(kReadings, sha256, encode(reading));
  tables.put(kReadingOrder, order_key(sha256, reading), {});
}

void drop_reading(store::WriteTransaction& tables, std::string_view sha256) {
  const auto before = reading_of(tables, sha256);
  if (!before) return;
  tables.erase(kReadingOrder, order_key(sha256, *before));
  tables.erase(kReadings, sha256);
}

std::optional<Reading> reading_of(const store::TableReader& tables, std::string_view sha256) {
  const auto bytes = tables.get(kReadings, sha256);
  if (!bytes) return std::nullopt;
  return decode_reading(*bytes);
}

std::optional<QueuedReading> next_reading(const store::TableReader& tables, std::int64_t now_ms,
                                          const std::function<bool(std::string_view)>& is_taken) {
  std::string found;
  const auto take = [&](const Place& place) {
    if (is_taken(place.sha256)) return true;
    found = place.sha256;
    return false;
  };
  each_place(tables, kDelayedClass, [&](const Place& place) {
    return place.number <= static_cast<std::uint64_t>(now_ms) && take(place);
  });
  for (const char priority : kPriorities) {
    if (found.empty()) each_place(tables, priority, take);
  }
  if (found.empty()) return std::nullopt;
  return QueuedReading{found, reading_at(tables, found)};
}

std::optional<store::Position> first_waiting(const store::TableReader& tables) {
  std::optional<store::Position> first;
  for (const char priority : kPriorities) {
    each_place(tables, priority, [&](const Place& place) {
      if (!first || place.number < *first) first = place.number;
      return false;
    });
  }
  return first;
}

std::optional<std::int64_t> first_due_ms(const store::TableReader& tables) {
  std::optional<std::int64_t> due;
  each_place(tables, kDelayedClass, [&](const Place& place) {
    due = static_cast<std::int64_t>(place.number);
    return false;
  });
  return due;
}

std::vector<QueuedReading> quarantined_readings(const store::TableReader& tables,
                                                std::size_t limit) {
  std::vector<QueuedReading> found;
  if (limit == 0) return found;
  each_place(tables, kQuarantinedClass, [&](const Place& place) {
    found.push_back({std::string(place.sha256), reading_at(tables, place.sha256)});
    return found.size() < limit;
  });
  return found;
}

ReadingCounts count_readings(const store::TableReader& tables) {
  ReadingCounts counts;
  const auto cursor = tables.cursor(kReadingOrder);
  for (bool more = cursor->seek(std::string_view("\0", 1)); more; more = cursor->next()) {
    const char order_class = cursor->key().front();
    if (order_class == kDelayedClass) {
      ++counts.delayed;
    } else if (order_class == kQuarantinedClass) {
      ++counts.quarantined;
    } else {
      ++counts.waiting;
    }
  }
  return counts;
}

}  // namespace kho::warehouse
