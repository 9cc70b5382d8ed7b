#include "warehouse/readings.h"

#include <algorithm>
#include <utility>

#include "ingest/extraction_codec.h"
#include "store/error.h"
#include "warehouse/component_tables.h"
#include "warehouse/error.h"
#include "warehouse/file_findings.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::minutes kFirstDelay{1};
constexpr int kDelayGrowth = 10;  // Each delay to the one before.
constexpr std::chrono::seconds kPauseMax{60};
constexpr std::size_t kLatelyMax = 100;
constexpr std::size_t kAskedAtOnce = 1'000;

constexpr const char* kFileDamaged = "file_damaged";

TextState state_of(const ingest::Extraction& extraction) {
  TextState state;
  state.pages = extraction.page_count;
  state.signature = signature_found(extraction);
  state.knows_whom_to_trust = extraction.has_trust_anchors;
  state.is_signed = extraction.signatures && !extraction.signatures->signatures.empty();
  if (!extraction.page_findings.empty()) state.first_page = extraction.page_findings.front().hash;
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

// Whether there is more to keep of it than its state says.
bool has_findings(const ingest::Extraction& extraction) {
  return extraction.outcome == ingest::Outcome::kText || !extraction.page_findings.empty() ||
         extraction.signatures.has_value();
}

// On a machine with more room or less to do it might go well.
bool may_pass(ingest::Failure failure) {
  switch (failure) {
    case ingest::Failure::kTimeout:
    case ingest::Failure::kMemory:
    case ingest::Failure::kCrashed:
    case ingest::Failure::kBadReply:
      return true;
    default:
      return false;
  }
}

ingest::Recognise recognition_of(Reading::Extent extent) {
  switch (extent) {
    case Reading::Extent::kOwnText:
    case Reading::Extent::kSignatures:
      return ingest::Recognise::kNever;
    case Reading::Extent::kOcrAlways:
      return ingest::Recognise::kAlways;
    case Reading::Extent::kAsSet:
    case Reading::Extent::kOcrWhereNeeded:
      break;
  }
  return ingest::Recognise::kWhereNeeded;
}

// Puts `text` in the place of what was kept of the file.
void replace_text(store::Transaction& transaction, const std::string& sha256,
                  const TextState& state, const std::optional<store::PreparedBlob>& text) {
  const auto before =
      store::BlobId::from_raw(text_state_of(transaction.tables(), sha256).text_sha256);
  if (text) transaction.put_blob(*text);
  if (before) transaction.release_blob(*before);
  put_text_state(transaction.tables(), sha256, state);
}

// What becomes of a reading that failed at `now_ms` in a way that may pass.
Reading put_off(Reading reading, const std::string& failure, std::int64_t now_ms) {
  reading.failure = failure;
  if (++reading.attempts >= kReadingAttemptsMax) {
    reading.state = Reading::State::kQuarantined;
    return reading;
  }
  std::chrono::milliseconds delay = kFirstDelay;
  for (std::uint32_t i = 1; i < reading.attempts; ++i) delay *= kDelayGrowth;
  reading.state = Reading::State::kDelayed;
  reading.due_ms = now_ms + delay.count();
  return reading;
}

// Of the next files that were read, from `begin` on, those wanted and not waiting; where to go on.
std::optional<std::string> pick_read(const store::TableReader& tables, ReadAgain which,
                                     const std::string& begin, std::vector<std::string>& wanted) {
  const auto cursor = tables.cursor(kTexts);
  std::size_t seen = 0;
  for (bool more = cursor->seek(begin); more; more = cursor->next()) {
    if (seen++ == kAskedAtOnce) return std::string(cursor->key());
    const bool is_wanted = which == ReadAgain::kAll || decode_text_state(cursor->value()).is_signed;
    if (is_wanted && !reading_of(tables, cursor->key())) wanted.emplace_back(cursor->key());
  }
  return std::nullopt;
}

}  // namespace

// That this process reads a file: no other worker takes it.
class Readings::Claim {
 public:
  explicit Claim(Readings& readings) : readings_(readings) {
    const std::lock_guard lock(readings_.mutex_);
    const auto tables = readings_.store_.snapshot();
    queued_ = next_reading(*tables, readings_.clock_.now_ms(), [&](std::string_view sha256) {
      return readings_.in_progress_.contains(sha256);
    });
    if (queued_) readings_.in_progress_.insert(queued_->sha256);
  }
  ~Claim() {
    if (!queued_) return;
    {
      const std::lock_guard lock(readings_.mutex_);
      readings_.in_progress_.erase(queued_->sha256);
      ++readings_.changes_;
    }
    readings_.changed_.notify_all();
  }
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;

