#include "warehouse/tallier.h"

#include <optional>
#include <vector>

#include "warehouse/catalogue.h"
#include "warehouse/dossier.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"
#include "warehouse/tally_codec.h"

namespace kho::warehouse {
namespace {

bool is_counted(Event::Type type) {
  // A reuse is counted by the attachment that it makes: a paper that the dossier brought itself and
  // then "reused" makes none.
  return type == Event::Type::kDossierOpened || type == Event::Type::kDossierMoved ||
         type == Event::Type::kAttached || type == Event::Type::kResultIssued;
}

bool is_state(const Event& event, DossierState state) {
  return event.number == static_cast<std::uint32_t>(state);
}

TallyMark mark_of_opening(const Event& event) {
  TallyMark mark;
  const auto code = parse_procedure_code(event.procedure);
  mark.agency = event.agency;
  mark.procedure = code ? code->stem : event.procedure;
  mark.received_on = event.until.value_or(Date::in_vietnam(event.time_ms));
  mark.received = !is_state(event, DossierState::kNewlyRegistered);
  return mark;
}

void note_attachment(TallyMark& mark, std::uint32_t number) {
  const auto source = static_cast<Source>(number);
  mark.component_file = mark.component_file || source != Source::kReference;
  mark.reused =
      mark.reused || source == Source::kReusedComponent || source == Source::kReusedResult;
  mark.shared_database = mark.shared_database || source == Source::kReference;
}

void add_to_tally(store::WriteTransaction& tables, const TallyMark& before,
                  const TallyMark& after) {
  if (before.counted() == after.counted()) return;
  const std::string key = tally_key(after.agency, after.procedure, after.received_on);
  const auto record = tables.get(kTallies, key);
  Counters counters = record ? decode_counters(*record) : Counters();
  counters += after.counted();
  counters -= before.counted();
  tables.put(kTallies, key, encode(counters));
}

void count(store::WriteTransaction& tables, const Event& event) {
  if (!event.dossier) return;
  const auto record = tables.get(kTallyMarks, event.dossier->raw());
  const bool opened = event.type == Event::Type::kDossierOpened;
  // A dossier is opened once, and before anything else.
  if (opened == record.has_value()) return;
  const TallyMark before = opened ? TallyMark() : decode_tally_mark(*record);
  TallyMark after = before;
  if (opened) {
    after = mark_of_opening(event);
  } else if (event.type == Event::Type::kDossierMoved) {
    after.received = after.received || is_state(event, DossierState::kReceived);
  } else if (event.type == Event::Type::kAttached) {
    note_attachment(after, event.number);
  } else {
    after.result_file = true;
  }
  tables.put(kTallyMarks, event.dossier->raw(), encode(after));
  add_to_tally(tables, before, after);
}

store::Position saved_position(const store::Store& store) {
  const auto reader = store.snapshot();
  const auto value = reader->get(kPositions, Tallier::kPositionName);
  return value ? store::get_be64(*value) : 0;
}

}  // namespace

Tallier::Tallier(store::Store& store) : store_(store), position_(saved_position(store)) {}

bool Tallier::step() {
  std::vector<Event> events;
  std::size_t entries = 0;
  store::Position end = position_;
  {
    const auto reader = store_.snapshot();
    store_.log().read(*reader, position_, [&](store::Position position, std::string_view payload) {
      Event event = decode_event(payload);
      end = position;
      if (is_counted(event.type)) events.push_back(std::move(event));
      return ++entries < kEntriesAtOnce;
    });
  }
  if (end == position_) return false;
  // A few entries without work are passed over in memory: a restart passes over them again.
  if (!events.empty() || entries == kEntriesAtOnce) {
    store_.commit([&](store::Transaction& transaction) {
      for (const Event& event : events) count(transaction.tables(), event);
      transaction.tables().put(kPositions, kPositionName, store::be64(end));
    });
  }
  position_ = end;
  return true;
}

}  // namespace kho::warehouse
