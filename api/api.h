// api/api.h - The HTTP interface over one warehouse: every route, none of the sockets.
//
// docs/http.md describes it for those who call it. handle() answers every request, whatever goes
// wrong inside. Thread-safe.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "api/access.h"
#include "api/event_stream.h"
#include "api/http.h"
#include "api/metrics.h"
#include "api/problem.h"
#include "warehouse/warehouse.h"

namespace kho::api {

// Beyond these a body is refused.
inline constexpr std::size_t kJsonBytesMax = 1 << 20;
inline constexpr std::size_t kCatalogueBytesMax = 64 << 20;
inline constexpr std::size_t kMetadataBytesMax = 64 << 10;
// A request for a job may wait so long for its end.
inline constexpr std::uint64_t kJobWaitSecondsMax = 30;
// Records of the catalogue in one answer.
inline constexpr std::size_t kCataloguePageMax = 200;

// What there is, for descriptions and tests.
struct RouteInfo {
  std::string_view method;
  std::string_view pattern;  // "/v1/components/{id}"
  Right right;
};
[[nodiscard]] std::vector<RouteInfo> route_list();

class Api {
 public:
  // `report` is told of what went wrong inside, for the log: one line, no personal data.
  Api(warehouse::Warehouse& warehouse, std::function<void(const std::string&)> report,
      Doors doors = {});

  [[nodiscard]] Response handle(const Request& request) const noexcept;

  // Throws the Problem with which handle() would refuse the request whatever its body is: before a
  // large body is taken. (Where requests are counted, those that pass here are counted twice.)
  void admit(const Request& request) const;

  // The most bytes that the body of a request for `path` may have, and the answer to one with more.
  [[nodiscard]] std::uint64_t body_bytes_max(std::string_view path) const;
  [[nodiscard]] Problem body_too_large(std::string_view path) const;
  // A body for `path` may be large: its route reads Request::content().
  [[nodiscard]] bool takes_files(std::string_view path) const;

  // What was counted since the beginning, and how the warehouse is.
  [[nodiscard]] std::string metrics_text() const {
    return metrics_.text(warehouse_, doors_, streams_.open());
  }
  [[nodiscard]] StreamSlots& streams() const { return streams_; }
  [[nodiscard]] const Doors& doors() const { return doors_; }

 private:
  Response answer_or_problem(const Request& request) const;
  // `matched` is told the pattern of the route as soon as it is known.
  Response answer(const Request& request, std::string_view& matched) const;

  warehouse::Warehouse& warehouse_;
  const std::function<void(const std::string&)> report_;
  const Doors doors_;
  mutable Metrics metrics_;
  mutable StreamSlots streams_;
};

}  // namespace kho::api
