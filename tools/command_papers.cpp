// kho deposit, reuse, search, get: what is done with papers.

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <memory>

#include "store/sha256.h"
#include "tools/command_error.h"
#include "tools/commands.h"
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
    std::string directory, file, owner, type, meta;
    std::string number, issue_date, valid_to, subject, owner_name;
    bool indefinite = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("deposit", "Put one digitised paper into the warehouse");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("FILE", options->file, "The paper")->required();
  command->add_option("--owner", options->owner, "cccd:…, mst:…, passport:USA:… or agency:…");
  command->add_option("--type", options->type, "Component type code of the catalogue");
  command->add_option("--meta", options->meta, "JSON file with the metadata (docs/http.md)");
  command->add_option("--number", options->number, "Number of the paper (số, ký hiệu)");
  command->add_option("--issue-date", options->issue_date, "YYYY-MM-DD");
  auto* valid_to = command->add_option("--valid-to", options->valid_to, "Last day, YYYY-MM-DD");
  command->add_flag("--indefinite", options->indefinite, "The paper has no end of validity")
      ->excludes(valid_to);
  command->add_option("--subject", options->subject, "Subject (trích yếu)");
  command->add_option("--owner-name", options->owner_name, "Name of the owner");
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Json metadata = Json::object();
      if (!options->meta.empty()) {
        const auto given = api::parse_strictly(read_file(options->meta, api::kMetadataBytesMax));
        if (!given || !given->is_object()) {
          throw CommandError(kRefused, "metadata_invalid",
                             options->meta + " (--meta) is not a JSON object in UTF-8");
        }
        metadata = *given;
      }
      // What stands on the command line comes before what stands in the file.
      for (const auto& [field, value] :
           {std::pair{"owner", &options->owner}, std::pair{"type", &options->type},
            std::pair{"number", &options->number}, std::pair{"issue_date", &options->issue_date},
            std::pair{"subject", &options->subject},
            std::pair{"owner_name", &options->owner_name}}) {
        if (!value->empty()) metadata[field] = *value;
      }
      for (const char* field : {"owner", "type"}) {
        if (!metadata.contains(field)) {
          throw CommandError(
              kUsage, "usage",
              std::string("give --") + field + ", or --meta with a file that has it");
        }
      }
      if (options->indefinite) metadata["validity"] = {{"indefinite", true}};
      if (!options->valid_to.empty()) metadata["validity"] = {{"to", options->valid_to}};
      const std::string content = read_file(options->file, warehouse::Settings{}.file_bytes_max);
      Session session(options->directory);
      const api::Response response = session.call(deposit_request(
          metadata, std::filesystem::path(options->file).filename().string(), content));
      print_answer(global.json, api::parse_json(response.body), deposit_text);
      session.settle();
      return 0;
    };
  });
}

void add_reuse(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, owner, procedure, on, location;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("reuse", "Which papers of a procedure are held and may be reused");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("--owner", options->owner, "Owner key")->required();
  command->add_option("--procedure", options->procedure, "Procedure code")->required();
  command->add_option("--on", options->on, "Day of reception, YYYY-MM-DD; today if absent");
  command->add_option("--location", options->location, "Place that the application concerns");
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Json question = {{"owner", options->owner}, {"procedure", options->procedure}};
      if (!options->on.empty()) question["on"] = options->on;
      if (!options->location.empty()) question["location"] = options->location;
      Session session(options->directory);
      const api::Response response = session.call(json_request("/v1/reuse-queries", question));
      print_answer(global.json, api::parse_json(response.body), reuse_text);
      return 0;
    };
  });
}

void add_search(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, text, owner;
    std::vector<std::string> types, kinds, years;
    std::uint32_t limit = 20, offset = 0;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("search", "Find papers by words, \"phrases\" or number");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("QUERY", options->text, "With or without diacritics")->required();
  command->add_option("--owner", options->owner, "Only this owner's");
  command->add_option("--type", options->types, "Only of these types");
  command->add_option("--kind", options->kinds, "component, result, verification_result");
  command->add_option("--year", options->years, "Year of issue");
  command->add_option("--limit", options->limit, "1 to 100")->check(CLI::Range(1, 100));
  command->add_option("--offset", options->offset, "0 to 10000")->check(CLI::Range(0, 10000));
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Json question = {
          {"q", options->text}, {"limit", options->limit}, {"offset", options->offset}};
      if (!options->owner.empty()) question["owner"] = options->owner;
      if (!options->types.empty()) question["type"] = options->types;
      if (!options->kinds.empty()) question["kind"] = options->kinds;
      if (!options->years.empty()) question["year"] = options->years;
      Session session(options->directory);
      session.settle();
      const api::Response response = session.call(json_request("/v1/search", question));
      print_answer(global.json, api::parse_json(response.body), search_text);
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
      Session session(options->directory);
      if (options->metadata) {
        print_answer(global.json, api::parse_json(session.call(get_request(path)).body),
                     component_text);
        return 0;
      }
      if (options->output.empty() && ::isatty(STDOUT_FILENO) == 1) {
        throw CommandError(kUsage, "output_missing", "name a file to write with -o FILE");
      }
      const api::Response response = session.call(get_request(path + "/content"));
      const std::string hash = store::Sha256::of(store::as_bytes(response.body)).hex();
      if (header(response, "ETag") != "\"" + hash + "\"") {
        throw CommandError(kFailed, "content_differs",
                           "what arrived is not what the warehouse holds; try again");
      }
      if (options->output.empty()) {
        std::fwrite(response.body.data(), 1, response.body.size(), stdout);
        return 0;
      }
      write_file(options->output, response.body);
      const Json written = {
          {"file", options->output}, {"size", response.body.size()}, {"sha256", hash}};
      print_answer(global.json, written, [](const Json& w) {
        return fmt::format("{}: {}, sha256 {} verified\n", w.at("file").get<std::string>(),
                           size_text(w.at("size").get<std::uint64_t>()),
                           w.at("sha256").get<std::string>());
      });
      return 0;
    };
  });
}

}  // namespace kho::tools
