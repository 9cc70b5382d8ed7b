// The index of a warehouse: fed in groups, sealed by years, built anew beside the one that answers.
#include "warehouse/search_index.h"

#include <gmock/gmock.h>

#include <fstream>
#include <thread>

#include "tests/warehouse/fixtures.h"
#include "warehouse/index_generations.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t kYearMs = 365LL * 24 * 3600 * 1000;

class SearchIndexTest : public WarehouseTest {
 protected:
  ReindexReport reindex(bool anew = false) {
    const Job job = warehouse_->start_reindex(anew);
    const auto ended = warehouse_->jobs().find(job.id, std::chrono::minutes(1));
    const auto* report = ended ? std::get_if<ReindexReport>(ended->report.get()) : nullptr;
    EXPECT_NE(report, nullptr);
    return report == nullptr ? ReindexReport() : *report;
  }

  // Opens the warehouse's index by itself: nothing else may have it open.
  void close_warehouse() { warehouse_.reset(); }

  std::vector<std::string> generations() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(path_ / "index")) {
      if (entry.is_directory()) names.push_back(entry.path().filename());
    }
    return names;
  }
};

TEST_F(SearchIndexTest, IsBuiltAnewBesideTheOneThatAnswers) {
  const Uuid id = deposit("nhà xưởng").component.id;
  deposit("khác");
  warehouse_->catch_up();
  const ReindexReport report = reindex();
  EXPECT_EQ(report.components, 2U);
  EXPECT_GT(report.text_bytes, 0U);
  EXPECT_GT(report.index_bytes, 0U);
  EXPECT_FALSE(report.stopped);
  EXPECT_FALSE(report.resumed);
  EXPECT_EQ(report.position, warehouse_->status().log_position);
  EXPECT_THAT(search("nhà xưởng"), ElementsAre(id.text()));
  EXPECT_THAT(generations(), ElementsAre("000002"));
  const Uuid later = deposit("về sau nhà xưởng").component.id;
  warehouse_->catch_up();
  EXPECT_THAT(search("nhà xưởng"), SizeIs(2));
  open();
  EXPECT_THAT(search("sau nhà xưởng"), ElementsAre(later.text()));
}

TEST_F(SearchIndexTest, MendsADamagedIndex) {
  const Uuid id = deposit("vẫn còn").component.id;
  warehouse_->catch_up();
  warehouse_.reset();
  std::ofstream(path_ / "index" / "000001" / "SHARDS", std::ios::trunc) << "rubbish";
  open();
  EXPECT_FALSE(warehouse_->status().searchable);
  EXPECT_EQ(reindex().components, 1U);
  EXPECT_TRUE(warehouse_->status().searchable);
  EXPECT_THAT(warehouse_->status().failures, IsEmpty());
  EXPECT_THAT(search("vẫn còn"), ElementsAre(id.text()));
}

TEST_F(SearchIndexTest, FolderOfAnotherVersionIsBegunAnewByItself) {
  const Uuid id = deposit("vẫn còn").component.id;
  warehouse_->catch_up();
  warehouse_.reset();
  fs::remove_all(path_ / "index");
  fs::create_directory(path_ / "index");
  std::ofstream(path_ / "index" / "iamglass") << "as version 1 left it";
  open();
  EXPECT_THAT(warehouse_->status().failures, IsEmpty());
  warehouse_->catch_up();
  EXPECT_THAT(search("vẫn còn"), ElementsAre(id.text()));
}

TEST_F(SearchIndexTest, WhatComesDuringTheRebuildIsInIt) {
  for (int i = 0; i < 20; ++i) deposit("trước " + std::to_string(i));
  warehouse_->catch_up();
  warehouse_->start_followers();
  std::atomic<bool> done = false;
  std::jthread desk([&] {
    for (int i = 0; i < 60 && !done; ++i) deposit("trong lúc " + std::to_string(i));
  });
  std::jthread officer([&] {
    while (!done) EXPECT_GE(warehouse_->searches().search({}).total, 20U);
  });
  reindex();
  done = true;
  desk.join();
  officer.join();
  const store::Position last = warehouse_->status().log_position;
  ASSERT_TRUE(warehouse_->wait_searchable(
      last, std::chrono::steady_clock::now() + std::chrono::seconds(60)));
  SearchQuestion question;
  question.limit = 100;
  EXPECT_EQ(warehouse_->searches().search(question).total, warehouse_->statistics().components);
}

