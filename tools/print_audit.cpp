// What the audit of the log answers, for people.

#include <fmt/format.h>

#include <algorithm>

#include "tools/language.h"
#include "tools/print.h"

namespace kho::tools {
namespace {

using api::Json;

// What a verdict of docs/format/audit.md means.
std::string verdict_text(const std::string& verdict) {
  if (verdict == "good") return "good";
  if (verdict == "signature_invalid") return tr("not signed by a key of this warehouse");
  if (verdict == "other_log") return tr("of another log");
  if (verdict == "log_shorter") return tr("of a longer log: entries are missing");
  return tr("the log had other entries when this was signed");
}

}  // namespace

std::string audit_text(const Json& job) {
  const Json& report = job.at("report");
  std::string out =
      tr("{} entries, {} kept hashes and {} checkpoints compared\n",
         report.at("entries").get<std::uint64_t>(), report.at("kept_hashes").get<std::uint64_t>(),
         report.at("checkpoints").get<std::uint64_t>());
  if (const Json& broken = report.at("first_broken"); !broken.is_null()) {
    out += tr("chain: broken at position {}\n", broken.get<std::uint64_t>());
  }
  if (const Json& differs = report.at("tree_differs"); !differs.is_null()) {
    out += tr("tree: other hashes are kept from position {} on\n", differs.get<std::uint64_t>());
  }
  if (const Json& bad = report.at("first_bad_checkpoint"); !bad.is_null()) {
    out += tr("checkpoint of {} entries: {}\n", bad.at("size").get<std::uint64_t>(),
              verdict_text(bad.at("verdict").get<std::string>()));
  }
  if (const auto outside = report.at("outside_checkpoint").get<std::string>();
      outside != "not_checked") {
    out += tr("checkpoint from outside: {}\n", verdict_text(outside));
  }
  if (report.at("stopped").get<bool>()) return out + tr("stopped before the end\n");
  return out + (report.at("good").get<bool>() ? tr("good\n") : tr("NOT GOOD\n"));
}

std::string keys_text(const Json& answer) {
  std::string out;
  const auto pem = answer.at("pem").get<std::string>();
  std::size_t at = 0;
  for (const Json& key : answer.at("keys")) {
    const auto id = key.at("kid").get<std::string>();
    const std::size_t end = std::min(pem.find("-----BEGIN", at + 1), pem.size());
    out += fmt::format("{} {}\n{}", id, answer.at("signing") == id ? "signs" : "retired",
                       pem.substr(at, end - at));
    at = end;
  }
  return out;
}

std::string proof_text(const Json& verified) {
  const Json& entry = verified.at("entry");
  std::string out =
      tr("the entry at position {} is in the log {} of {} entries\n",
         entry.at("position").get<std::uint64_t>(), verified.at("origin").get<std::string>(),
         verified.at("size").get<std::uint64_t>());
  for (const char* field : {"type", "time", "component", "owner", "sha256"}) {
    const auto found = entry.find(field);
    if (found == entry.end() || !found->is_string()) continue;
    out += fmt::format("  {} {}\n", column(field, 10), found->get<std::string>());
  }
  return out;
}

}  // namespace kho::tools
