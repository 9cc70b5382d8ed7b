// tests/samples/sample_files.h - Reads the two lists of samples/ for the tests.
#pragma once

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace kho::samples {

inline std::vector<nlohmann::json> read_lines(const std::filesystem::path& jsonl) {
  std::ifstream in(jsonl);
  std::vector<nlohmann::json> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

inline std::vector<nlohmann::json> read_catalogue() {
  return read_lines(std::filesystem::path(KHO_SAMPLES_SOURCE_DIR) / "catalogue.jsonl");
}

inline std::vector<nlohmann::json> read_papers() {
  return read_lines(std::filesystem::path(KHO_SAMPLES_SOURCE_DIR) / "papers.jsonl");
}

// The codes of all records of one sort: "agency", "component_type" or "procedure".
inline std::multiset<std::string> codes_of(const std::string& record) {
  std::multiset<std::string> codes;
  for (const auto& line : read_catalogue()) {
    if (line.at("record") == record) codes.insert(line.at("code").get<std::string>());
  }
  return codes;
}

}  // namespace kho::samples
