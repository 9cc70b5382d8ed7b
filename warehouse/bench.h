// warehouse/bench.h - How fast this warehouse answers on this machine, with what it really holds.
//
// Of each part first how many a second are answered at most (closed_loop(), load.h), then how long
// answers take at a steady rate (open_loop()). Reads only, and past whatever keeps who looked or
// asked: nothing in the warehouse changes, and no damage is marked. Answers are made as for the
// interface, but not put into JSON and not sent.
//
// Thread-safe function beside readers and writers, whose work it slows down. Errors: store::Error;
// what single requests throw is counted.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "store/store.h"
#include "warehouse/environment.h"
#include "warehouse/load.h"
#include "warehouse/names.h"
#include "warehouse/reuse_desk.h"
#include "warehouse/search_desk.h"

namespace kho::warehouse {

enum class BenchPart {
  kRetrieval,  // Files, whole, each chunk checked.
  kReuse,      // Reuse answers.
  kSearch,     // First pages of hits, with fragments.
};
inline constexpr NameTable<BenchPart, 3> kBenchPartNames{{{BenchPart::kRetrieval, "retrieval"},
                                                          {BenchPart::kReuse, "reuse"},
                                                          {BenchPart::kSearch, "search"}}};

// Why a part was not measured.
enum class LeftOut { kNoComponents, kNoProcedures, kIndexUnusable, kIndexEmpty };
inline constexpr NameTable<LeftOut, 4> kLeftOutNames{
    {{LeftOut::kNoComponents, "no_components"},
     {LeftOut::kNoProcedures, "no_procedures"},  // In force today.
     {LeftOut::kIndexUnusable, "index_unusable"},
     {LeftOut::kIndexEmpty, "index_empty"}}};

struct BenchOrder {
  std::vector<BenchPart> parts;  // Each once; none: all.
  std::uint64_t seconds = 10;    // 1..kBenchSecondsMax: at most, and again at the rate.
  std::uint64_t per_second = 0;  // ..kBenchRateMax; 0: half of what was answered at most.
  std::uint64_t threads = 0;     // ..kBenchThreadsMax; 0: as many as there are cores.
  std::uint64_t seed = 1;        // Of what is drawn, and when it is due.
};
inline constexpr std::uint64_t kBenchSecondsMax = 3600;
inline constexpr std::uint64_t kBenchRateMax = 1'000'000;
inline constexpr std::uint64_t kBenchHalfMax = 10'000;  // The rate where none is given.
inline constexpr std::uint64_t kBenchThreadsMax = 64;
inline constexpr std::uint64_t kBenchSeedMax = 1ULL << 53;  // Whole in every JSON.

struct BenchPartReport {
  BenchPart part = BenchPart::kRetrieval;
  std::optional<LeftOut> left_out;  // Then nothing else is known.
  std::uint64_t sample = 0;         // Different requests, made by turns.
  LoadResult most;
  std::uint64_t most_disk_bytes = 0;  // Read from the disk meanwhile, by anything in the process.
  double rate = 0;                    // Asked for; 0 where it was stopped before.
  LoadResult steady;
  std::uint64_t steady_disk_bytes = 0;
};

struct BenchReport {
  std::vector<BenchPartReport> parts;  // As far as they were begun.
  std::uint64_t seconds = 0, threads = 0, seed = 0;
  unsigned cores = 0;
  std::uint64_t memory_bytes = 0;
  std::string kernel;  // "Linux 6.1.0-18-amd64 x86_64"
  std::uint64_t components = 0;
  store::Position log_position = 0;
  bool stopped = false;
};

struct BenchSubject {
  const store::Store& store;
  const ReuseDesk& reuse;
  const SearchDesk& searches;
  bool has_index = false;
};

// `order` is as its fields say.
[[nodiscard]] BenchReport bench(const BenchSubject& subject, const BenchOrder& order,
                                const Clock& clock, LoadClock& load_clock,
                                const std::stop_token& stop);

}  // namespace kho::warehouse
