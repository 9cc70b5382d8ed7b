// kho webhook: who is told of events by themselves.

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <vector>

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

struct WebhookOptions {
  std::string directory, id, name, url;
  std::vector<std::string> types;
  std::vector<std::uint64_t> positions;
  std::optional<std::uint64_t> after;
  bool apply = false;
};

std::string webhook_line(const Json& webhook) {
  std::string state = text_of(webhook, "state");
  if (state == "disabled") state += ": " + text_of(webhook, "disabled");
  std::string out = tr("{}  {} {}  {} behind, {} dead\n", text_of(webhook, "id"),
                       column(text_of(webhook, "name"), 24), column(state, 20),
                       number_of(webhook, "lag"), number_of(webhook, "dead_letters"));
  out += fmt::format("    {}  {}\n", text_of(webhook, "url"), joined(webhook.at("types")));
  const std::string failure = text_of(webhook, "last_failure");
  if (!failure.empty()) {
    const std::string next = text_of(webhook, "next_attempt_at");
    out += fmt::format("    {}{}\n", failure, next.empty() ? "" : tr(", tried again at ") + next);
  }
  return out;
}

std::string webhook_text(const Json& answer) { return webhook_line(answer.at("webhook")); }

std::string webhooks_text(const Json& answer) {
  std::string out;
  for (const Json& webhook : answer.at("webhooks")) out += webhook_line(webhook);
  return out.empty() ? tr("no webhooks\n") : out;
}

std::string secret_text(const Json& answer) {
  return tr(
      "{}\n{}\nThe second line is the secret. It is shown this once, and signs what "
      "is delivered.\n",
      text_of(answer.at("webhook"), "id"), text_of(answer, "secret"));
}

std::string dead_letters_text(const Json& answer) {
  std::string out;
  for (const Json& letter : answer.at("dead_letters")) {
    out += tr("{}  {}  {} attempts, {}\n", column(letter.at("position").dump(), 12),
              text_of(letter, "at"), number_of(letter, "attempts"), text_of(letter, "failure"));
  }
  if (!answer.at("next").is_null()) out += tr("more: --after {}\n", answer.at("next").dump());
  return out.empty() ? tr("no dead letters\n") : out;
}

std::string path_of(const WebhookOptions& options, const char* what = "") {
  if (!warehouse::Uuid::parse(options.id)) {
    throw CommandError(kUsage, "usage", tr("ID is that of a webhook: kho webhook list DIR"));
  }
  return "/v1/webhooks/" + options.id + what;
}

int add(const Global& global, const WebhookOptions& options) {
  Session session(options.directory, global.purpose);
  Json order = {{"name", options.name}, {"url", options.url}, {"types", options.types}};
  if (options.after) order["after"] = *options.after;
  const api::Response response = session.call(json_request("/v1/webhooks", order));
  print_answer(global.json, api::parse_json(response.body), secret_text);
  return kOk;
}

// Whether the test event arrives is known only where a server delivers it.
int test(const Global& global, const WebhookOptions& options) {
  Session session(options.directory, global.purpose);
  const Json test =
      api::parse_json(session.call(json_request(path_of(options, "/test"), Json::object())).body);
  if (!session.is_served()) {
    throw CommandError(kUnavailable, "not_served",
                       tr("no server runs: kho serve will deliver the test event"));
  }
  const std::uint64_t position = number_of(test, "position");
  api::Request request = get_request(path_of(options));
  request.query = {{"told", std::to_string(position)}, {"wait", "30"}};
  const Json answer = api::parse_json(session.call(request).body);
  print_answer(global.json, answer, webhook_text);
  const Json& webhook = answer.at("webhook");
  if (number_of(webhook, "position") >= position) return kOk;
  throw CommandError(kUnavailable, "not_delivered",
                     tr("the test event has not been taken: ") + text_of(webhook, "last_failure"));
}

std::string removal_text(const Json& answer) {
  if (answer.at("applied").get<bool>()) return tr("removed\n");
  return webhook_line(answer.at("webhook")) +
         tr("would go, with its {} dead letters; --apply removes it\n",
            number_of(answer.at("webhook"), "dead_letters"));
}

