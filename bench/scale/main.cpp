// What a warehouse costs as it grows: one folder is filled to 10,000 components, then 100,000 and so
// on, and at each step everything that people and administrators wait for is measured. Prints a
// table with the factor beside the step before; --json has all of it (bench/README.md).
//
// Usage: bench_scale DIRECTORY [--steps N,N...] [--json FILE]   (on the file system to be measured)

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/scale/fill.h"
#include "bench/scale/measures.h"
#include "bench/scale/population.h"
#include "bench/scale/process.h"
#include "warehouse/warehouse.h"

namespace {

using namespace kho::scale;
using nlohmann::json;
namespace fs = std::filesystem;

struct Order {
  fs::path directory;
  std::vector<std::uint64_t> steps{10'000, 100'000, 1'000'000};
  std::uint64_t rounds = 2'000;    // Questions of each kind.
  std::uint64_t deposits = 500;    // One by one, at each step.
  std::uint64_t papers = 1'000;    // Before a kill, between two backups, and destroyed; 1 % at most.
  std::uint64_t index_max = 1'000'000;
  bool backup = true;
  bool keep = false;
  fs::path json_file;
};

// What is there, and the rows so far: in the folder, so that it can be grown by a later run.
struct State {
  Extent extent;
  json rows = json::array();

  static State load(const fs::path& file) {
    std::ifstream in(file);
    const json kept = json::parse(in);
    State state;
    state.extent = {kept.at("filled"), kept.at("destroyed"), kept.at("deposited")};
    state.rows = kept.at("rows");
    return state;
  }
  void save(const fs::path& file) const {
    std::ofstream(file) << json{{"filled", extent.filled},
                                {"destroyed", extent.destroyed},
                                {"deposited", extent.deposited},
                                {"rows", rows}};
  }
};

double load_average() {
  double load = 0;
  return ::getloadavg(&load, 1) == 1 ? load : 0;
}

void say(const std::string& what) {
  fmt::print(stderr, "bench_scale: {}\n", what);
  std::fflush(stderr);
}

class Steps {
 public:
  explicit Steps(const Order& order)
      : order_(order),
        state_file_(order.directory / "scale.json"),
        place_{order.directory / "warehouse", order.directory / "backups",
               order.directory / "restored"} {
    if (fs::exists(state_file_)) {
      state_ = State::load(state_file_);
    } else {
      kho::warehouse::Warehouse::create(place_.warehouse);
      (void)apart([&]() -> json {
        kho::warehouse::Warehouse warehouse(place_.warehouse, {}, kho::warehouse::system_clock(),
                                            kho::warehouse::system_random(), {});
        warehouse.import_catalogue(catalogue());
        return nullptr;
      });
    }
  }

  void measure(std::uint64_t step) {
    if (step <= state_.extent.components()) return say(fmt::format("{} is there already", step));
    place_.indexed = step <= order_.index_max;
    json row = {{"step", step}, {"indexed", place_.indexed}, {"load_before", load_average()}};
    const auto add = [&](const char* what, const std::function<json()>& work) {
      say(fmt::format("{}: {}", step, what));
      row[what] = work();
      state_.save(state_file_);
    };
    Extent& extent = state_.extent;
    const std::uint64_t papers = std::min(order_.papers, std::max<std::uint64_t>(step / 100, 1));
    const std::uint64_t filled = extent.filled + step - extent.components();
    add("fill", [&] { return fill_to(filled); });
    add("deposit", [&] { return deposit(place_, extent, order_.deposits); });
    add("follow", [&] { return follow(place_); });
    add("start", [&] { return start(place_, extent, papers); });
    add("ask", [&] { return ask(place_, extent, order_.rounds); });
    add("overview", [&] { return overview(place_, extent); });
    add("check", [&] { return check(place_, extent, false); });
    add("check_read_data", [&] { return check(place_, extent, true); });
    if (order_.backup) add("backup", [&] { return back_up(place_, extent, papers); });
    fs::remove_all(place_.backups);
    constexpr std::uint64_t kCompactedMax = 512ULL << 20;
    add("compact", [&] { return destroy_and_compact(place_, extent, papers, kCompactedMax); });
    row["components"] = extent.components();
    row["load_after"] = load_average();
    state_.rows.push_back(row);
    state_.save(state_file_);
  }

