// Shards on other machines: two xapian-tcpsrv on this one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>

#include "tests/index/scratch_index.h"
#include "tests/index/shard_server.h"

namespace kho::index {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

// An index of three shards, of which copies of the two sealed ones lie elsewhere.
class RemoteShards : public testing::Test {
 protected:
  RemoteShards() {
    Indexer indexer(index_);
    add(indexer, "a", "giấy phép bán lẻ", "GP", 19000);
    indexer.commit(1);
    indexer.seal("2023");
    add(indexer, "b", "giấy phép bán buôn", "GP", 19400);
    indexer.commit(2);
    indexer.seal("2024");
    add(indexer, "c", "giấy chứng nhận", "GCN", 19800);
    indexer.commit(3);
    for (const ShardInfo& shard : indexer.shards()) {
      if (shard.state == ShardInfo::State::kSealed) sealed_.push_back(shard.name);
    }
    fs::create_directory(elsewhere_);
    for (const std::string& name : sealed_) {
      fs::copy(index_ / name, elsewhere_ / name, fs::copy_options::recursive);
    }
  }

  static void add(Indexer& indexer, const std::string& id, const std::string& text,
                  const std::string& type, std::int32_t issued) {
    Document document = page(id, text);
    document.title = text;
    document.filters = {{Field::kType, type}};
    document.issued_days = issued;
    indexer.upsert(document);
  }

  // Serves both copies and moves the shards there.
  void move_both() {
    first_.emplace(elsewhere_ / sealed_[0]);
    second_.emplace(elsewhere_ / sealed_[1]);
    Indexer indexer(index_);
    indexer.move_out(sealed_[0], first_->address());
    indexer.move_out(sealed_[1], second_->address());
  }