int remove_one(const Global& global, const WebhookOptions& options) {
  Session session(options.directory, global.purpose);
  Json answer = api::parse_json(session.call(get_request(path_of(options))).body);
  if (options.apply) (void)session.call(delete_request(path_of(options)));
  answer["applied"] = options.apply;
  print_answer(global.json, answer, removal_text);
  return kOk;
}

}  // namespace

void add_webhook(CLI::App& app, const Global& global, Action& chosen) {
  const auto options = std::make_shared<WebhookOptions>();
  CLI::App* webhook =
      app.add_subcommand("webhook", "Who is told of events by themselves (docs/webhooks.md)");
  webhook->require_subcommand(1);
  // A subcommand that asks for a webhook and prints the answer.
  const auto simple = [&](const char* name, const char* help, auto request_of,
                          std::string (*as_text)(const Json&)) {
    CLI::App* command = webhook->add_subcommand(name, help);
    command->add_option("DIR", options->directory, "The warehouse")->required();
    command->callback([&global, &chosen, options, request_of, as_text] {
      chosen = [&global, options, request_of, as_text] {
        const api::Request request = request_of(*options);
        Session session(options->directory, global.purpose);
        print_answer(global.json, api::parse_json(session.call(request).body), as_text);
        return kOk;
      };
    });
    return command;
  };
  const auto of_one = [&](CLI::App* command) {
    command->add_option("ID", options->id, "The webhook's id")->required();
    return command;
  };

  CLI::App* create = webhook->add_subcommand("add", "Register one; its secret is shown once");
  create->add_option("DIR", options->directory, "The warehouse")->required();
  create->add_option("URL", options->url, "Where events are delivered to: https://...")->required();
  create->add_option("--name", options->name, "Which system, or whose")->required();
  create
      ->add_option("--type", options->types,
                   "Of these events only: vn.kho.component.revoked, vn.kho.dossier.*")
      ->allow_extra_args(false);
  create->add_option("--after", options->after,
                     "Also those behind this position; else from now on");
  create->callback([&global, &chosen, options] {
    chosen = [&global, options] { return add(global, *options); };
  });
  simple(
      "list", "All that are registered, and how far each was told",
      [](const WebhookOptions&) { return get_request("/v1/webhooks"); }, webhooks_text);
  CLI::App* remove = webhook->add_subcommand("remove", "End one; its dead letters go, too");
  remove->add_option("DIR", options->directory, "The warehouse")->required();
  of_one(remove)->add_flag("--apply", options->apply, "Do it");
  remove->callback([&global, &chosen, options] {
    chosen = [&global, options] { return remove_one(global, *options); };
  });
  of_one(simple(
      "enable", "Tell one again that was disabled, or at once one that waits",
      [](const WebhookOptions& o) { return json_request(path_of(o, "/enable"), Json::object()); },
      webhook_text));
  of_one(simple(
      "rotate-secret", "A new secret; the old one signs beside it for a day",
      [](const WebhookOptions& o) {
        return json_request(path_of(o, "/rotate-secret"), Json::object());
      },
      secret_text));
  CLI::App* letters = of_one(simple(
      "dead-letters", "Events that could not be delivered",
      [](const WebhookOptions& o) {
        api::Request request = get_request(path_of(o, "/dead-letters"));
        request.query = {{"after", std::to_string(o.after.value_or(0))}, {"limit", "1000"}};
        return request;
      },
      dead_letters_text));
  letters->add_option("--after", options->after, "Only those behind this position");
  CLI::App* again = of_one(simple(
      "redeliver", "Try dead letters again, once",
      [](const WebhookOptions& o) {
        Json order = Json::object();
        if (!o.positions.empty()) order["positions"] = o.positions;
        return json_request(path_of(o, "/redeliver"), order);
      },
      [](const Json& answer) {
        return answer.at("redelivering").dump() + tr(" to be tried again\n");
      }));
  again->add_option("--position", options->positions, "This one; all if none is named")
      ->allow_extra_args(false);

  CLI::App* tested = webhook->add_subcommand("test", "Deliver a test event, and wait for it");
  tested->add_option("DIR", options->directory, "The warehouse")->required();
  of_one(tested);
  tested->callback([&global, &chosen, options] {
    chosen = [&global, options] { return test(global, *options); };
  });
}

}  // namespace kho::tools
