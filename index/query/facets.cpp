#include "index/query/facets.h"

#include <algorithm>

#include "index/schema.h"

namespace kho::index {

FacetCounter::FacetCounter(const std::vector<Field>& fields, Xapian::Enquire& enquire)
    : fields_(fields) {
  enquire.clear_matchspies();
  for (const Field field : fields) {
    spies_.emplace_back(schema::facet_slot(field).value());
    enquire.add_matchspy(&spies_.back());
  }
}

std::vector<Facet> FacetCounter::facets(std::uint64_t total, bool total_is_exact) const {
  std::vector<Facet> facets;
  auto field = fields_.begin();
  for (const Xapian::ValueCountMatchSpy& spy : spies_) {
    Facet facet;
    facet.field = *field++;
    const std::uint64_t seen = spy.get_total();
    facet.is_exact = total_is_exact && seen >= total;
    for (auto value = spy.top_values_begin(kFacetValuesMax);
         value != spy.top_values_end(kFacetValuesMax); ++value) {
      std::uint64_t count = value.get_termfreq();
      if (!facet.is_exact && seen > 0) {
        count = std::max<std::uint64_t>(count, count * total / seen);
      }
      facet.values.push_back({*value, count});
    }
    std::ranges::stable_sort(facet.values, [](const FacetValue& a, const FacetValue& b) {
      return a.count != b.count ? a.count > b.count : a.value < b.value;
    });
    facets.push_back(std::move(facet));
  }
  return facets;
}

}  // namespace kho::index
