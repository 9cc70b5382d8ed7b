// kho owner: who is who, and who may act for whom.

#include <memory>

#include "tools/command_error.h"
#include "tools/commands.h"
#include "tools/language.h"
#include "tools/print.h"
#include "tools/requests.h"
#include "tools/session.h"
#include "warehouse/uuid.h"

namespace kho::tools {
namespace {

using api::Json;

// "/v1/owners/ID/..." or "/v1/authorizations/ID".
std::string path_of(const std::string& collection, const std::string& id, const std::string& rest) {
  if (!warehouse::Uuid::parse(id)) {
    throw CommandError(
        kUsage, "owner_id_invalid",
        tr("that is not the id of an owner or an authorization; find it with kho owner "
           "lookup"));
  }
  return "/v1/" + collection + "/" + id + rest;
}

// An id is that of a component; anything else names an official document.
Json evidence_from(const std::string& typed) {
  return {{warehouse::Uuid::parse(typed) ? "component" : "document", typed}};
}

void add_if_given(Json& body, const char* field, const std::string& value) {
  if (!value.empty()) body[field] = value;
}

int run(const Global& global, const std::string& directory, const api::Request& request,
        std::string (*as_text)(const Json&)) {
  Session session(directory, global.purpose);
  print_answer(global.json, api::parse_json(session.call(request).body), as_text);
  return kOk;
}

// OwnerOptions that the subcommands choose from.
struct OwnerOptions {
  std::string directory, owner, other, key, evidence, reason, by, since, from, to, sex;
  std::vector<std::string> types, procedures;
  int birth_year = 0;
  bool as_owner = false;
  std::uint64_t before = 0;
  std::uint32_t limit = 100;
};

class OwnerCommands {
 public:
  OwnerCommands(CLI::App& parent, const Global& global, Action& chosen)
      : parent_(parent), global_(global), chosen_(chosen) {}

  void add_all() {
    add_add();
    add_lookup();
    add_accesses();
    add_alias();
    add_unalias();
    add_merge();
    add_unmerge();
    add_authorize();
    add_revoke();
  }

 private:
  using Given = std::shared_ptr<OwnerOptions>;

  // A subcommand over the warehouse DIR whose requests `request` makes.
  template <typename MakeRequest>
  CLI::App& add(const char* name, const char* does, const Given& given,
                std::string (*as_text)(const Json&), const MakeRequest& request) {
    CLI::App& command = *parent_.add_subcommand(name, does);
    command.add_option("DIR", given->directory, "The warehouse")->required();
    command.callback([&global = global_, &chosen = chosen_, given, as_text, request] {
      chosen = [&global, given, as_text, request] {
        return run(global, given->directory, request(*given), as_text);
      };
    });
    return command;
  }
  static void add_by(CLI::App& command, const Given& given) {
    command.add_option("--by", given->by, "Account of the officer")->required();
  }
  static void add_reason(CLI::App& command, const Given& given) {
    command.add_option("--reason", given->reason, "Why; no personal number")->required();
  }

  void add_add() {
    const auto given = std::make_shared<OwnerOptions>();
    CLI::App& command = add("add", "Make an owner known who has no papers yet", given, owner_text,
                            [](const OwnerOptions& options) {
                              Json body = {{"owner", options.key}};
                              add_if_given(body, "owner_name", options.other);
                              return json_request("/v1/owners", body);
                            });
    command.add_option("KEY", given->key, "Owner key")->required();
    command.add_option("--name", given->other, "Name of the owner");
  }

  void add_lookup() {
    const auto given = std::make_shared<OwnerOptions>();
    CLI::App& command = add("lookup", "Who is known by a key", given, owner_answer_text,
                            [](const OwnerOptions& options) {
                              Json body = {{"owner", options.key}};
                              add_if_given(body, "sex", options.sex);
                              if (options.birth_year != 0) body["birth_year"] = options.birth_year;
                              return json_request("/v1/owners/lookup", body);
                            });
    command.add_option("KEY", given->key, "Owner key, an alias too")->required();
    command.add_option("--sex", given->sex, "As declared: male, female");
    command.add_option("--birth-year", given->birth_year, "As declared")
        ->check(CLI::Range(1, 9999));
  }

  void add_accesses() {
    const auto given = std::make_shared<OwnerOptions>();
    CLI::App& command = add("accesses", "Who looked at an owner's papers, the newest first", given,
                            owner_accesses_text, [](const OwnerOptions& options) {
                              Json body = {{options.as_owner ? "as_owner" : "owner", options.key},
                                           {"limit", options.limit}};
                              if (options.before != 0) body["before"] = options.before;
                              return json_request("/v1/owners/access-log", body);
                            });
    command.add_option("KEY", given->key, "Owner key, an alias too")->required();
    command.add_flag("--as-owner", given->as_owner, "Only what the owner may know");
    command.add_option("--before", given->before, "Only what stands before this log position");
    command.add_option("--limit", given->limit, "1 to 1000")->capture_default_str();
  }

