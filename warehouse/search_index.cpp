#include "warehouse/search_index.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "warehouse/error.h"
#include "warehouse/log_text.h"
#include "warehouse/schema.h"

namespace kho::warehouse {

SearchIndex::SearchIndex(const store::Store& store, const Clock& clock,
                         const std::filesystem::path& folder)
    : store_(store), clock_(clock) {
  try {
    generations_.emplace(folder);
    // One of another version of Kho is made anew at once: nobody should have to ask for it.
    generation_ = open_generation(generations_->current(),
                                  [](index::Errc code) { return code == index::Errc::kOutdated; });
  } catch (const std::runtime_error& error) {  // index::Error, std::filesystem's.
    failure_ = error.what();
  }
}

std::shared_ptr<SearchIndex::Generation> SearchIndex::open_generation(
    const std::filesystem::path& directory,
    const std::function<bool(index::Errc)>& is_hopeless) const {
  try {
    return std::make_shared<Generation>(store_, clock_, directory);
  } catch (const index::Error& error) {
    if (!is_hopeless(error.code())) throw;
    std::filesystem::remove_all(directory);
    return std::make_shared<Generation>(store_, clock_, directory);
  }
}

std::shared_ptr<SearchIndex::Generation> SearchIndex::current() const {
  const std::lock_guard lock(mutex_);
  return generation_;
}

SearchIndex::Generation& SearchIndex::fed() {
  const std::lock_guard lock(mutex_);
  if (!generation_) throw index::Error(index::Errc::kDamaged, failure_);
  return *generation_;
}

void SearchIndex::use(std::shared_ptr<Generation> generation) {
  const std::lock_guard lock(mutex_);
  generation_ = std::move(generation);
  failure_.clear();
}

store::Position SearchIndex::position() const {
  const auto generation = current();
  return generation ? generation->feeder.position() : 0;
}

store::Position SearchIndex::taken() const {
  const auto generation = current();
  // Without an index there is nothing to be woken for.
  return generation ? generation->feeder.taken() : store_.last_position();
}

bool SearchIndex::step() {
  const std::lock_guard feeding(feeding_);
  const auto generation = current();
  return generation && generation->feeder.step();
}

std::optional<std::chrono::milliseconds> SearchIndex::due_in() const {
  const auto generation = current();
  return generation ? generation->feeder.due_in() : std::nullopt;
}

void SearchIndex::want(store::Position position) {
  if (const auto generation = current()) generation->feeder.want(position);
}

std::shared_ptr<const index::Searcher> SearchIndex::searcher() const {
  const std::lock_guard lock(mutex_);
  if (!generation_) throw index::Error(index::Errc::kDamaged, failure_);
  return generation_->searcher;
}

// A searcher whose generation has just been replaced finds its folder gone: the new one is asked.
template <class Ask>
auto SearchIndex::asked(Ask&& ask) const {
  const auto first = searcher();
  try {
    return ask(*first);
  } catch (const index::Error& error) {
    const auto now = searcher();
    if (error.code() != index::Errc::kUnavailable || now == first) throw;
    return ask(*now);
  }
}

index::Result SearchIndex::search(const index::Query& query) const {
  return asked([&](const index::Searcher& searcher) { return searcher.search(query); });
}

std::vector<index::Completion> SearchIndex::complete(
    const index::CompletionRequest& request) const {
  return asked([&](const index::Searcher& searcher) { return searcher.complete(request); });
}

std::string SearchIndex::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

std::uint64_t SearchIndex::components() const {
  std::uint64_t count = 0;
  each_with_prefix(*store_.snapshot(), kComponents, {}, [&](std::string_view, std::string_view) {
    ++count;
    return true;
  });
  return count;
}

ReindexReport SearchIndex::rebuild(bool anew, const std::stop_token& stop,
                                   const Progress& progress) {
  if (!generations_) throw index::Error(index::Errc::kUnavailable, failure());
  ReindexReport report;
  if (anew) generations_->remove_next();
  report.resumed = std::filesystem::exists(generations_->next());
  const auto next = open_generation(generations_->next(), [](index::Errc code) {
    return code == index::Errc::kOutdated || code == index::Errc::kDamaged;
  });
  IndexFeeder& feeder = next->feeder;
  const std::uint64_t total = components();
  const auto tell = [&] {
    report.components = feeder.fed().components;
    report.text_bytes = feeder.fed().text_bytes;
    // As if the papers to come had as much text as those before.
    const std::uint64_t to_do =
        report.components == 0 ? 0 : report.text_bytes * total / report.components;
    progress(report.text_bytes, std::max(to_do, report.text_bytes));
  };
  while (feeder.step()) {
    tell();
    if (!stop.stop_requested()) continue;
    feeder.commit();
    report.stopped = true;
    return report;
  }
  feeder.indexer().compact();
  {
    // What came meanwhile, with nobody feeding the index that goes.
    const std::lock_guard feeding(feeding_);
    while (feeder.step()) {
    }
    feeder.commit();
    generations_->promote();
    use(next);
    generations_->remove_others();
    for (const index::ShardInfo& shard : feeder.indexer().shards()) {
      report.index_bytes += shard.bytes;
      ++report.shards;
    }
  }
  tell();
  progress(report.text_bytes, report.text_bytes);
  report.position = feeder.position();
  return report;
}

std::vector<index::ShardInfo> SearchIndex::shards() {
  const std::lock_guard feeding(feeding_);
  return fed().feeder.indexer().shards();
}

bool SearchIndex::seal(const std::string& label) {
  if (holds_personal_number(label)) {
    throw Error(Errc::kShardInvalid, "label: holds a personal number");
  }
  const std::lock_guard feeding(feeding_);
  try {
    return fed().feeder.indexer().seal(label);
  } catch (const std::invalid_argument& error) {
    throw Error(Errc::kShardInvalid, error.what());
  }
}

void SearchIndex::move_out(const std::string& shard, const std::string& address) {
  const std::lock_guard feeding(feeding_);
  index::Indexer& indexer = fed().feeder.indexer();
  try {
    indexer.move_out(shard, address);
  } catch (const std::invalid_argument& error) {
    throw Error(Errc::kShardInvalid, error.what());
  } catch (const index::Error& error) {
    if (error.code() != index::Errc::kUnavailable) throw;
    throw Error(Errc::kShardUnusable, error.what());
  }
}

}  // namespace kho::warehouse
