// store/check.h - Proves that a store is whole, or says what of it is not.
//
// Looks at everything that the tables say and counts it again, which takes eight to sixteen bytes of
// memory for each reference to a chunk; with read_data also at every byte of the segments. Runs
// beside readers and writers.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "store/core.h"

namespace kho::store {

struct CheckOptions {
  // Reads the records, too: all of them, or those of one part in `parts` of the chunks.
  bool read_data = false;
  std::uint32_t parts = 1;             // 1..10,000
  std::uint32_t part = 0;              // 0..parts - 1
  std::uint64_t bytes_per_second = 0;  // Read; 0: no limit.
  // So many records are remembered while they are looked for, about 80 bytes each, or those of one
  // segment; for more, the tables are gone through again.
  std::uint64_t records_at_once = 2'000'000;
};

struct Finding {
  enum class Severity {
    kNote,    // Nothing is lost: bytes that nothing names are no record.
    kError,   // Counts or links are wrong; no byte is lost.
    kDamage,  // Bytes are lost.
  };
  Severity severity = Severity::kNote;
  std::string text;           // For people; names segments, offsets and hashes.
  std::vector<BlobId> blobs;  // That cannot be read because of it.
};

inline constexpr std::size_t kFindingsMax = 10000;  // More are counted only.

struct CheckReport {
  std::uint64_t blobs = 0;
  std::uint64_t chunks = 0;
  std::uint64_t commits = 0;
  std::uint64_t log_entries = 0;
  std::uint64_t segments = 0;
  std::uint64_t records_read = 0;
  std::uint64_t bytes_read = 0;
  std::uint64_t notes = 0, errors = 0, damages = 0;  // Found, those beyond kFindingsMax included.
  bool stopped = false;
  std::vector<Finding> findings;

  [[nodiscard]] bool clean() const { return errors == 0 && damages == 0 && !stopped; }
};

// `progress` hears of bytes read and to read. Throws std::system_error where the machine fails.
[[nodiscard]] CheckReport check(
    const Core& core, const CheckOptions& options, std::stop_token stop = {},
    const std::function<void(std::uint64_t, std::uint64_t)>& progress = {});

}  // namespace kho::store
