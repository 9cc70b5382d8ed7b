// kho token: who may ask over the network.

#include <fmt/format.h>

#include <memory>

#include "tools/command_error.h"
#include "tools/commands.h"
#include "tools/exit_status.h"
#include "tools/language.h"
#include "tools/print.h"
#include "tools/requests.h"
#include "tools/session.h"

namespace kho::tools {
namespace {

using api::Json;

struct TokenOptions {
  std::string directory, id, name, role, agency;
  std::vector<std::string> scopes;
  std::uint32_t days = warehouse::TokenOrder::kTokenDaysUsual;
};

std::string token_text(const Json& token) {
  std::string scopes;
  for (const Json& scope : token.at("scopes")) scopes += " " + scope.get<std::string>();
  if (!scopes.empty()) scopes = tr("  only") + scopes;
  std::string state = tr("until ") + text_of(token, "expires_at");
  if (!text_of(token, "revoked_at").empty()) state = tr("revoked ") + text_of(token, "revoked_at");
  return fmt::format("{}  {} {} {}  {}{}\n", text_of(token, "id"),
                     column(text_of(token, "role"), 8), column(text_of(token, "agency"), 12),
                     column(text_of(token, "name"), 24), state, scopes);
}

std::string made_text(const Json& answer) {
  return tr(
      "{}\n{}\nThe second line is the secret. It is shown this once: send it as\n"
      "Authorization: Bearer SECRET\n",
      text_of(answer.at("token"), "id"), text_of(answer, "secret"));
}

std::string tokens_text(const Json& answer) {
  std::string out;
  for (const Json& token : answer.at("tokens")) out += token_text(token);
  return out.empty() ? tr("no tokens: whoever can log in to this machine may ask\n") : out;
}

}  // namespace

void add_token(CLI::App& app, const Global& global, Action& chosen) {
  const auto options = std::make_shared<TokenOptions>();
  CLI::App* token = app.add_subcommand("token", "Who may ask over the network (docs/security.md)");
  token->require_subcommand(1);

  CLI::App* create = token->add_subcommand("create", "Make one; its secret is shown once");
  create->add_option("DIR", options->directory, "The warehouse")->required();
  create->add_option("--name", options->name, "Which system, or whose")->required();
  create->add_option("--role", options->role, "What it may do")
      ->required()
      ->check(CLI::IsMember({"intake", "officer", "admin", "auditor"}));
  create->add_option("--agency", options->agency,
                     "Code of the agency whose dossiers it works on; of intake and officer");
  create
      ->add_option("--scope", options->scopes,
                   "A right that it has of those of its role, such as reuse; all of them if absent")
      ->allow_extra_args(false);
  create->add_option("--days", options->days, "Until it expires")
      ->check(CLI::Range(1U, warehouse::kTokenDaysMax))
      ->capture_default_str();
  create->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Session session(options->directory, global.purpose);
      Json order = {{"name", options->name}, {"role", options->role}, {"days", options->days}};
      if (!options->agency.empty()) order["agency"] = options->agency;
      if (!options->scopes.empty()) order["scopes"] = options->scopes;
      const api::Response response = session.call(json_request("/v1/admin/tokens", order));
      print_answer(global.json, api::parse_json(response.body), made_text);
      session.settle();
      return kOk;
    };
  });

  CLI::App* list = token->add_subcommand("list", "All that were made");
  list->add_option("DIR", options->directory, "The warehouse")->required();
  list->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Session session(options->directory, global.purpose);
      print_answer(global.json, session.all_of("/v1/admin/tokens", "tokens"), tokens_text);
      return kOk;
    };
  });

  CLI::App* revoke = token->add_subcommand("revoke", "End one, at once");
  revoke->add_option("DIR", options->directory, "The warehouse")->required();
  revoke->add_option("ID", options->id, "Its id")->required();
  revoke->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      if (!warehouse::Uuid::parse(options->id)) {
        throw CommandError(kUsage, "usage", tr("ID is that of a token: kho token list DIR"));
      }
      Session session(options->directory, global.purpose);
      const api::Response response =
          session.call(delete_request("/v1/admin/tokens/" + options->id));
      print_answer(global.json, api::parse_json(response.body),
                   [](const Json& answer) { return token_text(answer.at("token")); });
      session.settle();
      return kOk;
    };
  });
}

}  // namespace kho::tools
