#include "index/searcher.h"

#include <xapian.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "index/error.h"
#include "index/query/completer.h"
#include "index/query/cursor.h"
#include "index/query/facets.h"
#include "index/query/plan.h"
#include "index/query/restriction.h"
#include "index/reader_pool.h"
#include "index/schema.h"
#include "index/xapian_error.h"

namespace kho::index {
namespace {

// Matches counted exactly; beyond, the total is an estimate. To count them all is linear.
constexpr Xapian::doccount kCountedMax = 1000;

// BM25, measured on Vietnamese questions (docs/decisions/003-search-terms.md): more weight on the
// length of a document than Xapian's default of 0.5, down to shorter documents.
constexpr double kLengthWeight = 0.75;
constexpr double kLengthMin = 0.2;

// A writer that commits twice during a search, or while a reader is opened, takes the revision away
// that is being read; the whole action is then repeated on the newest one. A feeder that commits
// by the second costs a search one repetition; so many bear one that commits without pause.
constexpr int kAttemptsMax = 50;

// Damage is believed when so many readers met it that were opened anew: one that was opened earlier
// may only have lost its files to a rewritten shard.
constexpr int kBelievedAfter = 3;

// Where documents may have moved to since the page before, by relevance.
constexpr std::uint32_t kOverlap = 20;

// One page of one query.
class Search {
 public:
  Search(Reader& reader, const Query& query)
      : reader_(reader),
        query_(query),
        visible_(visible_to(query.rights)),
        vocabulary_(reader.local, visible_),
        plan_(query, vocabulary_),
        by_relevance_(query.sort == Sort::kRelevance && plan_.is_ranked()),
        slot_(query.sort == Sort::kOldest ? schema::kOldestSlot : schema::kNewestSlot) {
    if (!query.cursor.empty()) cursor_ = read_cursor(query);
  }

  Result run() {
    if (cursor_) {
      ask(query_of_stage(cursor_->stage));
      stage_ = cursor_->stage;
    } else {
      ask(plan_.first());
      if (found_.get_matches_upper_bound() == 0) ask_wider();
    }
    Result result;
    tell_totals(result);
    fill_page(result);
    result.sought = plan_.sought();
    result.position = schema::read_position(reader_.live);
    result.shards_missing = reader_.shards_missing;
    return result;
  }

 private:
  void ask_wider() {
    better_spelling_ = plan_.better_spelling();
    for (const std::uint8_t stage : {1, 2}) {
      const Xapian::Query wider = query_of_stage(stage);
      if (wider.empty()) continue;
      ask(wider);
      if (found_.get_matches_upper_bound() == 0) continue;
      stage_ = stage;
      return;
    }
  }

  // Empty: there is none.
  Xapian::Query query_of_stage(std::uint8_t stage) {
    if (stage == 0) return plan_.first();
    return (stage == 1 ? plan_.almost_alike() : plan_.any_word()).value_or(Xapian::Query());
  }

  void ask(const Xapian::Query& asked) {
    Xapian::Enquire enquire(reader_.all);
    if (by_relevance_) {
      enquire.set_weighting_scheme(Xapian::BM25Weight(1, 0, 1, kLengthWeight, kLengthMin));
      enquire.set_sort_by_relevance_then_value(slot_, false);
    } else {
      enquire.set_weighting_scheme(Xapian::BoolWeight());
      enquire.set_sort_by_value(slot_, false);
    }
    enquire.set_query(from_cursor(asked));
    const bool counts_facets = !query_.facets.empty() && !cursor_;
    if (counts_facets) facets_.emplace(query_.facets, enquire);
    first_ = query_.offset;
    std::uint32_t size = query_.limit + 1;  // One more tells whether there is a next page.
    if (cursor_ && by_relevance_) {
      first_ = cursor_->offset > kOverlap ? cursor_->offset - kOverlap : 0;
      size += kOverlap + cursor_->offset - first_;
    }
    found_ = enquire.get_mset(first_, size, counts_facets ? kFacetMatchesMax : kCountedMax);
  }

  // By date the next page is what lies behind the last key.
  [[nodiscard]] Xapian::Query from_cursor(const Xapian::Query& asked) const {
    if (!cursor_ || by_relevance_) return asked;
    const Xapian::Query behind(Xapian::Query::OP_VALUE_GE, slot_, cursor_->last + '\0');
    return {Xapian::Query::OP_FILTER, asked, behind};
  }

