// bench/search/kho/measures.h - Times, memory and retrieval quality.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "bench/search/kho/corpus.h"
#include "index/query.h"

namespace kho::bench {

using SteadyClock = std::chrono::steady_clock;
[[nodiscard]] double seconds_since(SteadyClock::time_point start);

struct Latency {
  double p50_ms = 0;
  double p99_ms = 0;
  double mean_ms = 0;
};
// Of `ask(i)` for i in 0..count-1, after one pass to warm.
[[nodiscard]] Latency latency_of(std::size_t count, const std::function<void(std::size_t)>& ask);

// Of this process since it began.
[[nodiscard]] double peak_resident_mb();
[[nodiscard]] std::uint64_t bytes_in(const std::filesystem::path& directory);

inline constexpr std::uint32_t kDepth = 10;
// nDCG at kDepth: gain is the grade, discount log2; the ideal from all grades.
[[nodiscard]] double ndcg(const std::vector<index::Hit>& hits, const Judgements& judged);

}  // namespace kho::bench
