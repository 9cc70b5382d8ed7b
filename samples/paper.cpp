#include "samples/paper.h"

#include <fmt/format.h>

#include <fstream>
#include <stdexcept>

namespace kho::samples {
namespace {

Paper parse(const nlohmann::json& line) {
  const nlohmann::json& metadata = line.at("metadata");
  Paper paper;
  paper.file = line.at("file");
  paper.template_name = line.at("template");
  paper.owner_name = line.at("owner_name");
  paper.number = metadata.value("number", "");
  paper.issue_date = metadata.at("issue_date");
  paper.issuer_name = metadata.value("issuer_name", "");
  paper.signer = metadata.value("signer", "");
  paper.subject = metadata.at("subject");
  paper.content = line.at("content");
  if (paper.file.find('/') != std::string::npos) throw std::runtime_error("file has a folder");
  if (paper.issue_date.size() != 10) throw std::runtime_error("issue_date is not YYYY-MM-DD");
  if (const auto scan = paper.content.find("scan"); scan != paper.content.end()) {
    paper.scan = ScanSettings{scan->at("dpi"), scan->at("tilt_degrees"), scan->at("seed")};
  }
  return paper;
}

}  // namespace

std::string Paper::line(const char* key, const std::string& fallback) const {
  return content.value(key, fallback);
}

std::vector<Paper> read_papers(const std::filesystem::path& jsonl) {
  std::ifstream in(jsonl);
  if (!in) throw std::runtime_error(jsonl.string() + ": cannot be opened");
  std::vector<Paper> papers;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    try {
      papers.push_back(parse(nlohmann::json::parse(line)));
    } catch (const std::exception& error) {
      throw std::runtime_error(fmt::format("{}:{}: {}", jsonl.string(), number, error.what()));
    }
  }
  return papers;
}

std::string long_date(const std::string& iso) {
  const int month = std::stoi(iso.substr(5, 2));
  return fmt::format("ngày {} tháng {} năm {}", iso.substr(8, 2),
                     month < 3 ? iso.substr(5, 2) : std::to_string(month), iso.substr(0, 4));
}

}  // namespace kho::samples
