// warehouse/diagnosis.h - What an administrator should look at: what was seen, and what is made of
// it.
//
// A look of milliseconds, but for damaged papers, which are counted by walking all records; what
// only reading everything can find is the work of a check (link_check.h). Pure function over
// values. Each code's cause, risk and remedy: docs/errors.md. Nothing here tells of owners.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/glance.h"
#include "warehouse/folder_rights.h"
#include "warehouse/jobs.h"
#include "warehouse/names.h"
#include "warehouse/readiness.h"
#include "warehouse/token.h"
#include "warehouse/webhook_desk.h"

namespace kho::warehouse {

enum class Urgency {
  kLook,     // In the next days.
  kSerious,  // Now: data is lost, writing or part of the service has stopped, or soon will.
};
inline constexpr NameTable<Urgency, 2> kUrgencyNames{
    {{Urgency::kLook, "look"}, {Urgency::kSerious, "serious"}}};

struct Diagnosis {
  std::string code;
  Urgency urgency = Urgency::kLook;
  std::string subject;  // What it is about: a file, an id; may be empty.
  std::string detail;   // What was measured, in English.
};

// What was seen.
struct Symptoms {
  Status status;
  store::Glance glance;
  std::int64_t now_ms = 0;
  std::int64_t newest_entry_ms = 0;             // Of the log; 0: it is empty.
  std::uint64_t disk_bytes = 0;                 // The whole disk; 0: unknown, as below.
  std::uint64_t files_max = 0, files_free = 0;  // That the file system can name.
  std::uint64_t damaged_components = 0;
  bool tables_checked = true;         // store::Store::checks_tables()
  std::uint64_t snapshot_behind = 0;  // store::Store::oldest_snapshot_behind()
  std::vector<Token> tokens;
  std::vector<WebhookView> webhooks;
  std::int64_t checked_at_ms = 0;  // The last nightly check that ended well; 0: there is none.
  std::vector<std::string> failed_jobs;  // Names of the kinds whose newest job failed.
  std::vector<WrongRight> wrong_rights;
  std::vector<std::string> old_tables;       // Names of folders that a rebuild put aside.
  std::vector<std::string> bad_trust_files;  // Names of files of which nothing could be read.
};

inline constexpr std::int64_t kExpiryWarnMs = 21LL * 86'400'000;
// What ended longer ago is nobody's concern any more.
inline constexpr std::int64_t kExpiredToldMs = 30LL * 86'400'000;
inline constexpr std::int64_t kCheckOldMs = 3LL * 86'400'000;
inline constexpr std::int64_t kClockSlackMs = 60'000;
inline constexpr std::uint64_t kSnapshotBehindWarn = 10'000;  // Commits.

// The serious ones first.
[[nodiscard]] std::vector<Diagnosis> diagnose(const Symptoms& seen);

// Of anything that ends at a time, by the codes of its kind; nullopt while that is far.
[[nodiscard]] std::optional<Diagnosis> expiry(const std::string& expiring,
                                              const std::string& expired,
                                              const std::string& subject, std::int64_t ends_at_ms,
                                              std::int64_t now_ms);

}  // namespace kho::warehouse
