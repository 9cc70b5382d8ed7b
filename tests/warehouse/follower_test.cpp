#include "warehouse/follower.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>

#include "tests/scratch_directory.h"

namespace kho::warehouse {
namespace {

class ScriptedFollower : public Follower {
 public:
  std::atomic<store::Position> at{0};
  std::atomic<int> steps{0};
  std::function<bool()> script;
  store::Position position() const override { return at; }
  bool step() override {
    ++steps;
    return script();
  }
  std::optional<std::chrono::milliseconds> due;
  std::optional<std::chrono::milliseconds> due_in() const override { return due; }
};

class FollowerLoopTest : public testing::Test {
 protected:
  FollowerLoopTest() { store::Store::create(store::posix_file_system(), scratch_ / "store"); }
  test::ScratchDirectory scratch_;
  std::filesystem::path path_ = scratch_ / "store";
  ScriptedFollower follower_;
  std::stop_source stop_;
};

TEST_F(FollowerLoopTest, StopsBetweenStepsHoweverMuchIsLeft) {
  store::Store store(store::posix_file_system(), path_, {});
  FollowerLoop loop(store, follower_);
  follower_.script = [&] {
    stop_.request_stop();
    return true;
  };
  loop.run(stop_.get_token());
  EXPECT_EQ(follower_.steps, 1);
}

TEST_F(FollowerLoopTest, FailureIsToldWithItsPositionAndDoesNotSpin) {
  store::Store store(store::posix_file_system(), path_, {});
  FollowerLoop loop(store, follower_);
  follower_.at = 7;
  follower_.script = [&]() -> bool {
    stop_.request_stop();
    throw std::runtime_error("");
  };
  loop.run(stop_.get_token());
  EXPECT_EQ(loop.failure(), "after position 7 of the log: ");
  EXPECT_EQ(follower_.steps, 1);
}

TEST_F(FollowerLoopTest, WorkThatFallsDueIsDoneThoughTheLogStandsStill) {
  store::Store store(store::posix_file_system(), path_, {});
  FollowerLoop loop(store, follower_);
  follower_.due = std::chrono::milliseconds(1);
  follower_.script = [&] {
    if (follower_.steps == 3) stop_.request_stop();
    return false;
  };
  loop.run(stop_.get_token());
  EXPECT_EQ(follower_.steps, 3);
}

TEST_F(FollowerLoopTest, WaiterWakesAsSoonAsThePositionIsReached) {
  store::Store store(store::posix_file_system(), path_, {});
  FollowerLoop loop(store, follower_);
  follower_.script = [&] { return follower_.at < 3 && ++follower_.at < 3; };
  std::jthread runner([&](std::stop_token stop) { loop.run(stop); });
  EXPECT_TRUE(loop.wait_until(3, std::chrono::steady_clock::now() + std::chrono::seconds(60)));
  EXPECT_FALSE(loop.wait_until(4, std::chrono::steady_clock::now()));
}

}  // namespace
}  // namespace kho::warehouse
