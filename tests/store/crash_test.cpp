// What the store promises about crashes, at many points of many histories; and that the workload
// would notice if it did not hold.
//
// KHO_CRASH_POINTS: how many crashes for each test, instead of few. KHO_CRASH_SEED: this seed only,
// as a failure prints it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/store/store_subject.h"
#include "tests/counted.h"

namespace kho::test {
namespace {

constexpr std::uint64_t kCrashesShort = 150;

std::optional<std::uint64_t> number_from(const char* variable) {
  const char* text = std::getenv(variable);
  if (text == nullptr) return std::nullopt;
  return std::strtoull(text, nullptr, 10);
}

WorkloadOptions options_in_memory() {
  WorkloadOptions options;
  const std::filesystem::path memory = "/dev/shm";
  options.scratch =
      std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
  options.disk = store_subject_disk();
  return options;
}

// One seed after the other until enough crashes; each failure is told with its seed.
WorkloadStatistics run_seeds(const SubjectMaker& maker, WorkloadOptions options,
                             std::uint64_t crashes) {
  WorkloadStatistics total;
  const std::optional<std::uint64_t> only = number_from("KHO_CRASH_SEED");
  options.seed = only.value_or(1);
  do {
    try {
      total += run_crash_workload(maker, options);
    } catch (const WorkloadFailure& failure) {
      ADD_FAILURE() << failure.what();
      break;
    }
    ++options.seed;
  } while (!only && total.crashes < crashes);
  fmt::print(
      "{} crashes ({} while opening), {} done, {} refused, {} held, {} unknown there, {} unknown "
      "not there, {} faults, {} upkeep, {} disk operations\n",
      total.crashes, total.crashes_opening, total.done, total.refused, total.held,
      total.unknown_present, total.unknown_absent, total.faults, total.upkeep, total.operations);
  counted("crash_points", total.crashes);
  counted("disk_faults", total.faults);
  return total;
}

WorkloadStatistics run_seeds(const WorkloadOptions& options) {
  return run_seeds(store_subject_maker(), options,
                   number_from("KHO_CRASH_POINTS").value_or(kCrashesShort));
}

TEST(StoreCrashReplay, OneWriter) {
  const WorkloadStatistics statistics = run_seeds(options_in_memory());
  EXPECT_GT(statistics.done, statistics.crashes);
  EXPECT_GT(statistics.unknown_absent, 0u);
}

TEST(StoreCrashReplay, ManyWriters) {
  WorkloadOptions options = options_in_memory();
  options.writers = 4;
  const WorkloadStatistics statistics = run_seeds(options);
  EXPECT_GT(statistics.done, statistics.crashes);
  EXPECT_GT(statistics.unknown_absent, 0u);
}

TEST(StoreCrashReplay, FailingWritesAndSyncs) {
  WorkloadOptions options = options_in_memory();
  options.faults = true;
  const WorkloadStatistics statistics = run_seeds(options);
  EXPECT_GT(statistics.faults, 0u);
  EXPECT_GT(statistics.refused, 0u);
}

TEST(StoreCrashReplay, FailingWritesAndSyncsWithManyWriters) {
  WorkloadOptions options = options_in_memory();
  options.faults = true;
  options.writers = 4;
  const WorkloadStatistics statistics = run_seeds(options);
  EXPECT_GT(statistics.faults, 0u);
  EXPECT_GT(statistics.refused, 0u);
}

TEST(StoreCrashReplay, OneWriterAndOneSeedGiveOneHistory) {
  WorkloadOptions options = options_in_memory();
  options.faults = true;
  options.seed = 42;
  const WorkloadStatistics first = run_crash_workload(store_subject_maker(), options);
  const WorkloadStatistics second = run_crash_workload(store_subject_maker(), options);
  EXPECT_EQ(first.operations, second.operations);
  EXPECT_EQ(first.done, second.done);
  EXPECT_EQ(first.refused, second.refused);
  EXPECT_EQ(first.unknown_absent, second.unknown_absent);
}

// Hands everything on, but forgets some of what makes bytes sure.
class ForgetfulFileSystem : public store::FileSystem {
 public:
  enum class Forgets { kFiles, kDirectories };
  ForgetfulFileSystem(store::FileSystem& disk, Forgets forgets) : disk_(disk), forgets_(forgets) {}

  std::unique_ptr<store::File> open(const std::filesystem::path& path, Mode mode) override {
    auto file = disk_.open(path, mode);
    if (forgets_ == Forgets::kFiles) return std::make_unique<ForgetfulFile>(std::move(file));
    return file;
  }
  bool exists(const std::filesystem::path& path) const override { return disk_.exists(path); }
  void make_directory(const std::filesystem::path& path) override { disk_.make_directory(path); }
  void remove(const std::filesystem::path& path) override { disk_.remove(path); }
  void rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    disk_.rename(from, to);
  }
  void sync_directory(const std::filesystem::path& path) override {
    if (forgets_ != Forgets::kDirectories) disk_.sync_directory(path);
  }
  std::vector<std::string> list(const std::filesystem::path& path) const override {
    return disk_.list(path);
  }
  std::uint64_t free_bytes(const std::filesystem::path& directory) const override {
    return disk_.free_bytes(directory);
  }

