#include "store/store.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <latch>
#include <set>
#include <thread>

#include "store/error.h"
#include "store/statistics.h"
#include "tests/counted.h"
#include "tests/scratch_directory.h"
#include "tests/store/faulty_file_system.h"
#include "tests/store/noise.h"

namespace kho::store {
namespace {

constexpr TableId kRecords = 0;

Errc code_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.errc();
  }
  return Errc{};
}

class StoreTest : public testing::Test {
 protected:
  StoreTest() {
    Store::create(posix_file_system(), path_);
    open();
  }
  void open() {
    store_.reset();
    store_ = std::make_unique<Store>(posix_file_system(), path_,
                                     std::vector<std::string>{"records"}, options_);
  }
  PutResult put(std::string_view bytes) {
    const PreparedBlob blob = store_->prepare(as_bytes(bytes));
    PutResult result;
    store_->commit([&](Transaction& transaction) {
      result = transaction.put_blob(blob);
      transaction.append_log("put " + blob.id.hex());
    });
    return result;
  }
  std::optional<std::string> get(const BlobId& id) {
    const auto bytes = store_->get(id, Store::Verify::kIdentity);
    if (!bytes) return std::nullopt;
    return std::string(as_text(*bytes));
  }
  std::filesystem::path segment_file() { return path_ / "segments" / "0000000001.seg"; }

  Options options_;
  test::ScratchDirectory scratch_;
  std::filesystem::path path_ = scratch_ / "store";
  std::unique_ptr<Store> store_;
};

TEST_F(StoreTest, BlobsOfAllSizesComeBackByteForByte) {
  for (const std::size_t size : {0ul, 1ul, 7ul, 8ul, 4096ul, 1'000'000ul}) {
    for (const std::string& bytes : {noise(size, 1), std::string(size, 'x')}) {
      EXPECT_EQ(get(put(bytes).id), bytes) << size;
    }
  }
}

TEST_F(StoreTest, SecondPutOfSameBytesAddsNothing) {
  const std::string bytes = noise(10000, 2);
  const PutResult first = put(bytes);
  EXPECT_TRUE(first.inserted);
  EXPECT_GE(first.stored_bytes, bytes.size());
  const std::uint64_t stored = statistics_of(store_->core()).stored_bytes;
  const PutResult second = put(bytes);
  EXPECT_FALSE(second.inserted);
  EXPECT_EQ(second.stored_bytes, 0u);
  EXPECT_EQ(statistics_of(store_->core()).stored_bytes, stored);
  const Statistics statistics = statistics_of(store_->core());
  EXPECT_EQ(statistics.blobs, 1u);
  EXPECT_EQ(statistics.logical_bytes, 20000u);
  EXPECT_EQ(statistics.unique_bytes, 10000u);
}

TEST_F(StoreTest, EverythingIsThereAfterReopening) {
  const BlobId id = put("giấy phép").id;
  store_->commit([](Transaction& t) { t.tables().put(kRecords, "key", "value"); });
  open();
  EXPECT_EQ(get(id), "giấy phép");
  EXPECT_EQ(store_->snapshot()->get(kRecords, "key"), "value");
  EXPECT_EQ(store_->last_position(), 1u);
  EXPECT_EQ(get(put("another").id), "another");
  EXPECT_EQ(store_->log().first_broken(*store_->snapshot()), std::nullopt);
}

TEST_F(StoreTest, ChangeThatThrowsLeavesNothing) {
  const std::string bytes = noise(5000, 3);
  const PreparedBlob blob = store_->prepare(as_bytes(bytes));
  EXPECT_THROW(store_->commit([&](Transaction& transaction) {
    transaction.put_blob(blob);
    transaction.tables().put(kRecords, "key", "value");
    transaction.append_log("entry");
    throw std::runtime_error("changed my mind");
  }),
               std::runtime_error);
  EXPECT_EQ(get(blob.id), std::nullopt);
  EXPECT_EQ(store_->snapshot()->get(kRecords, "key"), std::nullopt);
  EXPECT_EQ(store_->last_position(), 0u);
  EXPECT_EQ(get(put("next").id), "next");
}

TEST_F(StoreTest, SameNewBlobTwiceInOneGroupIsStoredOnce) {
  const std::string bytes = noise(3000, 4);
  const PreparedBlob blob = store_->prepare(as_bytes(bytes));
  store_->commit([&](Transaction& transaction) {
    EXPECT_TRUE(transaction.put_blob(blob).inserted);
    EXPECT_FALSE(transaction.put_blob(blob).inserted);
  });
  EXPECT_EQ(statistics_of(store_->core()).logical_bytes, 6000u);
}

