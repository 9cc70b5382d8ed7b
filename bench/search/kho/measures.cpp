#include "bench/search/kho/measures.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

namespace kho::bench {
namespace {

double dcg(const std::vector<double>& grades) {
  double sum = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(grades.size(), kDepth); ++i) {
    sum += grades[i] / std::log2(static_cast<double>(i) + 2);
  }
  return sum;
}

}  // namespace

double seconds_since(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

Latency latency_of(std::size_t count, const std::function<void(std::size_t)>& ask) {
  if (count == 0) return {};
  for (std::size_t i = 0; i < count; ++i) ask(i);
  std::vector<double> ms;
  for (std::size_t i = 0; i < count; ++i) {
    const auto begin = SteadyClock::now();
    ask(i);
    ms.push_back(seconds_since(begin) * 1000);
  }
  std::ranges::sort(ms);
  Latency latency{ms[count / 2], ms[count * 99 / 100], 0};
  for (const double each : ms) latency.mean_ms += each / static_cast<double>(count);
  return latency;
}

double peak_resident_mb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    std::istringstream words(line);
    std::string name;
    double kilobytes = 0;
    if (words >> name >> kilobytes && name == "VmHWM:") return kilobytes / 1000;
  }
  return 0;
}

std::uint64_t bytes_in(const std::filesystem::path& directory) {
  std::uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

double ndcg(const std::vector<index::Hit>& hits, const Judgements& judged) {
  std::vector<double> found;
  for (const index::Hit& hit : hits) {
    const auto grade = judged.find(hit.id);
    found.push_back(grade == judged.end() ? 0 : grade->second);
  }
  std::vector<double> ideal;
  for (const auto& [document, grade] : judged) ideal.push_back(grade);
  std::sort(ideal.rbegin(), ideal.rend());
  return dcg(ideal) == 0 ? 0 : dcg(found) / dcg(ideal);
}

}  // namespace kho::bench
