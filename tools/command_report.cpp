// kho report: the indicators that a province reports.

#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "tools/commands.h"
#include "tools/language.h"
#include "tools/print.h"
#include "tools/requests.h"
#include "tools/session.h"
#include "warehouse/tally.h"

namespace kho::tools {
namespace {

using api::Json;

std::string heading(std::string_view indicator) {
  if (indicator == "electronic_result") return tr("electronic result");
  if (indicator == "shared_database") return tr("shared database");
  return std::string(indicator);
}

// "10  83.33 %", with a star for full marks.
std::string share_text(const Json& share) {
  const Json& percent = share.at("percent");
  const std::string shown = percent.is_null() ? "N/A" : percent.get<std::string>() + " %";
  return fmt::format("{:>8} {:>9}{}", share.at("count").get<std::uint64_t>(), shown,
                     share.at("full_marks").get<bool>() ? "*" : " ");
}

std::string line_text(const std::string& label, const Json& counters) {
  std::string line =
      column(label, 40) + fmt::format("{:>9}", counters.at("received").get<std::uint64_t>());
  for (const auto& indicator : warehouse::kIndicators) {
    line += " " + share_text(counters.at(std::string(indicator.name)));
  }
  return line + "\n";
}

std::string report_text(const Json& report) {
  std::string out = tr("Dossiers received from {} to {}\n\n", report.at("from").get<std::string>(),
                       report.at("to").get<std::string>());
  out += column("", 40) + fmt::format("{:>9}", "received");
  for (const auto& indicator : warehouse::kIndicators) {
    out += fmt::format(" {:>19}", heading(indicator.name));
  }
  out += "\n";
  for (const Json& row : report.at("rows")) {
    const std::string agency = row.at("agency");
    const std::string procedure = row.at("procedure");
    std::string label = agency + (agency.empty() || procedure.empty() ? "" : " ") + procedure;
    const std::string name = row.at(procedure.empty() ? "agency_name" : "procedure_name");
    if (!label.empty()) out += line_text(label + " " + name, row);
  }
  out += line_text("total", report.at("total"));
  out += tr("\n* 80 % or more: full marks\n");
  const auto position = report.at("position").get<std::uint64_t>();
  const auto log_position = report.at("log_position").get<std::uint64_t>();
  if (position < log_position) {
    out += tr("counted up to position {} of {}: ask again in a moment\n", position, log_position);
  }
  return out;
}

}  // namespace

void add_report(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, from, to, by = "none", agency, procedure, format = "table";
  };
  const auto options = std::make_shared<Options>();
  CLI::App* report = app.add_subcommand("report", "Figures for the authorities");
  report->require_subcommand(1);
  CLI::App* command =
      report->add_subcommand("reuse", "Shares of digitised and reused papers (QĐ 766/QĐ-TTg)");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("--from", options->from, "First day of reception, YYYY-MM-DD")->required();
  command->add_option("--to", options->to, "Last day of reception, YYYY-MM-DD")->required();
  command->add_option("--by", options->by, "none, agency, procedure or agency,procedure")
      ->capture_default_str();
  command->add_option("--agency", options->agency, "This agency and those below it");
  command->add_option("--procedure", options->procedure, "This procedure, all local variants");
  command->add_option("--format", options->format, "table, csv or json")
      ->check(CLI::IsMember({"table", "csv", "json"}))
      ->capture_default_str();
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Session session(options->directory, global.purpose);
      session.settle();
      api::Request request = get_request("/v1/reports/reuse");
      request.query = {{"from", options->from}, {"to", options->to}, {"by", options->by}};
      if (!options->agency.empty()) request.query.emplace_back("agency", options->agency);
      if (!options->procedure.empty()) request.query.emplace_back("procedure", options->procedure);
      const bool json = global.json || options->format == "json";
      if (!json && options->format == "csv") {
        request.headers["accept"] = "text/csv";
        const std::string csv = session.call(std::move(request)).body;
        std::fwrite(csv.data(), 1, csv.size(), stdout);
      } else {
        print_answer(json, api::parse_json(session.call(std::move(request)).body), report_text);
      }
      return 0;
    };
  });
}

}  // namespace kho::tools
