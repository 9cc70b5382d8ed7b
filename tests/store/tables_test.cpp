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

TEST_F(TablesTest, TableKnowsHowManyEntriesItHas) {
  EXPECT_EQ(tables_->entries(0), 0u);
  put("a", "1");
  put("b", "2");
  put("b", "3");
  EXPECT_EQ(tables_->entries(0), 2u);
  EXPECT_EQ(tables_->entries(1), 0u);
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

TEST_F(TablesTest, ManyBytesInOneTransactionBesideAnOpenSnapshot) {
  const auto before = tables_->snapshot();
  const auto transaction = tables_->begin_write();
  for (std::uint64_t i = 0; i < 50; ++i) {
    transaction->put(0, be64(i), std::string(8 << 20, static_cast<char>(i)));
  }
  transaction->commit();
  EXPECT_EQ(before->get(0, be64(0)), std::nullopt);
  const auto snapshot = tables_->snapshot();
  for (std::uint64_t i = 0; i < 50; ++i) {
    const auto value = snapshot->get(0, be64(i));
    ASSERT_TRUE(value.has_value());
    EXPECT_EQ(value->size(), 8u << 20);
    EXPECT_EQ(value->front(), static_cast<char>(i));
  }
}

TEST_F(TablesTest, WritersWaitForEachOther) {
  std::vector<std::jthread> writers;
  for (int w = 0; w < 4; ++w) {
    writers.emplace_back([&, w] {
      for (int i = 0; i < 50; ++i) put(std::to_string(w) + "/" + std::to_string(i), "x");
    });
  }
  writers.clear();
  const auto cursor = tables_->snapshot();
  int count = 0;
  const auto each = cursor->cursor(0);
  for (bool more = each->seek({}); more; more = each->next()) ++count;
  EXPECT_EQ(count, 200);
}

}  // namespace
}  // namespace kho::store
