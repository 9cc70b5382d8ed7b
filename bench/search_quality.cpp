// bench/search_quality.cpp - nDCG@10 of index/ on a question set in BEIR layout.
//
// Usage: search_quality SET INDEX [MAX_QUERIES]
// SET holds corpus.jsonl (_id, title, text), queries.jsonl (_id, text) and qrels.tsv (query,
// document, grade, with a heading). INDEX is a directory to create the index in. Each query is
// asked as written and without diacritics.
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "index/analysis/text.h"
#include "index/error.h"
#include "index/indexer.h"
#include "index/searcher.h"

namespace {

using Clock = std::chrono::steady_clock;
using Judgements = std::map<std::string, double>;  // Document to grade.
constexpr std::uint32_t kDepth = 10;
constexpr std::uint64_t kCommitBytes = 1ULL << 20;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::ifstream open(const std::filesystem::path& path) {
  std::ifstream stream(path);
  if (!stream) throw std::runtime_error("cannot read " + path.string());
  return stream;
}

std::map<std::string, Judgements> read_judgements(const std::filesystem::path& path) {
  std::map<std::string, Judgements> judgements;
  std::ifstream stream = open(path);
  std::string line;
  std::getline(stream, line);
  while (std::getline(stream, line)) {
    std::istringstream fields(line);
    std::string query;
    std::string document;
    double grade = 0;
    if (fields >> query >> document >> grade) judgements[query][document] = grade;
  }
  return judgements;
}

void build_index(const std::filesystem::path& corpus, const std::filesystem::path& directory) {
  const Clock::time_point start = Clock::now();
  kho::index::Indexer indexer(directory);
  std::ifstream stream = open(corpus);
  std::string line;
  std::uint64_t count = 0;
  while (std::getline(stream, line)) {
    const nlohmann::json record = nlohmann::json::parse(line);
    kho::index::Document document;
    document.id = record.at("_id");
    document.title = record.value("title", "");
    document.pages.push_back(record.at("text"));
    indexer.upsert(document);
    ++count;
    if (indexer.pending_bytes() > kCommitBytes) indexer.commit(count);
  }
  indexer.commit(count);
  fmt::print("indexed {} documents in {:.1f} s\n", count, seconds_since(start));
}

double dcg(const std::vector<double>& grades) {
  double sum = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(grades.size(), kDepth); ++i) {
    sum += grades[i] / std::log2(static_cast<double>(i) + 2);
  }
  return sum;
}

double ndcg(const std::vector<kho::index::Hit>& hits, const Judgements& judgements) {
  std::vector<double> found;
  for (const kho::index::Hit& hit : hits) {
    const auto grade = judgements.find(hit.id);
    found.push_back(grade == judgements.end() ? 0 : grade->second);
  }
  std::vector<double> ideal;
  for (const auto& [document, grade] : judgements) ideal.push_back(grade);
  std::sort(ideal.rbegin(), ideal.rend());
  return dcg(ideal) == 0 ? 0 : dcg(found) / dcg(ideal);
}

struct Quality {
  double ndcg_sum = 0;
  std::vector<double> milliseconds;

  void add(const kho::index::Searcher& searcher, const std::string& text,
           const Judgements& judgements) {
    kho::index::Query query;
    query.text = text;
    query.syntax = kho::index::Syntax::kPlain;
    query.limit = kDepth;
    const Clock::time_point start = Clock::now();
    const kho::index::Result result = searcher.search(query);
    milliseconds.push_back(seconds_since(start) * 1000);
    ndcg_sum += ndcg(result.hits, judgements);
  }

  void print(const char* name) {
    if (milliseconds.empty()) return;
    std::sort(milliseconds.begin(), milliseconds.end());
    const std::size_t count = milliseconds.size();
    fmt::print("{}: nDCG@10 {:.4f} over {} queries, median {:.2f} ms, p99 {:.2f} ms\n", name,
               ndcg_sum / static_cast<double>(count), count, milliseconds[count / 2],
               milliseconds[count * 99 / 100]);
  }
};

void run(const std::filesystem::path& set, const std::filesystem::path& directory,
         std::size_t queries_max) {
  if (!std::filesystem::exists(directory)) build_index(set / "corpus.jsonl", directory);
  const std::map<std::string, Judgements> judgements = read_judgements(set / "qrels.tsv");
  const kho::index::Searcher searcher(directory);
  Quality as_written;
  Quality folded;
  std::ifstream stream = open(set / "queries.jsonl");
  std::string line;
  while (as_written.milliseconds.size() < queries_max && std::getline(stream, line)) {
    const nlohmann::json record = nlohmann::json::parse(line);
    const auto judged = judgements.find(record.at("_id").get<std::string>());
    if (judged == judgements.end()) continue;
    const std::string text = record.at("text");
    as_written.add(searcher, text, judged->second);
    folded.add(searcher, kho::index::fold(text), judged->second);
  }
  as_written.print("as written");
  folded.print("without diacritics");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || argc > 4) {
    fmt::print(stderr, "usage: search_quality SET INDEX [MAX_QUERIES]\n");
    return 2;
  }
  try {
    run(argv[1], argv[2], argc == 4 ? std::strtoull(argv[3], nullptr, 10) : SIZE_MAX);
  } catch (const std::exception& error) {
    fmt::print(stderr, "search_quality: {}\n", error.what());
    return 1;
  }
  return 0;
}
