// The contract of store/tables.h, which any engine behind it must keep.
#include "store/tables.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
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

// Bytes of a file that the system has in its cache.
std::uint64_t cached_bytes(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY);
  const std::size_t bytes = std::filesystem::file_size(path);
  void* map = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, file, 0);
  ::close(file);
  constexpr std::size_t kPage = 4096;
  std::vector<unsigned char> pages((bytes + kPage - 1) / kPage);
  EXPECT_EQ(::mincore(map, bytes, pages.data()), 0);
  ::munmap(map, bytes);
  return kPage * static_cast<std::uint64_t>(std::ranges::count_if(
                     pages, [](unsigned char page) { return (page & 1) != 0; }));
}

TEST_F(TablesTest, WhoWalksAllHasTheFileReadAhead) {
  const std::filesystem::path path = directory_ / std::string(kTablesFile);
  for (int i = 0; i < 16; ++i) put(std::to_string(i), std::string(std::size_t{1} << 18, 'x'));
  tables_.reset();
  const int file = ::open(path.c_str(), O_RDWR);
  EXPECT_EQ(::fsync(file), 0);
  EXPECT_EQ(::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED), 0);
  ::close(file);
  const std::uint64_t bytes = std::filesystem::file_size(path);
  if (cached_bytes(path) > bytes / 2) GTEST_SKIP() << "files of this folder are always in memory";

  tables_ = open_lmdb_tables(directory_ / "", {"first", "second"});
  EXPECT_LT(cached_bytes(path), bytes / 2) << "a look-up wants one page";
  tables_->read_ahead();
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (cached_bytes(path) < bytes && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::yield();
  }
  EXPECT_GE(cached_bytes(path), bytes);
}

// Tables that were closed, changed in their file behind LMDB's back, and opened again.
class ChangedTables : public TablesTest {
 protected:
  ChangedTables() {
    put("first", "what was written under the first");
    put("other", "what was written under the other");
    tables_.reset();
  }

  void change(const std::function<void(std::string&)>& change) {
    const std::filesystem::path path = directory_ / "data.mdb";
    std::ifstream in(path, std::ios::binary);
    std::string bytes(std::istreambuf_iterator<char>(in), {});
    change(bytes);
    std::ofstream(path, std::ios::binary) << bytes;
    tables_ = open_lmdb_tables(directory_ / "", {"first", "second"});
  }

  // All copies: which of them is in use is LMDB's business.
  static void replace(std::string& bytes, const std::string& old, const std::string& by) {
    std::size_t found = 0;
    for (std::size_t at = bytes.find(old); at != std::string::npos; at = bytes.find(old, at + 1)) {
      bytes.replace(at, old.size(), by);
      ++found;
    }
    ASSERT_GT(found, 0u) << old;
  }

  void expect_refused(std::string_view key) {
    const auto snapshot = tables_->snapshot();
    const auto errc_of = [](const auto& read) {
      try {
        read();
      } catch (const Error& error) {
        return std::optional(error.errc());
      }
      return std::optional<Errc>();
    };
    EXPECT_EQ(errc_of([&] { (void)snapshot->get(0, key); }), Errc::kCorrupt);
    const auto cursor = snapshot->cursor(0);
    ASSERT_TRUE(cursor->seek(key));
    EXPECT_EQ(errc_of([&] { (void)cursor->value(); }), Errc::kCorrupt);
  }
};

TEST_F(ChangedTables, AValueThatIsAnotherIsRefusedAndTheNextOneIsRead) {
  change([](std::string& bytes) { replace(bytes, "under the first", "under the First"); });
  EXPECT_TRUE(tables_->checks_values());
  expect_refused("first");
  EXPECT_EQ(tables_->snapshot()->get(0, "other"), "what was written under the other");
  put("first", "again");
  EXPECT_EQ(tables_->snapshot()->get(0, "first"), "again");
}

TEST_F(ChangedTables, AChangedChecksumIsNoLessRefused) {
  const std::string value = "what was written under the first";
  change([&](std::string& bytes) {
    for (std::size_t at = bytes.find(value); at != std::string::npos;
         at = bytes.find(value, at + 1)) {
      bytes[at + value.size()] = static_cast<char>(bytes[at + value.size()] ^ 1);
    }
  });
  expect_refused("first");
}

TEST_F(ChangedTables, AValueIsNotBelievedUnderTheKeyOfAnother) {
  const std::string first = "what was written under the first";
  const std::string other = "what was written under the other";
  // Each with its checksum, in the newest copy of their page.
  change([&](std::string& bytes) {
    const std::size_t length = first.size() + 8;
    const std::size_t one = bytes.rfind(first);
    const std::size_t two = bytes.rfind(other);
    ASSERT_NE(one, std::string::npos);
    ASSERT_NE(two, std::string::npos);
    std::swap_ranges(bytes.begin() + static_cast<std::ptrdiff_t>(one),
                     bytes.begin() + static_cast<std::ptrdiff_t>(one + length),
                     bytes.begin() + static_cast<std::ptrdiff_t>(two));
  });
  expect_refused("first");
  expect_refused("other");
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
