#include "tools/print_search.h"

#include <fmt/format.h>

#include "tools/language.h"
#include "tools/print.h"

namespace kho::tools {
namespace {

using api::Json;

std::string fragment_text(const Json& fragment, bool bold) {
  std::string out = "    ";
  if (fragment.at("page").is_number()) {
    out += tr("p. {}: ", number_of(fragment, "page"));
  }
  for (const Json& part : fragment.at("parts")) {
    const bool is_hit = part.at("hit").get<bool>();
    if (bold && is_hit) out += "\x1b[1m";
    out += text_of(part, "text");
    if (bold && is_hit) out += "\x1b[0m";
  }
  return out + "\n";
}

std::string hit_text(const Json& hit, bool bold) {
  const Json& component = hit.at("component");
  // What tells it apart: its subject, or else the name of its file.
  std::string about = text_of(component, "subject");
  if (about.empty()) about = text_of(component.at("versions").back(), "file_name");
  std::string out =
      fmt::format("{}  {}\n    {}{}\n", text_of(component, "id"), text_of(component, "type_name"),
                  paper_text(component), about.empty() ? "" : " · " + about);
  for (const Json& fragment : hit.at("fragments")) out += fragment_text(fragment, bold);
  return out;
}

std::string facets_text(const Json& facets) {
  std::string out;
  for (const auto& [name, facet] : facets.items()) {
    const std::string about = facet.at("exact").get<bool>() ? "" : tr("about ");
    out += name + "\n";
    for (const Json& value : facet.at("values")) {
      const std::string words = text_of(value, "name");
      out += fmt::format("  {}{}  {}{}\n", about, number_of(value, "count"),
                         text_of(value, "value"), words.empty() ? "" : "  " + words);
    }
  }
  return out;
}

std::string text_of_search(const Json& answer, bool bold) {
  std::string out;
  for (const Json& hit : answer.at("hits")) out += hit_text(hit, bold);
  out += facets_text(answer.at("facets"));
  const Json& total = answer.at("total");
  out += tr("{}{} found{}\n", total.at("exact").get<bool>() ? "" : tr("about "),
            number_of(total, "value"),
            answer.at("widened").get<bool>() ? tr(", none with all words as typed") : "");
  if (const std::string better = text_of(answer, "better_spelling"); !better.empty()) {
    out += tr("did you mean: ") + better + "\n";
  }
  if (const std::uint64_t missing = number_of(answer, "shards_missing"); missing > 0) {
    out += tr("{} shards on other machines did not answer: what they hold is left out\n", missing);
  }
  if (const std::string next = text_of(answer, "next"); !next.empty()) {
    out += tr("more with --cursor ") + next + "\n";
  }
  return out;
}

}  // namespace

std::string search_text(const Json& answer) { return text_of_search(answer, false); }

std::string search_text_for_terminal(const Json& answer) { return text_of_search(answer, true); }

std::string completions_text(const Json& answer) {
  std::string out;
  for (const Json& completion : answer.at("completions")) {
    out += fmt::format("{}  ({})\n", text_of(completion, "text"), number_of(completion, "count"));
  }
  return out;
}

std::string shards_text(const Json& answer) {
  std::string out = fmt::format("{} {} {:>10} {:>10}  {}\n", column("shard", 8), column("state", 8),
                                "documents", tr("on disk"), "holds");
  for (const Json& shard : answer.at("shards")) {
    std::string holds = text_of(shard, "label");
    if (const std::string address = text_of(shard, "address"); !address.empty()) {
      holds += tr(", at ") + address;
    }
    out += fmt::format("{} {} {:>10} {:>10}  {}\n", column(text_of(shard, "name"), 8),
                       column(text_of(shard, "state"), 8), number_of(shard, "documents"),
                       size_in(shard, "bytes"), holds);
    if (const std::uint64_t waiting = number_of(shard, "removals_waiting"); waiting > 0) {
      out += tr("  {} removals wait until it can be written to\n", waiting);
    }
  }
  const std::uint64_t position = number_of(answer, "position");
  const std::uint64_t log_position = number_of(answer, "log_position");
  out += tr("position {} of {}{}\n", position, log_position,
            position < log_position ? tr(": the rest is on its way") : "");
  return out;
}

std::string reindex_text(const Json& job) {
  const Json& report = job.at("report");
  if (report.at("stopped").get<bool>()) {
    return tr("stopped after {} papers; the next kho reindex goes on from here\n",
              number_of(report, "components"));
  }
  return tr("{} papers indexed{}, {} of text; the index takes {}, position {}\n",
            number_of(report, "components"),
            report.at("resumed").get<bool>() ? tr(" since it was stopped") : "",
            size_in(report, "text_bytes"), size_in(report, "index_bytes"),
            number_of(report, "position"));
}

}  // namespace kho::tools
