// kho reuse, confirm, receipt, uses: what is held already, and what was decided on it.

#include <memory>

#include "tools/command_error.h"
#include "tools/commands.h"
#include "tools/language.h"
#include "tools/print.h"
#include "tools/requests.h"
#include "tools/session.h"

namespace kho::tools {
namespace {

using api::Json;

// The path of something that is named by an id alone.
std::string id_path(const char* folder, const std::string& id) {
  if (!warehouse::Uuid::parse(id)) throw CommandError(kUsage, "usage", id + tr(" is not an id"));
  return folder + id;
}

}  // namespace

void add_reuse(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, owner, owner_name, procedure, on, due, location;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "reuse", "Which papers of a procedure, or of an open dossier, are held and may be reused");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("--owner", options->owner, "Owner key; the dossier's if absent");
  command->add_option("--owner-name", options->owner_name, "As the application gives it");
  command->add_option("--procedure", options->procedure, "Procedure code; the dossier's if absent");
  command->add_option("--on", options->on, "Day of reception, YYYY-MM-DD; today if absent");
  command->add_option("--due", options->due, "By when it must be answered, YYYY-MM-DD");
  command->add_option("--location", options->location, "Place that the application concerns");
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Json question = Json::object();
      for (const auto& [field, value] :
           {std::pair{"owner", &options->owner}, std::pair{"owner_name", &options->owner_name},
            std::pair{"procedure", &options->procedure}, std::pair{"on", &options->on},
            std::pair{"due", &options->due}, std::pair{"location", &options->location}}) {
        if (!value->empty()) question[field] = *value;
      }
      const bool for_dossier = options->owner.empty() && options->procedure.empty();
      if (for_dossier ? global.purpose.dossier.empty()
                      : options->owner.empty() || options->procedure.empty()) {
        throw CommandError(kUsage, "usage", tr("give --owner and --procedure, or --dossier"));
      }
      Session session(options->directory, global.purpose);
      if (for_dossier) question["dossier_id"] = dossier_id(session, global.purpose.dossier);
      const api::Response response = session.call(json_request("/v1/reuse-queries", question));
      print_answer(global.json, api::parse_json(response.body), reuse_text);
      return 0;
    };
  });
}

void add_confirm(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, query, requirement, component, remark;
    bool decline = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "confirm", "Accept a component that a reuse query of a dossier offered, or decline it");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("QUERY", options->query, "Id of the query")->required();
  command->add_option("--requirement", options->requirement, "Its code")->required();
  command->add_option("--component", options->component, "Id of the component")->required();
  command->add_flag("--decline", options->decline, "Do not reuse it; --remark says why");
  command->add_option("--remark", options->remark, "What was checked; no personal number");
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      const std::string path = id_path("/v1/reuse-queries/", options->query) + "/confirmations";
      Session session(options->directory, global.purpose);
      const api::Response response =
          session.call(json_request(path, {{"requirement", options->requirement},
                                           {"component_id", options->component},
                                           {"accept", !options->decline},
                                           {"remark", options->remark}}));
      print_answer(global.json, api::parse_json(response.body), receipt_text);
      return 0;
    };
  });
}

void add_receipt(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, receipt;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("receipt", "Show what was decided on a reuse");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("RECEIPT", options->receipt, "Id of the receipt")->required();
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      const std::string path = id_path("/v1/receipts/", options->receipt);
      Session session(options->directory, global.purpose);
      print_answer(global.json, api::parse_json(session.call(get_request(path)).body),
                   receipt_text);
      return 0;
    };
  });
}

void add_uses(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, component;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("uses", "Which dossiers reused a component");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("COMPONENT", options->component, "Id of the component")->required();
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      const std::string path = component_path(options->component) + "/uses";
      Session session(options->directory, global.purpose);
      print_answer(global.json, session.all_of(path, "uses"), uses_text);
      return 0;
    };
  });
}

}  // namespace kho::tools
