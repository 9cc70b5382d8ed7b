// kho search, complete: papers found, and words to look for.

#include <unistd.h>

#include <memory>

#include "tools/commands.h"
#include "tools/language.h"
#include "tools/print.h"
#include "tools/print_search.h"
#include "tools/requests.h"
#include "tools/session.h"

namespace kho::tools {
namespace {

using api::Json;

struct SearchOptions {
  std::string directory, text, owner, as_owner, as_dossier, syntax, sort, from, to, cursor;
  std::vector<std::string> types, kinds, years, statuses, issuers, procedures, dossiers, facets;
  std::uint32_t limit = 20, offset = 0, fragments = 1;

  [[nodiscard]] Json question() const {
    Json json = {{"q", text}, {"limit", limit}, {"offset", offset}, {"fragments", fragments}};
    for (const auto& [field, value] :
         {std::pair{"owner", &owner}, std::pair{"as_owner", &as_owner},
          std::pair{"as_dossier", &as_dossier}, std::pair{"syntax", &syntax},
          std::pair{"sort", &sort}, std::pair{"issued_from", &from}, std::pair{"issued_to", &to},
          std::pair{"cursor", &cursor}}) {
      if (!value->empty()) json[field] = *value;
    }
    for (const auto& [field, values] :
         {std::pair{"type", &types}, std::pair{"kind", &kinds}, std::pair{"year", &years},
          std::pair{"status", &statuses}, std::pair{"issuer", &issuers},
          std::pair{"procedure", &procedures}, std::pair{"dossier", &dossiers},
          std::pair{"facets", &facets}}) {
      if (!values->empty()) json[field] = *values;
    }
    return json;
  }
};

}  // namespace

void add_search(CLI::App& app, const Global& global, Action& chosen) {
  const auto options = std::make_shared<SearchOptions>();
  CLI::App* command = app.add_subcommand(
      "search", "Find papers by words, \"phrases\", numbers and facts (docs/search.md)");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("QUERY", options->text, "With or without diacritics; type:X, -word, OR, wor*")
      ->required();
  command->add_option("--owner", options->owner, "Only this owner's");
  command->add_option("--type", options->types, "Only of these types");
  command->add_option("--kind", options->kinds, "component, result, verification_result");
  command->add_option("--year", options->years, "Year of issue");
  command->add_option("--from", options->from, "Issued on this day or later");
  command->add_option("--to", options->to, "Issued on this day or before");
  command->add_option("--status", options->statuses,
                      "captured, under_review, approved, rejected, revoked or superseded");
  command->add_option("--issuer", options->issuers, "Agency that issued it");
  command->add_option("--procedure", options->procedures, "Procedure that it was brought for");
  command->add_option("--of-dossier", options->dossiers, "Dossier that brought it");
  command->add_option("--as-owner", options->as_owner, "Only what this owner may see");
  command->add_option(
      "--as-dossier", options->as_dossier,
      "Only what this dossier opens: its applicant's papers of the types asked for");
  command->add_option("--sort", options->sort, "relevance, newest or oldest");
  command->add_option("--facets", options->facets, "Count by type, issuer, year, kind, status")
      ->delimiter(',');
  command->add_option("--fragments", options->fragments, "Pieces of each paper's text to show")
      ->check(CLI::Range(0, 5))
      ->capture_default_str();
  command->add_option("--limit", options->limit, "1 to 100")->check(CLI::Range(1, 100));
  command->add_option("--offset", options->offset, "0 to 10000")->check(CLI::Range(0, 10000));
  command->add_option("--cursor", options->cursor, "Of the page before: the next one");
  command->add_flag_callback(
      "--plain", [options] { options->syntax = "plain"; },
      tr("Take the query for words: a question, a pasted text"));
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Session session(options->directory, global.purpose);
      session.settle();
      const api::Response response = session.call(json_request("/v1/search", options->question()));
      const bool is_terminal = ::isatty(STDOUT_FILENO) == 1;
      print_answer(global.json, api::parse_json(response.body),
                   is_terminal ? search_text_for_terminal : search_text);
      return 0;
    };
  });
}

void add_complete(CLI::App& app, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, text, as_owner, as_dossier;
    std::uint32_t limit = 10;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("complete", "What may stand behind the words typed so far");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("TEXT", options->text, "The beginning of a query")->required();
  command->add_option("--as-owner", options->as_owner, "From what this owner may see");
  command->add_option("--as-dossier", options->as_dossier, "From what this dossier opens");
  command->add_option("--limit", options->limit, "1 to 50")->check(CLI::Range(1, 50));
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Json question = {{"q", options->text}, {"limit", options->limit}};
      if (!options->as_owner.empty()) question["as_owner"] = options->as_owner;
      if (!options->as_dossier.empty()) question["as_dossier"] = options->as_dossier;
      Session session(options->directory, global.purpose);
      session.settle();
      const api::Response response = session.call(json_request("/v1/search/completions", question));
      print_answer(global.json, api::parse_json(response.body), completions_text);
      return 0;
    };
  });
}

}  // namespace kho::tools
