// kho audit: what proves to others that the change log is what it was.

#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "tools/commands.h"
#include "tools/job_watch.h"
#include "tools/language.h"
#include "tools/output_file.h"
#include "tools/print.h"
#include "tools/requests.h"
#include "tools/session.h"
#include "warehouse/signed_note.h"

namespace kho::tools {
namespace {

using api::Json;

struct AuditOptions {
  std::string directory, checkpoint, output;
  std::uint64_t position = 0;
};
using Shared = std::shared_ptr<AuditOptions>;

CLI::App* subcommand(CLI::App& audit, const char* name, const char* about, const Shared& options) {
  CLI::App* command = audit.add_subcommand(name, about);
  command->add_option("DIR", options->directory, "The warehouse")->required();
  return command;
}

void print_or_write(const Global& global, const std::string& output, const std::string& content) {
  if (output.empty()) {
    std::fwrite(content.data(), 1, content.size(), stdout);
    return;
  }
  write_file(output, content);
  print_answer(global.json, {{"file", output}},
               [](const Json& written) { return tr("{} is written\n", text_of(written, "file")); });
}

void add_verify(CLI::App& audit, const Global& global, Action& chosen) {
  const auto options = std::make_shared<AuditOptions>();
  CLI::App* command =
      subcommand(audit, "verify", "Compare the whole log with what was signed", options);
  command->add_option("--checkpoint", options->checkpoint,
                      "A checkpoint that was kept elsewhere: is the log its continuation?");
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Json order = {{"kind", "audit"}};
      if (!options->checkpoint.empty()) {
        order["checkpoint"] = read_file(options->checkpoint, warehouse::kNoteBytesMax);
      }
      const StopSignals signals;
      Session session(options->directory, global.purpose);
      const Json job = run_job(session, order, signals, global.json);
      print_answer(global.json, job, audit_text);
      if (job.at("report").at("good").get<bool>()) return kOk;
      return job.at("state") == "stopped" ? kStopped : kDamageFound;
    };
  });
}

void add_checkpoint(CLI::App& audit, const Global& global, Action& chosen) {
  const auto options = std::make_shared<AuditOptions>();
  CLI::App* command = subcommand(audit, "checkpoint",
                                 "Sign the log as it is now; keep that in another place", options);
  command->add_option("-o,--output", options->output, "Into this file");
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Session session(options->directory, global.purpose);
      const std::string note = session.call(json_request("/v1/audit/checkpoint", nullptr)).body;
      if (options->output.empty() && global.json) {
        fmt::print("{}\n", api::dump({{"checkpoint", note}}));
      } else {
        print_or_write(global, options->output, note);
      }
      return kOk;
    };
  });
}

void add_prove(CLI::App& audit, const Global& global, Action& chosen) {
  const auto options = std::make_shared<AuditOptions>();
  CLI::App* command = subcommand(
      audit, "prove", "Prove that an entry is in the log: JSON for check-proof", options);
  command->add_option("POSITION", options->position, "Of the entry")->required();
  command->add_option("-o,--output", options->output, "Into this file");
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Session session(options->directory, global.purpose);
      const std::string path = fmt::format("/v1/audit/entries/{}/proof", options->position);
      print_or_write(global, options->output, session.call(get_request(path)).body);
      return kOk;
    };
  });
}

void add_audit_export(CLI::App& audit, const Global& global, Action& chosen) {
  const auto options = std::make_shared<AuditOptions>();
  CLI::App* command =
      subcommand(audit, "export", "Write the entries of the log as JSON Lines", options);
  command->add_option("--after", options->position, "Only those behind this position");
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Session session(options->directory, global.purpose);
      // What is appended meanwhile is for the next export.
      std::optional<std::uint64_t> last;
      for (std::uint64_t after = options->position; !last || after < *last;) {
        api::Request request = get_request("/v1/audit/entries");
        request.query = {{"after", std::to_string(after)}, {"limit", "1000"}};
        const Json page = api::parse_json(session.call(std::move(request)).body);
        if (!last) last = page.at("last").get<std::uint64_t>();
        if (page.at("entries").empty()) break;
        for (const Json& entry : page.at("entries")) {
          after = entry.at("position").get<std::uint64_t>();
          if (after > *last) break;
          const std::string line = api::dump(entry) + "\n";
          std::fwrite(line.data(), 1, line.size(), stdout);
        }
      }
      return kOk;
    };
  });
}

// A command that answers with the keys.
void add_key_command(CLI::App& audit, const Global& global, Action& chosen, const char* name,
                     const char* about, const api::Request& request) {
  const auto options = std::make_shared<AuditOptions>();
  subcommand(audit, name, about, options)->callback([&global, &chosen, options, request] {
    chosen = [&global, options, request] {
      Session session(options->directory, global.purpose);
      print_answer(global.json, api::parse_json(session.call(request).body), keys_text);
      return kOk;
    };
  });
}

}  // namespace

void add_audit(CLI::App& app, const Global& global, Action& chosen) {
  CLI::App* audit =
      app.add_subcommand("audit", "Prove that the change log is what it was; see docs/cli.md");
  audit->require_subcommand(1);
  add_verify(*audit, global, chosen);
  add_checkpoint(*audit, global, chosen);
  add_prove(*audit, global, chosen);
  add_audit_export(*audit, global, chosen);
  add_key_command(*audit, global, chosen, "key",
                  "The public keys that verify what the warehouse signed",
                  get_request("/v1/audit/key"));
  add_key_command(*audit, global, chosen, "rotate-key",
                  "Sign with a new key; the old one still verifies",
                  json_request("/v1/audit/key", nullptr));
  add_check_proof(*audit, global, chosen);
  add_check_receipt(*audit, global, chosen);
}

}  // namespace kho::tools