  void tell_totals(Result& result) const {
    result.total = found_.get_matches_estimated();
    result.total_is_exact = found_.get_matches_lower_bound() == found_.get_matches_upper_bound();
    if (facets_) result.facets = facets_->facets(result.total, result.total_is_exact);
    if (cursor_) {
      result.total = cursor_->total;
      result.total_is_exact = cursor_->total_is_exact;
    }
    result.is_widened = stage_ > 0;
    result.better_spelling = better_spelling_;
  }

  // Where in found_ the page begins.
  [[nodiscard]] Xapian::doccount page_begin() const {
    if (!cursor_ || !by_relevance_) return 0;
    for (Xapian::doccount i = 0; i < found_.size(); ++i) {
      if (id_at(i) == cursor_->last) return i + 1;
    }
    return std::min<Xapian::doccount>(cursor_->offset - first_, found_.size());
  }

  [[nodiscard]] std::string key_at(Xapian::doccount i) const {
    return found_[i].get_sort_key();  // The value of slot_, which orders or breaks ties.
  }
  [[nodiscard]] std::string id_at(Xapian::doccount i) const { return schema::id_of_key(key_at(i)); }

  void fill_page(Result& result) const {
    const Xapian::doccount begin = page_begin();
    const Xapian::doccount end = std::min<Xapian::doccount>(begin + query_.limit, found_.size());
    std::set<std::string> shown;
    for (Xapian::doccount i = begin; i < end; ++i) {
      Hit hit{id_at(i), by_relevance_ ? found_[i].get_weight() : 0};
      // In two shards while it moves out of a sealed one.
      if (shown.insert(hit.id).second) result.hits.push_back(std::move(hit));
    }
    const std::uint32_t offset = first_ + end;
    if (end == found_.size() || end == begin) return;
    if (by_relevance_ && offset > kOffsetMax) return;
    const Cursor next{by_relevance_ ? offset : 0, by_relevance_ ? id_at(end - 1) : key_at(end - 1),
                      result.total, result.total_is_exact, stage_};
    result.next = write_cursor(next, query_);
  }

  Reader& reader_;
  const Query& query_;
  const std::optional<Xapian::Query> visible_;
  const Vocabulary vocabulary_;
  QueryPlan plan_;
  const bool by_relevance_;
  const Xapian::valueno slot_;
  std::optional<Cursor> cursor_;
  Xapian::MSet found_;
  std::uint32_t first_ = 0;  // Rank of the first of found_.
  std::optional<FacetCounter> facets_;
  std::uint8_t stage_ = 0;
  std::string better_spelling_;
};

}  // namespace

struct Searcher::Impl {
  explicit Impl(const std::filesystem::path& where) : directory(where), pool(where) {}

  // Runs `action` on a reader of the newest commit, again where the index changed under it.
  template <class Action>
  auto with_reader(Action&& action) {
    std::optional<ReaderPool::Lease> lease;
    int broken_off = 0;
    int failed = 0;
    for (int attempt = 1;; ++attempt) {
      try {
        if (lease) {
          lease->reader().all.reopen();
        } else {
          lease.emplace(pool);
        }
        auto answer = action(lease->reader());
        lease->keep();
        return answer;
      } catch (const Xapian::DatabaseModifiedError&) {
        if (attempt == kAttemptsMax) throw;
      } catch (const Xapian::NetworkError&) {
        // Servers close connections that nobody used for a while; one that breaks off anew is away.
        if (++broken_off > 2) throw;
        lease.reset();
        broken_off == 1 ? pool.close_free() : pool.distrust_remote_shards();
      } catch (const Xapian::DatabaseError&) {
        if (++failed == kBelievedAfter) throw;
        lease.reset();
        pool.close_free();
      } catch (const Error& error) {
        if (error.code() == Errc::kBadQuery) {
          if (lease) lease->keep();
          throw;
        }
        if (error.code() == Errc::kOutdated || ++failed == kBelievedAfter) throw;
        lease.reset();
        pool.close_free();
      }
    }
  }

  const std::filesystem::path directory;
  ReaderPool pool;
};

Searcher::Searcher(const std::filesystem::path& directory)
    : impl_(std::make_unique<Impl>(directory)) {
  translated([&] { impl_->with_reader([](const Reader&) { return true; }); });
}

Searcher::~Searcher() = default;

Result Searcher::search(const Query& query) const {
  check_limits(query);
  return translated([&] {
    return impl_->with_reader([&](Reader& reader) { return Search(reader, query).run(); });
  });
}

std::vector<Completion> Searcher::complete(const CompletionRequest& request) const {
  return translated([&] {
    return impl_->with_reader(
        [&](Reader& reader) { return index::complete(reader.local, request); });
  });
}

}  // namespace kho::index
