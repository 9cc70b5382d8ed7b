// tests/store/store_subject.h - The store as a subject of the crash workload.
#pragma once

#include <mutex>

#include "store/compaction.h"
#include "store/store.h"
#include "tests/store/crash_workload.h"

namespace kho::test {

// Time stands still, chance comes from a seed, and everything is so small that segments fill up
// and checkpoints happen all the time, inside commits. From creation to creation; thread-safe.
class StoreConditions {
 public:
  explicit StoreConditions(std::uint64_t reserve_bytes) : reserve_bytes_(reserve_bytes) {}
  // Of the next store that is created.
  void start_anew(std::uint64_t seed);
  [[nodiscard]] store::Options options();
  [[nodiscard]] store::CompactionPolicy policy();
  [[nodiscard]] std::uint64_t random();

 private:
  const std::uint64_t reserve_bytes_;
  std::mutex mutex_;
  Random random_;
  std::uint64_t segment_bytes_ = 0;
};

class StoreSubject : public Subject {
 public:
  StoreSubject(store::FileSystem& file_system, const std::filesystem::path& directory,
               std::shared_ptr<StoreConditions> conditions);
  [[nodiscard]] bool can_drop() const override { return true; }
  [[nodiscard]] bool can(Upkeep) const override { return true; }
  Outcome apply(const Change& change) override;
  Outcome maintain(Upkeep upkeep) override;
  [[nodiscard]] State state() const override;
  [[nodiscard]] store::Store& store() { return store_; }

 private:
  [[nodiscard]] Outcome outcome_of(const std::function<void()>& action);

  const std::shared_ptr<StoreConditions> conditions_;
  store::Store store_;
  std::string damage_;  // That a compaction met. Of whoever compacted last.
};

// `seed`: of the salts and sizes.
[[nodiscard]] SubjectMaker store_subject_maker(std::uint64_t seed = 1,
                                               std::uint64_t reserve_bytes = 64 << 10);

// The disk under it: LMDB's file loses what was not synced, like any other.
[[nodiscard]] SimulatedDisk::Options store_subject_disk();

}  // namespace kho::test