  [[nodiscard]] const json& rows() const { return state_.rows; }

 private:
  json fill_to(std::uint64_t filled) {
    Extent& extent = state_.extent;
    const std::uint64_t count = filled - extent.filled;
    json measured = apart([&]() -> json {
      json cost = cost_of([&] { fill(place_.warehouse, extent.filled, filled); });
      cost["papers"] = count;
      return cost;
    });
    extent.filled = filled;
    return measured;
  }

  const Order& order_;
  const fs::path state_file_;
  Place place_;
  State state_;
};

// A line of the table: what it is called, and where its figure lies in a row.
struct Line {
  const char* name;
  const char* pointer;
  double unit = 1;  // The figure is divided by it...
  const char* per = nullptr;  // ...and by the figure that lies there.
};

const std::vector<Line> kLines{
    {"bulk fill, µs a component", "/fill/seconds", 1e-6, "/fill/papers"},
    {"of it processor, µs", "/fill/cpu_seconds", 1e-6, "/fill/papers"},
    {"deposit p50, ms", "/deposit/p50", 1e3},
    {"deposit p99, ms", "/deposit/p99", 1e3},
    {"reuse, owner with 10 papers, p50, µs", "/ask/reuse_few_us/p50"},
    {"the same p99", "/ask/reuse_few_us/p99"},
    {"reuse, owner with 200 papers, p50, µs", "/ask/reuse_many_us/p50"},
    {"the same p99", "/ask/reuse_many_us/p99"},
    {"the same recorded, p50, µs", "/ask/reuse_many_recorded_us/p50"},
    {"get with SHA-256, p50, µs", "/ask/get_us/p50"},
    {"get p99", "/ask/get_us/p99"},
    {"search by number, p50, ms", "/ask/search_number_us/p50", 1e3},
    {"the same p99", "/ask/search_number_us/p99", 1e3},
    {"search, six words, p50, ms", "/ask/search_words_us/p50", 1e3},
    {"the same p99", "/ask/search_words_us/p99", 1e3},
    {"search, owner and type, p50, ms", "/ask/search_owner_type_us/p50", 1e3},
    {"the same p99", "/ask/search_owner_type_us/p99", 1e3},
    {"index fed, µs a log entry", "/follow/feed/seconds", 1e-6, "/follow/feed/entries"},
    {"of it processor, µs", "/follow/feed/cpu_seconds", 1e-6, "/follow/feed/entries"},
    {"nothing to do after a start, s", "/follow/idle/seconds"},
    {"start after a kill, s", "/start/killed/open/seconds"},
    {"start, nothing cached, s", "/start/cold/open/seconds"},
    {"start, all cached, s", "/start/warm/open/seconds"},
    {"as kho stats, s", "/overview/statistics/seconds"},
    {"as kho doctor, s", "/overview/doctor/seconds"},
    {"status, s", "/overview/status/seconds"},
    {"check without data, s", "/check/seconds"},
    {"of it processor, s", "/check/cpu_seconds"},
    {"its memory, MB", "/check/anonymous_mb"},
    {"check --read-data, s", "/check_read_data/seconds"},
    {"of it processor, s", "/check_read_data/cpu_seconds"},
    {"its memory, MB", "/check_read_data/anonymous_mb"},
    {"first backup, s", "/backup/first/seconds"},
    {"second backup, s", "/backup/second/seconds"},
    {"restore, tables made anew, s", "/backup/restore/seconds"},
    {"of it processor, s", "/backup/restore/cpu_seconds"},
    {"its memory, MB", "/backup/restore/anonymous_mb"},
    {"destroy p50, ms", "/compact/destroy_us/p50", 1e3},
    {"compaction, MB/s", "/compact/compact/mb_per_second"},
    {"what answers, without HTTP: anonymous memory, MB", "/ask/anonymous_mb"},
    {"the same, resident, MB", "/ask/resident_mb"},
    {"segments, bytes a component", "/overview/record_bytes", 1, "/components"},
    {"tables, bytes a component", "/overview/table_bytes", 1, "/components"},
    {"index, bytes a component", "/overview/index_bytes", 1, "/components"},
    {"load of the machine before", "/load_before"},
};

std::optional<double> figure(const json& row, const char* pointer) {
  const json::json_pointer at(pointer);
  if (!row.contains(at) || !row.at(at).is_number()) return std::nullopt;
  return row.at(at).get<double>();
}

std::optional<double> figure(const json& row, const Line& line) {
  // An index that was not fed any more says nothing of this step.
  if (std::string(line.pointer) == "/overview/index_bytes" && !row.at("indexed")) return {};
  auto value = figure(row, line.pointer);
  if (!value) return value;
  const auto per = line.per == nullptr ? 1.0 : figure(row, line.per);
  if (!per) return std::nullopt;
  return *value / line.unit / *per;
}

std::string in_three_digits(double value) {
  if (value >= 100) return fmt::format("{:.0f}", value);
  return value >= 10 ? fmt::format("{:.1f}", value) : fmt::format("{:.2g}", value);
}

void print_table(const json& rows) {
  std::string head = "| components |";
  std::string rule = "|---|";
  for (const json& row : rows) {
    head += fmt::format(" {} |", row.at("step").get<std::uint64_t>());
    rule += "---|";
  }
  fmt::print("{}\n{}\n", head, rule);
  for (const Line& line : kLines) {
    std::string text = fmt::format("| {} |", line.name);
    std::optional<double> before;
    for (const json& row : rows) {
      const auto value = figure(row, line);
      if (!value) {
        text += " |";
      } else if (before && *before > 0) {
        text += fmt::format(" {} ({:.2f}x) |", in_three_digits(*value), *value / *before);
      } else {
        text += fmt::format(" {} |", in_three_digits(*value));
      }
      if (value) before = value;
    }
    fmt::print("{}\n", text);
  }
}

}  // namespace

