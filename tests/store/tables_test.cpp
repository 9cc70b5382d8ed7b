// The contract of store/tables.h, which any engine behind it must keep.
#include "store/tables.h"

#include <gtest/gtest.h>

#include <thread>

#include "store/bytes.h"
#include "store/error.h"
#include "tests/scratch_directory.h"

namespace kho::store {
namespace {

class TablesTest : public testing::Test {
 protected:
  void put(std::string_view key, std::string_view value) {
    const auto transaction = tables_->begin_write();
    transaction->put(0, key, value);
    transaction->commit();
  }

  test::ScratchDirectory directory_;
  std::unique_ptr<Tables> tables_ = open_lmdb_tables(directory_ / "", {"first", "second"});
};

TEST_F(TablesTest, SnapshotSeesTheCommitBeforeItAndNoLaterOne) {
  put("a", "1");
  const auto before = tables_->snapshot();
  put("a", "2");
  EXPECT_EQ(before->get(0, "a"), "1");
  EXPECT_EQ(tables_->snapshot()->get(0, "a"), "2");
  EXPECT_EQ(tables_->snapshot()->get(1, "a"), std::nullopt);
}

TEST_F(TablesTest, DestroyedTransactionLeavesNothing) {
  { tables_->begin_write()->put(0, "a", "1"); }
  EXPECT_EQ(tables_->snapshot()->get(0, "a"), std::nullopt);
}

TEST_F(TablesTest, DestroyedInnerTransactionLeavesTheOuterOneWhole) {
  const auto outer = tables_->begin_write();
  outer->put(0, "a", "1");
  {
    const auto inner = outer->nested();
    inner->put(0, "a", "2");
    inner->put(0, "b", "2");
  }
  {
    const auto inner = outer->nested();
    inner->put(0, "c", "3");
    inner->commit();
  }
  outer->commit();
  const auto snapshot = tables_->snapshot();
  EXPECT_EQ(snapshot->get(0, "a"), "1");
  EXPECT_EQ(snapshot->get(0, "b"), std::nullopt);
  EXPECT_EQ(snapshot->get(0, "c"), "3");
}

TEST_F(TablesTest, CursorMovesInTheOrderOfBytes) {
  put("b", "2");
  put("a\xff", "1");
  put("c", "3");
  const auto snapshot = tables_->snapshot();
  const auto cursor = snapshot->cursor(0);
  ASSERT_TRUE(cursor->seek({}));
  EXPECT_EQ(cursor->key(), "a\xff");
  ASSERT_TRUE(cursor->seek("b"));
  EXPECT_EQ(cursor->value(), "2");
  ASSERT_TRUE(cursor->seek_at_most("bb"));
  EXPECT_EQ(cursor->key(), "b");
  ASSERT_TRUE(cursor->seek_at_most("b"));
  EXPECT_EQ(cursor->key(), "b");
  ASSERT_TRUE(cursor->seek_at_most("z"));
  EXPECT_EQ(cursor->key(), "c");
  EXPECT_FALSE(cursor->next());
  EXPECT_FALSE(cursor->seek_at_most("a"));
  EXPECT_FALSE(cursor->seek("d"));
  EXPECT_EQ(snapshot->size(0), 3u);
}

TEST_F(TablesTest, EraseSaysWhetherTheEntryWasThere) {
  put("a", "1");
  const auto transaction = tables_->begin_write();
  EXPECT_TRUE(transaction->erase(0, "a"));
  EXPECT_FALSE(transaction->erase(0, "a"));
}

TEST_F(TablesTest, KeysOutOfBoundsAreRefused) {
  const auto transaction = tables_->begin_write();
  EXPECT_THROW(transaction->put(0, std::string(kKeyBytesMax + 1, 'k'), "v"), Error);
  EXPECT_THROW(transaction->put(0, "", "v"), Error);
}

TEST_F(TablesTest, MapGrowsBesideReaders) {
  // 400 MB into a map that starts at 256 MiB, while a reader comes and goes.
  std::jthread reader([&](std::stop_token stop) {
    while (!stop.stop_requested()) {
      const auto snapshot = tables_->snapshot();
      if (const auto value = snapshot->get(0, be64(0))) {
        EXPECT_EQ(value->size(), 8u << 20);
      }
    }
  });
  for (std::uint64_t i = 0; i < 50; ++i) put(be64(i), std::string(8 << 20, static_cast<char>(i)));
  reader.request_stop();
  reader.join();
  const auto snapshot = tables_->snapshot();
  for (std::uint64_t i = 0; i < 50; ++i) {
    const auto value = snapshot->get(0, be64(i));
    ASSERT_TRUE(value.has_value());
    EXPECT_EQ(value->front(), static_cast<char>(i));
  }
}

}  // namespace
}  // namespace kho::store