TEST_F(SearchIndexTest, StoppedRebuildGoesOnWhereItStopped) {
  for (int i = 0; i < 450; ++i) deposit("bản " + std::to_string(i));
  close_warehouse();
  store::Store store(store::posix_file_system(), path_, table_names());
  SearchIndex index(store, clock_, path_ / "index");
  std::stop_source stop;
  const ReindexReport first = index.rebuild(false, stop.get_token(), [&](auto done, auto) {
    if (done > 0) stop.request_stop();
  });
  EXPECT_TRUE(first.stopped);
  EXPECT_GT(first.components, 0U);
  EXPECT_LT(first.components, 450U);
  const ReindexReport second = index.rebuild(false, {}, [](auto, auto) {});
  EXPECT_TRUE(second.resumed);
  EXPECT_FALSE(second.stopped);
  EXPECT_EQ(first.components + second.components, 450U);
  EXPECT_EQ(index.search({}).total, 450U);
  EXPECT_EQ(index.position(), store.last_position());
}

TEST_F(SearchIndexTest, RebuildAnewForgetsTheStoppedOne) {
  for (int i = 0; i < 250; ++i) deposit("bản " + std::to_string(i));
  close_warehouse();
  store::Store store(store::posix_file_system(), path_, table_names());
  SearchIndex index(store, clock_, path_ / "index");
  std::stop_source stop;
  stop.request_stop();
  EXPECT_TRUE(index.rebuild(false, stop.get_token(), [](auto, auto) {}).stopped);
  const ReindexReport report = index.rebuild(true, {}, [](auto, auto) {});
  EXPECT_FALSE(report.resumed);
  EXPECT_EQ(report.components, 250U);
}

TEST_F(SearchIndexTest, FirstPaperOfAYearSealsTheYearBefore) {
  const Uuid old = deposit("năm cũ").component.id;
  warehouse_->catch_up();
  EXPECT_THAT(warehouse_->search_index().shards(), SizeIs(1));
  clock_.ms += kYearMs;
  const Uuid young = deposit("năm mới").component.id;
  warehouse_->catch_up();
  const auto shards = warehouse_->search_index().shards();
  ASSERT_THAT(shards, SizeIs(2));
  EXPECT_EQ(shards[0].state, index::ShardInfo::State::kSealed);
  EXPECT_EQ(shards[0].label, "2026");
  EXPECT_EQ(shards[0].documents, 1U);
  EXPECT_THAT(search("năm"), testing::UnorderedElementsAre(old.text(), young.text()));

  RevocationOrder order;
  order.reason = "thu hồi";
  order.by = "lan";
  warehouse_->revoke(old, order);
  warehouse_->catch_up();
  EXPECT_EQ(warehouse_->search_index().shards()[0].documents, 0U);  // It moved to the live one.
  EXPECT_THAT(search("năm status:revoked"), ElementsAre(old.text()));
  EXPECT_THAT(search("năm cũ"), ElementsAre(old.text()));
  reindex();
  const auto anew = warehouse_->search_index().shards();
  ASSERT_THAT(anew, SizeIs(2));
  EXPECT_EQ(anew[0].label, "2026");
  EXPECT_EQ(anew[0].documents, 1U);
}

