// api/json_maintenance.h - Jobs, what they report, and how the warehouse is, as JSON.
#pragma once

#include <variant>

#include "api/json.h"
#include "warehouse/warehouse.h"

namespace kho::api {

struct ReindexOrder {
  bool anew = false;
};

struct BackupOrder {
  std::filesystem::path to;  // Absolute.
};

// Throws warehouse::Error kJobInvalid.
using JobRequest =
    std::variant<store::CompactionPolicy, warehouse::CheckOrder, warehouse::AuditOrder,
                 ReindexOrder, BackupOrder, warehouse::BenchOrder>;
[[nodiscard]] JobRequest job_request_from(const Json& json);

[[nodiscard]] Json to_json(const warehouse::Status& status);
[[nodiscard]] Json to_json(const warehouse::Statistics& statistics);
[[nodiscard]] Json to_json(const warehouse::Job& job);
[[nodiscard]] Json to_json(const warehouse::Diagnosis& diagnosis);
[[nodiscard]] Json to_json(const store::RebuildReport& report);

}  // namespace kho::api