TEST_F(StoreTest, ManyThreadsWriteTogetherAndFailuresStayTheirOwn) {
  constexpr int kThreads = 8;
  constexpr int kEach = 40;
  std::atomic<int> failed{0};
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < kEach; ++i) {
          const std::string bytes = noise(2000, t * 1000 + i);
          const PreparedBlob blob = store_->prepare(as_bytes(bytes));
          try {
            store_->commit([&](Transaction& transaction) {
              transaction.put_blob(blob);
              transaction.append_log(blob.id.raw());
              if (i % 5 == 0) throw std::runtime_error("no");
            });
          } catch (const std::runtime_error&) {
            ++failed;
          }
        }
      });
    }
  }
  EXPECT_EQ(failed, kThreads * kEach / 5);
  const Position expected = kThreads * kEach * 4 / 5;
  EXPECT_EQ(store_->last_position(), expected);
  open();
  EXPECT_EQ(store_->log().first_broken(*store_->snapshot()), std::nullopt);
  EXPECT_EQ(statistics_of(store_->core()).blobs, expected);
  std::vector<BlobId> ids;
  store_->log().read(*store_->snapshot(), 0, [&](Position, std::string_view payload) {
    ids.push_back(*Sha256::from_raw(payload));
    return true;
  });
  ASSERT_EQ(ids.size(), expected);
  for (const BlobId& id : ids) EXPECT_TRUE(get(id).has_value());
}

// Everybody who waits while the first change runs ends up in one group behind it.
TEST_F(StoreTest, OneFailureInAGroupTakesNoOtherWithIt) {
  std::latch running(1);
  std::latch release(1);
  std::jthread first([&] {
    store_->commit([&](Transaction& transaction) {
      transaction.append_log("first");
      running.count_down();
      release.wait();
    });
  });
  running.wait();
  constexpr int kWaiting = 10;
  std::atomic<int> refused{0};
  std::vector<std::thread::id> ran_in(kWaiting);
  {
    std::vector<std::jthread> waiting;
    for (int i = 0; i < kWaiting; ++i) {
      waiting.emplace_back([&, i] {
        const std::string bytes = noise(1000, i);
        const PreparedBlob blob = store_->prepare(as_bytes(bytes));
        try {
          store_->commit([&](Transaction& transaction) {
            ran_in[static_cast<std::size_t>(i)] = std::this_thread::get_id();
            transaction.put_blob(blob);
            transaction.append_log(blob.id.raw());
            if (i % 2 == 1) throw std::runtime_error("no");
          });
        } catch (const std::runtime_error&) {
          ++refused;
        }
      });
    }
    while (store_->waiting_writers() < 1 + kWaiting) std::this_thread::yield();
    release.count_down();
  }
  first.join();
  EXPECT_EQ(refused, kWaiting / 2);
  EXPECT_EQ(std::set(ran_in.begin(), ran_in.end()).size(), 1u);  // One leader for all ten.
  EXPECT_EQ(store_->last_position(), 1u + kWaiting / 2);
  open();
  EXPECT_EQ(store_->log().first_broken(*store_->snapshot()), std::nullopt);
  for (int i = 0; i < kWaiting; ++i) {
    EXPECT_EQ(get(Sha256::of(as_bytes(noise(1000, i)))).has_value(), i % 2 == 0);
  }
}

TEST_F(StoreTest, SecondOpeningIsBusy) {
  EXPECT_EQ(code_of([&] { Store(posix_file_system(), path_, {"records"}); }), Errc::kBusy);
}

TEST_F(StoreTest, WhatIsNotAStoreIsRefusedAndLeftAlone) {
  EXPECT_EQ(code_of([&] { Store::create(posix_file_system(), path_); }), Errc::kAlreadyExists);
  const auto other = scratch_ / "other";
  std::filesystem::create_directory(other);
  EXPECT_EQ(code_of([&] { Store(posix_file_system(), other, {}); }), Errc::kNotAStore);
  EXPECT_TRUE(std::filesystem::is_empty(other));
}

TEST_F(StoreTest, CreationThatWasCutOffCanBeFinished) {
  const auto other = scratch_ / "other";
  std::filesystem::create_directories(other / "tables");
  std::ofstream(other / "KHO.new") << "kh";
  Store::create(posix_file_system(), other / "");
  EXPECT_FALSE(std::filesystem::exists(other / "KHO.new"));
  Store(posix_file_system(), other, {});
}

// Segments without their tables must not be taken for an empty store and written over.
TEST_F(StoreTest, MissingTablesAreDamageNotAnEmptyStore) {
  put("precious");
  store_.reset();
  std::filesystem::remove(path_ / "tables" / "data.mdb");
  EXPECT_EQ(code_of([&] { open(); }), Errc::kCorrupt);
  EXPECT_FALSE(std::filesystem::exists(path_ / "tables" / "data.mdb"));
  std::ofstream(path_ / "tables" / "data.mdb");
  EXPECT_EQ(code_of([&] { open(); }), Errc::kCorrupt);
}

