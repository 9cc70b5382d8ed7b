#include "warehouse/reading_feeder.h"

#include <utility>
#include <vector>

#include "warehouse/component_tables.h"
#include "warehouse/reading_queue.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

constexpr std::string_view kPositionName = "text";
constexpr std::size_t kEntriesAtOnce = 10'000;
constexpr std::size_t kFilesAtOnce = 1'000;

store::Position saved_position(const store::Store& store) {
  const auto reader = store.snapshot();
  const auto value = reader->get(kPositions, kPositionName);
  return value ? store::get_be64(*value) : 0;
}

// A file whose last component was destroyed is not there any more.
bool is_unread(const store::TableReader& tables, std::string_view sha256) {
  return !tables.get(kTexts, sha256) && !reading_of(tables, sha256) &&
         any_component_has(tables, sha256);
}

}  // namespace

ReadingFeeder::ReadingFeeder(store::Store& store, std::function<void()> queued)
    : store_(store), queued_(std::move(queued)), position_(saved_position(store)) {}

bool ReadingFeeder::step() {
  std::vector<QueuedReading> unread;
  store::Position end = position_;
  {
    const auto reader = store_.snapshot();
    std::size_t entries = 0;
    store_.log().read(*reader, position_, [&](store::Position position, std::string_view payload) {
      const Event event = decode_event(payload);
      end = position;
      const bool brought =
          event.type == Event::Type::kComponentDeposited || event.type == Event::Type::kCorrected;
      if (brought && is_unread(*reader, event.sha256)) {
        Reading reading;
        if (event.in_bulk) reading.priority = Reading::Priority::kImported;
        reading.position = position;
        reading.extent = event.reading;
        unread.push_back({event.sha256, std::move(reading)});
      }
      return unread.size() < kFilesAtOnce && ++entries < kEntriesAtOnce;
    });
  }
  if (end == position_) return false;
  // Entries without work are passed over in memory: a restart passes over them again.
  if (!unread.empty()) {
    store_.commit([&](store::Transaction& transaction) {
      for (const auto& [sha256, reading] : unread) {
        if (is_unread(transaction.tables(), sha256)) {
          put_reading(transaction.tables(), sha256, reading);
        }
      }
      transaction.tables().put(kPositions, kPositionName, store::be64(end));
    });
    queued_();
  }
  position_ = end;
  return true;
}

}  // namespace kho::warehouse
