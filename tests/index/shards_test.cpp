#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <stdexcept>

#include "index/shard_list.h"
#include "tests/index/scratch_index.h"

namespace kho::index {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

std::vector<std::string> names_in(const fs::path& directory) {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
    names.push_back(entry.path().filename());
  }
  return names;
}

TEST(Shards, SealedShardAnswersAndTheNextDocumentsGoIntoANewOne) {
  const ScratchDirectory scratch;
  {
    Indexer indexer(scratch.path());
    indexer.upsert(page("old", "giấy khai sinh"));
    indexer.commit(7, "note");
    EXPECT_TRUE(indexer.seal("2024"));
    EXPECT_EQ(indexer.position(), 7U);
    indexer.upsert(page("new", "giấy khai tử"));
    indexer.commit(8, "other note");
    const std::vector<ShardInfo> shards = indexer.shards();
    ASSERT_EQ(shards.size(), 2U);
    EXPECT_EQ(shards[0].state, ShardInfo::State::kSealed);
    EXPECT_EQ(shards[0].label, "2024");
    EXPECT_EQ(shards[0].documents, 1U);
    EXPECT_GT(shards[0].bytes, 0U);
    EXPECT_EQ(shards[1].state, ShardInfo::State::kLive);
    EXPECT_EQ(shards[1].documents, 1U);
  }
  EXPECT_THAT(find(scratch.path(), "giấy khai"), UnorderedElementsAre("old", "new"));
  const Indexer reopened(scratch.path());
  EXPECT_EQ(reopened.position(), 8U);
  EXPECT_EQ(reopened.bookmark(), "other note");
}

TEST(Shards, EmptyLiveShardIsNotSealed) {
  const ScratchDirectory scratch;
  Indexer indexer(scratch.path());
  EXPECT_FALSE(indexer.seal("2024"));
  EXPECT_EQ(indexer.shards().size(), 1U);
}

TEST(Shards, BadLabelIsRefused) {
  const ScratchDirectory scratch;
  Indexer indexer(scratch.path());
  for (const char* label : {"", "a b", "a\n", "năm"}) {
    EXPECT_THROW(indexer.seal(label), std::invalid_argument) << label;
  }
}

TEST(Shards, ChangedDocumentMovesOutOfItsSealedShard) {
  const ScratchDirectory scratch;
  Indexer indexer(scratch.path());
  indexer.upsert(page("a", "bản cũ"));
  indexer.upsert(page("b", "bản cũ"));
  indexer.commit(1);
  indexer.seal("2024");
  indexer.upsert(page("a", "bản mới"));
  EXPECT_THAT(find(scratch.path(), "cũ"), ElementsAre("a", "b"));  // Not committed.
  indexer.commit(2);
  EXPECT_THAT(find(scratch.path(), "cũ"), ElementsAre("b"));
  EXPECT_THAT(find(scratch.path(), "mới"), ElementsAre("a"));
  EXPECT_EQ(ask(scratch.path(), {}).total, 2U);
  EXPECT_EQ(indexer.shards()[0].documents, 1U);
}

TEST(Shards, RemovedDocumentGoesFromItsSealedShard) {
  const ScratchDirectory scratch;
  Indexer indexer(scratch.path());
  indexer.upsert(page("a", "một"));
  indexer.commit(1);
  indexer.seal("2024");
  indexer.remove("a");
  indexer.commit(2);
  EXPECT_EQ(ask(scratch.path(), {}).total, 0U);
}

TEST(Shards, UncommittedMoveLeavesTheSealedDocument) {
  const ScratchDirectory scratch;
  {
    Indexer indexer(scratch.path());
    indexer.upsert(page("a", "bản cũ"));
    indexer.commit(1);
    indexer.seal("2024");
    indexer.upsert(page("a", "bản mới"));
  }
  EXPECT_THAT(find(scratch.path(), "cũ"), ElementsAre("a"));
  EXPECT_EQ(ask(scratch.path(), {}).total, 1U);
}

TEST(Shards, SearcherFollowsSealingAndCompaction) {
  const ScratchDirectory scratch;
  Indexer indexer(scratch.path());
  indexer.upsert(page("a", "một"));
  indexer.commit(1);
  const Searcher searcher(scratch.path());
  EXPECT_EQ(searcher.search({}).total, 1U);
  indexer.seal("2024");
  EXPECT_EQ(searcher.search({}).total, 1U);
  indexer.upsert(page("b", "hai"));
  indexer.commit(2);
  indexer.compact();
  EXPECT_EQ(searcher.search({}).total, 2U);
  EXPECT_EQ(searcher.search({}).position, 2U);
  EXPECT_EQ(indexer.shards().size(), 2U);
}

