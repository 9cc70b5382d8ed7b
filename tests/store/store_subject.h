// tests/store/store_subject.h - The store as a subject of the crash workload.
#pragma once

#include "store/store.h"
#include "tests/store/crash_workload.h"

namespace kho::test {

class StoreSubject : public Subject {
 public:
  StoreSubject(store::FileSystem& file_system, const std::filesystem::path& directory);
  [[nodiscard]] bool can_drop() const override { return false; }
  [[nodiscard]] bool can(Upkeep) const override { return false; }
  Outcome apply(const Change& change) override;
  Outcome maintain(Upkeep upkeep) override;
  [[nodiscard]] State state() const override;

 private:
  store::Store store_;
};

[[nodiscard]] SubjectMaker store_subject_maker();

// The disk under it: LMDB syncs its file by itself, which the disk cannot see, and so the file
// comes through a crash as it is.
[[nodiscard]] SimulatedDisk::Options store_subject_disk();

}  // namespace kho::test
