// warehouse/search_desk.h - Papers found by words, numbers and facts; and what may stand behind the
// words typed so far.
//
// The query language: index/query/syntax.h. Values behind its fields are understood as people write
// them: an owner by key or bare number, a type or an agency by code or by words of its name.
//
// Thread-safe. Errors: Error kQueryInvalid, those of SearchRights, and kOwnerKeyInvalid,
// kOwnerKeyPlaceholder; index::Error, store::Error.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "index/highlight.h"
#include "index/query.h"
#include "store/store.h"
#include "warehouse/component_view.h"
#include "warehouse/search_index.h"
#include "warehouse/search_rights.h"

namespace kho::warehouse {

struct SearchQuestion {
  std::string text;
  index::Syntax syntax = index::Syntax::kOperators;
  std::string owner;               // Owner key, or empty.
  std::optional<Uuid> owner_id;    // Restricts too.
  std::vector<std::string> types;  // Codes; alternatives, as in all that follow.
  std::vector<std::string> kinds;
  std::vector<std::string> years;       // Of issue.
  std::vector<std::string> statuses;    // standing_name() (component.h).
  std::vector<std::string> issuers;     // Agency codes.
  std::vector<std::string> procedures;  // Codes or stems.
  std::vector<std::string> dossiers;    // Codes.
  std::optional<Date> issued_from;
  std::optional<Date> issued_to;
  View view = View::kOffice;
  std::string view_of;  // Of kOwner the owner's key, of kDossier the dossier's code.
  index::Sort sort = index::Sort::kRelevance;
  std::uint32_t limit = 20;  // 1..100
  std::uint32_t offset = 0;  // 0..10,000
  std::string cursor;        // SearchAnswer::next of the page before.
  std::vector<index::Field> facets;
  std::uint32_t fragments_max = 1;           // Of each hit: 0..kFragmentsMax
  store::Position wait_for_position = 0;     // Answer only when the index is that far...
  std::chrono::milliseconds wait_max{5000};  // ...or this has passed.
};
inline constexpr std::uint32_t kFragmentsMax = 5;

// A piece of what was found, with the words that were looked for.
struct SearchFragment {
  std::string field;                  // "text", or the fact that has it: "subject"...
  std::optional<std::uint32_t> page;  // Of "text".
  std::vector<index::FragmentPart> parts;
};

struct SearchFacet {
  struct Value {
    std::string value;
    std::string name;  // Of a type or an agency that the catalogue knows; else empty.
    std::uint64_t count = 0;
  };
  index::Field field;
  std::vector<Value> values;
  bool is_exact = false;
};

struct SearchAnswer {
  struct Hit {
    ComponentView component;
    double score = 0;
    std::vector<SearchFragment> fragments;
  };
  std::vector<Hit> hits;
  std::uint64_t total = 0;
  bool total_is_exact = false;
  std::vector<SearchFacet> facets;
  std::string next;
  std::string better_spelling;
  bool is_widened = false;
  std::size_t shards_missing = 0;
  store::Position position = 0;      // Up to here papers were searchable by their facts...
  store::Position log_position = 0;  // ...of all that there was. Texts follow as they are read.
};

struct CompletionQuestion {
  std::string text;
  View view = View::kOffice;
  std::string view_of;
  std::uint32_t limit = 10;  // 1..50
};

class SearchDesk {
 public:
  // `wait` returns when everything up to a position is searchable, or after so long.
  using Wait = std::function<void(store::Position, std::chrono::milliseconds)>;
  SearchDesk(const store::Store& store, const SearchIndex& index, Wait wait)
      : store_(store), index_(index), wait_(std::move(wait)) {}

  [[nodiscard]] SearchAnswer search(const SearchQuestion& question) const;
  [[nodiscard]] std::vector<index::Completion> complete(const CompletionQuestion& question) const;

 private:
  const store::Store& store_;
  const SearchIndex& index_;
  const Wait wait_;
};

}  // namespace kho::warehouse
