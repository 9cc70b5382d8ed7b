// tests/index/scratch_index.h - Short ways to fill and ask an index in a scratch directory.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "index/error.h"
#include "index/indexer.h"
#include "index/searcher.h"
#include "tests/scratch_directory.h"

namespace kho::index {

using test::ScratchDirectory;

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
