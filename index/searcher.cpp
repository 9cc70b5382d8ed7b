#include <xapian.h>

#include <optional>

#include "index/index.h"
#include "index/query_plan.h"
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

template <class Action>
auto repeated(Action&& action) {
  for (int attempt = 1;; ++attempt) {
    try {
      return action();
    } catch (const Xapian::DatabaseModifiedError&) {
      if (attempt == kAttemptsMax) throw;
    }
  }
}

void set_order(const QueryPlan& plan, Xapian::Enquire& enquire) {
  if (plan.is_ranked) {
    enquire.set_weighting_scheme(Xapian::BM25Weight(1, 0, 1, kLengthWeight, kLengthMin));
    enquire.set_sort_by_relevance_then_value(schema::kIdSlot, false);
    return;
  }
  enquire.set_weighting_scheme(Xapian::BoolWeight());
  auto* order = new Xapian::MultiValueKeyMaker;
  order->add_value(schema::kIssuedSlot, true);  // Latest first; undated documents last.
  order->add_value(schema::kIdSlot);
  enquire.set_sort_by_key(order->release(), false);
}

Xapian::MSet matches(const Xapian::Query& query, const Query& request, Xapian::Enquire& enquire) {
  enquire.set_query(query);
  return enquire.get_mset(request.offset, request.limit, kCountedMax);
}

Result search_once(Xapian::Database& database, const QueryPlan& plan, const Query& request) {
  database.reopen();
  Xapian::Enquire enquire(database);
  set_order(plan, enquire);
  Xapian::MSet found = matches(plan.query, request, enquire);
  if (found.get_matches_upper_bound() == 0 && !plan.fallback.empty()) {
    found = matches(plan.fallback, request, enquire);
  }

  Result result;
  result.total = found.get_matches_estimated();
  result.total_is_exact = found.get_matches_lower_bound() == found.get_matches_upper_bound();
  result.hits.reserve(found.size());
  for (Xapian::MSetIterator hit = found.begin(); hit != found.end(); ++hit) {
    result.hits.push_back({hit.get_document().get_data(), hit.get_weight()});
  }
  result.position = schema::read_position(database);
  return result;
}

}  // namespace

struct Searcher::Impl {
  explicit Impl(const std::filesystem::path& directory) : pool(directory) {}

  ReaderPool pool;
};

Searcher::Searcher(const std::filesystem::path& directory)
    : impl_(std::make_unique<Impl>(directory)) {
  translated([&] { repeated([&] { ReaderPool::Lease(impl_->pool).keep(); }); });
}

Searcher::~Searcher() = default;

Result Searcher::search(const Query& query) const {
  return translated([&] {
    const QueryPlan plan = plan_query(query);
    std::optional<ReaderPool::Lease> reader;
    return repeated([&] {
      if (!reader) reader.emplace(impl_->pool);
      Result result = search_once(reader->database(), plan, query);
      reader->keep();
      return result;
    });
  });
}

}  // namespace kho::index