  [[nodiscard]] const std::optional<QueuedReading>& queued() const { return queued_; }

 private:
  Readings& readings_;
  std::optional<QueuedReading> queued_;
};

Readings::Readings(store::Store& store, const Clock& clock, ReadFile read_file,
                   Reading::Extent as_set)
    : store_(store), clock_(clock), read_file_(std::move(read_file)), as_set_(as_set) {}

bool Readings::work(const std::stop_token& stop) {
  const Claim claim(*this);
  if (!claim.queued()) return false;
  read(*claim.queued(), stop);
  note_done();
  return true;
}

void Readings::read(const QueuedReading& queued, const std::stop_token& stop) {
  const std::string& sha256 = queued.sha256;
  TextState state;
  store::Bytes text;
  std::optional<Reading> again;
  if (const auto file = readable(sha256)) {
    ingest::ExtractionOrder order;
    const Reading::Extent ordered = queued.reading.extent;
    order.recognise = recognition_of(ordered == Reading::Extent::kAsSet ? as_set_ : ordered);
    order.now_s = clock_.now_ms() / 1000;
    order.stop = stop;
    ingest::Extraction extraction = read_file_(*file, order);
    if (ordered == Reading::Extent::kSignatures) keep_text(sha256, extraction);
    state = state_of(extraction);
    if (has_findings(extraction)) text = ingest::encode(extraction);
    if (may_pass(extraction.failure)) {
      again = put_off(queued.reading, state.failure, clock_.now_ms());
    }
  } else {
    state.outcome = TextState::Outcome::kFailed;
    state.failure = kFileDamaged;
  }
  std::optional<store::PreparedBlob> text_blob;
  if (!text.empty()) {
    text_blob = store_.prepare(text);
    state.text_sha256 = text_blob->id.raw();
  }
  store_.commit([&](store::Transaction& transaction) {
    store::WriteTransaction& tables = transaction.tables();
    // Destroyed while it was read: its text goes with it.
    if (!any_component_has(tables, sha256)) return drop_reading(tables, sha256);
    // Asked for meanwhile, perhaps otherwise: it is read again.
    const bool is_as_it_was = reading_of(tables, sha256) == queued.reading;
    if (is_as_it_was && again) put_reading(tables, sha256, *again);
    if (is_as_it_was && !again) drop_reading(tables, sha256);
    const bool was_read = tables.get(kTexts, sha256).has_value();
    if (was_read && text_state_of(tables, sha256) == state) return;
    replace_text(transaction, sha256, state, text_blob);
    transaction.append_log(
        encode(Event{Event::Type::kTextExtracted, clock_.now_ms(), {}, {}, sha256, {}}));
  });
}

// A damaged file must not hold up every file behind it; one that is gone has no component, either.
std::optional<store::Bytes> Readings::readable(const std::string& sha256) const {
  try {
    return store_.get(*store::BlobId::from_raw(sha256), store::Store::Verify::kChecksum);
  } catch (const std::system_error& error) {
    if (!store::is_damage(error)) throw;
    return std::nullopt;
  }
}

// What was read of the file before stays, but for its signatures.
void Readings::keep_text(const std::string& sha256, ingest::Extraction& read) const {
  const auto tables = store_.snapshot();
  const auto text = store::BlobId::from_raw(text_state_of(*tables, sha256).text_sha256);
  if (!text || read.outcome == ingest::Outcome::kFailed) return;
  const auto bytes = readable(std::string(text->raw()));
  auto before = bytes ? ingest::decode(*bytes) : std::nullopt;
  if (!before) return;  // Damaged: what is read now is better.
  before->signatures = std::move(read.signatures);
  before->has_trust_anchors = read.has_trust_anchors;
  read = *std::move(before);
}

void Readings::run(const std::stop_token& stop) {
  std::chrono::seconds pause{1};
  while (!stop.stop_requested()) {
    const std::uint64_t seen = changes();
    bool worked = false;
    std::string failure;
    try {
      worked = work(stop);
      if (!worked) wait_for_work(seen, stop);
    } catch (const std::exception& error) {
      failure = error.what();
    }
    if (stop.stop_requested()) return;
    const bool failed = !failure.empty();
    std::unique_lock lock(mutex_);
    // Idle workers know nothing of the others' troubles.
    if (worked || failed) failure_ = std::move(failure);
    if (failed) {
      changed_.wait_for(lock, stop, pause, [] { return false; });
      pause = std::min(pause * 2, kPauseMax);
      continue;
    }
    pause = std::chrono::seconds(1);
  }
}