 private:
  class ForgetfulFile : public store::File {
   public:
    explicit ForgetfulFile(std::unique_ptr<store::File> file) : file_(std::move(file)) {}
    std::size_t read_at(std::uint64_t offset, std::span<std::byte> out) const override {
      return file_->read_at(offset, out);
    }
    void write_at(std::uint64_t offset, store::ByteView bytes) override {
      file_->write_at(offset, bytes);
    }
    void sync() override {}
    std::uint64_t size() const override { return file_->size(); }
    void allocate(std::uint64_t bytes) override { file_->allocate(bytes); }
    void truncate(std::uint64_t bytes) override { file_->truncate(bytes); }

   private:
    std::unique_ptr<store::File> file_;
  };

  store::FileSystem& disk_;
  const Forgets forgets_;
};

// A subject that is wrong in one way; everything else it hands on.
class WrongSubject : public Subject {
 public:
  explicit WrongSubject(std::unique_ptr<Subject> right) : right_(std::move(right)) {}
  bool can_drop() const override { return right_->can_drop(); }
  bool can(Upkeep upkeep) const override { return right_->can(upkeep); }
  Outcome apply(const Change& change) override { return right_->apply(change); }
  Outcome maintain(Upkeep upkeep) override { return right_->maintain(upkeep); }
  State state() const override { return right_->state(); }

 protected:
  std::unique_ptr<Subject> right_;
};

// What the workload says of `maker`, within so many crashes; empty: nothing.
std::string complaint(const SubjectMaker& maker) {
  WorkloadOptions options = options_in_memory();
  for (std::uint64_t crashes = 0; crashes < 2000; crashes += options.crashes, ++options.seed) {
    try {
      run_crash_workload(maker, options);
    } catch (const WorkloadFailure& failure) {
      return failure.what();
    }
  }
  return {};
}

template <typename Wrong>
SubjectMaker wrong_maker() {
  SubjectMaker maker = store_subject_maker();
  maker.open = [right = maker.open](store::FileSystem& disk, const std::filesystem::path& path) {
    return std::make_unique<Wrong>(right(disk, path));
  };
  return maker;
}

TEST(CrashWorkload, NoticesAStoreThatDoesNotSync) {
  using Forgets = ForgetfulFileSystem::Forgets;
  for (const Forgets forgets : {Forgets::kFiles, Forgets::kDirectories}) {
    SubjectMaker maker = store_subject_maker();
    // The file system must outlive the subject that uses it.
    class Forgetful : public WrongSubject {
     public:
      Forgetful(std::unique_ptr<ForgetfulFileSystem> disk, std::unique_ptr<Subject> right)
          : WrongSubject(std::move(right)), disk_(std::move(disk)) {}
      ~Forgetful() override { right_.reset(); }

     private:
      std::unique_ptr<ForgetfulFileSystem> disk_;
    };
    maker.open = [forgets, right = maker.open](store::FileSystem& disk,
                                               const std::filesystem::path& path) {
      auto forgetful = std::make_unique<ForgetfulFileSystem>(disk, forgets);
      auto subject = right(*forgetful, path);
      return std::make_unique<Forgetful>(std::move(forgetful), std::move(subject));
    };
    EXPECT_NE(complaint(maker), "") << static_cast<int>(forgets);
  }
}

TEST(CrashWorkload, NoticesAChangeThatHappensInHalves) {
  struct Halves : WrongSubject {
    using WrongSubject::WrongSubject;
    Outcome apply(const Change& change) override {
      Change first = change;
      first.puts.clear();
      Change second = change;
      second.records.clear();
      second.log = "other half";
      const Outcome outcome = right_->apply(first);
      return outcome == Outcome::kDone ? right_->apply(second) : outcome;
    }
    // Hides the second entry, so that only the blobs tell.
    State state() const override {
      State state = right_->state();
      std::erase(state.log, "other half");
      return state;
    }
  };
  EXPECT_NE(complaint(wrong_maker<Halves>()).find("is missing"), std::string::npos);
}

TEST(CrashWorkload, NoticesAnEarlyAcknowledgement) {
  struct Early : WrongSubject {
    using WrongSubject::WrongSubject;
    Outcome apply(const Change& change) override {
      (void)right_->apply(change);
      return Outcome::kDone;
    }
  };
  EXPECT_NE(complaint(wrong_maker<Early>()).find("was acknowledged and is not there"),
            std::string::npos);
}

TEST(CrashWorkload, NoticesAWrongReferenceCount) {
  struct Miscounting : WrongSubject {
    using WrongSubject::WrongSubject;
    // Puts the same bytes twice for once.
    Outcome apply(const Change& change) override {
      Change twice = change;
      if (!change.puts.empty()) twice.puts.push_back(change.puts.front());
      return right_->apply(twice);
    }
  };
  EXPECT_NE(complaint(wrong_maker<Miscounting>()).find("references"), std::string::npos);
}

TEST(CrashWorkload, NoticesARefusalThatHappened) {
  struct Refusing : WrongSubject {
    using WrongSubject::WrongSubject;
    Outcome apply(const Change& change) override {
      const Outcome outcome = right_->apply(change);
      return outcome == Outcome::kDone ? Outcome::kRefused : outcome;
    }
  };
  EXPECT_NE(complaint(wrong_maker<Refusing>()).find("was refused and is there"), std::string::npos);
}

}  // namespace
}  // namespace kho::test
