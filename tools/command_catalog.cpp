// kho catalog import, kho catalog show: what procedures ask for.

#include <fmt/format.h>

#include <array>
#include <memory>

#include "tools/commands.h"
#include "tools/language.h"
#include "tools/print.h"
#include "tools/requests.h"
#include "tools/session.h"

namespace kho::tools {
namespace {

using api::Json;

struct Section {
  const char* word;   // On the command line.
  const char* path;   // Of the interface.
  const char* field;  // Of the answer.
};
constexpr std::array<Section, 3> kSections{{{"types", "/v1/component-types", "component_types"},
                                            {"procedures", "/v1/procedures", "procedures"},
                                            {"agencies", "/v1/agencies", "agencies"}}};

// " (until 2025-06-30, then H15.12)", or nothing.
std::string end_text(const Json& record) {
  const auto in_force = record.find("in_force");
  const std::string to =
      in_force != record.end() ? text_of(*in_force, "to") : text_of(record, "valid_to");
  const std::string successor = text_of(record, "successor");
  std::string out = to.empty() ? "" : tr("until ") + to;
  if (!successor.empty()) out += (out.empty() ? tr("then ") : tr(", then ")) + successor;
  return out.empty() ? out : " (" + out + ")";
}

std::string heading_text(const Json& record) {
  return fmt::format("{}  {}{}\n", text_of(record, "code"), text_of(record, "name"),
                     end_text(record));
}

std::string requirement_text(const Json& requirement) {
  std::string types;
  for (const Json& alternative : requirement.at("any_of")) {
    std::string together;
    for (const Json& type : alternative) {
      together += (together.empty() ? "" : tr(" and ")) + type.get<std::string>();
    }
    types += (types.empty() ? "" : tr(" or ")) + together;
  }
  std::string marks;
  for (const char* mark : {"site_bound", "third_party", "parent_serves_branch"}) {
    if (requirement.at(mark).get<bool>()) marks += fmt::format(", {}", mark);
  }
  for (const char* mark : {"form", "origin_min"}) {
    const std::string value = text_of(requirement, mark);
    if (!value.empty()) marks += fmt::format(", {} {}", mark, value);
  }
  return fmt::format("  {} {}{}\n       {}{}\n", column(text_of(requirement, "code"), 4),
                     text_of(requirement, "name"),
                     requirement.at("required").get<bool>() ? "" : tr(" (only in some cases)"),
                     types, marks);
}

std::string record_text(const Json& record) {
  std::string out = heading_text(record);
  if (record.contains("keep_years")) {
    out += fmt::format("  {}{}{}{}\n", text_of(record, "kind"),
                       record.at("reusable").get<bool>() ? "" : tr(", written for one dossier"),
                       record.at("signature_required").get<bool>() ? tr(", must be signed") : "",
                       record.at("keep_years").is_null()
                           ? ""
                           : tr(", kept {} years", record.at("keep_years").get<int>()));
  }
  return out;
}

std::string versions_text(const Json& answer) {
  std::string out;
  for (const Json& version : answer.at("versions")) {
    out += heading_text(version);
    out += tr("  in force from {}\n", text_of(version, "valid_from"));
    for (const Json& requirement : version.at("requirements")) out += requirement_text(requirement);
    for (const Json& result : version.at("results")) {
      out += tr("  gives {}\n", result.get<std::string>());
    }
  }
  return out;
}

void import_file(Session& session, const std::string& file, bool dry_run, bool as_json) {
  const Json answer = api::parse_json(session.call(catalogue_request(file, dry_run)).body);
  if (as_json) {
    fmt::print("{}\n", api::dump(answer));
    return;
  }
  fmt::print("{}",
             tr("{}: {}{} added, {} changed, {} unchanged\n", file, dry_run ? tr("would be ") : "",
                answer.at("added").get<std::uint64_t>(), answer.at("changed").get<std::uint64_t>(),
                answer.at("unchanged").get<std::uint64_t>()));
  if (!dry_run) return;
  const Json& changes = answer.at("changes");
  for (const Json& change : changes) {
    const std::string valid_from = text_of(change, "valid_from");
    fmt::print("  {} {} {}{}\n", column(text_of(change, "change"), 7), text_of(change, "record"),
               text_of(change, "code"), valid_from.empty() ? "" : tr(" of ") + valid_from);
  }
  const std::uint64_t all =
      answer.at("added").get<std::uint64_t>() + answer.at("changed").get<std::uint64_t>();
  if (all > changes.size()) fmt::print("{}", tr("  and {} more\n", all - changes.size()));
}

// Page by page: one line a record.
void show_all(Session& session, const Section& section, bool as_json) {
  for (Json next = ""; !next.is_null();) {
    api::Request request = get_request(section.path);
    request.query.emplace_back("limit", std::to_string(api::kCataloguePageMax));
    if (next != "") request.query.emplace_back("after", next.get<std::string>());
    const Json page = api::parse_json(session.call(request).body);
    for (const Json& record : page.at(section.field)) {
      print_answer(as_json, record, heading_text);
    }
    next = page.at("next");
  }
}

void add_catalogue_import(CLI::App& catalog, const Global& global, Action& chosen) {
  struct Options {
    std::string directory;
    std::vector<std::string> files;
    bool dry_run = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      catalog.add_subcommand("import", "Import catalogue files (see docs/catalogue.md)");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("FILE", options->files, "JSON Lines or a JSON array")->required();
  command->add_flag("--dry-run", options->dry_run, "Say what would change, each file by itself");
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      Session session(options->directory, global.purpose);
      for (const std::string& file : options->files) {
        import_file(session, file, options->dry_run, global.json);
      }
      return 0;
    };
  });
}

void add_catalog_show(CLI::App& catalog, const Global& global, Action& chosen) {
  struct Options {
    std::string directory, section, code;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command = catalog.add_subcommand("show", "Read the catalogue back");
  command->add_option("DIR", options->directory, "The warehouse")->required();
  command->add_option("WHAT", options->section, "types, procedures or agencies")
      ->required()
      ->check(CLI::IsMember({kSections[0].word, kSections[1].word, kSections[2].word}));
  command->add_option("CODE", options->code, "One of them, with all that is known");
  command->callback([&global, &chosen, options] {
    chosen = [&global, options] {
      const Section* section = kSections.begin();
      while (options->section != section->word) ++section;
      Session session(options->directory, global.purpose);
      if (options->code.empty()) {
        show_all(session, *section, global.json);
        return 0;
      }
      const api::Response response =
          session.call(get_request(std::string(section->path) + "/" + options->code));
      const Json record = api::parse_json(response.body);
      print_answer(global.json, record, record.contains("versions") ? versions_text : record_text);
      return 0;
    };
  });
}

}  // namespace

void add_catalog(CLI::App& app, const Global& global, Action& chosen) {
  CLI::App* catalog = app.add_subcommand("catalog", "Agencies, component types and procedures");
  catalog->require_subcommand(1);
  add_catalogue_import(*catalog, global, chosen);
  add_catalog_show(*catalog, global, chosen);
}

}  // namespace kho::tools
