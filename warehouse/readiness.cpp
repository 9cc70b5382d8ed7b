#include "warehouse/readiness.h"

#include <algorithm>

namespace kho::warehouse {
namespace {

void degrade(Check& check, Check::Level level, std::string reason) {
  check.level = std::max(check.level, level);
  check.reasons.push_back(std::move(reason));
}

void check_disk(const Status& status, Check& check) {
  if (!status.free_bytes) {
    degrade(check, Check::Level::kFail, "disk: it cannot be asked how much is free");
    return;
  }
  check.numbers = {{"free_bytes", *status.free_bytes}};
  if (*status.free_bytes < status.file_bytes_max) {
    degrade(check, Check::Level::kFail, "disk: a large file does not fit any more");
  } else if (*status.free_bytes < kFreeBytesWarn) {
    degrade(check, Check::Level::kWarn, "disk: less than 2 GiB are free");
  }
}

// Of what follows the log.
void check_lag(const Status& status, store::Position position, Check& check) {
  const std::uint64_t behind = status.behind(position);
  check.numbers = {{"position", position}, {"behind", behind}};
  if (behind >= kBehindWarn) degrade(check, Check::Level::kWarn, "far behind the log");
}

void check_readings(const ReadingCounts& readings, Check& check) {
  check.numbers.insert(check.numbers.end(), {{"waiting", readings.waiting},
                                             {"delayed", readings.delayed},
                                             {"quarantined", readings.quarantined}});
  if (readings.waiting >= kReadingsWarn) {
    degrade(check, Check::Level::kWarn, "many files wait to be read");
  }
  if (readings.quarantined > 0) {
    degrade(check, Check::Level::kWarn, "files could not be read: kho readings show");
  }
}

}  // namespace

std::vector<Check> checks_of(const Status& status) {
  std::vector<Check> checks;
  for (const auto& [part, name] : kPartNames) {
    Check check;
    check.part = part;
    switch (part) {
      case Part::kStore:
        check.numbers = {{"log_position", status.log_position}};
        if (!status.writable) {
          degrade(check, Check::Level::kFail, "writing stopped after a failed write; restart");
        }
        // What is whole can be served: a reason to look, none to send people away.
        if (status.last_check && status.last_check->damages + status.last_check->errors > 0) {
          degrade(check, Check::Level::kWarn, "the last check found damage: kho check");
        }
        break;
      case Part::kDisk:
        check_disk(status, check);
        break;
      case Part::kAccessLog:
        check.numbers = {{"waiting", status.accesses_waiting}};
        break;
      case Part::kIndex:
        check_lag(status, status.index_position, check);
        break;
      case Part::kText:
        check_lag(status, status.text_position, check);
        check_readings(status.readings.counts, check);
        break;
      case Part::kTally:
        check_lag(status, status.indicator_position, check);
        break;
      case Part::kAudit:
        check_lag(status, status.audit_position, check);
        break;
      case Part::kSigningKey:
        break;
    }
    for (const Failure& failure : status.failures) {
      if (failure.part == part) degrade(check, Check::Level::kFail, failure.why);
    }
    checks.push_back(std::move(check));
  }
  return checks;
}

}  // namespace kho::warehouse
