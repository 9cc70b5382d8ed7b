// kho config: what kho serve would be told, and by whom.

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>

#include "api/reload.h"
#include "tools/commands.h"
#include "tools/configuration.h"
#include "tools/exit_status.h"
#include "tools/language.h"
#include "tools/print.h"

namespace kho::tools {
namespace {

using api::Json;

// Why what the path names cannot be used as it must be; empty: it can.
std::string why_unusable(Setting::Names names, const std::filesystem::path& path) {
  if (names == Setting::Names::kDirectory) {
    std::error_code unknown;
    if (!std::filesystem::is_directory(path, unknown)) {
      return path.string() + tr(": is no directory; make a warehouse with kho init ") +
             path.string();
    }
    const bool may_be_used = ::access(path.c_str(), R_OK | W_OK | X_OK) == 0;
    return may_be_used ? "" : path.string() + tr(": this account may not write there");
  }
  try {
    (void)api::read_setup_file(
        path, names == Setting::Names::kSecretFile ? api::Secrecy::kSecret : api::Secrecy::kPublic);
    return {};
  } catch (const api::SetupError& error) {
    return error.what();
  }
}

Json json_of(const Place& place) {
  if (auto* const* path = std::get_if<std::filesystem::path*>(&place)) return (*path)->string();
  return std::visit([](auto* value) { return Json(*value); }, place);
}

// {"file", "values": [{"key", "value", "origin"}], "problems": [{"key", "text"}]}
Json findings_in(Configured& configured) {
  Json values = Json::array(), problems = Json::array();
  std::size_t index = 0;
  for (const Setting& setting : settings()) {
    const Place place = setting.place(configured.values);
    values.push_back(
        {{"key", setting.key}, {"value", json_of(place)}, {"origin", configured.origins[index++]}});
    const auto* const* path = std::get_if<std::filesystem::path*>(&place);
    if (path == nullptr || (*path)->empty()) continue;
    const std::string why = why_unusable(setting.names, **path);
    if (!why.empty()) problems.push_back({{"key", setting.key}, {"text", why}});
  }
  return {{"file", configured.file.empty() ? Json() : Json(configured.file.string())},
          {"values", std::move(values)},
          {"problems", std::move(problems)}};
}

std::string findings_text(const Json& findings) {
  std::string out;
  for (const Json& each : findings.at("values")) {
    out += fmt::format("{} = {}  # {}\n", text_of(each, "key"), api::dump(each.at("value")),
                       text_of(each, "origin"));
  }
  if (findings.at("file").is_null()) out += tr("no file was read\n");
  for (const Json& each : findings.at("problems")) {
    out += fmt::format("{}: {}\n", text_of(each, "key"), text_of(each, "text"));
  }
  if (findings.at("problems").empty()) out += tr("good\n");
  return out;
}

}  // namespace

void add_config(CLI::App& app, const Global& global, Action& chosen) {
  const auto file = std::make_shared<std::string>();
  CLI::App* config = app.add_subcommand("config", "What kho serve is told (docs/configuration.md)");
  config->require_subcommand(1);
  CLI::App* check = config->add_subcommand(
      "check", "Every value and where it is from; and whether the files that it names can be used");
  check->add_option("FILE", *file, "As --config of kho serve");
  check->callback([&global, &chosen, file] {
    chosen = [&global, file] {
      Sources sources;
      sources.environment = [](const char* name) { return std::getenv(name); };
      if (!file->empty()) sources.file = *file;
      Configured configured = configure(sources);
      const Json findings = findings_in(configured);
      print_answer(global.json, findings, findings_text);
      return findings.at("problems").empty() ? kOk : kRefused;
    };
  });
}

}  // namespace kho::tools