void Readings::wait_for_work(std::uint64_t seen, const std::stop_token& stop) {
  std::chrono::milliseconds longest = kPauseMax;
  if (const auto due_ms = first_due_ms(*store_.snapshot())) {
    const std::chrono::milliseconds due_in{std::max<std::int64_t>(*due_ms - clock_.now_ms(), 0)};
    longest = std::min(longest, due_in);
  }
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, longest, [&] { return changes_ != seen; });
}

void Readings::notice() {
  {
    const std::lock_guard lock(mutex_);
    ++changes_;
  }
  changed_.notify_all();
}

std::uint64_t Readings::changes() const {
  const std::lock_guard lock(mutex_);
  return changes_;
}

store::Position Readings::position(store::Position fed) const {
  const auto first = first_waiting(*store_.snapshot());
  return first ? std::min(fed, *first - 1) : fed;
}

bool Readings::wait_until(store::Position position,
                          std::chrono::steady_clock::time_point deadline) const {
  const auto is_there = [&] { return this->position(position) >= position; };
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, deadline, [&] { return stopping_ || is_there(); });
  return is_there();
}

void Readings::stop_waiting() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
}

std::string Readings::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

void Readings::note_done() {
  const std::lock_guard lock(mutex_);
  ++done_;
  if (lately_.size() == kLatelyMax) lately_.erase(lately_.begin());
  lately_.push_back(SteadyClock::now());
}

ReadingProgress Readings::progress() const {
  ReadingProgress progress;
  progress.counts = count_readings(*store_.snapshot());
  const std::lock_guard lock(mutex_);
  progress.in_progress = in_progress_.size();
  progress.done = done_;
  if (lately_.size() >= 2) {
    const std::chrono::duration<double> span = SteadyClock::now() - lately_.front();
    progress.per_second = static_cast<double>(lately_.size() - 1) / std::max(span.count(), 1e-3);
  }
  return progress;
}

void Readings::ask(const std::string& sha256, Reading::Extent extent) {
  store_.commit([&](store::Transaction& transaction) {
    store::WriteTransaction& tables = transaction.tables();
    if (!any_component_has(tables, sha256)) throw Error(Errc::kNotFound, "no component has it");
    Reading reading;
    reading.priority = Reading::Priority::kAsked;
    reading.position = store_.log().last(tables);
    reading.extent = extent;
    put_reading(tables, sha256, reading);
  });
  notice();
}

std::uint64_t Readings::ask_all(ReadAgain which, Reading::Extent extent) {
  const std::uint64_t asked =
      which == ReadAgain::kQuarantined ? ask_quarantined(extent) : ask_read(which, extent);
  if (asked > 0) notice();
  return asked;
}

std::uint64_t Readings::ask_quarantined(Reading::Extent extent) {
  std::uint64_t asked = 0;
  for (std::size_t found = kAskedAtOnce; found == kAskedAtOnce; asked += found) {
    store_.commit([&](store::Transaction& transaction) {
      store::WriteTransaction& tables = transaction.tables();
      const auto quarantined = quarantined_readings(tables, kAskedAtOnce);
      found = quarantined.size();
      for (const QueuedReading& each : quarantined) {
        Reading reading;
        reading.priority = Reading::Priority::kAsked;
        reading.position = each.reading.position;
        reading.extent = extent == Reading::Extent::kAsSet ? each.reading.extent : extent;
        put_reading(tables, each.sha256, reading);
      }
    });
  }
  return asked;
}

// Of what was read before, in the order of its hashes.
std::uint64_t Readings::ask_read(ReadAgain which, Reading::Extent extent) {
  std::uint64_t asked = 0;
  std::optional<std::string> begin = std::string();
  while (begin) {
    std::vector<std::string> wanted;
    std::optional<std::string> next;
    store_.commit([&](store::Transaction& transaction) {
      store::WriteTransaction& tables = transaction.tables();
      wanted.clear();
      next = pick_read(tables, which, *begin, wanted);
      Reading reading;
      reading.priority = Reading::Priority::kImported;
      reading.position = store_.log().last(tables);
      reading.extent = extent;
      for (const std::string& sha256 : wanted) put_reading(tables, sha256, reading);
    });
    asked += wanted.size();
    begin = std::move(next);
  }
  return asked;
}

}  // namespace kho::warehouse
