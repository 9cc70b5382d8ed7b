// The queue of files that wait to be read: in order, bounded attempts, nothing twice or forgotten.
#include "warehouse/readings.h"

#include <gmock/gmock.h>

#include <atomic>
#include <latch>
#include <optional>

#include "tests/warehouse/fixtures.h"
#include "warehouse/reading_queue.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t kMinute = 60'000;

std::string hash_named(char name) { return std::string(32, name); }

class ReadingQueueTest : public testing::Test {
 protected:
  ReadingQueueTest() {
    store::Store::create(store::posix_file_system(), path_);
    store_.emplace(store::posix_file_system(), path_, table_names());
  }

  void put(char name, const Reading& reading) {
    store_->commit([&](store::Transaction& transaction) {
      put_reading(transaction.tables(), hash_named(name), reading);
    });
  }
  void drop(char name) {
    store_->commit([&](store::Transaction& transaction) {
      drop_reading(transaction.tables(), hash_named(name));
    });
  }

  // Names in the order in which they are read by `now_ms`.
  std::string order(std::int64_t now_ms = 0) {
    std::string names;
    for (;;) {
      const auto next = next_reading(*store_->snapshot(), now_ms, [&](std::string_view sha256) {
        return names.find(sha256.front()) != std::string::npos;
      });
      if (!next) return names;
      names += next->sha256.front();
    }
  }

  test::ScratchDirectory scratch_;
  const std::filesystem::path path_ = scratch_ / "store";
  std::optional<store::Store> store_;
};

TEST_F(ReadingQueueTest, WhatIsAskedForComesFirstAndImportsLast) {
  using enum Reading::Priority;
  put('i', {Reading::State::kWaiting, kImported, 1});
  put('d', {Reading::State::kWaiting, kDeposited, 3});
  put('c', {Reading::State::kWaiting, kDeposited, 2});
  put('a', {Reading::State::kWaiting, kAsked, 9});
  EXPECT_EQ(order(), "acdi");
  EXPECT_EQ(first_waiting(*store_->snapshot()), 1U);
  drop('i');
  EXPECT_EQ(first_waiting(*store_->snapshot()), 2U);
  drop('i');  // Nothing there.
  EXPECT_EQ(order(), "acd");
}

TEST_F(ReadingQueueTest, DelayedOnesWaitForTheirTimeAndQuarantinedOnesForSomebody) {
  put('w', {Reading::State::kWaiting, Reading::Priority::kDeposited, 5});
  put('l', {Reading::State::kDelayed, Reading::Priority::kDeposited, 1, 2, 2000, "timeout"});
  put('e', {Reading::State::kDelayed, Reading::Priority::kDeposited, 2, 1, 1000, "memory"});
  put('q', {Reading::State::kQuarantined, Reading::Priority::kDeposited, 3, 3, 0, "crashed"});
  EXPECT_EQ(order(999), "w");
  EXPECT_EQ(order(1000), "ew");
  EXPECT_EQ(order(2000), "elw");
  EXPECT_EQ(first_due_ms(*store_->snapshot()), 1000);
  EXPECT_EQ(first_waiting(*store_->snapshot()), 5U);
  const auto quarantined = quarantined_readings(*store_->snapshot(), 10);
  ASSERT_THAT(quarantined, SizeIs(1));
  EXPECT_EQ(quarantined[0].reading.failure, "crashed");
  EXPECT_EQ(quarantined[0].reading.attempts, 3U);
  const ReadingCounts counts = count_readings(*store_->snapshot());
  EXPECT_EQ(counts.waiting, 1U);
  EXPECT_EQ(counts.delayed, 2U);
  EXPECT_EQ(counts.quarantined, 1U);
}

TEST_F(ReadingQueueTest, NewPlaceReplacesTheOld) {
  put('a', {Reading::State::kQuarantined, Reading::Priority::kDeposited, 1, 3, 0, "crashed"});
  put('a', {Reading::State::kWaiting, Reading::Priority::kAsked, 1});
  EXPECT_EQ(order(), "a");
  EXPECT_THAT(quarantined_readings(*store_->snapshot(), 10), IsEmpty());
  drop('a');
  const ReadingCounts counts = count_readings(*store_->snapshot());
  EXPECT_EQ(counts.waiting + counts.delayed + counts.quarantined, 0U);
  EXPECT_EQ(reading_of(*store_->snapshot(), hash_named('a')), std::nullopt);
}

