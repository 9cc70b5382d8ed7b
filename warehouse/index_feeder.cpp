#include "warehouse/index_feeder.h"

#include <algorithm>
#include <sstream>

#include "store/error.h"
#include "warehouse/dossier_tables.h"
#include "warehouse/paper_document.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

constexpr std::size_t kEntriesAtOnce = 1000;
constexpr std::size_t kComponentsAtOnce = 200;
constexpr std::uint64_t kTextBytesAtOnce = 2 << 20;  // What the index advises.

// Whether the component that the event names is found otherwise from then on.
bool changes_document(Event::Type type) {
  switch (type) {
    case Event::Type::kComponentDeposited:
    case Event::Type::kComponentDestroyed:
    case Event::Type::kCorrected:
    case Event::Type::kReviewed:
    case Event::Type::kRevoked:
    case Event::Type::kSuperseded:
    case Event::Type::kReinstated:
      return true;
    default:
      return false;
  }
}

// The components that are found otherwise after an event.
void add_touched(const store::TableReader& tables, const Event& event, std::set<Uuid>& touched) {
  const auto add_keys = [&](Table table, std::string_view prefix) {
    each_with_prefix(tables, table, prefix, [&](std::string_view key, std::string_view) {
      touched.insert(*Uuid::from_raw(key.substr(key.size() - Uuid::kSize)));
      return true;
    });
  };
  if (changes_document(event.type) && event.component) {
    touched.insert(*event.component);
  } else if ((event.type == Event::Type::kOwnerNamed ||
              event.type == Event::Type::kOwnerNameAdded) &&
             event.owner) {
    // The names stand in the documents of all that the owner has.
    add_keys(kComponentsByOwner, event.owner->raw());
  } else if (event.type == Event::Type::kTextExtracted) {
    add_keys(kComponentsByBlob, event.sha256);
  } else if (event.type == Event::Type::kDossierMoved && event.dossier) {
    // What was issued is no longer kept from its owner.
    if (const auto dossier = find_dossier(tables, *event.dossier);
        dossier && dossier->state() == DossierState::kReturned) {
      touched.insert(dossier->results.begin(), dossier->results.end());
    }
  }
}

// The components behind `after`, in the order of their ids, which is the order in which they came.
std::vector<Uuid> components_after(const store::TableReader& tables,
                                   const std::optional<Uuid>& after) {
  std::vector<Uuid> ids;
  const auto cursor = tables.cursor(kComponents);
  for (bool there = cursor->seek(after ? after->raw() : std::string(1, '\0'));
       there && ids.size() < kComponentsAtOnce; there = cursor->next()) {
    const Uuid id = *Uuid::from_raw(cursor->key());
    if (id != after) ids.push_back(id);
  }
  return ids;
}

}  // namespace

std::string IndexFeeder::Bookmark::text() const {
  std::string text = std::to_string(year);
  if (scans) {
    text += " scan " + std::to_string(scan_from) + " " + (scanned ? scanned->text() : "-");
  }
  return text;
}

IndexFeeder::Bookmark IndexFeeder::Bookmark::parse(const std::string& text) {
  Bookmark bookmark;
  std::istringstream words(text);
  std::string scan;
  std::string id;
  words >> bookmark.year;
  if (words >> scan >> bookmark.scan_from >> id && scan == "scan") {
    bookmark.scans = true;
    bookmark.scanned = Uuid::parse(id);
  }
  return bookmark;
}

IndexFeeder::IndexFeeder(const store::Store& store, const Clock& clock,
                         const std::filesystem::path& directory)
    : store_(store), clock_(clock), directory_(directory) {
  open();
  if (position_ > store_.last_position() || bookmark_.scan_from > store_.last_position()) {
    indexer_.reset();
    std::filesystem::remove_all(directory_);
    open();
  }
}

void IndexFeeder::open() {
  indexer_.emplace(directory_);
  position_ = indexer_->position();
  taken_ = position_.load();
  bookmark_ = Bookmark::parse(indexer_->bookmark());
}

