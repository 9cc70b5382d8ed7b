// Plays finding.case: papers into an index, questions asked of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <sstream>

#include "index/error.h"
#include "index/indexer.h"
#include "index/searcher.h"
#include "tests/case_file.h"
#include "tests/scratch_directory.h"

namespace kho::index {
namespace {

using testing_data::CaseLine;

const std::map<std::string, Field> kFields = {
    {"type", Field::kType},           {"kind", Field::kKind},       {"agency", Field::kAgency},
    {"procedure", Field::kProcedure}, {"dossier", Field::kDossier}, {"status", Field::kStatus},
    {"year", Field::kYear},           {"owner", Field::kOwner}};

std::int32_t days_of(const std::string& text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  EXPECT_EQ(std::sscanf(text.c_str(), "%d-%u-%u", &year, &month, &day), 3) << text;
  const std::chrono::sys_days days = std::chrono::year(year) / month / day;
  return static_cast<std::int32_t>(days.time_since_epoch().count());
}

Document document_of(const CaseLine& line) {
  Document document;
  document.id = line.column(1);
  for (std::size_t i = 2; i + 1 < line.columns.size(); i += 2) {
    const std::string& name = line.columns[i];
    const std::string& value = line.columns[i + 1];
    if (name == "title") {
      document.title = value;
      document.completed_from = value;
    } else if (name == "number") {
      document.number = value;
    } else if (name == "name") {
      document.names.push_back(value);
    } else if (name == "page") {
      document.pages.push_back(value);
    } else if (name == "issued") {
      document.issued_days = days_of(value);
    } else if (const auto field = kFields.find(name); field != kFields.end()) {
      document.filters.push_back({field->second, value});
    } else {
      ADD_FAILURE() << "line " << line.line << ": no part " << name;
    }
  }
  return document;
}

std::vector<std::string> words_of_list(const std::string& list) {
  std::istringstream stream(list);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) {
    if (word != "-") words.push_back(word);
  }
  return words;
}

std::string listed(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "" : " ") + word;
  return list.empty() ? "-" : list;
}

// The index of the set that is being read.
class Stage {
 public:
  void begin() {
    searcher_.reset();
    scratch_ = std::make_unique<test::ScratchDirectory>();
    documents_.clear();
  }
  void add(Document document) { documents_.push_back(std::move(document)); }

  Result ask(const std::string& text) {
    if (!searcher_) {
      Indexer indexer(*scratch_ / "index");
      for (const Document& document : documents_) indexer.upsert(document);
      indexer.commit(1);
      searcher_ = std::make_unique<Searcher>(*scratch_ / "index");
    }
    Query query;
    query.text = text;
    query.limit = kLimitMax;
    return searcher_->search(query);
  }

 private:
  std::unique_ptr<test::ScratchDirectory> scratch_;
  std::vector<Document> documents_;
  std::unique_ptr<Searcher> searcher_;
};

// What the case comes to, in the words of its third column.
std::string outcome_of(Stage& stage, const CaseLine& line) {
  const std::string kind = line.column(0);
  try {
    const Result result = stage.ask(line.column(1));
    std::vector<std::string> ids;
    for (const Hit& hit : result.hits) ids.push_back(hit.id);
    if (kind == "spells") return result.better_spelling.empty() ? "-" : result.better_spelling;
    if (kind == "first") return ids.empty() ? "-" : ids.front();
    if (kind == "finds") return listed(ids);
    std::vector<std::string> expected = words_of_list(line.column(2));
    std::sort(ids.begin(), ids.end());
    std::sort(expected.begin(), expected.end());
    return ids == expected ? line.column(2) : listed(ids);
  } catch (const Error& error) {
    const std::string what = error.what();
    const bool is_expected = kind == "refuses" && what.find(line.column(2)) != std::string::npos;
    return is_expected ? line.column(2) : "refused: " + what;
  }
}

TEST(Finding, CasesOfTheFile) {
  Stage stage;
  std::size_t asked = 0;
  for (const CaseLine& line :
       testing_data::read_cases(std::string(KHO_SEARCH_CASES) + "/finding.case")) {
    const std::string kind = line.column(0);
    if (kind == "set") {
      stage.begin();
    } else if (kind == "doc") {
      stage.add(document_of(line));
    } else {
      ++asked;
      EXPECT_EQ(outcome_of(stage, line), line.column(2))
          << "line " << line.line << ": " << kind << " " << line.column(1);
    }
  }
  EXPECT_GT(asked, 130U);
}

}  // namespace
}  // namespace kho::index