class ReadingsTest : public WarehouseTest {
 protected:
  static ingest::Extraction failed(ingest::Failure failure) {
    ingest::Extraction extraction;
    extraction.outcome = ingest::Outcome::kFailed;
    extraction.failure = failure;
    extraction.media_type = "application/pdf";
    return extraction;
  }
  [[nodiscard]] TextState text_of(const Uuid& id) const { return warehouse_->component(id)->text; }
  [[nodiscard]] ReadingCounts counts() const { return warehouse_->readings().progress().counts; }
};

TEST_F(ReadingsTest, FailureThatMayPassIsTriedAgainLaterAndLaterAndThenQuarantined) {
  int attempts = 0;
  extract_ = [&](std::span<const std::byte>) {
    ++attempts;
    return failed(ingest::Failure::kTimeout);
  };
  const Uuid id = deposit("tệp lớn").component.id;
  warehouse_->catch_up();
  EXPECT_EQ(attempts, 1);
  EXPECT_EQ(text_of(id).outcome, TextState::Outcome::kFailed);  // Shown at once.
  EXPECT_EQ(text_of(id).failure, "timeout");
  EXPECT_EQ(counts().delayed, 1U);
  const store::Position told = warehouse_->status().log_position;

  clock_.ms += kMinute - 1;
  warehouse_->catch_up();
  EXPECT_EQ(attempts, 1);
  clock_.ms += 1;
  open();  // It was written down.
  warehouse_->catch_up();
  EXPECT_EQ(attempts, 2);
  clock_.ms += 10 * kMinute;
  warehouse_->catch_up();
  EXPECT_EQ(attempts, 3);
  clock_.ms += 1000 * kMinute;
  warehouse_->catch_up();
  EXPECT_EQ(attempts, 3);
  EXPECT_EQ(counts().quarantined, 1U);
  EXPECT_EQ(warehouse_->status().log_position, told);  // The same thing is not told twice.

  const auto quarantined = warehouse_->quarantined(10);
  ASSERT_THAT(quarantined, SizeIs(1));
  EXPECT_THAT(quarantined[0].components, ElementsAre(id));
  EXPECT_EQ(quarantined[0].reading.failure, "timeout");

  extract_ = [](std::span<const std::byte>) {
    ingest::Extraction extraction;
    extraction.outcome = ingest::Outcome::kText;
    extraction.media_type = "application/pdf";
    extraction.page_count = 1;
    extraction.pages = {"giấy phép bán lẻ"};
    return extraction;
  };
  const auto ask = [&] {
    return warehouse_->readings().ask_all(ReadAgain::kQuarantined, Reading::Extent::kAsSet);
  };
  EXPECT_EQ(ask(), 1U);
  EXPECT_EQ(ask(), 0U);
  warehouse_->catch_up();
  EXPECT_EQ(text_of(id).outcome, TextState::Outcome::kText);
  EXPECT_THAT(search("bán lẻ"), ElementsAre(id.text()));
  EXPECT_EQ(counts().quarantined, 0U);
}

TEST_F(ReadingsTest, WhatIsTheFilesOwnFaultIsNotTriedAgain) {
  int attempts = 0;
  extract_ = [&](std::span<const std::byte>) {
    ++attempts;
    return failed(ingest::Failure::kEncrypted);
  };
  const Uuid id = deposit("khóa").component.id;
  warehouse_->catch_up();
  clock_.ms += 1000 * kMinute;
  warehouse_->catch_up();
  EXPECT_EQ(attempts, 1);
  EXPECT_EQ(text_of(id).failure, "encrypted");
  EXPECT_EQ(counts().delayed + counts().quarantined, 0U);
  warehouse_->read_again(id);  // By order.
  warehouse_->catch_up();
  EXPECT_EQ(attempts, 2);
}

TEST_F(ReadingsTest, ImportsAreReadBehindOthers) {
  std::vector<std::string> order;
  const auto real = extract_;
  extract_ = [&, real](std::span<const std::byte> file) {
    order.emplace_back(store::as_text(file));
    return real(file);
  };
  Deposit bulk;
  bulk.owner = "mst:0100109106";
  bulk.facts.type = "GCN_DKDN";
  bulk.in_bulk = true;
  for (const char* text : {"một", "hai"}) {
    bulk.file = store::as_bytes(text);
    (void)warehouse_->deposits().deposit(bulk);
  }
  (void)deposit("ba");
  warehouse_->catch_up();
  EXPECT_THAT(order, ElementsAre("ba", "một", "hai"));
}

