// tests/store/short_history.h - One history of a store that meets everything once, for tests that
// let each of its steps fail in turn.
//
// Deposits with shared parts, deletions, a hold, compaction, ripening, a checkpoint, reopening.
// Thread-confined.
#pragma once

#include <gtest/gtest.h>

#include "tests/store/store_subject.h"

namespace kho::test {

class ShortHistory {
 public:
  using Action = std::function<void()>;
  // `around`, if any, runs everything that the store does.
  explicit ShortHistory(std::function<std::unique_ptr<Subject>()> open,
                        std::function<void(const Action&)> around = {})
      : open_(std::move(open)), around_(std::move(around)) {}

  // What fails is refused or unknown; then the store is opened again, and the history goes on.
  void run() {
    ensure_open();
    for (std::uint64_t i = 1; i <= 3; ++i) apply(put({noise(i, 20'000), noise(i + 1, 300)}));
    Change second = put({noise(1, 20'000) + noise(2, 50'000), ""});
    second.records["key"] = std::to_string(number_);
    apply(second);
    const store::BlobId kept = store::BlobId::of(store::as_bytes(noise(1, 20'000)));
    Change hold = put({});
    hold.holds = {{kept, "hold", store::kForever}};
    apply(hold);
    maintain(Upkeep::kCompact);
    Change drop = put({});
    drop.drops = {store::BlobId::of(store::as_bytes(noise(2, 20'000))),
                  store::BlobId::of(store::as_bytes(noise(3, 20'000)))};
    apply(drop);
    maintain(Upkeep::kCompact);
    apply(put({noise(5, 40'000)}));
    maintain(Upkeep::kCheckpoint);
    close();
    ensure_open();
    Change lift = put({noise(++number_, 30'000)});
    lift.holds = {{kept, "hold", std::nullopt}};
    apply(lift);
    maintain(Upkeep::kRipen);
    apply(put({noise(++number_, 30'000)}));
    maintain(Upkeep::kCompact);
  }

  // New large blobs, one by one.
  void deposit(int count, std::size_t bytes = 20'000) {
    ensure_open();
    for (; count > 0; --count) {
      last_ = noise(++number_ + 1000, bytes);
      apply(put({last_}));
    }
  }
  void drop_last() {
    Change drop = put({});
    drop.drops = {store::BlobId::of(store::as_bytes(last_))};
    apply(drop);
  }
  [[nodiscard]] store::Store& store() { return dynamic_cast<StoreSubject&>(*subject_).store(); }

  // Opens where it is closed.
  void check() {
    ensure_open();
    ASSERT_TRUE(subject_);
    const State seen = subject_->state();
    ASSERT_EQ(seen.log, expected_.log);
    ASSERT_EQ(seen.records, expected_.records);
    ASSERT_EQ(seen.holds, expected_.holds);
    ASSERT_EQ(seen.blobs, expected_.blobs);
  }

  void close() { subject_.reset(); }

 private:
  static std::string noise(std::uint64_t seed, std::size_t bytes) {
    Random random(seed);
    std::string out(bytes, '\0');
    for (char& c : out) c = static_cast<char>(below(random, 256));
    return out;
  }

  Change put(std::vector<std::string> blobs) {
    Change change;
    change.puts = std::move(blobs);
    change.log = "change " + std::to_string(++number_);
    return change;
  }

  void do_around(const Action& action) const {
    if (around_) {
      around_(action);
    } else {
      action();
    }
  }

  // An opening that fails is tried once more.
  void ensure_open() {
    if (subject_) return;
    const Action open = [&] { subject_ = open_(); };
    try {
      do_around(open);
    } catch (const std::exception&) {
    }
    if (!subject_) do_around(open);
  }

  void apply(const Change& change) {
    Outcome outcome = Outcome::kRefused;
    do_around([&] { outcome = subject_->apply(change); });
    if (outcome == Outcome::kUnknown) {
      close();
      ensure_open();
      const State seen = subject_->state();
      const bool there = !seen.log.empty() && seen.log.back() == change.log;
      outcome = there ? Outcome::kDone : Outcome::kRefused;
    }
    if (outcome == Outcome::kDone) expected_.apply(change);
  }

  void maintain(Upkeep upkeep) {
    Outcome outcome = Outcome::kRefused;
    do_around([&] { outcome = subject_->maintain(upkeep); });
    if (outcome != Outcome::kUnknown) return;
    close();
    ensure_open();
  }

  const std::function<std::unique_ptr<Subject>()> open_;
  const std::function<void(const Action&)> around_;
  std::unique_ptr<Subject> subject_;
  State expected_;
  std::uint64_t number_ = 0;
  std::string last_;  // That deposit() made.
};

}  // namespace kho::test
