// kho deposit, get, access-log: papers in and out, and who saw them.

#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "store/sha256.h"
#include "tools/command_error.h"
#include "tools/commands.h"
#include "tools/facts_options.h"
#include "tools/language.h"
#include "tools/output_file.h"
#include "tools/print.h"
#include "tools/requests.h"
#include "tools/session.h"

namespace kho::tools {
namespace {

using api::Json;

std::string header(const api::Response& response, const char* name) {
  for (const auto& [each, value] : response.headers) {
    if (each == name) return value;
  }
  return {};
}

}  // namespace

void add_deposit(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, file, owner, owner_name, requirement, supersedes, ocr;
    FactsOptions facts;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "deposit", "Put one digitised paper into the warehouse, with --dossier into a dossier");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("FILE", options->file, "The paper")->required();
  command->add_option("--owner", options->owner,
                      "cccd:…, mst:…, passport:USA:… or agency:…; the dossier's if absent");
  command->add_option("--owner-name", options->owner_name, "Name of the owner");
  command->add_option("--requirement", options->requirement,
                      "Code of the dossier's requirement that it answers to");
  command->add_option("--supersedes", options->supersedes, "Component whose place it takes");
  command->add_option("--ocr", options->ocr, kOcrHelp)
      ->check(CLI::IsMember({"auto", "off", "always"}));
  options->facts.add_to(*command);
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Json metadata = options->facts.metadata();
      for (const auto& [field, value] :
           {std::pair{"owner", &options->owner}, std::pair{"owner_name", &options->owner_name},
            std::pair{"requirement", &options->requirement},
            std::pair{"supersedes", &options->supersedes}, std::pair{"ocr", &options->ocr}}) {
        if (!value->empty()) metadata[field] = *value;
      }
      const std::string& dossier = global.purpose.dossier;
      if (!metadata.contains("owner") && dossier.empty()) {
        throw CommandError(kUsage, "usage",
                           tr("give --owner, --dossier, or --meta with a file that has the owner"));
      }
      if (!metadata.contains("type")) {
        throw CommandError(kUsage, "usage", tr("give --type, or --meta with a file that has it"));
      }
      const std::string content = read_file(options->file, warehouse::Settings{}.file_bytes_max);
      Session session(options->directory, global.purpose);
      if (!dossier.empty()) metadata["dossier_id"] = dossier_id(session, dossier);
      const api::Response response = session.call(deposit_request(
          metadata, std::filesystem::path(options->file).filename().string(), content));
      print_answer(global.json, api::parse_json(response.body), deposit_text);
      session.settle();
      return 0;
    };
  });
}

void add_get(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, component, output;
    bool metadata = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("get", "Fetch the file of a component, verified");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("COMPONENT", options->component, "Id of the component")->required();
  command->add_option("-o,--output", options->output, "File to write; standard output if absent");
  command->add_flag("--metadata", options->metadata, "Show the record instead of the file");
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      const std::string path = component_path(options->component);
      Session session(options->directory, global.purpose);
      if (options->metadata) {
        print_answer(global.json, api::parse_json(session.call(get_request(path)).body),
                     component_text);
        return 0;
      }
      require_output(options->output);
      const api::Response response = session.call(get_request(path + "/content"));
      const std::string hash = store::Sha256::of(store::as_bytes(response.body)).hex();
      if (header(response, "ETag") != "\"" + hash + "\"") {
        throw CommandError(kFailed, "content_differs",
                           tr("what arrived is not what the warehouse holds; try again"));
      }
      if (options->output.empty()) {
        std::fwrite(response.body.data(), 1, response.body.size(), stdout);
        return 0;
      }
      write_file(options->output, response.body);
      const Json written = {
          {"file", options->output}, {"size", response.body.size()}, {"sha256", hash}};
      print_answer(global.json, written, [](const Json& w) {
        return tr("{}: {}, sha256 {} verified\n", w.at("file").get<std::string>(),
                  size_text(w.at("size").get<std::uint64_t>()), w.at("sha256").get<std::string>());
      });
      return 0;
    };
  });
}

void add_access_log(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, component;
    std::uint64_t after = 0;
    std::uint32_t limit = 100;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("access-log", "Who looked at a component, and why");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("COMPONENT", options->component, "Id of the component")->required();
  command->add_option("--after", options->after, "Only what came after this log position");
  command->add_option("--limit", options->limit, "1 to 1000")->capture_default_str();
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      api::Request request = get_request(component_path(options->component) + "/access-log");
      request.query = {{"after", std::to_string(options->after)},
                       {"limit", std::to_string(options->limit)}};
      Session session(options->directory, global.purpose);
      print_answer(global.json, api::parse_json(session.call(request).body), access_log_text);
      return 0;
    };
  });
}

}  // namespace kho::tools
