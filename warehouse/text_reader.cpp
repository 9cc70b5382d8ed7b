#include "warehouse/text_reader.h"

#include "ingest/extraction_codec.h"
#include "store/error.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

constexpr std::string_view kPositionName = "text";
constexpr std::size_t kEntriesAtOnce = 100;

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
  // Copy what is needed and let the snapshot go: reading text takes long.
  struct Task {
    store::Position position;
    store::BlobId blob;
  };
  std::vector<Task> tasks;
  const store::Position begin = position_;
  store::Position end = begin;
  {
    const auto reader = store_.snapshot();
    std::size_t entries = 0;
    store_.log().read(*reader, begin, [&](store::Position position, std::string_view payload) {
      const Event event = decode_event(payload);
      end = position;
      if (event.type == Event::Type::kComponentDeposited && !reader->get(kTexts, event.sha256)) {
        tasks.push_back({position, *store::BlobId::from_raw(event.sha256)});
      }
      return ++entries < kEntriesAtOnce;
    });
  }
  if (end == begin) return false;
  for (const Task& task : tasks) read_text(task.blob, task.position);
  if (position_ < end) {
    store_.commit([&](store::Transaction& transaction) { save(transaction, end); });
    position_ = end;
  }
  return true;
}

void TextReader::read_text(const store::BlobId& blob, store::Position position) {
  // The same bytes may stand twice in one batch.
  if (store_.snapshot()->get(kTexts, blob.raw())) return;
  TextState state;
  store::Bytes text;
  try {
    const auto file = store_.get(blob, store::Store::Verify::kChecksum);
    if (!file) throw store::Error(store::Errc::kCorrupt, "blob " + blob.hex() + " is missing");
    const ingest::Extraction extraction = extract_(*file);
    state = state_of(extraction);
    if (state.outcome == TextState::Outcome::kText) text = ingest::encode(extraction);
  } catch (const store::Error& error) {
    if (error.errc() != store::Errc::kCorrupt) throw;
    // A damaged file must not hold up every file behind it.
    state.outcome = TextState::Outcome::kFailed;
    state.failure = "file_damaged";
  }
  std::optional<store::PreparedBlob> text_blob;
  if (!text.empty()) {
    text_blob = store_.prepare(text);
    state.text_sha256 = text_blob->id.raw();
  }
  store_.commit([&](store::Transaction& transaction) {
    if (text_blob) transaction.put_blob(*text_blob);
    transaction.tables().put(kTexts, blob.raw(), encode(state));
    transaction.append_log(encode(
        Event{Event::Type::kTextExtracted, clock_.now_ms(), {}, {}, std::string(blob.raw()), {}}));
    save(transaction, position);
  });
  position_ = position;
}

void TextReader::save(store::Transaction& transaction, store::Position position) const {
  transaction.tables().put(kPositions, kPositionName, store::be64(position));
}

}  // namespace kho::warehouse