TEST(Shards, RanksAcrossShardsAsIfTheyWereOne) {
  const ScratchDirectory one;
  const ScratchDirectory many;
  Indexer whole(one.path());
  Indexer cut(many.path());
  for (int i = 0; i < 60; ++i) {
    std::string text = "giấy phép số " + std::to_string(i);
    for (int k = 0; k < i % 7; ++k) text += " kinh doanh";
    whole.upsert(page("d" + std::to_string(i), text));
    cut.upsert(page("d" + std::to_string(i), text));
    if (i % 20 == 19) cut.seal("part" + std::to_string(i));
  }
  whole.commit(1);
  cut.commit(1);
  ASSERT_EQ(cut.shards().size(), 4U);
  for (const char* text : {"kinh doanh", "giay phep kinh doanh 33", "số", ""}) {
    EXPECT_EQ(find(many.path(), text), find(one.path(), text)) << text;
  }
}

TEST(Shards, LeftoversOfAnInterruptedChangeAreRemoved) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("a", "một")});
  fs::create_directory(scratch.path() / "000002");
  std::ofstream(scratch.path() / "000002" / "postlist.glass") << "half a shard";
  std::ofstream(scratch.path() / "000009.members") << "of none";
  { const Indexer indexer(scratch.path()); }
  EXPECT_THAT(names_in(scratch.path()), UnorderedElementsAre("SHARDS", "000001"));
  EXPECT_THAT(find(scratch.path(), "một"), ElementsAre("a"));
}

TEST(Shards, NoMoreThanTheirLimit) {
  const ScratchDirectory scratch;
  Indexer indexer(scratch.path());
  for (std::size_t i = 1; i < kShardsMax; ++i) {
    indexer.upsert(page("d" + std::to_string(i), "x"));
    ASSERT_TRUE(indexer.seal("s" + std::to_string(i)));
  }
  indexer.upsert(page("last", "x"));
  indexer.commit(1);
  expect_error(Errc::kUnavailable, [&] { indexer.seal("more"); });
  EXPECT_EQ(ask(scratch.path(), {}).total, kShardsMax);
}

void write_list(const fs::path& directory, const std::string& content) {
  std::ofstream(directory / "SHARDS", std::ios::trunc) << content;
}

TEST(ShardList, IsReadBackAsItWasWritten) {
  const ScratchDirectory scratch;
  const ShardList list{{{"000002", ShardEntry::State::kSealed, "2024", "", ""},
                        {"000005", ShardEntry::State::kRemote, "2025", "10.0.0.7:7001", "a-b"},
                        {"000006", ShardEntry::State::kLive, "-", "", ""}}};
  write_shard_list(scratch.path(), list);
  const ShardListStamp first = stamp_of_shard_list(scratch.path());
  std::ifstream file(scratch.path() / "SHARDS");
  const std::string content{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(content,
            "kho-index-shards 1\n000002 sealed 2024\n000005 remote 2025 10.0.0.7:7001 a-b\n"
            "000006 live -\n");
  const ShardList read = read_shard_list(scratch.path());
  ASSERT_EQ(read.shards.size(), 3U);
  EXPECT_EQ(read.shards[1].address, "10.0.0.7:7001");
  EXPECT_EQ(read.shards[1].uuid, "a-b");
  EXPECT_EQ(read.live().name, "000006");
  EXPECT_EQ(read.next_name(), "000007");
  write_shard_list(scratch.path(), list);
  EXPECT_NE(stamp_of_shard_list(scratch.path()), first);
}

TEST(ShardList, WhatIsNoneIsDamage) {
  const std::string head = "kho-index-shards 1\n";
  for (const std::string& content :
       {std::string(), std::string("kho-index-shards 2\n000001 live -\n"), head,
        head + "000001 sealed 2024\n", head + "000001 live -\n000002 live -\n",
        head + "000002 live -\n000001 sealed x\n", head + "000002 sealed x\n000001 live -\n",
        head + "1 live -\n", head + "000001 alive -\n", head + "000001 live\n",
        head + "000001 remote x\n000002 live -\n", head + "000001 remote x host\n000002 live -\n",
        head + "000001 remote x host:0 a-b\n000002 live -\n",
        head + "000001 remote x host:1\n000002 live -\n", head + "000001 live - surplus\n"}) {
    const ScratchDirectory scratch;
    write_list(scratch.path(), content);
    expect_error(Errc::kDamaged, [&] { (void)read_shard_list(scratch.path()); });
  }
}

TEST(ShardList, AddressIsHostAndPort) {
  for (const char* good : {"127.0.0.1:7001", "kho-2.yenbai.gov.vn:65535", "a:1"}) {
    EXPECT_TRUE(is_shard_address(good)) << good;
  }
  for (const char* bad : {"", ":1", "a", "a:", "a:0", "a:65536", "a:1x", "a b:1", "/tmp/x:1",
                          "a:1:2", "[::1]:7001"}) {
    EXPECT_FALSE(is_shard_address(bad)) << bad;
  }
}

}  // namespace
}  // namespace kho::index
