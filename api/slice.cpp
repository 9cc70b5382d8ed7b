#include "api/slice.h"

namespace kho::api {

Slice slice_from(const Request& request) {
  Slice slice;
  for (const auto& [name, value] : request.query) {
    if (name == "limit") {
      slice.limit = whole_number(name, value, 1, kSliceMax);
    } else if (name == "after") {
      slice.after = warehouse::Uuid::parse(value);
      if (!slice.after) throw Problem(400, "query_invalid", "after: is no id");
    } else {
      throw Problem(400, "query_invalid", "the parameters are after and limit");
    }
  }
  return slice;
}

}  // namespace kho::api
