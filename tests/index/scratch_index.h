// tests/index/scratch_index.h - A directory for one test, and short ways to fill and ask an index.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "index/index.h"

namespace kho::index {

// A new empty directory, removed with everything in it on destruction.
class ScratchDirectory {
 public:
  ScratchDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "kho-index-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    path_ = name;
  }
  ~ScratchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline Document page(const std::string& id, const std::string& text) {
  Document document;
  document.id = id;
  document.pages.push_back(text);
  return document;
}

// Commits `documents` to the index in `directory` at `position`.
inline void fill(const std::filesystem::path& directory, const std::vector<Document>& documents,
                 Position position = 1) {
  Indexer indexer(directory);
  for (const Document& document : documents) indexer.upsert(document);
  indexer.commit(position);
}

inline Result ask(const std::filesystem::path& directory, const Query& query) {
  return Searcher(directory).search(query);
}

inline std::vector<std::string> ids(const Result& result) {
  std::vector<std::string> found;
  for (const Hit& hit : result.hits) found.push_back(hit.id);
  return found;
}

// The ids that answer `text`, best first.
inline std::vector<std::string> find(const std::filesystem::path& directory,
                                     const std::string& text) {
  Query query;
  query.text = text;
  return ids(ask(directory, query));
}

// Expects `action` to throw index::Error with `code`.
template <class Action>
void expect_error(Errc code, Action&& action) {
  try {
    action();
    ADD_FAILURE() << "nothing thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
  }
}

}  // namespace kho::index
