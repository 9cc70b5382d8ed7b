// bench/search/kho/corpus.h - Documents and judged questions from the files that benchmarks share.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "index/document.h"

namespace kho::bench {

// Calls `visit` with each line of a text file, which may be gzipped. Throws std::runtime_error.
void each_line(const std::filesystem::path& path,
               const std::function<void(const std::string& line)>& visit);

// One JSON object a line with _id, title and text. Owners and types go round, so that of 70,000
// documents an owner has 35, of each type three or four.
void each_document(const std::filesystem::path& path,
                   const std::function<void(index::Document document)>& visit);
inline constexpr int kOwners = 2000;
inline constexpr int kTypes = 10;

using Judgements = std::map<std::string, double>;  // Document to grade.

struct Question {
  std::string text;
  Judgements judged;
};
// Those of a BEIR set that were judged, in the order of the file.
[[nodiscard]] std::vector<Question> read_questions(const std::filesystem::path& set);

[[nodiscard]] std::vector<std::string> read_lines(const std::filesystem::path& path);

// A table with a heading: for each row, its cells by their headings.
using Row = std::map<std::string, std::string>;
[[nodiscard]] std::vector<Row> read_csv(const std::filesystem::path& path);

}  // namespace kho::bench
