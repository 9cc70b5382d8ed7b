#include "warehouse/index_feeder.h"

#include <set>

#include "ingest/extraction_codec.h"
#include "store/error.h"
#include "warehouse/catalogue_tables.h"
#include "warehouse/component_tables.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

constexpr std::size_t kEntriesAtOnce = 1000;
// Of one paper. Real papers stay far below (a law of 85 pages has 250 kB); a hostile one must not
// take the server's memory, of which indexing uses some eighty times the text.
constexpr std::size_t kTextBytesMax = 4 << 20;
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

void add_filter(index::Document& document, index::Field field, std::string value) {
  if (!value.empty()) document.filters.push_back({field, std::move(value)});
}

// The words by which the paper is known, whatever its file says.
std::string title_of(const Facts& facts, const std::string& type_name, const Owner& owner) {
  std::string title = type_name;
  const auto add = [&](const std::string& part) {
    if (!part.empty()) title += ". " + part;
  };
  for (const std::string* part : {&facts.subject, &facts.issuer_name, &facts.signer, &owner.name}) {
    add(*part);
  }
  for (const OwnerName& other : owner.other_names) add(other.name);
  add(facts.location);
  return title;
}

// The pages that together have at most kTextBytesMax; of a page that is longer, its beginning.
std::vector<std::string> first_pages(std::vector<std::string> pages) {
  std::size_t left = kTextBytesMax;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    if (pages[i].size() > left) {
      pages[i].resize(left);  // The index takes a cut character for what it is.
      pages.resize(i + 1);
    }
    left -= pages[i].size();
  }
  return pages;
}

}  // namespace

IndexFeeder::IndexFeeder(const store::Store& store, const std::filesystem::path& directory)
    : store_(store), directory_(directory), indexer_(directory) {
  if (indexer_->position() > store_.last_position()) {
    indexer_.reset();
    std::filesystem::remove_all(directory_);
    indexer_.emplace(directory_);
  }
  position_ = indexer_->position();
}

bool IndexFeeder::step() {
  if (!indexer_) {
    indexer_.emplace(directory_);
    position_ = indexer_->position();
  }
  try {
    return follow();
  } catch (...) {
    // What was not committed is dropped, and done again from the position that was.
    indexer_.reset();
    throw;
  }
}

bool IndexFeeder::follow() {
  // Each component once, however many entries tell of it.
  std::set<Uuid> components;
  const store::Position begin = position_;
  store::Position end = begin;
  {
    const auto reader = store_.snapshot();
    std::size_t entries = 0;
    store_.log().read(*reader, begin, [&](store::Position position, std::string_view payload) {
      const Event event = decode_event(payload);
      end = position;
      if (changes_document(event.type) && event.component) {
        components.insert(*event.component);
      } else if ((event.type == Event::Type::kOwnerNamed ||
                  event.type == Event::Type::kOwnerNameAdded) &&
                 event.owner) {
        // The names stand in the titles of all that the owner has.
        each_with_prefix(*reader, kComponentsByOwner, event.owner->raw(),
                         [&](std::string_view key, std::string_view) {
                           components.insert(*Uuid::from_raw(key.substr(key.size() - Uuid::kSize)));
                           return true;
                         });
      } else if (event.type == Event::Type::kTextExtracted) {
        each_with_prefix(*reader, kComponentsByBlob, event.sha256,
                         [&](std::string_view key, std::string_view) {
                           components.insert(*Uuid::from_raw(key.substr(event.sha256.size())));
                           return true;
                         });
      }
      return ++entries < kEntriesAtOnce;
    });
  }
  if (end == begin) return false;
  for (const Uuid& component : components) {
    feed(component);
    // Memory stays bounded: what is in is committed under the old position, and indexed once more
    // if the rest fails.
    if (indexer_->pending_bytes() >= kTextBytesAtOnce) indexer_->commit(begin);
  }
  indexer_->commit(end);
  position_ = end;
  return true;
}

void IndexFeeder::feed(const Uuid& id) {
  try {
    if (const auto document = document_of(id)) {
      indexer_->upsert(*document);
    } else {
      indexer_->remove(id.text());
    }
  } catch (const store::Error& error) {
    // A damaged record costs one paper, not the index; `data_damaged` tells whoever asks for it.
    if (!store::is_damage(error)) throw;
    indexer_->remove(id.text());
  }
}

// As the records have it now; nullopt: it was destroyed. Throws kCorrupt where they are damaged.
std::optional<index::Document> IndexFeeder::document_of(const Uuid& id) const {
  index::Document document;
  document.id = id.text();
  std::optional<store::BlobId> text;
  {
    const auto reader = store_.snapshot();
    const auto component = find_component(*reader, id.raw());
    if (!component) return std::nullopt;
    const Facts& facts = component->facts;
    const auto type = find_type(*reader, facts.type);
    const auto owner = owner_of(*reader, component->owner);
    document.title = title_of(facts, type ? type->name : "", owner.value_or(Owner{}));
    document.number = facts.number;
    add_filter(document, index::Field::kOwner, component->owner.text());
    add_filter(document, index::Field::kType, facts.type);
    add_filter(document, index::Field::kKind, std::string(name_in(kKindNames, facts.kind)));
    add_filter(document, index::Field::kAgency, facts.issuer);
    add_filter(document, index::Field::kProcedure, facts.source_procedure);
    add_filter(document, index::Field::kDossier, facts.source_dossier);
    add_filter(document, index::Field::kStatus, std::string(standing_name(*component)));
    if (facts.issue_date) {
      add_filter(document, index::Field::kYear, std::to_string(facts.issue_date->year()));
      document.issued_days = facts.issue_date->days();
    }
    if (const auto state = reader->get(kTexts, component->current().sha256)) {
      text = store::BlobId::from_raw(decode_text_state(*state).text_sha256);
    }
  }
  if (text) {
    // Damaged text costs the words of one paper: it is still found by its facts.
    try {
      if (const auto bytes = store_.get(*text, store::Store::Verify::kChecksum)) {
        if (auto extraction = ingest::decode(*bytes)) {
          document.pages = first_pages(std::move(extraction->pages));
        }
      }
    } catch (const std::system_error& error) {
      if (!store::is_damage(error)) throw;
    }
  }
  return document;
}

}  // namespace kho::warehouse
