// bench/scale/process.h - Each measurement in a process of its own, and what a process takes.
//
// What one part leaves behind in its memory, its threads and its caches must not count for the
// next. The caller has no threads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

namespace kho::scale {

// What `work` returns, done in a child. Throws std::runtime_error with what the child threw.
[[nodiscard]] nlohmann::json apart(const std::function<nlohmann::json()>& work);
// The same in a child that kills itself at the end, so that nothing is closed.
void apart_and_killed(const std::function<void()>& work);

// Megabytes (10^6) of a line of /proc/self/status: "VmRSS", "RssAnon".
[[nodiscard]] double status_megabytes(std::string_view name);

// Asks the system to forget what it holds of the files under a folder, so that they are read from
// the disk. Nobody may have them open.
void forget_cached(const std::filesystem::path& folder);

[[nodiscard]] double seconds_of(const std::function<void()>& work);
// {"seconds": , "cpu_seconds": of all threads, "anonymous_mb": the largest}: on a machine that others
// use, too, the processor's time says more.
[[nodiscard]] nlohmann::json cost_of(const std::function<void()>& work);
// {"p50": , "p90": , "p99": , "p999": , "max": , "count": } of microseconds.
[[nodiscard]] nlohmann::json percentiles(std::vector<double> us);
// Of `rounds` calls, after a tenth as many that are not counted.
[[nodiscard]] nlohmann::json timed(std::size_t rounds, const std::function<void()>& call);

}  // namespace kho::scale