  void add_alias() {
    const auto given = std::make_shared<OwnerOptions>();
    CLI::App& command = add(
        "alias", "Add another key of an owner", given, owner_text, [](const OwnerOptions& options) {
          Json body = {{"key", options.key},
                       {"evidence", evidence_from(options.evidence)},
                       {"by", options.by}};
          add_if_given(body, "since", options.since);
          return json_request(path_of("owners", options.owner, "/aliases"), body);
        });
    command.add_option("OWNER", given->owner, "Id of the owner")->required();
    command.add_option("KEY", given->key, "The other key, such as cmnd:060123456")->required();
    command.add_option("--evidence", given->evidence, "Component id, or an official document")
        ->required();
    command.add_option("--since", given->since, "From which day, YYYY-MM-DD");
    add_by(command, given);
  }

  void add_unalias() {
    const auto given = std::make_shared<OwnerOptions>();
    CLI::App& command = add("unalias", "Take a key from an owner", given, owner_text,
                            [](const OwnerOptions& options) {
                              return delete_request(path_of("owners", options.owner, "/aliases"),
                                                    {{"key", options.key}, {"by", options.by}});
                            });
    command.add_option("OWNER", given->owner, "Id of the owner")->required();
    command.add_option("KEY", given->key, "The key")->required();
    add_by(command, given);
  }

  void add_merge() {
    const auto given = std::make_shared<OwnerOptions>();
    CLI::App& command = add("merge", "Say that two owners are one; nothing is moved", given,
                            owner_text, [](const OwnerOptions& options) {
                              // A wrong id is told of before the warehouse is opened.
                              (void)path_of("owners", options.other, "");
                              return json_request(path_of("owners", options.owner, "/merges"),
                                                  {{"from", options.other},
                                                   {"evidence", evidence_from(options.evidence)},
                                                   {"reason", options.reason},
                                                   {"by", options.by}});
                            });
    command.add_option("FROM", given->other, "Id of the owner that is merged")->required();
    command.add_option("INTO", given->owner, "Id of the owner that it is")->required();
    command
        .add_option("--evidence", given->evidence,
                    "Component id, or an official document by its number or date")
        ->required();
    add_reason(command, given);
    add_by(command, given);
  }

  void add_unmerge() {
    const auto given = std::make_shared<OwnerOptions>();
    CLI::App& command =
        add("unmerge", "Undo a merge exactly", given, owner_text, [](const OwnerOptions& options) {
          return delete_request(path_of("owners", options.owner, "/merges"),
                                {{"reason", options.reason}, {"by", options.by}});
        });
    command.add_option("FROM", given->owner, "Id of the owner that was merged")->required();
    add_reason(command, given);
    add_by(command, given);
  }

  void add_authorize() {
    const auto given = std::make_shared<OwnerOptions>();
    CLI::App& command =
        add("authorize", "Let one owner act for another", given, authorisation_text,
            [](const OwnerOptions& options) {
              (void)path_of("owners", options.other, "");
              Json body = {{"agent", options.other},
                           {"types", options.types},
                           {"procedures", options.procedures},
                           {"evidence", options.evidence},
                           {"by", options.by}};
              add_if_given(body, "from", options.from);
              add_if_given(body, "to", options.to);
              return json_request(path_of("owners", options.owner, "/authorizations"), body);
            });
    command.add_option("PRINCIPAL", given->owner, "Id of the owner whose right it is")->required();
    command.add_option("AGENT", given->other, "Id of the owner who may use it")->required();
    command.add_option("--evidence", given->evidence, "Component of the principal that says so")
        ->required();
    command.add_option("--type", given->types, "Only papers of this type; may be repeated");
    command.add_option("--procedure", given->procedures, "Only in this one; may be repeated");
    command.add_option("--from", given->from, "First day, YYYY-MM-DD; today if absent");
    command.add_option("--to", given->to, "Last day, YYYY-MM-DD");
    add_by(command, given);
  }

  void add_revoke() {
    const auto given = std::make_shared<OwnerOptions>();
    CLI::App& command =
        add("revoke-authorization", "End an authorization today", given, authorisation_text,
            [](const OwnerOptions& options) {
              return delete_request(path_of("authorizations", options.owner, ""),
                                    {{"reason", options.reason}, {"by", options.by}});
            });
    command.add_option("ID", given->owner, "Id of the authorization")->required();
    add_reason(command, given);
    add_by(command, given);
  }

  CLI::App& parent_;
  const Global& global_;
  Action& chosen_;
};

}  // namespace

void add_owner(CLI::App& app, const Global& global, Action& chosen) {
  CLI::App* owner = app.add_subcommand("owner", "Who is who, and who may act for whom");
  owner->require_subcommand(1);
  OwnerCommands(*owner, global, chosen).add_all();
}

}  // namespace kho::tools