  ScratchDirectory scratch_;
  const fs::path index_ = scratch_ / "index";
  const fs::path elsewhere_ = scratch_ / "elsewhere";
  std::vector<std::string> sealed_;
  std::optional<ShardServer> first_;
  std::optional<ShardServer> second_;
};

TEST_F(RemoteShards, AnswerWithTheLocalOne) {
  const Result before = ask(index_, {});
  move_both();
  EXPECT_FALSE(fs::exists(index_ / sealed_[0]));
  Query query;
  query.text = "giay phep";
  const Result result = ask(index_, query);
  EXPECT_THAT(ids(result), UnorderedElementsAre("a", "b"));
  EXPECT_EQ(result.shards_missing, 0U);
  EXPECT_EQ(result.position, 3U);
  EXPECT_EQ(ids(ask(index_, {})), ids(before));

  query = {};
  query.sort = Sort::kOldest;
  query.facets = {Field::kType};
  query.filters = {{Field::kType, "GP"}};
  query.limit = 1;
  const Result first = ask(index_, query);
  EXPECT_THAT(ids(first), ElementsAre("a"));
  EXPECT_EQ(first.total, 2U);
  ASSERT_EQ(first.facets.size(), 1U);
  ASSERT_EQ(first.facets[0].values.size(), 1U);
  EXPECT_EQ(first.facets[0].values[0].count, 2U);
  query.cursor = first.next;
  EXPECT_THAT(ids(ask(index_, query)), ElementsAre("b"));
}

TEST_F(RemoteShards, OneThatDoesNotAnswerIsLeftOutAndSaidToBe) {
  move_both();
  const Searcher searcher(index_);
  EXPECT_EQ(searcher.search({}).total, 3U);
  first_->stop();
  for (const Result& result : {searcher.search({}), searcher.search({}), ask(index_, {})}) {
    EXPECT_THAT(ids(result), ElementsAre("c", "b"));
    EXPECT_EQ(result.shards_missing, 1U);
  }
}

// As servers do with connections that nobody used for a while.
TEST_F(RemoteShards, ConnectionThatWasClosedIsOpenedAnew) {
  move_both();
  const Searcher searcher(index_);
  EXPECT_EQ(searcher.search({}).total, 3U);
  const std::uint16_t port = first_->port();
  first_->stop();
  first_.emplace(elsewhere_ / sealed_[0], port);
  const Result result = searcher.search({});
  EXPECT_EQ(result.total, 3U);
  EXPECT_EQ(result.shards_missing, 0U);
}

TEST_F(RemoteShards, AnotherShardAtTheAddressIsNotTakenForIt) {
  move_both();
  const std::uint16_t port = first_->port();
  first_->stop();
  first_.emplace(elsewhere_ / sealed_[1], port);  // A slip of who starts the servers.
  {
    const Result result = ask(index_, {});
    EXPECT_THAT(ids(result), ElementsAre("c", "b"));
    EXPECT_EQ(result.shards_missing, 1U);
    Indexer indexer(index_);
    indexer.remove("a");
    indexer.commit(4);
    EXPECT_EQ(indexer.shards()[0].removals_waiting, 1U);
  }
  first_->stop();
  first_.emplace(elsewhere_ / sealed_[0], port);
  Indexer indexer(index_);
  indexer.commit(5);
  EXPECT_EQ(indexer.shards()[0].removals_waiting, 0U);
  EXPECT_EQ(indexer.shards()[0].documents, 0U);
  EXPECT_THAT(ids(ask(index_, {})), ElementsAre("c", "b"));
}

TEST_F(RemoteShards, WhatWasRemovedIsNotCountedAfterReopening) {
  move_both();
  {
    Indexer indexer(index_);
    indexer.remove("b");
    indexer.commit(4);
  }
  const Indexer indexer(index_);
  EXPECT_EQ(indexer.shards()[0].documents, 1U);
  EXPECT_EQ(indexer.shards()[1].documents, 0U);
}

TEST_F(RemoteShards, ChangedAndRemovedDocumentsLeaveThem) {
  move_both();
  {
    Indexer indexer(index_);
    add(indexer, "a", "giấy phép bán lẻ, đã sửa", "GP", 19000);
    indexer.remove("b");
    indexer.commit(4);
    EXPECT_EQ(indexer.shards()[0].removals_waiting, 0U);
  }
  EXPECT_THAT(find(index_, "giay phep"), ElementsAre("a"));
  EXPECT_EQ(ask(index_, {}).total, 2U);
}

TEST_F(RemoteShards, RemovalsWaitForAMachineThatIsAway) {
  move_both();
  const std::uint16_t port = second_->port();
  second_->stop();
  {
    Indexer indexer(index_);
    indexer.remove("b");
    add(indexer, "d", "giấy mới", "GP", 19900);
    indexer.commit(4);  // Not held up.
    EXPECT_EQ(indexer.shards()[1].removals_waiting, 1U);
  }
  EXPECT_THAT(find(index_, "giấy mới"), ElementsAre("d"));
  second_.emplace(elsewhere_ / sealed_[1], port);
  {
    Indexer indexer(index_);
    EXPECT_EQ(indexer.shards()[1].removals_waiting, 1U);  // It was written down.
    indexer.commit(5);
    EXPECT_EQ(indexer.shards()[1].removals_waiting, 0U);
  }
  EXPECT_THAT(ids(ask(index_, {})), UnorderedElementsAre("a", "c", "d"));
}

TEST_F(RemoteShards, MoveIsRefusedWhereSomethingElseOrNothingIsServed) {
  first_.emplace(elsewhere_ / sealed_[0]);
  Indexer indexer(index_);
  expect_error(Errc::kUnavailable, [&] { indexer.move_out(sealed_[1], first_->address()); });
  const std::string nobody = "127.0.0.1:" + std::to_string(ShardServer::free_port());
  expect_error(Errc::kUnavailable, [&] { indexer.move_out(sealed_[0], nobody); });
  EXPECT_THROW(indexer.move_out("999999", first_->address()), std::invalid_argument);
  EXPECT_THROW(indexer.move_out(sealed_[0], "nowhere"), std::invalid_argument);
  const std::string live = indexer.shards().back().name;
  EXPECT_THROW(indexer.move_out(live, first_->address()), std::invalid_argument);
  indexer.move_out(sealed_[0], first_->address());  // Still usable.
  EXPECT_EQ(ask(index_, {}).total, 3U);
}

}  // namespace
}  // namespace kho::index
