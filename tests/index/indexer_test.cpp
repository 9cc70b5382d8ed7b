#include "index/indexer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <stdexcept>

#include "index/error.h"
#include "index/schema.h"
#include "index/searcher.h"
#include "tests/index/scratch_index.h"

namespace kho::index {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

TEST(Indexer, CreatesAnEmptyIndexWithItsParents) {
  const ScratchDirectory scratch;
  const fs::path directory = scratch.path() / "a" / "b";
  const Indexer indexer(directory);
  EXPECT_EQ(indexer.position(), 0U);
  EXPECT_EQ(ask(directory, {}).total, 0U);
}

TEST(Indexer, RemembersItsPosition) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("a", "một")}, 18446744073709551615ULL);
  EXPECT_EQ(Indexer(scratch.path()).position(), 18446744073709551615ULL);
  EXPECT_EQ(ask(scratch.path(), {}).position, 18446744073709551615ULL);
}

TEST(Indexer, LaterDocumentOfTheSameIdReplacesTheFirst) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("a", "cũ"), page("a", "mới")});
  fill(scratch.path(), {page("a", "mới nhất")}, 2);
  EXPECT_TRUE(find(scratch.path(), "cũ").empty());
  EXPECT_THAT(find(scratch.path(), "mới nhất"), ElementsAre("a"));
  EXPECT_EQ(ask(scratch.path(), {}).total, 1U);
}

TEST(Indexer, RemovedDocumentIsNotFoundAndAbsentIdsAreIgnored) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("a", "một"), page("b", "hai")});
  Indexer indexer(scratch.path());
  indexer.remove("a");
  indexer.remove("nobody");
  indexer.commit(2);
  EXPECT_THAT(ids(ask(scratch.path(), {})), ElementsAre("b"));
}

TEST(Indexer, NothingIsSeenBeforeCommit) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("a", "một")});
  const Searcher searcher(scratch.path());
  Indexer indexer(scratch.path());
  indexer.upsert(page("b", "hai"));
  EXPECT_EQ(searcher.search({}).total, 1U);
  EXPECT_EQ(searcher.search({}).position, 1U);
  indexer.commit(2);
  EXPECT_EQ(searcher.search({}).total, 2U);
  EXPECT_EQ(searcher.search({}).position, 2U);
}

TEST(Indexer, DestroyedWithoutCommitLeavesTheOldState) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("a", "một")});
  {
    Indexer indexer(scratch.path());
    indexer.upsert(page("b", "hai"));
    indexer.remove("a");
  }
  EXPECT_EQ(Indexer(scratch.path()).position(), 1U);
  EXPECT_THAT(ids(ask(scratch.path(), {})), ElementsAre("a"));
}

// Xapian by itself commits each 10,000 changes (XAPIAN_FLUSH_THRESHOLD); inside a transaction it
// must not.
TEST(Indexer, ManyChangesStayInvisibleUntilCommit) {
  const ScratchDirectory scratch;
  {
    Indexer indexer(scratch.path());
    for (int i = 0; i < 10500; ++i) indexer.upsert(page("d" + std::to_string(i), "x"));
    EXPECT_EQ(ask(scratch.path(), {}).total, 0U);
  }
  EXPECT_EQ(ask(scratch.path(), {}).total, 0U);
  EXPECT_EQ(Indexer(scratch.path()).position(), 0U);
}

TEST(Indexer, CountsPendingBytesOfText) {
  const ScratchDirectory scratch;
  Indexer indexer(scratch.path());
  Document document = page("a", "12345");
  document.title = "123";
  document.number = "1/A";
  indexer.upsert(document);
  EXPECT_EQ(indexer.pending_bytes(), 11U);
  indexer.commit(1);
  EXPECT_EQ(indexer.pending_bytes(), 0U);
}

