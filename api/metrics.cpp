#include "api/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <tuple>

#include "api/jwt.h"
#include "api/tls.h"

namespace kho::api {
namespace {

// Seconds: a reuse answer takes a tenth of a millisecond, a large file seconds.
const prometheus::Histogram::BucketBoundaries kBuckets{
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10};

// Of whatever has no route: one series, however many paths are tried.
constexpr const char* kNoRoute = "none";

// Has no series until one is added: not every server has such a thing.
prometheus::Family<prometheus::Gauge>& gauges(prometheus::Registry& registry, const char* name,
                                              const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
}

// Made anew each time, so that webhooks that were removed are no more in it.
std::string webhooks_text(warehouse::Warehouse& warehouse, store::Position log_position) {
  prometheus::Registry registry;
  auto& deliveries = prometheus::BuildCounter()
                         .Name("kho_webhook_deliveries_total")
                         .Help("Attempts to deliver an event to a webhook, by outcome")
                         .Register(registry);
  const warehouse::WebhookCounts counts = warehouse.webhook_deliveries().counts();
  deliveries.Add({{"outcome", "delivered"}}).Increment(static_cast<double>(counts.delivered));
  deliveries.Add({{"outcome", "failed"}}).Increment(static_cast<double>(counts.failed));
  auto& lag = gauges(registry, "kho_webhook_lag_entries", "Log entries that a webhook is behind");
  auto& dead = gauges(registry, "kho_webhook_dead_letters", "Events that could not be delivered");
  auto& disabled = gauges(registry, "kho_webhook_disabled", "1 while a webhook is told nothing");
  for (const warehouse::WebhookView& view : warehouse.webhooks().list()) {
    const prometheus::Labels labels{{"webhook", view.webhook.id.text()}};
    const store::Position position = std::min(view.progress.position, log_position);
    lag.Add(labels).Set(static_cast<double>(log_position - position));
    dead.Add(labels).Set(static_cast<double>(view.dead_letters));
    disabled.Add(labels).Set(view.progress.disabled == warehouse::WebhookEnd::kNone ? 0 : 1);
  }
  return prometheus::TextSerializer().Serialize(registry.Collect());
}

// What the server does by itself, and what the last check found.
std::string schedule_text(warehouse::Warehouse& warehouse) {
  prometheus::Registry registry;
  const warehouse::Scheduler& scheduler = warehouse.scheduler();
  auto& runs = prometheus::BuildCounter()
                   .Name("kho_scheduled_runs_total")
                   .Help("Scheduled tasks that have ended, by outcome")
                   .Register(registry);
  for (const auto& [run, count] : scheduler.counts()) {
    const auto& [task, outcome] = run;
    runs.Add({{"task", std::string(name_in(warehouse::kScheduledTaskNames, task))},
              {"outcome", std::string(name_in(warehouse::kRunOutcomeNames, outcome))}})
        .Increment(static_cast<double>(count));
  }
  auto& successes =
      gauges(registry, "kho_scheduled_last_success_seconds",
             "When a task that is scheduled last did all it should, since 1970; 0: never");
  for (const warehouse::TaskView& view : scheduler.tasks()) {
    if (!view.enabled) continue;
    successes.Add({{"task", std::string(name_in(warehouse::kScheduledTaskNames, view.task))}})
        .Set(static_cast<double>(view.record.succeeded_at_ms / 1000));
  }
  auto& findings = gauges(registry, "kho_check_findings", "What the last finished check found");
  if (const auto found = warehouse.last_check()) {
    findings.Add({{"severity", "note"}}).Set(static_cast<double>(found->notes));
    findings.Add({{"severity", "error"}}).Set(static_cast<double>(found->errors));
    findings.Add({{"severity", "damage"}}).Set(static_cast<double>(found->damages));
  }
  return prometheus::TextSerializer().Serialize(registry.Collect());
}

}  // namespace

struct Metrics::Impl {
  // Of one kind of request. Both live as long as the registry.
  struct Series {
    prometheus::Counter* requests;
    prometheus::Histogram* seconds;
  };

  prometheus::Gauge& gauge(const char* name, const char* help) {
    return gauges(registry, name, help).Add({});
  }

  // Remembers them: the library looks labels up by comparing all of them.
  Series series_of(std::string_view method, std::string_view route, int status) {
    const std::tuple key(std::string(method), std::string(route), status);
    {
      const std::shared_lock lock(mutex);
      const auto known = all_series.find(key);
      if (known != all_series.end()) return known->second;
    }
    const std::string verb(method);
    const std::string name(route);
    const Series made{
        &requests.Add({{"method", verb}, {"route", name}, {"status", std::to_string(status)}}),
        &seconds.Add({{"method", verb}, {"route", name}}, kBuckets)};
    const std::unique_lock lock(mutex);
    return all_series.emplace(key, made).first->second;
  }

