// What is said of a measurement.

#include <fmt/format.h>

#include "tools/language.h"
#include "tools/print.h"

namespace kho::tools {
namespace {

using api::Json;

// Three digits of it: "21 us", "1.25 ms", "12.5 ms", "1.30 s".
std::string duration_text(const Json& us) {
  if (us.is_null()) return "-";
  double value = us.get<double>();
  const char* unit = "us";
  for (const char* larger : {"ms", "s"}) {
    if (value < 999.5) break;
    value /= 1000;
    unit = larger;
  }
  const int digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return fmt::format("{:.{}f} {}", value, digits, unit);
}

std::string rate_text(double a_second) {
  return a_second < 99.95 ? fmt::format("{:.1f}", a_second) : fmt::format("{:.0f}", a_second);
}

std::string times_text(const Json& times) {
  std::string out;
  for (const char* name : {"p50", "p90", "p99", "p99_9", "max"}) {
    out += fmt::format(" {:>8}", duration_text(times.at(name)));
  }
  return out;
}

std::string part_name(const Json& part) {
  return std::string(translated(part.at("part").get_ref<const std::string&>()));
}

constexpr std::size_t kNameColumns = 14;

std::string table_head(const std::string& title, const std::string& first,
                       const std::string& second) {
  return fmt::format("\n{}\n{}{:>9} {:>12} {:>10} {:>8} {:>8} {:>8} {:>8} {:>8}\n", title,
                     column("", kNameColumns), first, second, tr("from disk"), "p50", "p90", "p99",
                     "p99.9", "max");
}

std::string row(const Json& part, const std::string& first, const std::string& second,
                const Json& load, const char* times) {
  return fmt::format("{}{:>9} {:>12} {:>10}{}\n", column(part_name(part), kNameColumns), first,
                     second, size_in(load, "disk_bytes"), times_text(load.at(times)));
}

// Of the answers' bytes; of reuse and search nobody counts them.
std::string bytes_text(const Json& load) {
  if (load.at("bytes") == 0) return "-";
  return size_text(static_cast<std::uint64_t>(load.at("bytes_per_second").get<double>())) + "/s";
}

std::string why_left_out(const std::string& code) {
  if (code == "no_procedures") {
    return tr("no procedure of the catalogue is in force today: kho catalog import");
  }
  if (code == "index_unusable") return tr("the search index cannot be used: kho doctor");
  if (code == "index_empty") return tr("nothing is in the search index yet: kho readings work");
  return tr("the warehouse holds no components");
}

std::string remarks(const Json& part) {
  if (!part.at("left_out").is_null()) {
    return tr("{} was left out: {}\n", part_name(part),
              why_left_out(part.at("left_out").get<std::string>()));
  }
  std::string out;
  for (const char* name : {"most", "steady"}) {
    const Json& load = part.at(name);
    if (load.is_null() || load.at("failed") == 0) continue;
    out += tr("{}: {} FAILED, the first with: {}\n", part_name(part), number_of(load, "failed"),
              text_of(load, "failure"));
  }
  const Json& steady = part.at("steady");
  if (steady.is_null() || steady.at("kept_up").get<bool>()) return out;
  out +=
      tr("{} DID NOT KEEP UP: {} of {} were answered in time, and the others waited longer and "
         "longer. Ask for less with --rate\n",
         part_name(part), number_of(steady, "in_time"), number_of(steady, "planned"));
  if (number_of(steady, "unfinished") > 0) {
    out += tr("{}: {} were never begun; their times would have been longer than is shown\n",
              part_name(part), number_of(steady, "unfinished"));
  }
  return out;
}

}  // namespace

std::string bench_text(const Json& job) {
  const Json& report = job.at("report");
  std::string out = tr("Kho {}, {}, {} cores, {} of memory; {} components, log position {}\n",
                       text_of(report, "version"), text_of(report, "kernel"),
                       number_of(report, "cores"), size_in(report, "memory_bytes"),
                       number_of(report, "components"), number_of(report, "log_position"));
  out += tr("{} at a time, {} s each, seed {}\n", number_of(report, "threads"),
            number_of(report, "seconds"), number_of(report, "seed"));
  std::string most, steady, remarked;
  for (const Json& part : report.at("parts")) {
    if (const Json& load = part.at("most"); !load.is_null()) {
      most += row(part, rate_text(load.at("per_second").get<double>()), bytes_text(load), load,
                  "service_us");
    }
    if (const Json& load = part.at("steady"); !load.is_null()) {
      steady += row(part, rate_text(load.at("rate").get<double>()),
                    rate_text(load.at("per_second").get<double>()), load, "latency_us");
    }
    remarked += remarks(part);
  }
  if (!most.empty()) {
    out += table_head(tr("as much as it can answer"), tr("a second"), tr("bytes")) + most;
  }
  if (!steady.empty()) {
    out += table_head(tr("at a steady rate; times count from when a request was due"),
                      tr("asked/s"), tr("answered/s")) +
           steady;
  }
  if (!remarked.empty()) out += "\n" + remarked;
  if (report.at("stopped").get<bool>()) out += tr("stopped before the end\n");
  return out;
}

}  // namespace kho::tools
