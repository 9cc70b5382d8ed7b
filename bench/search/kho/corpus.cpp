#include "bench/search/kho/corpus.h"

#include <zlib.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

namespace kho::bench {

namespace fs = std::filesystem;

void each_line(const fs::path& path, const std::function<void(const std::string&)>& visit) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::string line;
  char buffer[64 << 10];
  int size = 0;
  while ((size = gzread(file.get(), buffer, sizeof buffer)) > 0) {
    for (int i = 0; i < size; ++i) {
      if (buffer[i] != '\n') {
        line += buffer[i];
        continue;
      }
      visit(line);
      line.clear();
    }
  }
  if (size < 0) throw std::runtime_error("cannot read " + path.string());
  if (!line.empty()) visit(line);
}

void each_document(const fs::path& path, const std::function<void(index::Document)>& visit) {
  int count = 0;
  each_line(path, [&](const std::string& line) {
    const nlohmann::json record = nlohmann::json::parse(line);
    index::Document document;
    document.id = record.at("_id");
    document.title = record.value("title", "");
    document.completed_from = document.title;
    document.pages.push_back(record.at("text"));
    document.filters = {{index::Field::kOwner, "o" + std::to_string(count % kOwners)},
                        {index::Field::kType, "t" + std::to_string(count / kOwners % kTypes)}};
    ++count;
    visit(std::move(document));
  });
}

std::vector<Question> read_questions(const fs::path& set) {
  std::map<std::string, Judgements> judged;
  bool heading = true;
  each_line(set / "qrels.tsv", [&](const std::string& line) {
    std::istringstream fields(line);
    std::string query;
    std::string document;
    double grade = 0;
    if (!heading && fields >> query >> document >> grade) judged[query][document] = grade;
    heading = false;
  });
  std::vector<Question> questions;
  each_line(set / "queries.jsonl", [&](const std::string& line) {
    const nlohmann::json record = nlohmann::json::parse(line);
    const auto known = judged.find(record.at("_id").get<std::string>());
    if (known != judged.end()) questions.push_back({record.at("text"), known->second});
  });
  return questions;
}

std::vector<std::string> read_lines(const fs::path& path) {
  std::vector<std::string> lines;
  each_line(path, [&](const std::string& line) {
    if (!line.empty()) lines.push_back(line);
  });
  return lines;
}

std::vector<Row> read_csv(const fs::path& path) {
  std::vector<std::vector<std::string>> records(1);
  std::string cell;
  bool quoted = false;
  const auto end_cell = [&] {
    records.back().push_back(std::move(cell));
    cell.clear();
  };
  each_line(path, [&](const std::string& line) {
    for (const char c : line) {
      if (c == '"') {
        quoted = !quoted;  // A doubled quote inside is left out, which does no harm here.
      } else if (c == ',' && !quoted) {
        end_cell();
      } else if (c != '\r') {
        cell += c;
      }
    }
    if (quoted) {
      cell += '\n';
      return;
    }
    end_cell();
    records.emplace_back();
  });
  std::vector<Row> rows;
  for (std::size_t i = 1; i < records.size(); ++i) {
    if (records[i].size() != records[0].size()) continue;
    Row row;
    for (std::size_t k = 0; k < records[0].size(); ++k) row[records[0][k]] = records[i][k];
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace kho::bench
