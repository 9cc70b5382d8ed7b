// warehouse/reading_feeder.h - The follower that puts every new file into the queue of readings.
#pragma once

#include <atomic>
#include <functional>

#include "warehouse/follower.h"

namespace kho::warehouse {

class ReadingFeeder : public Follower {
 public:
  // `queued` is called behind each commit that put files into the queue.
  ReadingFeeder(store::Store& store, std::function<void()> queued);
  [[nodiscard]] store::Position position() const override { return position_; }
  bool step() override;

 private:
  store::Store& store_;
  const std::function<void()> queued_;
  std::atomic<store::Position> position_;
};

}  // namespace kho::warehouse
