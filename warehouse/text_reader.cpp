#include "warehouse/text_reader.h"

#include "ingest/extraction_codec.h"
#include "store/error.h"
#include "warehouse/component_tables.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

constexpr std::string_view kPositionName = "text";
constexpr std::size_t kEntriesAtOnce = 10000;

store::Position saved_position(const store::Store& store) {
  const auto reader = store.snapshot();
  const auto value = reader->get(kPositions, kPositionName);
  return value ? store::get_be64(*value) : 0;
}

TextState state_of(const ingest::Extraction& extraction) {
  TextState state;
  state.pages = extraction.page_count;
  switch (extraction.outcome) {
    case ingest::Outcome::kText:
      state.outcome = TextState::Outcome::kText;
      break;
    case ingest::Outcome::kNoText:
      state.outcome = TextState::Outcome::kNoText;
      break;
    case ingest::Outcome::kUnsupported:
      state.outcome = TextState::Outcome::kUnsupported;
      break;
    case ingest::Outcome::kFailed:
      state.outcome = TextState::Outcome::kFailed;
      state.failure = ingest::failure_name(extraction.failure);
      break;
  }
  return state;
}

}  // namespace

TextReader::TextReader(store::Store& store, const Clock& clock, ExtractText extract)
    : store_(store),
      clock_(clock),
      extract_(std::move(extract)),
      position_(saved_position(store)) {}

bool TextReader::step() {
  // The snapshot goes before the reading, which takes long.
  std::optional<store::BlobId> unread;
  store::Position end = position_;
  {
    const auto reader = store_.snapshot();
    std::size_t entries = 0;
    store_.log().read(*reader, position_, [&](store::Position position, std::string_view payload) {
      const Event event = decode_event(payload);
      end = position;
      // A file whose last component was destroyed is not there any more.
      const bool brought =
          event.type == Event::Type::kComponentDeposited || event.type == Event::Type::kCorrected;
      if (brought && !reader->get(kTexts, event.sha256) &&
          any_component_has(*reader, event.sha256)) {
        unread = store::BlobId::from_raw(event.sha256);
      }
      return !unread && ++entries < kEntriesAtOnce;
    });
  }
  if (end == position_) return false;
  // Entries without work are passed over in memory: a restart passes over them again.
  if (unread) read_text(*unread, end);
  position_ = end;
  return true;
}

void TextReader::read_text(const store::BlobId& blob, store::Position position) {
  TextState state;
  store::Bytes text;
  if (const auto file = readable(blob)) {
    const ingest::Extraction extraction = extract_(*file);
    state = state_of(extraction);
    if (state.outcome == TextState::Outcome::kText) text = ingest::encode(extraction);
  } else {
    state.outcome = TextState::Outcome::kFailed;
    state.failure = "file_damaged";
  }
  std::optional<store::PreparedBlob> text_blob;
  if (!text.empty()) {
    text_blob = store_.prepare(text);
    state.text_sha256 = text_blob->id.raw();
  }
  store_.commit([&](store::Transaction& transaction) {
    transaction.tables().put(kPositions, kPositionName, store::be64(position));
    // Destroyed while it was read: its text goes with it.
    if (!any_component_has(transaction.tables(), blob.raw())) return;
    if (text_blob) transaction.put_blob(*text_blob);
    put_text_state(transaction.tables(), blob.raw(), state);
    transaction.append_log(encode(
        Event{Event::Type::kTextExtracted, clock_.now_ms(), {}, {}, std::string(blob.raw()), {}}));
  });
}

// A damaged file must not hold up every file behind it.
std::optional<store::Bytes> TextReader::readable(const store::BlobId& blob) const {
  try {
    return store_.get(blob, store::Store::Verify::kChecksum);
  } catch (const std::system_error& error) {
    if (!store::is_damage(error)) throw;
    return std::nullopt;
  }
}

}  // namespace kho::warehouse
