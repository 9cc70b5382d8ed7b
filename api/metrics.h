// api/metrics.h - What the server counts and measures of itself, as Prometheus reads it.
//
// Names and units follow its conventions (prometheus.io/docs/practices/naming). Labels are patterns
// of routes, numbers of answers and ids of webhooks: never a key, a name or a URL. Thread-safe.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "api/access.h"
#include "warehouse/warehouse.h"

namespace kho::api {

class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // One answered request; `route` is a pattern of the table of routes, or empty.
  void count(std::string_view method, std::string_view route, int status,
             std::chrono::steady_clock::duration took);
  // All of it, and how the warehouse is at the moment, in the text format 0.0.4.
  [[nodiscard]] std::string text(warehouse::Warehouse& warehouse, const Doors& doors,
                                 int streams) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kho::api