TEST_F(StoreTest, OtherFormatIsRefused) {
  store_.reset();
  std::ofstream(path_ / "KHO") << "kho 7\n";
  EXPECT_EQ(code_of([&] { open(); }), Errc::kUnsupportedFormat);
}

TEST_F(StoreTest, AnyFlippedByteOfARecordIsFound) {
  const std::string bytes = noise(300, 5);
  const PutResult put_result = put(bytes);
  const std::uint64_t begin = kSuperblockBytes;
  const std::uint64_t end = begin + record_bytes(bytes.size());
  for (std::uint64_t at = begin; at < end; ++at) {
    std::fstream file(segment_file(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(at));
    const char old = static_cast<char>(file.get());
    file.seekp(static_cast<std::streamoff>(at));
    file.put(static_cast<char>(old ^ 0x40));
    file.flush();
    EXPECT_EQ(code_of([&] { (void)store_->get(put_result.id, Store::Verify::kChecksum); }),
              Errc::kCorrupt)
        << at;
    file.seekp(static_cast<std::streamoff>(at));
    file.put(old);
  }
  EXPECT_EQ(get(put_result.id), bytes);
  kho::test::counted("bytes_damaged", end - begin);
}

TEST_F(StoreTest, TruncatedSegmentIsDamageNotSilence) {
  const PutResult result = put(noise(5000, 6));
  std::filesystem::resize_file(segment_file(), kSuperblockBytes + 1000);
  EXPECT_EQ(code_of([&] { (void)store_->get(result.id, Store::Verify::kChecksum); }),
            Errc::kCorrupt);
}

TEST_F(StoreTest, ChangedLogEntryBreaksTheChain) {
  put("one");
  put("two");
  put("three");
  const TableId kLog = store_->core().own.log;
  store_->commit([&](Transaction& t) {
    std::string entry(t.tables().get(kLog, be64(2)).value());
    entry.back() ^= 1;
    t.tables().put(kLog, be64(2), entry);
  });
  EXPECT_EQ(store_->log().first_broken(*store_->snapshot()), 2u);
}

TEST_F(StoreTest, FullSegmentStartsTheNext) {
  options_.segment_bytes = 1 << 20;
  open();
  std::vector<BlobId> ids;
  for (int i = 0; i < 9; ++i) ids.push_back(put(noise(200 << 10, i)).id);
  EXPECT_TRUE(std::filesystem::exists(path_ / "segments" / "0000000002.seg"));
  EXPECT_LE(std::filesystem::file_size(segment_file()), options_.segment_bytes);
  open();
  for (int i = 0; i < 9; ++i) {
    EXPECT_EQ(get(ids[static_cast<std::size_t>(i)]), noise(200 << 10, i));
  }
}

TEST_F(StoreTest, BlobBeyondTheBoundIsRefused) {
  const std::string_view imaginary(nullptr, kBlobBytesMax + 1);
  EXPECT_EQ(code_of([&] { (void)store_->prepare(as_bytes(imaginary)); }), Errc::kTooLarge);
}

TEST_F(StoreTest, WaiterWakesForTheNextEntry) {
  std::jthread writer([&] { put("x"); });
  store_->wait_past(0, {});
  EXPECT_EQ(store_->last_position(), 1u);
}

TEST_F(StoreTest, WaiterWakesWhenAskedToStop) {
  std::jthread waiter([&](std::stop_token stop) { store_->wait_past(0, stop); });
  waiter.request_stop();
  waiter.join();
}

// Every k-th write and sync fails once: what was acknowledged is there after reopening, what was
// not acknowledged left no half, and a store with an unknown outcome refuses writes.
TEST(StoreFault, EveryFailingWriteLosesNothingAcknowledged) {
  long total = 0;
  for (long k = 0; k == 0 || k < total; ++k) {
    test::ScratchDirectory scratch;
    const auto path = scratch / "store";
    Store::create(posix_file_system(), path);
    test::FaultyFileSystem disk;
    std::vector<std::string> acknowledged;
    bool failed = false;
    {
      Options options;
      options.background = false;
      Store store(disk, path, {"records"}, options);
      disk.calls = 0;
      // The first round counts the calls of a run without fault.
      if (total != 0) disk.fail_at = k;
      for (int i = 0; i < 4; ++i) {
        const std::string bytes = noise(3000, i);
        try {
          const PreparedBlob blob = store.prepare(as_bytes(bytes));
          store.commit([&](Transaction& transaction) {
            transaction.put_blob(blob);
            transaction.append_log(blob.id.raw());
          });
          acknowledged.push_back(bytes);
        } catch (const std::system_error&) {
          failed = true;
          // A failed sync is never followed by another write.
          EXPECT_FALSE(disk.failed_sync && store.writable()) << k;
        }
      }
      if (total == 0) {
        total = disk.calls;
        k = -1;
        EXPECT_EQ(acknowledged.size(), 4u);
        continue;
      }
    }
    // Or it was the checkpoint at the end that failed.
    EXPECT_TRUE(failed || acknowledged.size() == 4) << k;
    Store again(posix_file_system(), path, {"records"});
    EXPECT_EQ(again.log().first_broken(*again.snapshot()), std::nullopt) << k;
    for (const std::string& bytes : acknowledged) {
      const auto back = again.get(Sha256::of(as_bytes(bytes)), Store::Verify::kIdentity);
      ASSERT_TRUE(back.has_value()) << k;
      EXPECT_EQ(as_text(*back), bytes);
    }
    again.log().read(*again.snapshot(), 0, [&](Position, std::string_view payload) {
      EXPECT_TRUE(again.get(*Sha256::from_raw(payload), Store::Verify::kIdentity)) << k;
      return true;
    });
  }
  EXPECT_GT(total, 10);
  kho::test::counted("disk_faults", static_cast<std::uint64_t>(total));
}

TEST(StoreFault, FailedSyncStopsWritingUntilReopened) {
  test::ScratchDirectory scratch;
  Store::create(posix_file_system(), scratch / "store");
  test::FaultyFileSystem disk;
  Options options;
  options.background = false;
  auto store =
      std::make_unique<Store>(disk, scratch / "store", std::vector<std::string>{}, options);
  const PreparedBlob first = store->prepare(as_bytes("first"));
  store->commit([&](Transaction& t) { t.put_blob(first); });
  const PreparedBlob second = store->prepare(as_bytes("second"));
  disk.calls = 0;
  disk.fail_at = 3;  // The commit record's header, payload, trailer, then the sync.
  EXPECT_THROW(store->commit([&](Transaction& t) { t.put_blob(second); }), std::system_error);
  EXPECT_TRUE(disk.failed_sync);
  EXPECT_FALSE(store->writable());
  EXPECT_EQ(code_of([&] { store->commit([](Transaction& t) { t.append_log("x"); }); }),
            Errc::kReadOnly);
  EXPECT_TRUE(store->get(first.id, Store::Verify::kIdentity).has_value());
  store.reset();
  store = std::make_unique<Store>(disk, scratch / "store", std::vector<std::string>{}, options);
  EXPECT_TRUE(store->writable());
  EXPECT_TRUE(store->get(first.id, Store::Verify::kIdentity).has_value());
  const PreparedBlob third = store->prepare(as_bytes("third"));
  store->commit([&](Transaction& t) { t.put_blob(third); });
  EXPECT_TRUE(store->get(third.id, Store::Verify::kIdentity).has_value());
}

// A child writes and reports each acknowledgement through a pipe until it is killed.
TEST(StoreCrash, KilledWriterLosesNothingAcknowledged) {
  for (int round = 0; round < 10; ++round) {
    test::ScratchDirectory scratch;
    Store::create(posix_file_system(), scratch / "store");
    int pipe_fds[2];
    ASSERT_EQ(::pipe(pipe_fds), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(pipe_fds[0]);
      Store store(posix_file_system(), scratch / "store", {"records"});
      for (int i = 0;; ++i) {
        const std::string bytes = noise(static_cast<std::size_t>(100 + i * 37), i);
        const PreparedBlob blob = store.prepare(as_bytes(bytes));
        store.commit([&](Transaction& t) {
          t.put_blob(blob);
          t.append_log(blob.id.raw());
        });
        if (::write(pipe_fds[1], &i, sizeof i) != sizeof i) ::_exit(0);
      }
    }
    ::close(pipe_fds[1]);
    int last = -1;
    for (int reports = 0; reports < 5 + round * 7; ++reports) {
      ASSERT_EQ(::read(pipe_fds[0], &last, sizeof last), static_cast<ssize_t>(sizeof last));
    }
    ::kill(child, SIGKILL);
    int value = 0;
    while (::read(pipe_fds[0], &value, sizeof value) == static_cast<ssize_t>(sizeof value))
      last = value;
    ::close(pipe_fds[0]);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);

    Store store(posix_file_system(), scratch / "store", {"records"});
    EXPECT_GE(store.last_position(), static_cast<Position>(last + 1));
    EXPECT_EQ(store.log().first_broken(*store.snapshot()), std::nullopt);
    for (int i = 0; i <= last; ++i) {
      const std::string bytes = noise(static_cast<std::size_t>(100 + i * 37), i);
      const auto back = store.get(Sha256::of(as_bytes(bytes)), Store::Verify::kIdentity);
      ASSERT_TRUE(back.has_value()) << i;
      EXPECT_EQ(as_text(*back), bytes);
    }
    kho::test::counted("kills", 1);
  }
}

}  // namespace
}  // namespace kho::store
