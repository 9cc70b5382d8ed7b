#include "tools/tthc/report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace kho::tthc {
namespace {

using Json = nlohmann::ordered_json;

std::size_t total(const std::map<std::string, std::size_t, std::less<>>& counts) {
  std::size_t sum = 0;
  for (const auto& [name, count] : counts) sum += count;
  return sum;
}

}  // namespace

void Report::write(const std::string& line) {
  if (out_ != nullptr) *out_ << line << '\n';
}

void Report::left_out(const std::string& procedure, std::size_t item, const std::string& text,
                      std::string_view reason) {
  ++left_out_[std::string(reason)];
  write(
      Json{{"procedure", procedure}, {"item", item}, {"left_out", reason}, {"text", text}}.dump());
}

void Report::kept(const std::string& procedure, std::size_t item, const std::string& text,
                  const std::string& requirement, bool joined,
                  const std::vector<std::string_view>& doubts) {
  ++(joined ? joined_ : requirements_);
  if (doubts.empty()) return;
  for (const std::string_view doubt : doubts) ++doubts_[std::string(doubt)];
  write(Json{{"procedure", procedure},
             {"item", item},
             {"requirement", requirement},
             {"doubts", doubts},
             {"text", text}}
            .dump());
}

void Report::result_left_out(const std::string& procedure, const std::string& text,
                             std::string_view reason) {
  ++results_left_out_[std::string(reason)];
  write(Json{{"procedure", procedure}, {"result", true}, {"left_out", reason}, {"text", text}}
            .dump());
}

std::string Report::summary() const {
  const std::size_t left_out = total(left_out_);
  std::string out =
      fmt::format("{} items = {} requirements + {} joined to the one before + {} left out\n",
                  requirements_ + joined_ + left_out, requirements_, joined_, left_out);
  for (const auto& [reason, count] : left_out_) out += fmt::format("  {:6} {}\n", count, reason);
  const std::size_t results = total(results_left_out_);
  out += fmt::format("{} results = {} kept + {} left out\n", results_ + results, results_, results);
  for (const auto& [reason, count] : results_left_out_) {
    out += fmt::format("  {:6} {}\n", count, reason);
  }
  out += "doubtful readings among the requirements:\n";
  for (const auto& [doubt, count] : doubts_) out += fmt::format("  {:6} {}\n", count, doubt);
  return out;
}

}  // namespace kho::tthc
