// Backups: what is copied is one moment of the store, whole, and nothing half is taken for whole.
//
// To make the golden repository of a new version: KHO_MAKE_GOLDEN=DIRECTORY test_store
// --gtest_filter='GoldenBackup*'.
#include "store/backup.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>

#include "store/check.h"
#include "store/compaction.h"
#include "store/error.h"
#include "store/restore.h"
#include "tests/counted.h"
#include "tests/scratch_directory.h"
#include "tests/store/faulty_file_system.h"
#include "tests/store/fixed_options.h"
#include "tests/store/noise.h"
#include "tests/store/simulated_disk.h"

namespace kho::store {
namespace {

namespace fs = std::filesystem;

constexpr TableId kRecords = 0;
const std::vector<std::string> kTables = {"records"};
constexpr const char* kName = "kho/golden";

Options options(std::uint64_t salt) { return fixed_options(128 << 10, salt); }

std::string read_file(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write_file(const fs::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

void flip_byte(const fs::path& path, std::size_t at) {
  std::string content = read_file(path);
  content.at(at) ^= 1;
  write_file(path, content);
}

// Everything that a store says.
struct State {
  std::vector<std::string> log;
  std::map<std::string, std::string> records;  // The name of a blob, and its bytes.
  friend bool operator==(const State&, const State&) = default;
};

State state_of(Store& store) {
  State state;
  const auto tables = store.snapshot();
  store.log().read(*tables, 0, [&](Position, std::string_view payload) {
    state.log.emplace_back(payload);
    return true;
  });
  const auto cursor = tables->cursor(kRecords);
  for (bool more = cursor->seek({}); more; more = cursor->next()) {
    const auto bytes = store.get(*Sha256::from_raw(cursor->key()), Store::Verify::kIdentity);
    state.records[std::string(cursor->key())] = bytes ? as_text(*bytes) : "missing";
  }
  return state;
}

BlobId put(Store& store, const std::string& bytes) {
  const PreparedBlob blob = store.prepare(as_bytes(bytes));
  store.commit([&](Transaction& transaction) {
    transaction.put_blob(blob);
    transaction.append_log("put " + blob.id.hex());
    transaction.tables().put(kRecords, blob.id.raw(), "kept");
  });
  return blob.id;
}

void drop(Store& store, const BlobId& blob) {
  store.commit([&](Transaction& transaction) {
    transaction.release_blob(blob);
    transaction.append_log("drop " + blob.hex());
    transaction.tables().erase(kRecords, blob.raw());
  });
}

void compact_all(Store& store) {
  CompactionPolicy policy;
  policy.dead_share = 0;
  EXPECT_TRUE(compact(store, policy).failures.empty());
}

template <typename Action>
Errc refusal(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.errc();
  }
  ADD_FAILURE() << "nothing was refused";
  return Errc::kTooLarge;
}

class Backup : public testing::Test {
 protected:
  Backup() { Store::create(posix_file_system(), store_path_); }

  std::unique_ptr<Store> open(const fs::path& path, std::uint64_t salt = 1) const {
    return std::make_unique<Store>(posix_file_system(), path, kTables, options(salt));
  }
  BackupOrder order() {
    BackupOrder wanted;
    wanted.repository = repository_path_;
    wanted.warehouse = kName;
    wanted.version = "test";
    wanted.now_ms = now_ms_ += 1000;
    wanted.folders = {"keys", "trust"};
    return wanted;
  }
  BackupReport back_up_now(Store& store, FileSystem& files = posix_file_system()) {
    return back_up(store, files, order());
  }
  BackupRepository repository(FileSystem& files = posix_file_system()) const {
    return BackupRepository::open(files, repository_path_);
  }
  // What a restore of this snapshot holds; checked to the last byte.
  State restored(const std::string& snapshot) {
    const fs::path path = scratch_ / ("restored-" + std::to_string(++restored_));
    const BackupRepository from = repository();
    const RestoreReport report =
        restore(posix_file_system(), from, from.snapshot(snapshot), path, kTables, options(77));
    for (const Finding& finding : report.findings) {
      EXPECT_EQ(finding.severity, Finding::Severity::kNote) << finding.text;
    }
    return state_at(path);
  }
  State state_at(const fs::path& path) const {
    const auto store = open(path, 77);
    CheckOptions everything;
    everything.read_data = true;
    const CheckReport checked = check(store->core(), everything);
    EXPECT_TRUE(checked.clean()) << checked.findings.front().text;
    return state_of(*store);
  }
  // Segments of `path` and of a restore hold the same up to the tails of the snapshot.
  void expect_same_bytes(const fs::path& path, const std::string& snapshot) {
    const fs::path other = scratch_ / ("bytes-" + std::to_string(++restored_));
    const BackupRepository from = repository();
    const BackupSnapshot known = from.snapshot(snapshot);
    (void)restore(posix_file_system(), from, known, other, kTables, options(77));
    ASSERT_FALSE(known.segments.empty());
    for (const BackupSegment& segment : known.segments) {
      const std::string file = "segments/" + segment_file_name(segment.id);
      const std::string source = read_file(path / file);
      ASSERT_GE(source.size(), segment.tail);
      EXPECT_EQ(read_file(other / file), source.substr(0, segment.tail)) << file;
    }
  }
  std::vector<fs::path> data_files() const {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(repository_path_ / "data")) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
    return files;
  }

  test::ScratchDirectory scratch_;
  const fs::path store_path_ = scratch_ / "store";
  const fs::path repository_path_ = scratch_ / "backups";
  std::int64_t now_ms_ = 1'795'826'859'123;
  int restored_ = 0;
};

TEST_F(Backup, RestoresEverythingAndTheNextCopiesOnlyWhatIsNew) {
  fs::create_directory(store_path_ / "keys");
  write_file(store_path_ / "keys" / "signing", "secret");
  const auto store = open(store_path_);
  for (int i = 0; i < 12; ++i) put(*store, noise(30'000, i));
  const State first_state = state_of(*store);
  const BackupReport first = back_up_now(*store);
  EXPECT_TRUE(first.findings.empty());
  EXPECT_EQ(first.parent, "");
  EXPECT_EQ(first.position, 12u);
  EXPECT_EQ(first.bytes, first.bytes_copied);

  put(*store, noise(10'000, 100));
  const BackupReport second = back_up_now(*store);
  EXPECT_EQ(second.parent, first.snapshot);
  EXPECT_GT(second.bytes_copied, 10'000u);
  EXPECT_LT(second.bytes_copied, 15'000u);  // A segment begins with 4 KiB.
  EXPECT_EQ(second.bytes, first.bytes + second.bytes_copied);
  const BackupReport third = back_up_now(*store);
  EXPECT_EQ(third.bytes_copied, 0u);
  EXPECT_EQ(third.files_copied, 0u);

  EXPECT_EQ(restored(first.snapshot), first_state);
  EXPECT_EQ(restored(second.snapshot), state_of(*store));
  EXPECT_EQ(restored(third.snapshot), state_of(*store));
  EXPECT_EQ(read_file(scratch_ / "restored-1" / "keys" / "signing"), "secret");
  const auto rights = fs::status(scratch_ / "restored-1" / "keys" / "signing").permissions();
  EXPECT_EQ(rights, fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(fs::status(repository_path_).permissions(), fs::perms::owner_all);
  EXPECT_EQ(repository().check({}).damages, 0u);
}

TEST_F(Backup, CompactionBetweenBackupsLeavesBothWhole) {
  const auto store = open(store_path_);
  std::vector<BlobId> blobs;
  for (int i = 0; i < 12; ++i) blobs.push_back(put(*store, noise(30'000, i)));
  const State before = state_of(*store);
  const std::string first = back_up_now(*store).snapshot;
  for (int i = 0; i < 8; ++i) drop(*store, blobs[static_cast<std::size_t>(i)]);
  compact_all(*store);
  // Into files that were used before.
  for (int i = 20; i < 26; ++i) put(*store, noise(30'000, i));
  const BackupReport second = back_up_now(*store);
  EXPECT_EQ(second.parent, first);
  EXPECT_TRUE(second.notes.empty());
  EXPECT_EQ(restored(first), before);
  EXPECT_EQ(restored(second.snapshot), state_of(*store));
}

TEST_F(Backup, BesideWritersEachIsOneMomentOfTheLog) {
  Options busy = options(1);
  busy.background = true;
  busy.zero_ahead_bytes = 64 << 10;
  busy.checkpoint_commits = 8;
  Store store(posix_file_system(), store_path_, kTables, busy);
  std::atomic<bool> done{false};
  std::vector<std::jthread> writers;
  for (int writer = 0; writer < 3; ++writer) {
    writers.emplace_back([&, writer] {
      for (int i = 0; !done; ++i) put(store, noise(500 + 977 * (i % 9), 1000 * writer + i));
    });
  }
  std::vector<BackupReport> reports;
  for (int i = 0; i < 6; ++i) {
    const Position before = store.last_position();
    store.wait_past(before + 5, {});
    reports.push_back(back_up_now(store));
    EXPECT_GT(reports.back().position, before);
    EXPECT_TRUE(reports.back().findings.empty());
    EXPECT_EQ(reports.back().notes.size(), i == 0 ? 1U : 0U);  // That it is the first.
  }
  done = true;
  writers.clear();
  const State last = state_of(store);
  for (std::size_t i = 0; i < reports.size(); ++i) {
    if (i > 0) {
      EXPECT_EQ(reports[i].parent, reports[i - 1].snapshot);
    }
    const State state = restored(reports[i].snapshot);
    ASSERT_EQ(state.log.size(), reports[i].position);
    EXPECT_TRUE(std::equal(state.log.begin(), state.log.end(), last.log.begin()));
    ASSERT_EQ(state.records.size(), reports[i].position);
    for (const auto& [id, bytes] : state.records) EXPECT_EQ(bytes, last.records.at(id));
  }
}

TEST_F(Backup, APlaceThatIsStillBeingFilledIsReadAgainByTheNext) {
  const auto store = open(store_path_);
  put(*store, noise(5000, 1));
  Segments& segments = store->core().segments;
  const std::string late = noise(3000, 2);
  const Segments::Slot slot = segments.reserve(Segments::Stream::kPut, late.size());
  put(*store, noise(5000, 3));
  const BackupReport first = back_up_now(*store);
  const BackupSnapshot known = repository().snapshot(first.snapshot);
  EXPECT_EQ(known.segments.back().settled, slot.offset);
  EXPECT_GT(known.segments.back().tail, slot.offset + late.size());

  RecordHeader header;
  header.raw_length = header.stored_length = late.size();
  header.name = Sha256::of(as_bytes(late));
  (void)segments.write(slot, header, as_bytes(late));
  put(*store, noise(5000, 4));
  const BackupReport second = back_up_now(*store);
  EXPECT_EQ(second.parent, first.snapshot);
  expect_same_bytes(store_path_, second.snapshot);
  EXPECT_EQ(restored(first.snapshot).log.size(), 2u);
  EXPECT_EQ(restored(second.snapshot), state_of(*store));
}

TEST_F(Backup, AKilledProcessThatLosesItsTailIsBackedUpRightly) {
  const fs::path killed = scratch_ / "killed";
  std::string first;
  {
    const auto store = open(store_path_);
    put(*store, noise(5000, 1));
    // Given up unwritten, and the tables know the tail behind it: no record says so after the kill.
    Segments& segments = store->core().segments;
    segments.abandon(segments.reserve(Segments::Stream::kPut, 9000));
    store->commit([](Transaction&) {});
    first = back_up_now(*store).snapshot;
    fs::copy(store_path_, killed, fs::copy_options::recursive);
  }
  const auto store = open(killed, 5);
  for (int i = 10; i < 14; ++i) put(*store, noise(4000, i));
  const BackupReport second = back_up_now(*store);
  EXPECT_EQ(second.parent, first);
  expect_same_bytes(killed, second.snapshot);
  EXPECT_EQ(restored(second.snapshot), state_of(*store));
}

TEST_F(Backup, ARestoredStoreGoesOnInTheSameRepository) {
  std::string first;
  std::string lost;
  State lost_state;
  {
    const auto store = open(store_path_);
    for (int i = 0; i < 6; ++i) put(*store, noise(30'000, i));
    first = back_up_now(*store).snapshot;
    for (int i = 50; i < 54; ++i) put(*store, noise(30'000, i));
    lost = back_up_now(*store).snapshot;
    lost_state = state_of(*store);
  }
  (void)restored(first);
  const auto store = open(scratch_ / "restored-1", 9);
  for (int i = 60; i < 66; ++i) put(*store, noise(30'000, i));
  const BackupReport next = back_up_now(*store);
  EXPECT_EQ(next.parent, first);
  ASSERT_EQ(next.notes.size(), 1u);
  EXPECT_NE(next.notes.front().find(lost), std::string::npos);
  EXPECT_LT(next.bytes_copied, 210'000u);
  EXPECT_EQ(restored(next.snapshot), state_of(*store));
  EXPECT_EQ(restored(lost), lost_state);
}

TEST_F(Backup, TwoCopiesOfOneFolderDoNotSpoilEachOther) {
  const fs::path copied = scratch_ / "copied";
  {
    const auto store = open(store_path_);
    put(*store, noise(20'000, 1));
  }
  fs::copy(store_path_, copied, fs::copy_options::recursive);
  const auto one = open(store_path_);
  const auto other = open(copied);  // The same salts, and the same places.
  put(*one, noise(20'000, 2));
  put(*other, noise(20'000, 3));
  const std::string of_one = back_up_now(*one).snapshot;
  put(*other, noise(20'000, 4));
  const BackupReport of_other = back_up_now(*other);
  EXPECT_EQ(of_other.parent, "");
  EXPECT_EQ(restored(of_one), state_of(*one));
  EXPECT_EQ(restored(of_other.snapshot), state_of(*other));
}

TEST_F(Backup, ManyBackupsOfOneSegmentStayFewPieces) {
  const auto store = open(store_path_);
  std::string last;
  for (int i = 0; i < 40; ++i) {
    put(*store, noise(200, i));
    last = back_up_now(*store).snapshot;
  }
  const BackupSnapshot known = repository().snapshot(last);
  ASSERT_EQ(known.segments.size(), 1u);
  EXPECT_LE(known.segments.front().pieces.size(), 32u);
  EXPECT_EQ(restored(last), state_of(*store));
}

TEST_F(Backup, AWriteThatFailsLeavesNothingHalf) {
  const auto store = open(store_path_);
  for (int i = 0; i < 6; ++i) put(*store, noise(30'000, i));
  std::uint64_t failures = 0;
  for (long k = 0;; ++k) {
    fs::remove_all(repository_path_);
    test::FaultyFileSystem files;
    files.fail_at = k;
    bool failed = false;
    try {
      (void)back_up_now(*store, files);
    } catch (const std::system_error&) {
      failed = true;
    }
    if (!failed && files.calls <= k) break;
    failures += failed ? 1 : 0;
    files.fail_at = std::numeric_limits<long>::max();
    // What is called a snapshot by then is one.
    if (fs::exists(repository_path_ / "KHO-BACKUP")) {
      const BackupRepository left = repository();
      EXPECT_EQ(left.check({}).damages, 0u);
    }
    const BackupReport next = back_up_now(*store, files);
    EXPECT_EQ(next.bytes, repository().snapshot(next.snapshot).bytes());
    EXPECT_EQ(repository().check({}).damages, 0u) << k;
    if (k % 7 == 0) {
      EXPECT_EQ(restored(next.snapshot), state_of(*store)) << k;
    }
  }
  EXPECT_GT(failures, 15u);
  kho::test::counted("disk_faults", failures);
}

TEST_F(Backup, WhatAnInterruptedOneCopiedIsNotWrittenAgain) {
  const auto store = open(store_path_);
  for (int i = 0; i < 12; ++i) put(*store, noise(30'000, i));
  std::stop_source stop;
  std::uint64_t heard = 0;
  const BackupReport stopped = back_up(*store, posix_file_system(), order(), stop.get_token(),
                                       [&](std::uint64_t done, std::uint64_t to_do) {
                                         heard = done;
                                         EXPECT_LE(done, to_do);
                                         if (done > 200'000) stop.request_stop();
                                       });
  EXPECT_TRUE(stopped.stopped);
  EXPECT_EQ(stopped.snapshot, "");
  EXPECT_GT(heard, 200'000u);
  EXPECT_TRUE(repository().snapshots().empty());
  EXPECT_EQ(repository().check({}).unnamed_files, stopped.files_copied);
  const BackupReport next = back_up_now(*store);
  EXPECT_EQ(next.bytes_copied + stopped.bytes_copied, next.bytes);
  EXPECT_EQ(restored(next.snapshot), state_of(*store));
}

TEST_F(Backup, PowerLossAtAnyMomentLeavesSnapshotsWhole) {
  const auto store = open(store_path_);
  put(*store, noise(30'000, 1));
  test::SimulatedDisk counting;
  (void)back_up_now(*store, counting);
  const std::uint64_t operations = counting.operations();
  ASSERT_GT(operations, 15u);
  test::Random random(7);
  for (std::uint64_t k = 1; k <= operations; ++k) {
    fs::remove_all(repository_path_);
    test::SimulatedDisk disk({.external = {}, .seed = k});
    const std::string first = back_up_now(*store, disk).snapshot;
    put(*store, noise(2000, static_cast<int>(1000 + k)));
    disk.crash_after(k % (operations - 4) + 1);
    bool crashed = false;
    try {
      (void)back_up_now(*store, disk);
    } catch (const std::exception&) {
      crashed = true;
    }
    disk.restart(random,
                 k % 2 == 0 ? test::SimulatedDisk::Loss::kMixed : test::SimulatedDisk::Loss::kAll);
    {
      const BackupRepository left = BackupRepository::open(disk, repository_path_);
      const RepositoryReport report = left.check({});
      EXPECT_EQ(report.damages, 0u) << k << ": " << report.findings.front().text;
      EXPECT_EQ(left.snapshots().front(), first);
      if (!crashed) {
        EXPECT_EQ(left.snapshots().size(), 2u);
      }
    }
    (void)back_up_now(*store, disk);
    EXPECT_EQ(BackupRepository::open(disk, repository_path_).check({}).damages, 0u);
  }
  kho::test::counted("crash_points", operations);
}

TEST_F(Backup, AFullDiskLeavesRoomForTheNext) {
  const auto store = open(store_path_);
  for (int i = 0; i < 6; ++i) put(*store, noise(30'000, i));
  test::SimulatedDisk disk({.external = {}, .bytes_max = 150'000});
  EXPECT_EQ(refusal([&] { (void)back_up_now(*store, disk); }), Errc::kNoSpace);
  EXPECT_FALSE(disk.exists(repository_path_ / "incoming"));
  disk.set_bytes_max(1 << 20);
  EXPECT_NE(back_up_now(*store, disk).snapshot, "");
  EXPECT_EQ(BackupRepository::open(disk, repository_path_).check({}).damages, 0u);
}

// A medium that returns other bytes than were written.
class LyingFileSystem : public test::FaultyFileSystem {
 public:
  std::unique_ptr<File> open(const fs::path& path, Mode mode) override {
    auto file = test::FaultyFileSystem::open(path, mode);
    if (path.filename() != "incoming") return file;
    return std::make_unique<Lying>(std::move(file));
  }

 private:
  struct Lying : File {
    explicit Lying(std::unique_ptr<File> real) : real_(std::move(real)) {}
    std::size_t read_at(std::uint64_t offset, std::span<std::byte> out) const override {
      const std::size_t count = real_->read_at(offset, out);
      if (count > 0) out[0] ^= std::byte{1};
      return count;
    }
    void write_at(std::uint64_t offset, ByteView bytes) override { real_->write_at(offset, bytes); }
    void sync() override { real_->sync(); }
    std::uint64_t size() const override { return real_->size(); }
    void allocate(std::uint64_t bytes) override { real_->allocate(bytes); }
    void truncate(std::uint64_t bytes) override { real_->truncate(bytes); }
    std::unique_ptr<File> real_;
  };
};

TEST_F(Backup, AMediumThatReadsBackOtherBytesIsFound) {
  const auto store = open(store_path_);
  put(*store, noise(30'000, 1));
  LyingFileSystem files;
  EXPECT_EQ(refusal([&] { (void)back_up_now(*store, files); }), Errc::kCorrupt);
  EXPECT_TRUE(repository().snapshots().empty());
  EXPECT_TRUE(data_files().empty());
}

TEST_F(Backup, AFlippedByteIsFoundAndNotRestored) {
  const auto store = open(store_path_);
  for (int i = 0; i < 6; ++i) put(*store, noise(30'000, i));
  const std::string first = back_up_now(*store).snapshot;
  const std::string second = back_up_now(*store).snapshot;
  const fs::path damaged = data_files().front();
  flip_byte(damaged, 5000);
  {
    const RepositoryReport report = repository().check({});
    EXPECT_EQ(report.damages, 1u);
    ASSERT_EQ(report.findings.size(), 1u);
    EXPECT_NE(report.findings.front().text.find(damaged.filename()), std::string::npos);
    EXPECT_EQ(report.findings.front().snapshots, (std::vector{first, second}));
  }
  const fs::path path = scratch_ / "again";
  const auto restore_there = [&] {
    const BackupRepository from = repository();
    (void)restore(posix_file_system(), from, from.snapshot(second), path, kTables, options(77));
  };
  EXPECT_EQ(refusal(restore_there), Errc::kCorrupt);
  EXPECT_EQ(refusal([&] { (void)open(path); }), Errc::kNotAStore);
  EXPECT_EQ(refusal([&] { Store::create(posix_file_system(), path); }), Errc::kAlreadyExists);
  // Begun again once the repository is whole.
  flip_byte(damaged, 5000);
  restore_there();
  EXPECT_EQ(state_at(path), state_of(*store));
  EXPECT_EQ(refusal(restore_there), Errc::kAlreadyExists);

  // A file that is cut off or away is copied anew by the next backup.
  fs::resize_file(damaged, 100);
  EXPECT_EQ(repository().check({}).damages, 1u);
  EXPECT_GT(back_up_now(*store).bytes_copied, 0u);
  EXPECT_EQ(repository().check({}).damages, 0u);
  fs::remove(damaged);
  EXPECT_EQ(repository().check({}).damages, 1u);
  EXPECT_GT(back_up_now(*store).bytes_copied, 0u);
  EXPECT_EQ(repository().check({}).damages, 0u);
  // A damaged snapshot is told of, and nothing is removed while nobody knows what it names.
  flip_byte(repository_path_ / "snapshots" / first, 30);
  EXPECT_EQ(repository().check({}).damages, 1u);
  EXPECT_EQ(refusal([&] { (void)repository().prune(10); }), Errc::kCorrupt);
}

TEST_F(Backup, ARestoreThatFailsAtAnyWriteIsNoStoreAndCanBeginAgain) {
  const auto store = open(store_path_);
  fs::create_directory(store_path_ / "keys");
  write_file(store_path_ / "keys" / "signing", "secret");
  for (int i = 0; i < 4; ++i) put(*store, noise(30'000, i));
  const std::string snapshot = back_up_now(*store).snapshot;
  const fs::path path = scratch_ / "again";
  std::uint64_t failures = 0;
  for (long k = 0;; ++k) {
    fs::remove_all(path);
    test::FaultyFileSystem files;
    files.fail_at = k;
    const auto restore_there = [&] {
      const BackupRepository from = repository();
      (void)restore(files, from, from.snapshot(snapshot), path, kTables, options(77));
    };
    bool failed = false;
    try {
      restore_there();
    } catch (const std::system_error&) {
      failed = true;
    }
    if (files.calls <= k) break;
    files.fail_at = std::numeric_limits<long>::max();
    if (failed && !fs::exists(path / "KHO")) {
      ++failures;
      EXPECT_EQ(refusal([&] { (void)open(path); }), Errc::kNotAStore);
      restore_there();
    }
    if (k % 5 > 0 && failed) continue;
    EXPECT_EQ(state_at(path), state_of(*store)) << k;
    EXPECT_EQ(read_file(path / "keys" / "signing"), "secret");
  }
  EXPECT_GT(failures, 15u);
  kho::test::counted("disk_faults", failures);
}

TEST_F(Backup, WhatIsOfSomebodyElseIsRefused) {
  const auto store = open(store_path_);
  put(*store, "kho");
  (void)back_up_now(*store);
  BackupOrder other = order();
  other.warehouse = "kho/other";
  const auto ordered = [&](const BackupOrder& wanted) {
    return refusal([&] { (void)back_up(*store, posix_file_system(), wanted); });
  };
  EXPECT_EQ(ordered(other), Errc::kOtherStore);
  other.repository = scratch_ / "full";
  fs::create_directory(other.repository);
  write_file(other.repository / "letter", "mine");
  EXPECT_EQ(ordered(other), Errc::kAlreadyExists);
  write_file(repository_path_ / "data" / ".seen", "by a file manager");
  (void)back_up_now(*store);
  EXPECT_FALSE(fs::exists(other.repository / "lock"));
  EXPECT_EQ(refusal([&] { (void)BackupRepository::open(posix_file_system(), other.repository); }),
            Errc::kNotABackup);
  {
    const BackupRepository used = repository();
    EXPECT_EQ(ordered(order()), Errc::kBusy);
  }
  write_file(repository_path_ / "KHO-BACKUP", "kho-backup 2\nwarehouse kho/golden\n");
  EXPECT_EQ(ordered(order()), Errc::kUnsupportedFormat);
  EXPECT_EQ(refusal([&] { (void)repository(); }), Errc::kUnsupportedFormat);
  write_file(repository_path_ / "KHO-BACKUP", "noise");
  EXPECT_EQ(ordered(order()), Errc::kCorrupt);
}

TEST_F(Backup, OnlyWhatNoSnapshotNamesIsRemoved) {
  const auto store = open(store_path_);
  std::vector<std::string> names;
  for (int i = 0; i < 4; ++i) {
    const BlobId blob = put(*store, noise(60'000, i));
    names.push_back(back_up_now(*store).snapshot);
    if (i < 3) {
      drop(*store, blob);
      compact_all(*store);
    }
  }
  const std::size_t files = data_files().size();
  const Pruning plan = repository().plan_pruning(2);
  EXPECT_EQ(plan.snapshots, (std::vector{names[0], names[1]}));
  EXPECT_GT(plan.files, 0u);
  EXPECT_EQ(data_files().size(), files);
  EXPECT_EQ(repository().snapshots(), names);
  const Pruning done = repository().prune(2);
  EXPECT_EQ(done.files, plan.files);
  EXPECT_EQ(done.bytes, plan.bytes);
  EXPECT_EQ(data_files().size(), files - plan.files);
  EXPECT_EQ(repository().snapshots(), (std::vector{names[2], names[3]}));
  EXPECT_EQ(repository().check({}).damages, 0u);
  EXPECT_EQ(restored(names[3]), state_of(*store));
  EXPECT_EQ(repository().plan_pruning(2).files, 0u);
  EXPECT_EQ(repository().prune(1).snapshots, std::vector{names[2]});
  EXPECT_EQ(repository().check({}).damages, 0u);
}

TEST_F(Backup, AShortSegmentIsToldEveryTimeUntilItIsMended) {
  const auto store = open(store_path_);
  for (int i = 0; i < 12; ++i) put(*store, noise(30'000, i));
  const State whole = state_of(*store);
  const fs::path segment = store_path_ / "segments" / segment_file_name(1);
  const std::string before = read_file(segment);
  fs::resize_file(segment, before.size() / 2);
  EXPECT_FALSE(back_up_now(*store).findings.empty());
  EXPECT_FALSE(back_up_now(*store).findings.empty());
  std::ofstream(segment, std::ios::binary | std::ios::in) << before;
  const BackupReport mended = back_up_now(*store);
  EXPECT_TRUE(mended.findings.empty());
  EXPECT_EQ(restored(mended.snapshot), whole);
}

TEST_F(Backup, ADamagedCopyIsReplacedByTheNext) {
  const auto store = open(store_path_);
  for (int i = 0; i < 12; ++i) put(*store, noise(30'000, i));
  const State whole = state_of(*store);
  const BackupReport first = back_up_now(*store);
  // The copy of the first segment.
  const BackupPiece piece = repository().snapshot(first.snapshot).segments.front().pieces.front();
  const std::string hex = piece.sha256.hex();
  const fs::path copy = repository_path_ / "data" / hex.substr(0, 2) / hex;
  flip_byte(copy, 100);
  fs::remove_all(repository_path_ / "snapshots" / first.snapshot);  // So that it is copied again.
  const BackupReport second = back_up_now(*store);
  EXPECT_EQ(restored(second.snapshot), whole);
}

TEST_F(Backup, ALostSegmentIsToldOrTakenFromTheBackupBefore) {
  State whole;
  {
    const auto store = open(store_path_);
    for (int i = 0; i < 12; ++i) put(*store, noise(30'000, i));
    whole = state_of(*store);
    (void)back_up_now(*store);
  }
  fs::remove(store_path_ / "segments" / segment_file_name(1));
  const auto store = open(store_path_);
  const BackupReport second = back_up_now(*store);
  EXPECT_TRUE(second.findings.empty());
  EXPECT_EQ(restored(second.snapshot), whole);

  fs::remove_all(repository_path_);
  const BackupReport alone = back_up_now(*store);
  ASSERT_FALSE(alone.findings.empty());
  EXPECT_NE(alone.findings.front().find("segment 1"), std::string::npos);
  const BackupRepository from = repository();
  const RestoreReport report = restore(posix_file_system(), from, from.snapshot(alone.snapshot),
                                       scratch_ / "part", kTables, options(77));
  ASSERT_FALSE(report.findings.empty());
  EXPECT_EQ(report.findings.front().severity, Finding::Severity::kDamage);
}

TEST(BackupSnapshotText, IsProvenAndNamesNothingOutside) {
  BackupSnapshot snapshot;
  snapshot.name = snapshot_name(1'795'826'859'123);
  EXPECT_EQ(snapshot.name, "20261128T004739123Z");
  EXPECT_EQ(taken_at_ms(snapshot.name), 1'795'826'859'123);
  for (const char* bad : {"20261328T004739123Z", "20261128T004760123Z", "20261128T004739123",
                          "2026112aT004739123Z", "lost+found"}) {
    EXPECT_FALSE(taken_at_ms(bad)) << bad;
  }
  snapshot.warehouse = kName;
  snapshot.version = "0.1";
  snapshot.commits = 3;
  snapshot.segments.push_back({7, {2, 0xabcdefULL << 40}, 9000, 8000, {{0, 9000, Sha256()}}});
  snapshot.files.push_back({"trust/Cơ quan cấp.pem", 5, Sha256()});
  snapshot.findings.push_back("segment 3: away");
  const std::string text = pack(snapshot);
  const BackupSnapshot back = unpack_snapshot(text);
  EXPECT_EQ(pack(back), text);
  EXPECT_EQ(back.segments.front().stamp.salt, 0xabcdefULL << 40);
  EXPECT_EQ(back.bytes(), 9005u);
  for (std::size_t i = 15; i < text.size(); ++i) {
    std::string damaged = text;
    damaged[i] ^= 1;
    EXPECT_EQ(refusal([&] { (void)unpack_snapshot(damaged); }), Errc::kCorrupt) << i;
    EXPECT_EQ(refusal([&] { (void)unpack_snapshot(text.substr(0, i)); }), Errc::kCorrupt) << i;
  }
  EXPECT_EQ(refusal([&] { (void)unpack_snapshot("kho-snapshot 2\n"); }), Errc::kUnsupportedFormat);
  for (const char* path : {"../evil", "keys/../evil", "keys/a/b", "keys/..", "/etc/passwd",
                           "segments/0000000001.seg", "keys", "keys/"}) {
    BackupSnapshot bad = snapshot;
    bad.files.front().path = path;
    EXPECT_EQ(refusal([&] { (void)unpack_snapshot(pack(bad)); }), Errc::kCorrupt) << path;
  }
}

// Two backups, a compaction between them, a file beside the segments.
void make_golden(const fs::path& folder) {
  const test::ScratchDirectory scratch;
  const fs::path path = scratch / "store";
  Store::create(posix_file_system(), path);
  fs::create_directory(path / "keys");
  write_file(path / "keys" / "signing", "not a key\n");
  Store store(posix_file_system(), path, kTables, options(1));
  BackupOrder order;
  order.repository = folder;
  order.warehouse = kName;
  order.version = "0.1.0";
  order.now_ms = 1'795'826'859'123;
  order.folders = {"keys", "trust"};
  put(store, "kho");
  const BlobId gone = put(store, noise(2000, 1));
  (void)back_up(store, posix_file_system(), order);
  drop(store, gone);
  compact_all(store);
  put(store, noise(500, 2));
  order.now_ms += 86'400'000;
  (void)back_up(store, posix_file_system(), order);
}

void expect_golden(const fs::path& folder, const fs::path& scratch) {
  const BackupRepository from = BackupRepository::open(posix_file_system(), folder);
  EXPECT_EQ(from.check({}).damages, 0u);
  ASSERT_EQ(from.snapshots(),
            (std::vector<std::string>{"20261128T004739123Z", "20261129T004739123Z"}));
  const auto log_of = [&](const std::string& name) {
    const RestoreReport report = restore(posix_file_system(), from, from.snapshot(name),
                                         scratch / name, kTables, options(77));
    EXPECT_TRUE(report.findings.empty());
    Store store(posix_file_system(), scratch / name, kTables, options(77));
    EXPECT_EQ(read_file(scratch / name / "keys" / "signing"), "not a key\n");
    const auto kho = store.get(Sha256::of(as_bytes("kho")), Store::Verify::kIdentity);
    EXPECT_TRUE(kho.has_value());
    return state_of(store).log.size();
  };
  EXPECT_EQ(log_of("20261128T004739123Z"), 2u);
  EXPECT_EQ(log_of("20261129T004739123Z"), 4u);
}

TEST(GoldenBackup, MakesWhatItReads) {
  const test::ScratchDirectory scratch;
  const char* wanted = std::getenv("KHO_MAKE_GOLDEN");
  const fs::path folder = wanted != nullptr ? wanted : scratch / "backups";
  make_golden(folder);
  expect_golden(folder, scratch.path());
}

TEST(GoldenBackup, OfVersionOneIsRestored) {
  const test::ScratchDirectory scratch;
  const fs::path folder = scratch / "backups";
  fs::copy(KHO_GOLDEN_DIRECTORY "/backup-v1", folder, fs::copy_options::recursive);
  expect_golden(folder, scratch.path());
}

}  // namespace
}  // namespace kho::store
