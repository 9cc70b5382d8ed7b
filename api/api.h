// api/api.h - The HTTP interface over one warehouse: every route, none of the sockets.
//
// docs/http.md describes it for those who call it. handle() answers every request, whatever goes
// wrong inside. Thread-safe.
#pragma once

#include <functional>
#include <string>

#include "api/http.h"
#include "api/problem.h"
#include "warehouse/warehouse.h"

namespace kho::api {

// Beyond these a body is refused.
inline constexpr std::size_t kJsonBytesMax = 1 << 20;
inline constexpr std::size_t kCatalogueBytesMax = 64 << 20;
inline constexpr std::size_t kMetadataBytesMax = 64 << 10;
// A request for a job may wait so long for its end.
inline constexpr std::uint64_t kJobWaitSecondsMax = 30;

class Api {
 public:
  // `report` is told of what went wrong inside, for the log: one line, no personal data.
  Api(warehouse::Warehouse& warehouse, std::function<void(const std::string&)> report);

  [[nodiscard]] Response handle(const Request& request) const noexcept;

  // The most bytes that the body of a request for `path` may have, and the answer to one with more.
  [[nodiscard]] std::uint64_t body_bytes_max(std::string_view path) const;
  [[nodiscard]] Problem body_too_large(std::string_view path) const;

 private:
  struct Holes;
  struct Route;
  static const std::vector<Route>& routes();

  Response answer_or_problem(const Request& request) const;
  Response answer(const Request& request) const;
  Response post_component(const Request& request) const;
  Response get_component(const warehouse::Uuid& id) const;
  Response get_content(const Request& request, const warehouse::Uuid& id) const;
  Response delete_component(const Request& request, const warehouse::Uuid& id) const;
  Response post_hold(const Request& request, const warehouse::Uuid& id) const;
  Response delete_hold(const warehouse::Uuid& id, const std::string& name) const;
  Response post_retention(const Request& request, const warehouse::Uuid& id) const;
  Response get_statistics() const;
  Response post_job(const Request& request) const;
  Response get_jobs() const;
  Response get_job(const Request& request, const warehouse::Uuid& id) const;
  Response delete_job(const warehouse::Uuid& id) const;
  Response post_reuse_query(const Request& request) const;
  Response get_search(const Request& request) const;
  Response post_search(const Request& request) const;
  Response post_catalogue(const Request& request) const;
  Response get_audit_key() const;
  Response post_audit_key() const;
  Response get_checkpoint(const Request& request) const;
  Response post_checkpoint() const;
  Response get_log_entries(const Request& request) const;
  Response get_log_proof(std::uint64_t position) const;
  Response get_consistency(const Request& request) const;
  Response livez() const;
  Response readyz() const;
  Response version() const;

  warehouse::Warehouse& warehouse_;
  const std::function<void(const std::string&)> report_;
};

}  // namespace kho::api
