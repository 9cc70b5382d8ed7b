// warehouse/tallier.h - The follower that counts dossiers for the indicators.
//
// It reads the change log only, never the dossiers, and keeps what it knows of each dossier
// (TallyMark) and the counts by agency, procedure and day in one commit with its position. Both
// tables can be deleted: from position 0 on they become the same bytes again.
#pragma once

#include <atomic>

#include "warehouse/follower.h"

namespace kho::warehouse {

class Tallier : public Follower {
 public:
  static constexpr std::string_view kPositionName = "indicators";
  static constexpr std::size_t kEntriesAtOnce = 1000;

  explicit Tallier(store::Store& store);
  [[nodiscard]] store::Position position() const override { return position_; }
  bool step() override;

 private:
  store::Store& store_;
  std::atomic<store::Position> position_;
};

}  // namespace kho::warehouse