TEST_F(SearchIndexTest, SealingByHandAndBadOrders) {
  deposit("một");
  warehouse_->catch_up();
  SearchIndex& index = warehouse_->search_index();
  EXPECT_TRUE(index.seal("thang-10"));
  EXPECT_FALSE(index.seal("thang-11"));
  EXPECT_EQ(refusal([&] { index.seal("tháng 10"); }), "shard_invalid");
  EXPECT_EQ(refusal([&] { index.move_out("000009", "127.0.0.1:1"); }), "shard_invalid");
  const std::string sealed = index.shards()[0].name;
  EXPECT_EQ(refusal([&] { index.move_out(sealed, "nowhere"); }), "shard_invalid");
  EXPECT_EQ(refusal([&] { index.move_out(sealed, "127.0.0.1:1"); }), "shard_unusable");
  EXPECT_THAT(search("một"), SizeIs(1));
}

class FeedingTest : public SearchIndexTest {
 protected:
  FeedingTest() {
    close_warehouse();
    store_.emplace(store::posix_file_system(), path_, table_names());
    index_.emplace(*store_, clock_, path_ / "index");
    while (index_->step()) {
    }
  }
  // An entry of the log.
  void append() {
    store_->commit([&](store::Transaction& transaction) {
      transaction.append_log(encode(Event{Event::Type::kOwnerCreated, 0, {}, {}, {}, {}}));
    });
  }

  std::optional<store::Store> store_;
  std::optional<SearchIndex> index_;
};

TEST_F(FeedingTest, CommitsArePutOffUntilTheyAreDue) {
  const store::Position before = index_->position();
  append();
  EXPECT_TRUE(index_->step());
  EXPECT_FALSE(index_->step());
  EXPECT_EQ(index_->position(), before);
  EXPECT_EQ(index_->taken(), store_->last_position());
  EXPECT_EQ(index_->due_in(), std::optional(kIndexCommitDelay));
  clock_.ms += 400;
  EXPECT_EQ(index_->due_in(), std::optional(kIndexCommitDelay - std::chrono::milliseconds(400)));
  EXPECT_FALSE(index_->step());
  EXPECT_EQ(index_->position(), before);
  clock_.ms += 600;
  EXPECT_EQ(index_->due_in(), std::optional(std::chrono::milliseconds(0)));
  EXPECT_FALSE(index_->step());
  EXPECT_EQ(index_->position(), store_->last_position());
  EXPECT_EQ(index_->due_in(), std::nullopt);
}

TEST_F(FeedingTest, WhoeverWaitsHasThemAtOnce) {
  append();
  EXPECT_TRUE(index_->step());
  index_->want(store_->last_position());
  EXPECT_EQ(index_->due_in(), std::optional(std::chrono::milliseconds(0)));
  EXPECT_FALSE(index_->step());
  EXPECT_EQ(index_->position(), store_->last_position());
  append();
  EXPECT_TRUE(index_->step());
  EXPECT_LT(index_->position(), store_->last_position());  // Nobody waits for this one.
}

TEST_F(FeedingTest, WhatWasNotCommittedIsDoneAgainAfterReopening) {
  append();
  EXPECT_TRUE(index_->step());
  index_.reset();
  index_.emplace(*store_, clock_, path_ / "index");
  EXPECT_LT(index_->position(), store_->last_position());
  EXPECT_TRUE(index_->step());
  index_->want(store_->last_position());
  EXPECT_FALSE(index_->step());
  EXPECT_EQ(index_->position(), store_->last_position());
}

TEST(Generations, UnfinishedOneStaysAndStrangersGo) {
  const test::ScratchDirectory scratch;
  const fs::path folder = scratch / "index";
  IndexGenerations generations(folder);
  EXPECT_EQ(generations.current(), folder / "000001");
  EXPECT_EQ(generations.next(), folder / "000002");
  fs::create_directories(generations.next());
  EXPECT_EQ(IndexGenerations(folder).next(), folder / "000002");
  EXPECT_TRUE(fs::exists(folder / "000002"));
  generations.promote();
  EXPECT_EQ(generations.current(), folder / "000002");
  EXPECT_EQ(IndexGenerations(folder).current(), folder / "000002");
  fs::create_directories(folder / "000001");
  generations.remove_others();
  EXPECT_FALSE(fs::exists(folder / "000001"));
  EXPECT_TRUE(fs::exists(folder / "000002"));
}

}  // namespace
}  // namespace kho::warehouse
