#include "warehouse/diagnosis.h"

#include <fmt/format.h>

#include <algorithm>

#include "store/segments.h"
#include "warehouse/date.h"

namespace kho::warehouse {
namespace {

class Told {
 public:
  void look(const char* code, std::string subject, std::string detail) {
    all_.push_back({code, Urgency::kLook, std::move(subject), std::move(detail)});
  }
  void serious(const char* code, std::string subject, std::string detail) {
    all_.push_back({code, Urgency::kSerious, std::move(subject), std::move(detail)});
  }
  void add(std::optional<Diagnosis> diagnosis) {
    if (diagnosis) all_.push_back(std::move(*diagnosis));
  }
  // The serious ones first.
  std::vector<Diagnosis> take() {
    std::ranges::stable_sort(all_, [](const Diagnosis& left, const Diagnosis& right) {
      return left.urgency > right.urgency;
    });
    return std::move(all_);
  }

 private:
  std::vector<Diagnosis> all_;
};

void look_at_disk(const Symptoms& seen, Told& found) {
  const auto free = seen.status.free_bytes;
  if (free) {
    const std::string detail = fmt::format("{} MiB free of {}", *free >> 20, seen.disk_bytes >> 20);
    if (*free < seen.status.file_bytes_max) {
      found.serious("disk_full", "", detail);
    } else if (*free < kFreeBytesWarn || *free < seen.disk_bytes / 20) {
      found.look("disk_low", "", detail);
    }
  }
  if (seen.files_max > 0 && seen.files_free < seen.files_max / 20) {
    found.look("inodes_low", "",
               fmt::format("{} more files of {}", seen.files_free, seen.files_max));
  }
}

void look_at_segments(const store::Glance& glance, Told& found) {
  for (const store::SegmentId id : glance.missing) {
    found.serious("segment_missing", store::segment_file_name(id), "the file is not there");
  }
  for (const store::SegmentId id : glance.cut) {
    found.serious("segment_damaged", store::segment_file_name(id), "the file is too short");
  }
  for (const store::SegmentId id : glance.damaged) {
    found.serious("segment_damaged", store::segment_file_name(id), "its first block was changed");
  }
  for (const store::SegmentId id : glance.unknown) {
    found.look("segment_orphan", store::segment_file_name(id), "no table names it");
  }
}

// What /readyz fails on has a code of its own for each part.
const char* failure_code(Part part) {
  switch (part) {
    case Part::kStore:
    case Part::kDisk:
      break;  // Looked at by themselves.
    case Part::kAccessLog:
      return "access_log_stuck";
    case Part::kIndex:
      return "index_unusable";
    case Part::kText:
      return "reading_stuck";
    case Part::kTally:
      return "indicators_stuck";
    case Part::kAudit:
      return "audit_stuck";
    case Part::kSigningKey:
      return "signing_key_unusable";
  }
  return nullptr;
}

void look_at_parts(const Status& status, Told& found) {
  if (!status.writable) found.serious("writing_stopped", "", "a write failed");
  for (const Failure& failure : status.failures) {
    if (const char* code = failure_code(failure.part)) found.serious(code, "", failure.why);
  }
  const auto behind = [&](const char* code, store::Position position) {
    const std::uint64_t entries = status.behind(position);
    if (entries >= kBehindWarn) found.look(code, "", fmt::format("{} entries behind", entries));
  };
  behind("index_behind", status.index_position);
  behind("audit_behind", status.audit_position);
  behind("indicators_behind", status.indicator_position);
  const ReadingCounts& readings = status.readings.counts;
  if (readings.quarantined > 0) {
    found.look("readings_quarantined", "", fmt::format("{} files", readings.quarantined));
  }
  if (readings.waiting >= kReadingsWarn) {
    found.look("readings_waiting", "", fmt::format("{} files", readings.waiting));
  }
}

void look_at_tokens(const Symptoms& seen, Told& found) {
  for (const Token& token : seen.tokens) {
    if (token.revoked_at_ms) continue;
    found.add(expiry("token_expiring", "token_expired", token.id.text(), token.expires_at_ms,
                     seen.now_ms));
  }
}

void look_at_webhooks(const Symptoms& seen, Told& found) {
  for (const WebhookView& view : seen.webhooks) {
    const std::string id = view.webhook.id.text();
    if (view.progress.disabled != WebhookEnd::kNone) {
      found.look("webhook_off", id, std::string(name_in(kWebhookEndNames, view.progress.disabled)));
    } else if (const std::uint64_t entries = seen.status.behind(view.progress.position);
               view.progress.failing_since_ms && entries > 0) {
      found.look("webhook_failing", id,
                 fmt::format("{} entries behind, last: {}", entries, view.progress.last_failure));
    }
    if (view.dead_letters > 0) {
      found.look("webhook_dead_letters", id, fmt::format("{} events", view.dead_letters));
    }
  }
}

void look_at_rights(const Symptoms& seen, Told& found) {
  for (const WrongRight& wrong : seen.wrong_rights) {
    const std::string detail = fmt::format("mode {:o}", wrong.mode);
    if (wrong.what == WrongRight::What::kOpenToOthers) {
      found.serious("permissions_wide", wrong.file, detail);
    } else {
      found.look("owned_by_others", wrong.file, detail);
    }
  }
}

}  // namespace

std::optional<Diagnosis> expiry(const std::string& expiring, const std::string& expired,
                                const std::string& subject, std::int64_t ends_at_ms,
                                std::int64_t now_ms) {
  const std::int64_t left = ends_at_ms - now_ms;
  if (left > kExpiryWarnMs || left < -kExpiredToldMs) return std::nullopt;
  const std::string detail = "ends " + utc_text(ends_at_ms);
  if (left > 0) return Diagnosis{expiring, Urgency::kLook, subject, detail};
  return Diagnosis{expired, Urgency::kSerious, subject, detail};
}

std::vector<Diagnosis> diagnose(const Symptoms& seen) {
  Told found;
  look_at_disk(seen, found);
  look_at_parts(seen.status, found);
  look_at_segments(seen.glance, found);
  if (seen.damaged_components > 0) {
    found.serious("papers_damaged", "", fmt::format("{} papers", seen.damaged_components));
  }
  if (seen.newest_entry_ms > seen.now_ms + kClockSlackMs) {
    found.serious("clock_behind_log", "",
                  "the newest entry is of " + utc_text(seen.newest_entry_ms));
  }
  if (seen.snapshot_behind >= kSnapshotBehindWarn) {
    found.look("reader_stale", "", fmt::format("{} commits behind", seen.snapshot_behind));
  }
  if (!seen.tables_checked) found.look("tables_unchecked", "", "tables of version 1");
  look_at_rights(seen, found);
  look_at_tokens(seen, found);
  look_at_webhooks(seen, found);
  if (seen.checked_at_ms > 0 && seen.now_ms - seen.checked_at_ms > kCheckOldMs) {
    found.look("check_old", "",
               "the last one that ended well is of " + utc_text(seen.checked_at_ms));
  }
  for (const std::string& kind : seen.failed_jobs) found.look("job_failed", kind, "");
  for (const std::string& folder : seen.old_tables) found.look("old_tables_left", folder, "");
  for (const std::string& file : seen.bad_trust_files) {
    found.look("trust_file_unreadable", file, "no certificate, no revocation list");
  }
  return found.take();
}

}  // namespace kho::warehouse
