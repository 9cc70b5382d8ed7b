#include "warehouse/access_journal.h"

#include <algorithm>
#include <chrono>

#include "warehouse/error.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

constexpr std::chrono::milliseconds kGather{50};
constexpr std::chrono::seconds kRetry{1};
// Of one log entry, which then stays below a megabyte with the longest texts.
constexpr std::size_t kAccessesAtOnce = 128;

std::string access_key(const std::optional<Uuid>& owner, store::Position position,
                       std::uint32_t number) {
  std::string key(owner.value_or(Uuid()).raw());
  key += store::be64(position);
  key += store::be32(number);
  return key;
}

// Of an entry of kAccesses, whose key is `key`.
RecordedAccess recorded_access(std::string_view key, std::string_view value) {
  RecordedAccess recorded;
  const std::string_view rest = key.substr(Uuid::kSize);
  recorded.position = store::get_be64(rest.substr(0, 8));
  for (const char byte : rest.substr(8)) {
    recorded.number = recorded.number << 8 | static_cast<unsigned char>(byte);
  }
  recorded.access = decode_access(value);
  return recorded;
}

// Ids begin with their time, so the oldest queries come first.
void drop_old_queries(store::WriteTransaction& tables, std::int64_t before_ms, std::size_t most) {
  std::vector<std::string> old;
  each_with_prefix(tables, kReuseQueries, {}, [&](std::string_view key, std::string_view) {
    if (Uuid::from_raw(key)->time_ms() >= before_ms) return false;
    old.emplace_back(key);
    return old.size() < most;
  });
  for (const std::string& key : old) tables.erase(kReuseQueries, key);
}

}  // namespace

AccessJournal::AccessJournal(store::Store& store, const Clock& clock)
    : store_(store), clock_(clock), thread_([this](std::stop_token stop) { run(stop); }) {}

AccessJournal::~AccessJournal() {
  thread_.request_stop();
  thread_.join();
  try {
    commit_pending();
  } catch (const std::exception&) {
    // The store refuses writes: it told so while it ran (failure()).
  }
}

void AccessJournal::record(Access access, std::optional<ReuseQuery> query) {
  if (access.at_ms == 0) access.at_ms = clock_.now_ms();
  if (access.purpose.bearer) access.agency = access.purpose.bearer->agency;
  {
    const std::lock_guard lock(mutex_);
    if (pending_.size() >= kPendingMax) {
      throw Error(Errc::kAccessLogFull,
                  "views cannot be recorded now, so none is allowed; see the readiness of the "
                  "server");
    }
    pending_.push_back({std::move(access), std::move(query)});
  }
  changed_.notify_one();
}

void AccessJournal::flush() { commit_pending(); }

std::size_t AccessJournal::waiting() const {
  const std::lock_guard lock(mutex_);
  return pending_.size();
}

std::string AccessJournal::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

void AccessJournal::run(std::stop_token stop) {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [&] { return !pending_.empty(); })) return;
      changed_.wait_for(lock, stop, failure_.empty() ? kGather : kRetry, [] { return false; });
    }
    if (stop.stop_requested()) return;
    std::string failure;
    try {
      commit_pending();
    } catch (const std::exception& error) {
      failure = std::string("views cannot be recorded: ") + error.what();
    }
    const std::lock_guard lock(mutex_);
    failure_ = std::move(failure);
  }
}

void AccessJournal::commit_pending() {
  const std::lock_guard one(commit_mutex_);
  while (true) {
    std::vector<Entry> entries;
    {
      const std::lock_guard lock(mutex_);
      const std::size_t count = std::min(pending_.size(), kAccessesAtOnce);
      entries.assign(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(count));
    }
    if (entries.empty()) return;
    store_.commit([&](store::Transaction& transaction) { write(transaction, entries); });
    // Only now: until they are durable they count as pending.
    const std::lock_guard lock(mutex_);
    pending_.erase(pending_.begin(),
                   pending_.begin() + static_cast<std::ptrdiff_t>(entries.size()));
  }
}

void AccessJournal::write(store::Transaction& transaction,
                          const std::vector<Entry>& entries) const {
  Event event{Event::Type::kAccessed, clock_.now_ms(), {}, {}, {}, {}};
  for (const Entry& entry : entries) event.accesses.push_back(entry.access);
  const store::Position position = transaction.append_log(encode(event));
  store::WriteTransaction& tables = transaction.tables();
  std::uint32_t number = 0;
  for (const Entry& entry : entries) {
    tables.put(kAccesses, access_key(entry.access.owner, position, number++), encode(entry.access));
    if (entry.query) tables.put(kReuseQueries, entry.query->id.raw(), encode(*entry.query));
  }
  drop_old_queries(tables, clock_.now_ms() - std::int64_t{kQueryDays} * 86'400'000,
                   2 * kAccessesAtOnce);
}

std::vector<RecordedAccess> accesses_of(const store::TableReader& tables, const Uuid& owner,
                                        const std::optional<Uuid>& component, store::Position after,
                                        std::size_t limit) {
  std::vector<RecordedAccess> found;
  const auto cursor = tables.cursor(kAccesses);
  for (bool more = cursor->seek(access_key(owner, after + 1, 0));
       more && cursor->key().starts_with(owner.raw()); more = cursor->next()) {
    RecordedAccess recorded = recorded_access(cursor->key(), cursor->value());
    // Entries are not torn apart: whoever asks for more asks from a position on.
    if (found.size() >= limit && recorded.position != found.back().position) break;
    if (component && recorded.access.component != component) continue;
    found.push_back(std::move(recorded));
  }
  return found;
}

void newest_accesses(const store::TableReader& tables, const std::vector<Uuid>& owners,
                     std::optional<store::Position> before,
                     const std::function<bool(const RecordedAccess&)>& visit) {
  // One cursor an owner, on the newest look that was not visited yet.
  struct Line {
    Uuid owner;
    std::unique_ptr<store::Cursor> cursor;
    // What orders them over all owners: position and number.
    [[nodiscard]] std::string_view place() const { return cursor->key().substr(Uuid::kSize); }
  };
  std::vector<Line> lines;
  const auto step_back = [&](Line& line, const std::string& key) {
    return line.cursor->seek_at_most(key) && line.cursor->key().starts_with(line.owner.raw());
  };
  if (before == 0) return;
  const store::Position newest = before ? *before - 1 : UINT64_MAX;
  for (const Uuid& owner : owners) {
    Line line{owner, tables.cursor(kAccesses)};
    if (step_back(line, access_key(owner, newest, UINT32_MAX))) lines.push_back(std::move(line));
  }
  while (!lines.empty()) {
    const auto line = std::ranges::max_element(lines, {}, &Line::place);
    const RecordedAccess recorded = recorded_access(line->cursor->key(), line->cursor->value());
    if (!visit(recorded)) return;
    // Positions begin with 1.
    const std::string earlier =
        recorded.number > 0 ? access_key(line->owner, recorded.position, recorded.number - 1)
                            : access_key(line->owner, recorded.position - 1, UINT32_MAX);
    if (!step_back(*line, earlier)) lines.erase(line);
  }
}

}  // namespace kho::warehouse
