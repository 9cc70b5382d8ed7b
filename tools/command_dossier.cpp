// kho dossier open, show, state, refer: applications.

#include <memory>

#include "tools/commands.h"
#include "tools/print.h"
#include "tools/requests.h"
#include "tools/session.h"

namespace kho::tools {
namespace {

using api::Json;

// The members of `json` that were given.
void add_given(Json& json,
               std::initializer_list<std::pair<const char*, const std::string*>> fields) {
  for (const auto& [field, value] : fields) {
    if (!value->empty()) json[field] = *value;
  }
}

void add_open(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, code, procedure, owner, owner_name, submitter, received_on, due, channel,
        agency, location, state;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("open", "Open a dossier; twice is once");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("CODE", options->code, "Dossier code")->required();
  command
      ->add_option("--owner", options->owner,
                   "Key of the applicant; of who acts for another, "
                   "the other's")
      ->required();
  command->add_option("--procedure", options->procedure, "Procedure code")->required();
  command->add_option("--owner-name", options->owner_name, "Name of the applicant");
  command->add_option("--submitter", options->submitter, "Key of whoever hands it in");
  command->add_option("--received-on", options->received_on, "The day in the code, if absent");
  command->add_option("--due", options->due, "By when it must be answered, YYYY-MM-DD");
  command->add_option("--channel", options->channel, "desk, online or post");
  command->add_option("--agency", options->agency, "That received it; the one in the code");
  command->add_option("--location", options->location, "Place that the application concerns");
  command->add_option("--state", options->state, "received or newly_registered");
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Json opening = Json::object();
      add_given(opening, {{"code", &options->code},
                          {"procedure", &options->procedure},
                          {"owner", &options->owner},
                          {"owner_name", &options->owner_name},
                          {"submitter", &options->submitter},
                          {"received_on", &options->received_on},
                          {"due", &options->due},
                          {"channel", &options->channel},
                          {"agency", &options->agency},
                          {"location", &options->location},
                          {"state", &options->state}});
      Session session(options->directory, global.purpose);
      print_answer(global.json,
                   api::parse_json(session.call(json_request("/v1/dossiers", opening)).body),
                   dossier_change_text);
      return 0;
    };
  });
}

void add_dossier_show(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, dossier;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("show", "Show its steps, papers, results and notices");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("DOSSIER", options->dossier, "Its id or code")->required();
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Session session(options->directory, global.purpose);
      const std::string path = "/v1/dossiers/" + dossier_id(session, options->dossier);
      print_answer(global.json, api::parse_json(session.call(get_request(path)).body),
                   dossier_text);
      return 0;
    };
  });
}

void add_state(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, dossier, state, duty, note;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("state", "Move it on; twice is once");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("DOSSIER", options->dossier, "Its id or code")->required();
  command->add_option("STATE", options->state, "in_process, finished, returned… (docs/http.md)")
      ->required();
  command->add_option("--duty", options->duty, "intake, specialist, signer or clerk");
  command->add_option("--note", options->note, "No personal number");
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Json move = {{"state", options->state}};
      add_given(move, {{"duty", &options->duty}, {"note", &options->note}});
      Session session(options->directory, global.purpose);
      const std::string path = "/v1/dossiers/" + dossier_id(session, options->dossier) + "/state";
      print_answer(global.json, api::parse_json(session.call(json_request(path, move)).body),
                   dossier_change_text);
      return 0;
    };
  });
}

void add_refer(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, dossier, requirement, database, reference;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("refer", "Enter a paper that a shared database holds; nothing is copied");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("DOSSIER", options->dossier, "Its id or code")->required();
  command->add_option("--requirement", options->requirement,
                      "Code of the requirement that it meets");
  command->add_option("--database", options->database, "Code or name of the database")->required();
  command
      ->add_option("--reference", options->reference,
                   "The database's name for the paper; no personal number")
      ->required();
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Json reference = {{"database", options->database}, {"reference", options->reference}};
      add_given(reference, {{"requirement", &options->requirement}});
      Session session(options->directory, global.purpose);
      const std::string path =
          "/v1/dossiers/" + dossier_id(session, options->dossier) + "/references";
      print_answer(global.json, api::parse_json(session.call(json_request(path, reference)).body),
                   dossier_change_text);
      return 0;
    };
  });
}

}  // namespace

void add_dossier(CLI::App& app, const Global& global, Action& chosen) {
  CLI::App* dossier = app.add_subcommand("dossier", "Applications");
  dossier->require_subcommand(1);
  dossier->fallthrough();
  add_open(*dossier, global, chosen);
  add_dossier_show(*dossier, global, chosen);
  add_state(*dossier, global, chosen);
  add_refer(*dossier, global, chosen);
}

}  // namespace kho::tools
