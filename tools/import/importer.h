// tools/import/importer.h - A list of papers goes into the warehouse, line by line.
//
//   line ──> known from an earlier run? ──> checked ──> file read, hashed ──> deposited ──> state
//              │ yes                          │ wrong                            │ refused
//              └──> counted                   └──────────> reported, and on <────┘
//
// One after the other: a line is answered for before the next is read. Killed at any moment, the
// next run repeats at most the line that was under way, and the warehouse recognises its paper.
// Where the warehouse itself fails, the import ends; what was done stays done.
//
// Thread-confined. Errors: CommandError of the warehouse; std::system_error.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tools/import/deposit.h"
#include "tools/import/import_state.h"
#include "tools/import/standing.h"

namespace kho::tools {

struct ImportCounts {
  std::uint64_t lines = 0;
  std::uint64_t imported = 0;                     // Papers that the warehouse had not.
  std::uint64_t held = 0;                         // That it had.
  std::uint64_t done_before = 0;                  // By an earlier run.
  std::uint64_t failed = 0;                       // Refused in this run...
  std::uint64_t failed_before = 0;                // ...and in an earlier one, not tried again.
  std::uint64_t valid = 0;                        // Of a dry run.
  std::uint64_t bytes = 0;                        // Of files that were read.
  std::uint64_t stored_bytes = 0;                 // What they added on disk.
  std::map<std::string, std::uint64_t> warnings;  // By code.
};

// The world around it, passed in so that tests can own it.
struct ImportSurroundings {
  Ask ask;
  std::function<bool()> stop;  // True: it is time to stop.
  std::function<void(std::uint64_t line, const CommandError&)> report;
  std::function<void(const ImportCounts&, double share_done)> progress;
};

struct ImportRules {
  bool dry_run = false;
  bool retry_failed = false;
};

class Importer {
 public:
  // `state` is null of a dry run.
  Importer(const Folder& folder, ImportState* state, const ImportRules& rules,
           ImportSurroundings around)
      : folder_(folder), state_(state), rules_(rules), around_(std::move(around)) {}

  // False: stopped before the end.
  bool run(LineSource& source);

  [[nodiscard]] const ImportCounts& counts() const { return counts_; }

 private:
  void take(const ImportLine& line, bool is_last_chance);
  void put_in(const ImportLine& line, const store::Sha256& identity,
              const std::optional<ImportState::Entry>& before);
  void check(const ImportLine& line);
  void count(const BulkDeposit& deposit);
  void fail(std::uint64_t line, const CommandError& error);
  // Superseded papers wait for their successors. False: stopped.
  bool take_waiting();

  const Folder& folder_;
  ImportState* const state_;
  const ImportRules rules_;
  const ImportSurroundings around_;
  ImportCounts counts_;
  ImportedPapers papers_;
  std::vector<ImportLine> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::set<std::string> known_types_;
};

}  // namespace kho::tools
