#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "index/indexer.h"
#include "index/searcher.h"
#include "tests/index/scratch_index.h"

namespace kho::index {
namespace {

constexpr int kThreads = 4;
constexpr Position kCommits = 60;

// Commit n replaces every document and adds one: what a search sees must be one commit, whole.
TEST(Concurrency, SearchesSeeWholeCommitsWhileOneIndexes) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("0", "giấy phép 1")}, 1);
  const Searcher searcher(scratch.path());
  std::atomic<bool> done = false;
  std::atomic<int> searches = 0;

  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      Query query;
      query.text = "giay phep";
      Position last = 0;
      while (!done || searches < kThreads) {
        const Result result = searcher.search(query);
        EXPECT_EQ(result.total, result.position);
        EXPECT_GE(result.position, last);
        last = result.position;
        ++searches;
      }
    });
  }
  {
    Indexer indexer(scratch.path());
    for (Position position = 2; position <= kCommits; ++position) {
      for (Position i = 0; i < position; ++i) {
        indexer.upsert(page(std::to_string(i), "giấy phép " + std::to_string(position)));
      }
      indexer.commit(position);
    }
  }
  done = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(searcher.search({}).position, kCommits);
}

// A document that moves out of a sealed shard is found once or twice, never not at all; shards are
// sealed and rewritten meanwhile.
TEST(Concurrency, DocumentThatMovesIsAlwaysFound) {
  const ScratchDirectory scratch;
  Indexer indexer(scratch.path());
  indexer.upsert(page("moves", "giấy phép"));
  indexer.commit(1);
  const Searcher searcher(scratch.path());
  std::atomic<bool> done = false;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      Query query;
      query.text = "giay phep";
      while (!done) EXPECT_EQ(searcher.search(query).hits.size(), 1U);
    });
  }
  for (Position position = 2; position <= 40; ++position) {
    EXPECT_TRUE(indexer.seal("s" + std::to_string(position)));
    indexer.upsert(page("moves", "giấy phép " + std::to_string(position)));
    indexer.commit(position);
    indexer.compact();
  }
  done = true;
  for (std::thread& thread : threads) thread.join();
}

TEST(Concurrency, MoreThreadsThanReadersAreServed) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("a", "một")});
  const Searcher searcher(scratch.path());
  std::vector<std::thread> threads;
  for (int i = 0; i < 40; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 5; ++j) EXPECT_EQ(searcher.search({}).total, 1U);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace kho::index