TEST(Indexer, SecondOneOnADirectoryIsRefused) {
  const ScratchDirectory scratch;
  const Indexer first(scratch.path());
  expect_error(Errc::kUnavailable, [&] { const Indexer second(scratch.path()); });
}

TEST(Indexer, RefusesIdsAndFilterValuesOutOfBounds) {
  const ScratchDirectory scratch;
  Indexer indexer(scratch.path());
  EXPECT_THROW(indexer.upsert(page("", "x")), std::invalid_argument);
  EXPECT_THROW(indexer.upsert(page(std::string(201, 'x'), "x")), std::invalid_argument);
  Document document = page("a", "x");
  document.filters.push_back({Field::kOwner, ""});
  EXPECT_THROW(indexer.upsert(document), std::invalid_argument);
  indexer.upsert(page("a", "x"));  // Still usable.
  indexer.commit(1);
}

TEST(Indexer, LongestValuesOfAnyBytesAreKept) {
  const ScratchDirectory scratch;
  const std::string zeros(200, '\0');
  Document document = page(zeros, "một");
  document.filters.push_back({Field::kOwner, zeros});
  fill(scratch.path(), {document});
  Query query;
  query.filters.push_back({Field::kOwner, zeros});
  EXPECT_THAT(ids(ask(scratch.path(), query)), ElementsAre(zeros));
}

TEST(Indexer, TakesAnyBytesForText) {
  const ScratchDirectory scratch;
  std::string all_bytes;
  for (int i = 0; i < 256; ++i) all_bytes += static_cast<char>(i);
  Document document = page("a", all_bytes + " cư\xFF trú");
  document.title = "\xC3";
  document.number = "\xFF/\xFE";
  document.pages.push_back(std::string(100000, 'x') + " " + std::string(100000, '/'));
  document.pages.push_back("");
  fill(scratch.path(), {document});
  EXPECT_THAT(find(scratch.path(), "trú"), ElementsAre("a"));
}

TEST(Damage, MissingDirectoryIsUnavailableToASearcher) {
  const ScratchDirectory scratch;
  expect_error(Errc::kUnavailable, [&] { const Searcher searcher(scratch.path() / "none"); });
  expect_error(Errc::kUnavailable, [&] { const Searcher searcher(scratch.path()); });
}

TEST(Damage, ForeignDirectoryIsNotWrittenTo) {
  const ScratchDirectory scratch;
  std::ofstream(scratch.path() / "letter.txt") << "not an index";
  expect_error(Errc::kDamaged, [&] { const Indexer indexer(scratch.path()); });
  EXPECT_EQ(std::distance(fs::directory_iterator(scratch.path()), {}), 1);
}

TEST(Damage, LostVersionFileIsDamage) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("a", "một")});
  fs::remove(scratch.path() / "000001" / "iamglass");
  expect_error(Errc::kDamaged, [&] { const Indexer indexer(scratch.path()); });
}

TEST(Damage, OverwrittenFilesAreDamage) {
  for (const char* name :
       {"SHARDS", "000001/iamglass", "000001/postlist.glass", "000001/termlist.glass"}) {
    const ScratchDirectory scratch;
    fill(scratch.path(), {page("a", "một")});
    const auto size = fs::file_size(scratch.path() / name);
    std::ofstream(scratch.path() / name, std::ios::binary) << std::string(size, '\x5A');
    expect_error(Errc::kDamaged, [&] { (void)find(scratch.path(), "một"); });
  }
}

TEST(Damage, OtherSchemaVersionIsRefused) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("a", "một")});
  {
    Xapian::WritableDatabase database((scratch.path() / "000001").string());
    database.set_metadata(schema::kSchemaKey, std::to_string(schema::kSchemaVersion + 1));
    database.commit();
  }
  expect_error(Errc::kOutdated, [&] { const Indexer indexer(scratch.path()); });
  expect_error(Errc::kOutdated, [&] { const Searcher searcher(scratch.path()); });
}

}  // namespace
}  // namespace kho::index
