#include "index/query/restriction.h"

#include <chrono>
#include <map>
#include <string>

#include "index/schema.h"

namespace kho::index {
namespace {

// Beyond, asking for each year costs more than looking at every document's day.
constexpr int kYearsMax = 60;

std::chrono::year_month_day civil(std::int32_t days) {
  return std::chrono::sys_days(std::chrono::days(days));
}

// The terms of the years that a range touches; nullopt where it is open or long.
std::optional<Xapian::Query> years_of(const DayRange& days) {
  if (!days.from || !days.to) return std::nullopt;
  const int first = static_cast<int>(civil(*days.from).year());
  const int last = static_cast<int>(civil(*days.to).year());
  if (last - first >= kYearsMax) return std::nullopt;
  std::vector<Xapian::Query> years;
  for (int year = first; year <= last; ++year) {
    years.emplace_back(schema::kIssuedYearPrefix + std::to_string(year));
  }
  return joined(Xapian::Query::OP_OR, years);
}

bool is_whole_years(const DayRange& days) {
  const auto from = civil(*days.from);
  const auto to = civil(*days.to);
  return from.month() == std::chrono::January && from.day() == std::chrono::day(1) &&
         to.month() == std::chrono::December && to.day() == std::chrono::day(31);
}

Xapian::Query days_query(const DayRange& days) {
  const auto key = [](std::int32_t day) { return Xapian::sortable_serialise(day); };
  if (days.from && days.to) {
    return {Xapian::Query::OP_VALUE_RANGE, schema::kIssuedSlot, key(*days.from), key(*days.to)};
  }
  if (days.from) return {Xapian::Query::OP_VALUE_GE, schema::kIssuedSlot, key(*days.from)};
  // The key of no date is empty, which is less than every other.
  return {Xapian::Query::OP_VALUE_RANGE, schema::kIssuedSlot, key(-1e9), key(*days.to)};
}

}  // namespace

Xapian::Query joined(Xapian::Query::op op, const std::vector<Xapian::Query>& parts) {
  return {op, parts.begin(), parts.end()};
}

Xapian::Query fixed_weight(double weight, const Xapian::Query& query) {
  const Xapian::Query source((new Xapian::FixedWeightPostingSource(weight))->release());
  return {Xapian::Query::OP_FILTER, source, query};
}

Xapian::Query every_document() { return Xapian::Query(std::string()); }

std::optional<Xapian::Query> having(const std::vector<Filter>& filters) {
  if (filters.empty()) return std::nullopt;
  std::map<Field, std::vector<Xapian::Query>> by_field;
  for (const Filter& filter : filters) {
    by_field[filter.field].emplace_back(schema::filter_term(filter));
  }
  std::vector<Xapian::Query> fields;
  for (const auto& [field, values] : by_field) {
    fields.push_back(joined(Xapian::Query::OP_OR, values));
  }
  return joined(Xapian::Query::OP_AND, fields);
}

std::optional<Xapian::Query> visible_to(const Rights& rights) {
  if (rights.is_everything()) return std::nullopt;
  std::vector<Xapian::Query> grants;
  for (const Grant& grant : rights.any_of) {
    Xapian::Query covered = having(grant.only).value_or(every_document());
    if (!grant.except.empty()) {
      std::vector<Xapian::Query> except;
      for (const Filter& filter : grant.except) except.emplace_back(schema::filter_term(filter));
      covered = {Xapian::Query::OP_AND_NOT, covered, joined(Xapian::Query::OP_OR, except)};
    }
    grants.push_back(std::move(covered));
  }
  return joined(Xapian::Query::OP_OR, grants);
}

std::optional<Xapian::Query> issued_within(const DayRange& days) {
  if (days.open()) return std::nullopt;
  const auto years = years_of(days);
  if (!years) return days_query(days);
  if (is_whole_years(days)) return years;
  return Xapian::Query(Xapian::Query::OP_AND, *years, days_query(days));
}

Xapian::Query restricted(const Xapian::Query& query,
                         const std::vector<std::optional<Xapian::Query>>& restrictions) {
  std::vector<Xapian::Query> all;
  for (const auto& restriction : restrictions) {
    if (restriction) all.push_back(*restriction);
  }
  if (all.empty()) return query;
  return {Xapian::Query::OP_FILTER, query, joined(Xapian::Query::OP_AND, all)};
}

}  // namespace kho::index
