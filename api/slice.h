// api/slice.h - A page of a list that is at hand whole: `after` names the last record seen, `limit`
// how many to show.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "api/handler.h"

namespace kho::api {

inline constexpr std::size_t kSliceUsual = 100;
inline constexpr std::size_t kSliceMax = 1000;

struct Slice {
  std::optional<warehouse::Uuid> after;
  std::size_t limit = kSliceUsual;
};
// Throws Problem 400 query_invalid.
[[nodiscard]] Slice slice_from(const Request& request);

// Of records with an id. Where `after` is not among them (any more), the list begins anew.
template <typename Record, typename AsJson>
Response slice_response(const Call& call, const char* name, const std::vector<Record>& all,
                        const AsJson& as_json) {
  const Slice slice = slice_from(call.request);
  auto at = all.begin();
  if (slice.after) {
    const auto last = std::ranges::find(all, *slice.after, &Record::id);
    if (last != all.end()) at = last + 1;
  }
  Json records = Json::array();
  for (; at != all.end() && records.size() < slice.limit; ++at) records.push_back(as_json(*at));
  return page_response(name, std::move(records),
                       at == all.end() ? Json() : Json((at - 1)->id.text()));
}

}  // namespace kho::api