// Each of several workers takes another file, and the position waits for the slowest.
TEST_F(ReadingsTest, WorkersReadSideBySide) {
  std::latch both(2);
  std::latch go(1);
  const auto real = extract_;
  extract_ = [&, real](std::span<const std::byte> file) {
    both.count_down();
    both.wait();  // Does not end unless two read at a time.
    go.wait();
    return real(file);
  };
  warehouse_.reset();
  Settings settings{1 << 20};
  settings.reading_threads = 2;
  warehouse_ = std::make_unique<Warehouse>(path_, settings, clock_, random_, read_file());
  (void)deposit("một");
  const store::Position last = deposit("hai", "HD_THUE").position;
  warehouse_->start_followers();
  both.wait();
  EXPECT_LT(warehouse_->status().text_position, last);
  EXPECT_EQ(warehouse_->readings().progress().in_progress, 2U);
  go.count_down();
  EXPECT_TRUE(warehouse_->wait_searchable(
      last, std::chrono::steady_clock::now() + std::chrono::minutes(1)));
  EXPECT_GE(warehouse_->status().text_position, last);
  EXPECT_THAT(search("một"), SizeIs(1));
}

TEST_F(ReadingsTest, WorkersWakeForWhatIsAskedAndEndWhenTold) {
  std::atomic<int> attempts = 0;
  const auto real = extract_;
  extract_ = [&, real](std::span<const std::byte> file) {
    ++attempts;
    return real(file);
  };
  warehouse_->start_followers();
  const Deposited first = deposit("một");
  const auto soon = [] { return std::chrono::steady_clock::now() + std::chrono::minutes(1); };
  ASSERT_TRUE(warehouse_->wait_searchable(first.position, soon()));
  warehouse_->read_again(first.component.id);
  ASSERT_TRUE(warehouse_->wait_searchable(warehouse_->status().log_position, soon()));
  EXPECT_EQ(attempts, 2);
  warehouse_.reset();
}

TEST_F(ReadingsTest, OcrIsAsTheWarehouseIsSetUnlessSomethingElseWasOrdered) {
  using ingest::Recognise;
  const Uuid id = deposit("một").component.id;
  warehouse_->catch_up();
  EXPECT_EQ(recognise_, Recognise::kWhereNeeded);
  warehouse_->read_again(id, Reading::Extent::kOcrAlways);
  warehouse_->catch_up();
  EXPECT_EQ(recognise_, Recognise::kAlways);

  Deposit request;
  request.owner = "mst:0100109106";
  request.facts.type = "GCN_DKDN";
  request.file = store::as_bytes("hai");
  request.reading = Reading::Extent::kOwnText;
  (void)warehouse_->deposits().deposit(request);
  warehouse_->catch_up();
  EXPECT_EQ(recognise_, Recognise::kNever);

  warehouse_.reset();
  Settings settings{1 << 20};
  settings.reading = Reading::Extent::kOcrAlways;
  warehouse_ = std::make_unique<Warehouse>(path_, settings, clock_, random_, read_file());
  warehouse_->read_again(id, Reading::Extent::kAsSet);
  warehouse_->catch_up();
  EXPECT_EQ(recognise_, Recognise::kAlways);
}

TEST_F(ReadingsTest, WhatIsAskedForWhileItIsReadIsReadAgain) {
  std::optional<Uuid> id;
  std::vector<ingest::Recognise> orders;
  const auto real = extract_;
  extract_ = [&, real](std::span<const std::byte> file) {
    orders.push_back(recognise_);
    if (orders.size() == 1) warehouse_->read_again(*id, Reading::Extent::kOcrAlways);
    return real(file);
  };
  id = deposit("một").component.id;
  warehouse_->catch_up();
  EXPECT_THAT(orders, ElementsAre(ingest::Recognise::kWhereNeeded, ingest::Recognise::kAlways));
}

// What is read anew takes the place of what was read before, of which nothing is left.
TEST_F(ReadingsTest, NewTextReplacesTheOld) {
  std::string text = "cũ";
  const auto real = extract_;
  extract_ = [&, real](std::span<const std::byte>) { return real(store::as_bytes(text)); };
  const Uuid id = deposit("tệp").component.id;
  warehouse_->catch_up();
  const auto blobs = [&] { return warehouse_->statistics().store.blobs; };
  const auto before = blobs();
  text = "mới";
  warehouse_->read_again(id);
  warehouse_->catch_up();
  EXPECT_THAT(warehouse_->pages_of(text_of(id)), ElementsAre("mới"));
  EXPECT_THAT(search("mới"), SizeIs(1));
  EXPECT_THAT(search("cũ"), IsEmpty());
  EXPECT_EQ(blobs(), before);
  CheckOrder all;
  all.read_data = true;
  EXPECT_TRUE(check(all).clean());
}

