// kho doctor: what an administrator should look at, why, and which command mends it.

#include <fmt/format.h>

#include <memory>

#include "store/error.h"
#include "tools/code_texts.h"
#include "tools/command_error.h"
#include "tools/commands.h"
#include "tools/language.h"
#include "tools/print.h"
#include "tools/requests.h"
#include "tools/session.h"
#include "tools/terminal.h"

namespace kho::tools {
namespace {

using api::Json;

// The table of docs/errors.md with its texts has these columns behind the code.
enum Column { kUrgency = 0, kCause = 1, kRisk = 2, kRemedy = 3, kColumns = 4 };

// With what the code means.
Json explained(Json finding) {
  for (const CodeText& text : texts_of(text_of(finding, "code"))) {
    if (text.columns.size() != kColumns) continue;  // The same code in another table.
    finding["cause"] = text.column(kCause);
    finding["risk"] = text.column(kRisk);
    finding["remedy"] = text.column(kRemedy);
  }
  return finding;
}

// What stops it from being opened at all; rethrows what is no finding.
Json finding_of(const store::Error& error) {
  if (error.errc() != store::Errc::kCorrupt) throw error;
  return {{"code", "tables_damaged"},
          {"urgency", "serious"},
          {"subject", ""},
          {"detail", error.what()}};
}

Json findings_in(const std::string& directory, const warehouse::Purpose& purpose) {
  try {
    Session session(directory, purpose);
    Json answer = api::parse_json(session.call(get_request("/v1/admin/diagnosis")).body);
    answer["served"] = session.is_served();
    return answer;
  } catch (const store::Error& error) {
    return {{"findings", Json::array({finding_of(error)})}, {"served", false}};
  }
}

// `word` wherever it stands by itself in the commands that a text names.
std::string filled_in(std::string text, const std::string& word, const std::string& value) {
  for (std::size_t at = 0; (at = text.find(" " + word, at)) != std::string::npos;) {
    text.replace(at + 1, word.size(), value);
    at += 1 + value.size();
  }
  return text;
}

void print_finding(const Json& finding, const std::string& directory) {
  const bool serious = text_of(finding, "urgency") == "serious";
  const std::string subject = text_of(finding, "subject");
  const std::string detail = text_of(finding, "detail");
  fmt::print("{} {}{}{}\n",
             coloured(stdout, serious ? Colour::kRed : Colour::kYellow,
                      serious ? tr("serious") : tr("look")),
             text_of(finding, "code"), subject.empty() ? "" : " " + subject,
             detail.empty() ? "" : ": " + detail);
  std::string remedy = filled_in(text_of(finding, "remedy"), "DIR", directory);
  if (!subject.empty()) remedy = filled_in(remedy, "ID", subject);
  fmt::print("{}", tr("  cause: {}\n  risk:  {}\n  do:    {}\n", text_of(finding, "cause"),
                      text_of(finding, "risk"), remedy));
}

ExitStatus status_of(const Json& findings) {
  ExitStatus status = kOk;
  for (const Json& each : findings) {
    if (text_of(each, "urgency") == "serious") return kDamageFound;
    status = kLookNeeded;
  }
  return status;
}

}  // namespace

void add_doctor(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("doctor", "What wants a look, why, and the command that mends it");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->callback([&global, &chosen, options] {
    chosen = [&global, options]() -> int {
      Json answer = findings_in(options->directory, global.purpose);
      for (Json& each : answer["findings"]) each = explained(std::move(each));
      const Json& findings = answer["findings"];
      if (global.json) {
        fmt::print("{}\n", api::dump(answer));
        return status_of(findings);
      }
      for (const Json& each : findings) print_finding(each, options->directory);
      if (findings.empty()) {
        fmt::print("{}\n", coloured(stdout, Colour::kGreen, tr("nothing wants a look")));
      } else {
        fmt::print("{}\n", tr("{} to be looked at", findings.size()));
      }
      return status_of(findings);
    };
  });
}

}  // namespace kho::tools
