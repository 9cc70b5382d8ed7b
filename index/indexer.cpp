#include <xapian.h>

#include <algorithm>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "index/analysis/analyzer.h"
#include "index/analysis/number.h"
#include "index/analysis/utf16.h"
#include "index/index.h"
#include "index/schema.h"
#include "index/xapian_error.h"

namespace kho::index {
namespace {

namespace fs = std::filesystem;

enum class Presence { kAbsent, kPresent };

// An index is there if its version file is. Without it, tables that hold something are what is
// left of an index; empty ones are what a process leaves that dies while it creates one.
Presence find_index(const fs::path& directory) {
  if (fs::exists(directory / "iamglass")) return Presence::kPresent;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
    const bool is_lock = entry.path().filename() == "flintlock";
    const bool is_empty_table = entry.path().extension() == ".glass" && entry.file_size() == 0;
    if (!is_lock && !is_empty_table) {
      throw Error(Errc::kDamaged, "No index, and not empty: " + directory.string());
    }
  }
  return Presence::kAbsent;
}

Xapian::WritableDatabase open_or_create(const fs::path& directory) try {
  fs::create_directories(directory);
  const int action =
      find_index(directory) == Presence::kPresent ? Xapian::DB_OPEN : Xapian::DB_CREATE;
  Xapian::WritableDatabase database(directory.string(), action | Xapian::DB_BACKEND_GLASS);
  if (database.get_metadata(schema::kSchemaKey).empty() && database.get_lastdocid() == 0) {
    database.set_metadata(schema::kSchemaKey, std::to_string(schema::kSchemaVersion));
    database.commit();
  }
  schema::check_version(database);
  return database;
} catch (const std::system_error& error) {  // From std::filesystem.
  throw Error(Errc::kUnavailable, error.what());
}

void require_value(std::string_view value, const char* what) {
  if (value.empty() || value.size() > schema::kValueBytesMax) {
    throw std::invalid_argument(std::string(what) + " must have 1 to 200 bytes");
  }
}

enum class Part { kTitle, kBody };

// Adds the terms of `utf8` to `target`, with positions from `position` on. Returns the position
// from which the next text may start.
Xapian::termpos add_text(std::string_view utf8, Part part, Xapian::termpos position,
                         Xapian::Document& target) {
  const icu::UnicodeString text = lower_clean(utf8);
  const std::vector<Word> words = words_of(text);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const WordTerms& terms = words[i].terms;
    target.add_posting(terms.exact, position + words[i].position);
    target.add_term(schema::kFoldedPrefix + terms.folded);
    if (part == Part::kTitle) {
      target.add_term(schema::kTitlePrefix + terms.exact);
      target.add_term(schema::kTitleFoldedPrefix + terms.folded);
    }
    if (i == 0) continue;
    const std::string pair = folded_pair(words[i - 1], words[i]);
    if (!pair.empty()) target.add_term(schema::kPairPrefix + pair);
  }
  for (const NumberMention& mention : number_mentions(text)) {
    target.add_term(schema::kMentionPrefix + mention.key);
  }
  if (words.empty()) return position;
  return position + words.back().position + 1 + schema::kPageGap;
}

void add_number(std::string_view number, Xapian::Document& target) {
  const NumberForms forms = number_forms(number);
  if (forms.full.empty()) return;
  target.add_boolean_term(schema::kNumberFullPrefix + forms.full);
  target.add_boolean_term(schema::kNumberFoldedPrefix + forms.folded);
  target.add_boolean_term(schema::kNumberKeyPrefix + forms.key);
}

Xapian::Document xapian_document(const Document& document) {
  Xapian::Document target;
  target.set_data(document.id);
  target.add_boolean_term(schema::id_term(document.id));
  target.add_value(schema::kIdSlot, document.id);
  if (document.issued_days) {
    target.add_value(schema::kIssuedSlot, Xapian::sortable_serialise(*document.issued_days));
  }
  for (const Filter& filter : document.filters) {
    target.add_boolean_term(schema::filter_term(filter));
  }
  add_number(document.number, target);
  Xapian::termpos position = add_text(document.title, Part::kTitle, 1, target);
  position = add_text(document.number, Part::kBody, position, target);
  for (const std::string& page : document.pages) {
    position = add_text(page, Part::kBody, position, target);
  }
  return target;
}

// A commit that failed has ended its transaction and may have left changes behind, which Xapian
// would commit when the database is closed: they are taken into a transaction again.
void drop_changes(Xapian::WritableDatabase& database) {
  try {
    database.begin_transaction(false);
  } catch (const Xapian::InvalidOperationError&) {
    // There is one, as usual.
  }
  database.cancel_transaction();
}

}  // namespace

// Between two commits there is always one open transaction: inside it, Xapian may write its
// tables when its buffer is full, but makes no revision of them, so that what upsert() and
// remove() did becomes visible and durable with the position or not at all.
struct Indexer::Impl {
  explicit Impl(const fs::path& directory)
      : database(open_or_create(directory)), position(schema::read_position(database)) {
    database.begin_transaction();
  }

  // Runs `change` on the open transaction. After a failure nobody knows what the transaction
  // holds, and it must never be committed: everything refuses from then on.
  template <class Change>
  void apply(Change&& change) {
    if (failed) throw Error(Errc::kUnavailable, "An earlier change failed: reopen the index.");
    failed = true;
    translated(std::forward<Change>(change));
    failed = false;
  }

  Xapian::WritableDatabase database;
  Position position;
  std::uint64_t pending_bytes = 0;
  bool failed = false;
};

Indexer::Indexer(const fs::path& directory)
    : impl_(translated([&] { return std::make_unique<Impl>(directory); })) {}

Indexer::~Indexer() {
  try {
    drop_changes(impl_->database);
  } catch (const Xapian::Error&) {
    // What was not committed has never been promised.
  }
}

Position Indexer::position() const { return impl_->position; }

std::uint64_t Indexer::pending_bytes() const { return impl_->pending_bytes; }

void Indexer::upsert(const Document& document) {
  require_value(document.id, "The id of a document");
  for (const Filter& filter : document.filters) require_value(filter.value, "A filter value");
  impl_->apply([&] {
    impl_->database.replace_document(schema::id_term(document.id), xapian_document(document));
  });
  impl_->pending_bytes += document.number.size() + document.title.size();
  for (const std::string& page : document.pages) impl_->pending_bytes += page.size();
}

void Indexer::remove(std::string_view id) {
  require_value(id, "The id of a document");
  impl_->apply([&] { impl_->database.delete_document(schema::id_term(id)); });
}

void Indexer::commit(Position position) {
  impl_->apply([&] {
    impl_->database.set_metadata(schema::kPositionKey, std::to_string(position));
    impl_->database.commit_transaction();
    impl_->position = position;
    impl_->pending_bytes = 0;
    impl_->database.begin_transaction();
  });
}

}  // namespace kho::index