TEST_F(ReadingsTest, SignaturesAreCheckedAgainAndTheTextStays) {
  auto integrity = ingest::Integrity::kIntact;
  int attempts = 0;
  extract_ = [&](std::span<const std::byte> file) {
    ++attempts;
    ingest::Extraction extraction;
    extraction.outcome = ingest::Outcome::kText;
    extraction.media_type = "application/pdf";
    extraction.page_count = 1;
    // The second time there is no OCR.
    extraction.pages = {recognise_ == ingest::Recognise::kNever ? "?" : "quyết định"};
    extraction.page_findings.resize(1);
    auto& signatures = extraction.signatures.emplace();
    signatures.search = ingest::SignatureSearch::kComplete;
    if (store::as_text(file) == "ký") {
      signatures.signatures.resize(1);
      signatures.signatures[0].integrity = integrity;
      signatures.signatures[0].coverage = ingest::Coverage::kWholeFile;
    }
    return extraction;
  };
  const Uuid id = deposit("ký").component.id;
  (void)deposit("không ký");
  warehouse_->catch_up();
  EXPECT_EQ(text_of(id).signature, Signature::kIntact);
  integrity = ingest::Integrity::kAltered;
  attempts = 0;
  EXPECT_EQ(warehouse_->readings().ask_all(ReadAgain::kSigned, Reading::Extent::kSignatures), 1U);
  EXPECT_EQ(counts().waiting, 1U);
  // Asked twice, it waits once.
  EXPECT_EQ(warehouse_->readings().ask_all(ReadAgain::kSigned, Reading::Extent::kSignatures), 0U);
  warehouse_->catch_up();
  EXPECT_EQ(attempts, 1);
  EXPECT_EQ(text_of(id).signature, Signature::kInvalid);
  EXPECT_THAT(warehouse_->pages_of(text_of(id)), ElementsAre("quyết định"));
  EXPECT_EQ(warehouse_->extraction_of(text_of(id))->signatures->signatures[0].integrity,
            ingest::Integrity::kAltered);
}

TEST_F(ReadingsTest, AllFilesAreReadAgainBehindOthers) {
  for (const char* text : {"một", "hai", "ba"}) (void)deposit(text);
  warehouse_->catch_up();
  int attempts = 0;
  const auto real = extract_;
  extract_ = [&, real](std::span<const std::byte> file) {
    ++attempts;
    return real(file);
  };
  EXPECT_EQ(warehouse_->readings().ask_all(ReadAgain::kAll, Reading::Extent::kOcrAlways), 3U);
  warehouse_->catch_up();
  EXPECT_EQ(attempts, 3);
  EXPECT_EQ(recognise_, ingest::Recognise::kAlways);
}

TEST_F(ReadingsTest, CatchingUpStopsWhenToldAndTheRestWaits) {
  std::stop_source stop;
  const auto real = extract_;
  extract_ = [&, real](std::span<const std::byte> file) {
    stop.request_stop();
    return real(file);
  };
  (void)deposit("một");
  (void)deposit("hai");
  warehouse_->catch_up(stop.get_token());
  EXPECT_EQ(counts().waiting, 1U);
  EXPECT_THAT(search("một"), SizeIs(1));  // What was read is searchable.
  warehouse_->catch_up();
  EXPECT_EQ(counts().waiting, 0U);
}

TEST_F(ReadingsTest, FileThatWasDestroyedMeanwhileIsForgotten) {
  std::optional<Uuid> id;
  const auto real = extract_;
  extract_ = [&, real](std::span<const std::byte> file) {
    DestructionOrder order;
    order.reason = "hết hạn lưu trữ";
    order.approved_by = "phòng lưu trữ";
    warehouse_->destroy(*id, order);
    return real(file);
  };
  id = deposit("sẽ hủy").component.id;
  warehouse_->catch_up();
  EXPECT_EQ(counts().waiting + counts().delayed + counts().quarantined, 0U);
  CheckOrder all;
  all.read_data = true;
  EXPECT_TRUE(check(all).clean());
}

}  // namespace
}  // namespace kho::warehouse
