// kho reindex, index: the search index, for administrators.

#include <memory>

#include "tools/commands.h"
#include "tools/exit_status.h"
#include "tools/job_watch.h"
#include "tools/print.h"
#include "tools/print_search.h"
#include "tools/requests.h"
#include "tools/session.h"

namespace kho::tools {

using api::Json;

void add_reindex(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory;
    bool anew = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "reindex", "Build the search index anew, beside the one that answers meanwhile");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_flag("--anew", options->anew, "Do not go on where an earlier one stopped");
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      const StopSignals signals;
      Session session(options->directory, global.purpose);
      const Json order = {{"kind", "reindex"}, {"anew", options->anew}};
      const Json job = run_job(session, order, signals, global.json);
      print_answer(global.json, job, reindex_text);
      return job.at("report").at("stopped").get<bool>() ? kStopped : kOk;
    };
  });
}

void add_index(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, label, shard, address;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* index = app.add_subcommand("index", "The shards of the search index");
  index->require_subcommand(1);

  CLI::App* show = index->add_subcommand("show", "Which shards there are, and how far they are");
  show->add_option("DIR", options->directory, "The warehouse")->required();
  show->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Session session(options->directory, global.purpose);
      session.settle();
      print_answer(global.json, api::parse_json(session.call(get_request("/v1/admin/index")).body),
                   shards_text);
      return kOk;
    };
  });

  CLI::App* seal = index->add_subcommand(
      "seal", "Close the live shard, compact it, and begin another; a new year does so by itself");
  seal->add_option("DIR", options->directory, "The warehouse")->required();
  seal->add_option("--label", options->label, "What it holds, e.g. 2025")->required();
  seal->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Session session(options->directory, global.purpose);
      session.settle();
      const api::Request request =
          json_request("/v1/admin/index/seal", {{"label", options->label}});
      print_answer(global.json, api::parse_json(session.call(request).body), shards_text);
      return kOk;
    };
  });

  CLI::App* move = index->add_subcommand(
      "move", "Search a sealed shard on another machine from now on (docs/operations.md)");
  move->add_option("DIR", options->directory, "The warehouse")->required();
  move->add_option("SHARD", options->shard, "As `kho index show` names it")->required();
  move->add_option("--to", options->address, "HOST:PORT of xapian-tcpsrv that serves its copy")
      ->required();
  move->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Session session(options->directory, global.purpose);
      const api::Request request = json_request(
          "/v1/admin/index/shards/" + options->shard + "/move", {{"address", options->address}});
      print_answer(global.json, api::parse_json(session.call(request).body), shards_text);
      return kOk;
    };
  });
}

}  // namespace kho::tools
