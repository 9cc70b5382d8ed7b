#include "warehouse/search_desk.h"

#include <algorithm>
#include <utility>

#include "index/error.h"
#include "store/error.h"
#include "warehouse/catalogue_tables.h"
#include "warehouse/component_tables.h"
#include "warehouse/error.h"
#include "warehouse/identity.h"
#include "warehouse/paper_document.h"
#include "warehouse/search_values.h"

namespace kho::warehouse {
namespace {

// Of texts, for the fragments of one answer. Beyond, hits are shown by their facts.
constexpr std::size_t kHighlightBytesMax = 16 << 20;

// Each may look through all names of the catalogue.
constexpr std::size_t kNamesMax = 32;

// The index says in its own words what cannot be asked.
template <typename Ask>
auto asked(Ask&& ask) {
  try {
    return ask();
  } catch (const index::Error& error) {
    if (error.code() != index::Errc::kBadQuery) throw;
    throw Error(Errc::kQueryInvalid, error.what());
  }
}

SearchRights rights_of(const store::TableReader& tables, View view, const std::string& whose) {
  switch (view) {
    case View::kOwner:
      return SearchRights::of_owner(tables, whose);
    case View::kDossier:
      return SearchRights::of_dossier(tables, whose);
    case View::kOffice:
      break;
  }
  return SearchRights::office();
}

// From a question to what the index is asked.
class Preparation {
 public:
  Preparation(const store::Store& store, const SearchQuestion& question)
      : store_(store), question_(question) {}

  // nullopt: the owner that is asked for holds nothing.
  std::optional<index::Query> query(const SearchRights& rights) {
    query_.text = question_.text;
    query_.syntax = question_.syntax;
    query_.limit = question_.limit;
    query_.offset = question_.offset;
    query_.cursor = question_.cursor;
    query_.sort = question_.sort;
    query_.facets = question_.facets;
    query_.rights = rights.rights();
    if (question_.issued_from) query_.issued.from = question_.issued_from->days();
    if (question_.issued_to) query_.issued.to = question_.issued_to->days();
    // The query outlives this.
    query_.values_of = [&store = store_](index::Field field, const std::string& typed) {
      return search_values(*store.snapshot(), field, typed);
    };
    query_.owners_of = [&store = store_](const std::string& digits) {
      return owners_of_number(*store.snapshot(), digits);
    };
    if (question_.types.size() + question_.issuers.size() > kNamesMax) {
      throw Error(Errc::kQueryInvalid, "there are more than 32 types and issuers");
    }
    restrict(index::Field::kType, question_.types);
    restrict(index::Field::kKind, question_.kinds);
    restrict(index::Field::kYear, question_.years);
    restrict(index::Field::kStatus, question_.statuses);
    restrict(index::Field::kAgency, question_.issuers);
    restrict(index::Field::kProcedure, question_.procedures);
    restrict(index::Field::kDossier, question_.dossiers);
    if (!restrict_to_owner()) return std::nullopt;
    return std::move(query_);
  }

 private:
  // As behind a field of the query text.
  void restrict(index::Field field, const std::vector<std::string>& values) {
    for (const std::string& typed : values) {
      if (typed.empty() || typed.size() > index::kValueBytesMax) {
        throw Error(Errc::kQueryInvalid, "a filter value has 1 to 200 bytes");
      }
      for (std::string& value : query_.values_of(field, typed)) {
        query_.filters.push_back({field, std::move(value)});
      }
    }
  }

  bool restrict_to_owner() {
    if (question_.owner.empty() && !question_.owner_id) return true;
    const auto tables = store_.snapshot();
    std::vector<Uuid> owners;
    if (!question_.owner.empty()) {
      owners = identity_of(*tables, OwnerKey::parse(question_.owner)).members;
    }
    if (question_.owner_id) {
      std::vector<Uuid> members = members_of(*tables, *question_.owner_id);
      if (!question_.owner.empty() && members != owners) members.clear();
      owners = std::move(members);
    }
    for (const Uuid& owner : owners) {
      query_.filters.push_back({index::Field::kOwner, owner.text()});
    }
    return !owners.empty();
  }