  std::shared_mutex mutex;
  std::map<std::tuple<std::string, std::string, int>, Series> all_series;  // Protected by mutex.

  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
      prometheus::BuildCounter()
          .Name("kho_http_requests_total")
          .Help("Requests answered, by method, route and status")
          .Register(registry);
  prometheus::Family<prometheus::Histogram>& seconds =
      prometheus::BuildHistogram()
          .Name("kho_http_request_seconds")
          .Help("Time to the answer, its sending not included")
          .Register(registry);
  prometheus::Gauge& writable = gauge("kho_writable", "1 while the warehouse takes writes");
  prometheus::Gauge& searchable = gauge("kho_searchable", "1 while the index can be read");
  prometheus::Gauge& failures = gauge("kho_failures", "What /readyz finds wrong");
  prometheus::Family<prometheus::Gauge>& checks =
      gauges(registry, "kho_check", "The checks of /readyz: 0 ok, 1 warns, 2 fails");
  prometheus::Gauge& free = gauge("kho_disk_free_bytes", "Free on the disk of the warehouse");
  prometheus::Gauge& accesses = gauge("kho_accesses_waiting", "Views that are not durable yet");
  prometheus::Gauge& log = gauge("kho_log_position", "Entries in the change log");
  prometheus::Gauge& text_lag = gauge("kho_text_lag_entries", "Log entries whose files wait");
  prometheus::Gauge& index_lag = gauge("kho_index_lag_entries", "Log entries not yet searchable");
  prometheus::Gauge& audit_lag = gauge("kho_audit_lag_entries", "Log entries without checkpoint");
  prometheus::Gauge& indicator_lag = gauge("kho_indicator_lag_entries", "Log entries not counted");
  prometheus::Gauge& streams = gauge("kho_event_streams", "Clients that are told of events");
  prometheus::Gauge& waiting = gauge("kho_readings_waiting", "Files that wait to be read");
  prometheus::Gauge& delayed = gauge("kho_readings_delayed", "Files to be tried again later");
  prometheus::Gauge& quarantined = gauge("kho_readings_quarantined", "Files that failed too often");
  prometheus::Gauge& read = gauge("kho_readings_done", "Files read since the server began");
  prometheus::Family<prometheus::Gauge>& certificate_end =
      gauges(registry, "kho_tls_certificate_not_after_seconds",
             "When the server's certificate ends, since 1970");
  prometheus::Family<prometheus::Gauge>& stale =
      gauges(registry, "kho_reload_failing",
             "1 while changed files cannot be used and older ones stay in force");
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

void Metrics::count(std::string_view method, std::string_view route, int status,
                    std::chrono::steady_clock::duration took) {
  const bool is_known = !route.empty();
  const Impl::Series series =
      impl_->series_of(is_known ? method : kNoRoute, is_known ? route : kNoRoute, status);
  series.requests->Increment();
  series.seconds->Observe(std::chrono::duration<double>(took).count());
}

std::string Metrics::text(warehouse::Warehouse& warehouse, const Doors& doors, int streams) const {
  const warehouse::Status status = warehouse.status();
  const auto behind = [&](store::Position position) {
    return static_cast<double>(status.behind(position));
  };
  std::size_t failures = 0;
  for (const warehouse::Check& check : warehouse::checks_of(status)) {
    const std::string_view name = name_in(warehouse::kPartNames, check.part);
    impl_->checks.Add({{"check", std::string(name)}}).Set(static_cast<double>(check.level));
    if (check.level == warehouse::Check::Level::kFail) failures += check.reasons.size();
  }
  impl_->free.Set(static_cast<double>(status.free_bytes.value_or(0)));
  impl_->accesses.Set(static_cast<double>(status.accesses_waiting));
  impl_->writable.Set(status.writable ? 1 : 0);
  impl_->searchable.Set(status.searchable ? 1 : 0);
  impl_->failures.Set(static_cast<double>(failures));
  impl_->log.Set(static_cast<double>(status.log_position));
  impl_->text_lag.Set(behind(status.text_position));
  impl_->index_lag.Set(behind(status.index_position));
  impl_->audit_lag.Set(behind(status.audit_position));
  impl_->indicator_lag.Set(behind(status.indicator_position));
  impl_->streams.Set(streams);
  impl_->waiting.Set(static_cast<double>(status.readings.counts.waiting));
  impl_->delayed.Set(static_cast<double>(status.readings.counts.delayed));
  impl_->quarantined.Set(static_cast<double>(status.readings.counts.quarantined));
  impl_->read.Set(static_cast<double>(status.readings.done));
  if (doors.tls != nullptr) {
    impl_->certificate_end.Add({}).Set(static_cast<double>(doors.tls->ends_at_s()));
    impl_->stale.Add({{"what", "tls"}}).Set(doors.tls->is_stale() ? 1 : 0);
  }
  if (doors.jwt != nullptr) {
    impl_->stale.Add({{"what", "jwt"}}).Set(doors.jwt->is_stale() ? 1 : 0);
  }
  return prometheus::TextSerializer().Serialize(impl_->registry.Collect()) +
         webhooks_text(warehouse, status.log_position) + schedule_text(warehouse);
}

}  // namespace kho::api
