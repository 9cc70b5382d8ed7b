// warehouse/link_check.h - Proves that a warehouse is whole: the store below, and its own links.
//
// Thread-safe functions beside readers and writers. Errors: std::system_error where the machine
// fails; what is wrong with the data is in the report.
#pragma once

#include <functional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "store/check.h"
#include "store/store.h"
#include "warehouse/names.h"
#include "warehouse/uuid.h"

namespace kho::warehouse {

inline constexpr NameTable<store::Finding::Severity, 3> kSeverityNames{
    {{store::Finding::Severity::kNote, "note"},
     {store::Finding::Severity::kError, "error"},
     {store::Finding::Severity::kDamage, "damage"}}};

struct CheckFinding {
  store::Finding::Severity severity = store::Finding::Severity::kNote;
  std::string text;              // For people; names blobs and ids, never an owner's number.
  std::vector<Uuid> components;  // Whose files cannot be read because of it...
  std::vector<Uuid> texts;       // ...or whose extracted texts.
  std::uint64_t touched = 0;     // How many those are, those beyond the bound included.
};
inline constexpr std::size_t kTouchedMax = 1000;  // Named of one finding, of each kind.

struct CheckReport {
  store::CheckReport store;  // Without its findings.
  std::uint64_t components = 0;
  std::uint64_t owners = 0;
  std::uint64_t texts = 0;
  std::uint64_t notes = 0, errors = 0, damages = 0;
  bool stopped = false;
  // SHA-256 of all files that cannot be read, and of those whose components were marked damaged
  // before; 32 raw bytes each.
  std::set<std::string> damaged_files, marked_files;
  // At most store::kFindingsMax of the store, and as many more.
  std::vector<CheckFinding> findings;

  [[nodiscard]] bool clean() const { return errors == 0 && damages == 0; }
};

[[nodiscard]] CheckReport check(const store::Store& store, const store::CheckOptions& options,
                                std::stop_token stop,
                                const std::function<void(std::uint64_t, std::uint64_t)>& progress);

}  // namespace kho::warehouse