  const store::Store& store_;
  const SearchQuestion& question_;
  index::Query query_;
};

// Where in the paper stands what was looked for: in its text, or else in its facts.
// `bytes_left` is what may still be read for this answer.
std::vector<SearchFragment> fragments_of(const store::Store& store, const ComponentView& view,
                                         const index::Sought& sought, std::size_t most,
                                         std::size_t& bytes_left) {
  std::vector<SearchFragment> fragments;
  if (most == 0 || sought.empty()) return fragments;
  index::HighlightLimits limits;
  limits.fragments_max = most;
  const std::vector<std::string> pages =
      bytes_left > 0 ? searchable_pages(store, view.text) : std::vector<std::string>();
  limits.bytes_max = std::min(limits.bytes_max, bytes_left);
  for (index::Fragment& found : index::highlight(pages, sought, limits)) {
    fragments.push_back({"text", found.page, std::move(found.parts)});
  }
  std::size_t bytes = 0;
  for (const std::string& page : pages) bytes += page.size();
  bytes_left -= std::min(bytes, limits.bytes_max);
  const Facts& facts = view.component.facts;
  const std::pair<const char*, const std::string&> texts[] = {
      {"subject", facts.subject}, {"number", facts.number},     {"issuer_name", facts.issuer_name},
      {"signer", facts.signer},   {"location", facts.location}, {"type_name", view.type_name}};
  for (const auto& [field, text] : texts) {
    if (fragments.size() == most) break;
    limits.fragments_max = 1;
    for (index::Fragment& found : index::highlight({text}, sought, limits)) {
      fragments.push_back({field, std::nullopt, std::move(found.parts)});
    }
  }
  return fragments;
}

std::vector<SearchFacet> named_facets(const store::TableReader& tables,
                                      const std::vector<index::Facet>& facets) {
  std::vector<SearchFacet> out;
  for (const index::Facet& facet : facets) {
    SearchFacet named{facet.field, {}, facet.is_exact};
    for (const index::FacetValue& value : facet.values) {
      std::string name;
      if (facet.field == index::Field::kType) {
        if (const auto type = find_type(tables, value.value)) name = type->name;
      } else if (facet.field == index::Field::kAgency) {
        if (const auto agency = find_agency(tables, value.value)) name = agency->name;
      }
      named.values.push_back({value.value, std::move(name), value.count});
    }
    out.push_back(std::move(named));
  }
  return out;
}

}  // namespace

SearchAnswer SearchDesk::search(const SearchQuestion& question) const {
  if (question.fragments_max > kFragmentsMax) {
    throw Error(Errc::kQueryInvalid, "a hit has at most 5 fragments");
  }
  const SearchRights rights = rights_of(*store_.snapshot(), question.view, question.view_of);
  const auto query = Preparation(store_, question).query(rights);
  SearchAnswer answer;
  if (!query) {
    // Nobody's papers: the same answer as for an owner without any.
    answer.total_is_exact = true;
    answer.log_position = store_.last_position();
    answer.position = answer.log_position;
    return answer;
  }
  if (question.wait_for_position > 0) wait_(question.wait_for_position, question.wait_max);
  const index::Result found = asked([&] { return index_.search(*query); });
  auto tables = store_.snapshot();
  for (const index::Hit& hit : found.hits) {
    const auto id = Uuid::parse(hit.id);
    if (!id) continue;
    try {
      // The index may be behind: what is no longer there, or may not be seen any more, is not
      // shown.
      auto component = find_component(*tables, id->raw());
      if (!component || !rights.admits(*component)) continue;
      // What others wrote decides how much a word weighs: that is for those who may see it.
      const double score = question.view == View::kOffice ? hit.score : 0;
      answer.hits.push_back({component_view(*tables, std::move(*component)), score, {}});
    } catch (const store::Error& error) {
      // A damaged record costs one hit, not the search.
      if (!store::is_damage(error)) throw;
    }
  }
  answer.facets = named_facets(*tables, found.facets);
  answer.log_position = store_.log().last(*tables);
  tables.reset();  // Reading texts takes long.
  answer.total = found.total;
  answer.total_is_exact = found.total_is_exact;
  answer.next = found.next;
  answer.better_spelling = found.better_spelling;
  answer.is_widened = found.is_widened;
  answer.shards_missing = found.shards_missing;
  answer.position = found.position;
  std::size_t bytes_left = kHighlightBytesMax;
  for (SearchAnswer::Hit& hit : answer.hits) {
    hit.fragments =
        fragments_of(store_, hit.component, found.sought, question.fragments_max, bytes_left);
  }
  return answer;
}

std::vector<index::Completion> SearchDesk::complete(const CompletionQuestion& question) const {
  const SearchRights rights = rights_of(*store_.snapshot(), question.view, question.view_of);
  const index::CompletionRequest request{question.text, rights.rights(), question.limit};
  return asked([&] { return index_.complete(request); });
}

}  // namespace kho::warehouse