bool IndexFeeder::step() {
  if (!indexer_) open();
  try {
    const bool is_new = indexer_->position() == 0 && indexer_->bookmark().empty();
    if (is_new && !bookmark_.scans && taken_ == 0) {
      bookmark_.scans = true;
      bookmark_.scan_from = store_.last_position();
    }
    const bool more = bookmark_.scans ? scan() : follow();
    if (commit_is_due()) commit();
    return more;
  } catch (...) {
    // What was not committed is dropped, and done again from the position that was.
    indexer_.reset();
    throw;
  }
}

bool IndexFeeder::scan() {
  std::vector<Uuid> ids;
  {
    const auto reader = store_.snapshot();
    ids = components_after(*reader, bookmark_.scanned);
  }
  for (const Uuid& id : ids) {
    feed(id);
    bookmark_.scanned = id;
    bound_memory();
  }
  if (ids.empty()) {
    bookmark_.scans = false;
    bookmark_.scanned.reset();
    taken_ = bookmark_.scan_from;
    commit();
    return taken_ < store_.last_position();
  }
  return true;
}

bool IndexFeeder::follow() {
  // Each component once, however many entries tell of it.
  std::set<Uuid> components;
  store::Position end = taken_;
  {
    const auto reader = store_.snapshot();
    std::size_t entries = 0;
    store_.log().read(*reader, taken_, [&](store::Position position, std::string_view payload) {
      end = position;
      add_touched(*reader, decode_event(payload), components);
      return ++entries < kEntriesAtOnce;
    });
  }
  if (end == taken_) return false;
  if (taken_ == position_) pending_since_ms_ = clock_.now_ms();
  for (const Uuid& component : components) {
    feed(component);
    bound_memory();
  }
  taken_ = end;
  return true;
}

// What is in is committed under the old position, and indexed once more if the rest fails.
void IndexFeeder::bound_memory() {
  if (indexer_->pending_bytes() >= kTextBytesAtOnce) {
    indexer_->commit(position_, bookmark_.text());
  }
}

void IndexFeeder::feed(const Uuid& id) {
  std::optional<PaperDocument> paper;
  try {
    paper = paper_document(store_, id);
  } catch (const store::Error& error) {
    // A damaged record costs one paper, not the index; `data_damaged` tells whoever asks for it.
    if (!store::is_damage(error)) throw;
  }
  if (!paper) {
    indexer_->remove(id.text());
    return;
  }
  seal_if_later(paper->year);
  const std::uint64_t before = indexer_->pending_bytes();
  indexer_->upsert(paper->document);
  ++fed_.components;
  fed_.text_bytes += indexer_->pending_bytes() - before;
}

void IndexFeeder::seal_if_later(int year) {
  if (year <= bookmark_.year) return;
  if (bookmark_.year != 0 && indexer_->shards().size() < index::kShardsMax) {
    indexer_->commit(position_, bookmark_.text());
    indexer_->seal(std::to_string(bookmark_.year));
  }
  bookmark_.year = year;
}

bool IndexFeeder::commit_is_due() const { return due_in() == std::chrono::milliseconds(0); }

std::optional<std::chrono::milliseconds> IndexFeeder::due_in() const {
  if (taken_ == position_) return std::nullopt;
  if (wanted_ > position_) return std::chrono::milliseconds(0);
  const std::chrono::milliseconds waited(clock_.now_ms() - pending_since_ms_);
  // A clock that was set back tells nothing.
  const bool is_due = waited.count() < 0 || waited >= kIndexCommitDelay;
  return is_due ? std::chrono::milliseconds(0) : kIndexCommitDelay - waited;
}

void IndexFeeder::want(store::Position position) {
  store::Position wanted = wanted_;
  while (wanted < position && !wanted_.compare_exchange_weak(wanted, position)) {
  }
}

void IndexFeeder::commit() {
  indexer_->commit(taken_, bookmark_.text());
  position_ = taken_.load();
}

index::Indexer& IndexFeeder::indexer() {
  if (!indexer_) open();
  try {
    commit();
  } catch (...) {
    indexer_.reset();
    throw;
  }
  return *indexer_;
}

}  // namespace kho::warehouse