int main(int argc, char** argv) {
  constexpr int kExitFailure = 2;
  CLI::App app{"What a warehouse costs as it grows"};
  Order order;
  const CLI::Range some(std::uint64_t{1}, std::uint64_t{1'000'000'000});
  app.add_option("DIRECTORY", order.directory, "Where the warehouse and its backups are made")
      ->required()
      ->check(CLI::ExistingDirectory);
  app.add_option("--steps", order.steps, "Components at each step, rising")
      ->delimiter(',')
      ->check(CLI::Range(std::uint64_t{2'500}, std::uint64_t{1'000'000'000}))
      ->capture_default_str();
  app.add_option("--rounds", order.rounds, "Questions of each kind")
      ->check(some)
      ->capture_default_str();
  app.add_option("--deposits", order.deposits, "Deposits one by one")
      ->check(some)
      ->capture_default_str();
  app.add_option("--papers", order.papers,
                 "Deposited before a kill and between backups, and destroyed; 1 % at most")
      ->check(some)
      ->capture_default_str();
  app.add_option("--stop-index-at", order.index_max, "Larger steps are not indexed")
      ->capture_default_str();
  app.add_flag("!--no-backup", order.backup, "Without backups: they need as much room again, twice");
  app.add_flag("--keep", order.keep, "Leave the warehouse there, and go on with one that is there");
  app.add_option("--json", order.json_file, "Write the rows there");
  CLI11_PARSE(app, argc, argv);
  order.directory /= "kho-bench-scale";
  int status = 0;
  try {
    if (!order.keep) fs::remove_all(order.directory);
    fs::create_directory(order.directory);
    Steps steps(order);
    for (const std::uint64_t step : order.steps) steps.measure(step);
    print_table(steps.rows());
    if (!order.json_file.empty()) {
      const std::time_t now = std::time(nullptr);
      std::ofstream(order.json_file)
          << json{{"at", fmt::format("{:%Y-%m-%dT%H:%MZ}", fmt::gmtime(now))},
                  {"rows", steps.rows()}}
                 .dump(1)
          << '\n';
    }
  } catch (const std::exception& error) {
    say(error.what());
    status = kExitFailure;
  }
  if (!order.keep) fs::remove_all(order.directory);
  return status;
}
