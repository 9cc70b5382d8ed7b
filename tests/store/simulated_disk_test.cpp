#include "tests/store/simulated_disk.h"

#include <gtest/gtest.h>
#include <lmdb.h>

#include <fstream>
#include <map>
#include <set>

#include "store/bytes.h"
#include "store/error.h"
#include "tests/scratch_directory.h"

namespace kho::test {
namespace {

using store::as_bytes;
using store::as_text;
using store::Bytes;
using store::File;
using Loss = SimulatedDisk::Loss;
using Mode = store::FileSystem::Mode;
using Fault = SimulatedDisk::Fault;
using Lasting = SimulatedDisk::Lasting;

constexpr int kRuns = 200;
constexpr std::size_t kSector = 512;
constexpr std::size_t kPage = 4096;

std::string content(const File& file) {
  Bytes bytes(file.size());
  EXPECT_EQ(file.read_at(0, bytes), bytes.size());
  return std::string(as_text(bytes));
}

// A disk with one directory whose name is sure.
struct Machine {
  explicit Machine(SimulatedDisk::Options options = {}) : disk(std::move(options)) {
    disk.make_directory(directory);
    disk.sync_directory(scratch.path());
  }
  std::unique_ptr<File> create(const std::string& name) {
    return disk.open(directory / name, Mode::kCreateNew);
  }
  std::unique_ptr<File> create_sure(const std::string& name, const std::string& bytes) {
    auto file = create(name);
    file->write_at(0, as_bytes(bytes));
    file->sync();
    disk.sync_directory(directory);
    return file;
  }
  std::string read(const std::string& name) {
    return content(*disk.open(directory / name, Mode::kRead));
  }
  bool has(const std::string& name) const { return disk.exists(directory / name); }

  ScratchDirectory scratch;
  std::filesystem::path directory = scratch / "directory";
  SimulatedDisk disk;
};

SimulatedDisk::Options external_options(bool versions = false) {
  SimulatedDisk::Options options;
  options.external = [](const std::filesystem::path& path) { return path.extension() == ".mdb"; };
  options.external_versions = versions;
  return options;
}

TEST(SimulatedDisk, SyncedBytesSurviveWhateverIsLost) {
  for (int run = 0; run < kRuns; ++run) {
    Machine machine;
    Random random(static_cast<std::uint64_t>(run));
    const auto file = machine.create_sure("file", std::string(3000, 'a'));
    file->write_at(3000, as_bytes(std::string(2000, 'b')));
    machine.disk.restart(random, run % 2 == 0 ? Loss::kMixed : Loss::kAll);
    const std::string back = machine.read("file");
    ASSERT_GE(back.size(), 3000u);
    // A sector that is written again carries what was sure in it.
    EXPECT_EQ(back.substr(0, 3000), std::string(3000, 'a'));
    EXPECT_EQ(back.substr(3000).find_first_not_of(std::string("b\0", 2)), std::string::npos);
    if (run % 2 == 1) {
      EXPECT_EQ(back.size(), 3000u);
    }
  }
}

TEST(SimulatedDisk, UnsyncedWriteIsThereGoneOrTorn) {
  int kept = 0;
  int dropped = 0;
  int torn = 0;
  for (int run = 0; run < kRuns; ++run) {
    Machine machine;
    Random random(static_cast<std::uint64_t>(run));
    const std::string old(8 * kSector, 'o');
    const std::string young(8 * kSector, 'y');
    const auto file = machine.create_sure("file", old);
    file->write_at(0, as_bytes(young));
    machine.disk.restart(random, Loss::kMixed);
    const std::string back = machine.read("file");
    ASSERT_EQ(back.size(), old.size());
    for (std::size_t at = 0; at < back.size(); at += kSector) {
      const std::string sector = back.substr(at, kSector);
      ASSERT_TRUE(sector == old.substr(0, kSector) || sector == young.substr(0, kSector));
    }
    ++(back == young ? kept : back == old ? dropped : torn);
  }
  EXPECT_GT(kept, kRuns / 20);
  EXPECT_GT(dropped, kRuns / 20);
  EXPECT_GT(torn, kRuns / 20);
}

TEST(SimulatedDisk, LaterWriteMaySurviveAnEarlierOne) {
  int later_only = 0;
  for (int run = 0; run < kRuns; ++run) {
    Machine machine;
    Random random(static_cast<std::uint64_t>(run));
    const auto file = machine.create_sure("file", std::string(2 * kPage, 'o'));
    file->write_at(0, as_bytes("first"));
    file->write_at(kPage, as_bytes("second"));
    machine.disk.restart(random, Loss::kMixed);
    const std::string back = machine.read("file");
    later_only += back.substr(0, 5) == "ooooo" && back.substr(kPage, 6) == "second";
  }
  EXPECT_GT(later_only, 0);
}

TEST(SimulatedDisk, GrownFileMayStayShortOrHaveZeros) {
  int stays_short = 0;
  int zeros = 0;
  for (int run = 0; run < kRuns; ++run) {
    Machine machine;
    Random random(static_cast<std::uint64_t>(run));
    const auto file = machine.create_sure("file", "x");
    file->write_at(0, as_bytes(std::string(4 * kPage, 'x')));
    machine.disk.restart(random, Loss::kMixed);
    const std::string back = machine.read("file");
    stays_short += back.size() == 1;
    zeros += back.size() == 4 * kPage && back.find('\0') != std::string::npos;
  }
  EXPECT_GT(stays_short, 0);
  EXPECT_GT(zeros, 0);
}

TEST(SimulatedDisk, NameWithoutItsDirectorySyncedMayVanish) {
  int there = 0;
  for (int run = 0; run < kRuns; ++run) {
    Machine machine;
    Random random(static_cast<std::uint64_t>(run));
    const auto file = machine.create("file");
    file->write_at(0, as_bytes("bytes"));
    file->sync();
    machine.disk.restart(random, Loss::kMixed);
    if (!machine.has("file")) continue;
    ++there;
    EXPECT_EQ(machine.read("file"), "bytes");
  }
  EXPECT_GT(there, kRuns / 4);
  EXPECT_LT(there, kRuns * 3 / 4);
}

TEST(SimulatedDisk, RemovalWithoutItsDirectorySyncedMayBeUndone) {
  int there = 0;
  for (int run = 0; run < kRuns; ++run) {
    Machine machine;
    Random random(static_cast<std::uint64_t>(run));
    machine.create_sure("file", "bytes");
    machine.create_sure("other", "bytes");
    machine.disk.remove(machine.directory / "other");
    machine.disk.sync_directory(machine.directory);
    machine.disk.remove(machine.directory / "file");
    machine.disk.restart(random, Loss::kMixed);
    EXPECT_FALSE(machine.has("other"));
    if (!machine.has("file")) continue;
    ++there;
    EXPECT_EQ(machine.read("file"), "bytes");
  }
  EXPECT_GT(there, kRuns / 4);
  EXPECT_LT(there, kRuns * 3 / 4);
}

// The file is never under both names, never under none.
TEST(SimulatedDisk, RenameWithoutItsDirectorySyncedIsKeptOrUndoneAsOne) {
  int kept = 0;
  for (int run = 0; run < kRuns; ++run) {
    Machine machine(external_options());
    const std::string name = run % 2 == 0 ? "file" : "data.mdb";
    Random random(static_cast<std::uint64_t>(run));
    machine.create_sure(name, "bytes");
    machine.disk.rename(machine.directory / name, machine.directory / "new");
    machine.disk.restart(random, Loss::kMixed);
    ASSERT_NE(machine.has(name), machine.has("new"));
    EXPECT_EQ(machine.read(machine.has("new") ? "new" : name), "bytes");
    kept += machine.has("new");
  }
  EXPECT_GT(kept, kRuns / 4);
  EXPECT_LT(kept, kRuns * 3 / 4);
}

TEST(SimulatedDisk, NewFileThatWasRenamedHasNoneOrOneOfItsNames) {
  std::set<std::vector<std::string>> seen;
  for (int run = 0; run < kRuns; ++run) {
    Machine machine;
    Random random(static_cast<std::uint64_t>(run));
    machine.create("old")->sync();
    machine.disk.rename(machine.directory / "old", machine.directory / "new");
    machine.disk.restart(random, Loss::kMixed);
    seen.insert(machine.disk.list(machine.directory));
  }
  EXPECT_EQ(seen, (std::set<std::vector<std::string>>{{}, {"old"}, {"new"}}));
}

TEST(SimulatedDisk, DirectoriesAreRenamedInOrderAndKeepWhatIsInThem) {
  std::set<std::string> seen;
  for (int run = 0; run < kRuns; ++run) {
    Machine machine(external_options());
    Random random(static_cast<std::uint64_t>(run));
    for (const std::string name : {"now", "next"}) {
      machine.disk.make_directory(machine.directory / name);
      for (const std::string file : {"file", "data.mdb"}) {
        const auto made = machine.disk.open(machine.directory / name / file, Mode::kCreateNew);
        made->write_at(0, as_bytes(name));
        made->sync();
      }
      machine.disk.sync_directory(machine.directory / name);
    }
    machine.disk.sync_directory(machine.directory);
    machine.disk.rename(machine.directory / "now", machine.directory / "before");
    machine.disk.rename(machine.directory / "next", machine.directory / "now");
    machine.disk.restart(random, Loss::kMixed);
    std::string all;
    for (const std::string& name : machine.disk.list(machine.directory)) {
      EXPECT_EQ(machine.read(name + "/file"), machine.read(name + "/data.mdb"));
      all += name + "=" + machine.read(name + "/file") + " ";
    }
    seen.insert(all);
  }
  EXPECT_EQ(seen, (std::set<std::string>{"next=next now=now ", "before=now next=next ",
                                         "before=now now=next "}));
}

TEST(SimulatedDisk, RenameIsSureAfterItsDirectoryIsSynced) {
  for (const std::string name : {"file", "data.mdb", "directory"}) {
    Machine machine(external_options());
    if (name == "directory") {
      machine.disk.make_directory(machine.directory / name);
      machine.disk.sync_directory(machine.directory);
    } else {
      machine.create_sure(name, "bytes");
    }
    machine.disk.rename(machine.directory / name, machine.directory / "new");
    machine.disk.sync_directory(machine.directory);
    Random random(1);
    machine.disk.restart(random, Loss::kAll);
    EXPECT_FALSE(machine.has(name));
    EXPECT_TRUE(machine.has("new"));
  }
}

TEST(SimulatedDisk, UnsyncedTruncationIsThereOrNot) {
  std::set<std::size_t> lengths;
  for (int run = 0; run < kRuns; ++run) {
    Machine machine;
    Random random(static_cast<std::uint64_t>(run));
    const auto file = machine.create_sure("file", std::string(5000, 'a'));
    file->truncate(1000);
    file->allocate(2000);
    machine.disk.restart(random, Loss::kMixed);
    const std::string back = machine.read("file");
    lengths.insert(back.size());
    EXPECT_EQ(back.substr(0, 1000), std::string(1000, 'a'));
  }
  for (const std::size_t length : {1000, 2000, 5000}) EXPECT_TRUE(lengths.contains(length));
  Machine machine;
  const auto file = machine.create_sure("file", std::string(5000, 'a'));
  file->truncate(1000);
  file->sync();
  Random random(1);
  machine.disk.restart(random, Loss::kMixed);
  EXPECT_EQ(machine.read("file"), std::string(1000, 'a'));
}

TEST(SimulatedDisk, UnsureDirectoryVanishesWithEverythingInIt) {
  Machine machine(external_options());
  const auto inner = machine.directory / "inner";
  machine.disk.make_directory(inner);
  const auto file = machine.disk.open(inner / "file", Mode::kCreateNew);
  file->sync();
  std::ofstream(inner / "data.mdb") << "LMDB";
  machine.disk.sync_directory(inner);
  Random random(1);
  machine.disk.restart(random, Loss::kAll);
  EXPECT_FALSE(machine.disk.exists(inner));
  EXPECT_FALSE(machine.disk.exists(inner / "file"));
  EXPECT_TRUE(machine.disk.exists(machine.directory));
}

TEST(SimulatedDisk, KilledProcessLosesNothingButNothingBecomesSure) {
  Machine machine;
  const auto file = machine.create_sure("file", "old");
  file->write_at(0, as_bytes("new"));
  Random random(1);
  machine.disk.restart(random, Loss::kNone);
  EXPECT_EQ(machine.read("file"), "new");
  machine.disk.restart(random, Loss::kAll);
  EXPECT_EQ(machine.read("file"), "old");
}

TEST(SimulatedDisk, EveryCallAfterTheCrashThrowsUntilTheRestart) {
  Machine machine;
  const auto file = machine.create_sure("file", "old");
  machine.disk.crash_after(2);
  file->write_at(0, as_bytes("one"));
  EXPECT_FALSE(machine.disk.crashed());
  EXPECT_THROW(file->sync(), SimulatedCrash);
  EXPECT_TRUE(machine.disk.crashed());
  Bytes out(3);
  EXPECT_THROW(file->write_at(0, as_bytes("two")), SimulatedCrash);
  EXPECT_THROW((void)file->read_at(0, out), SimulatedCrash);
  EXPECT_THROW((void)file->size(), SimulatedCrash);
  EXPECT_THROW(file->sync(), SimulatedCrash);
  EXPECT_THROW((void)machine.has("file"), SimulatedCrash);
  EXPECT_THROW(machine.create("other"), SimulatedCrash);
  EXPECT_THROW(file->allocate(100), SimulatedCrash);
  EXPECT_THROW(file->truncate(0), SimulatedCrash);
  EXPECT_THROW(machine.disk.rename(machine.directory / "file", machine.directory / "new"),
               SimulatedCrash);
  EXPECT_THROW(machine.disk.remove(machine.directory / "file"), SimulatedCrash);
  EXPECT_THROW(machine.disk.sync_directory(machine.directory), SimulatedCrash);
  EXPECT_THROW(machine.disk.make_directory(machine.directory / "d"), SimulatedCrash);
  EXPECT_THROW((void)machine.disk.list(machine.directory), SimulatedCrash);
  EXPECT_THROW((void)machine.disk.free_bytes(machine.directory), SimulatedCrash);
  Random random(1);
  machine.disk.restart(random, Loss::kAll);
  EXPECT_EQ(machine.read("file"), "old");
  // The file of the dead process stays dead.
  EXPECT_THROW((void)file->read_at(0, out), SimulatedCrash);
}

TEST(SimulatedDisk, SyncThatWasCutOffMadeNothingSure) {
  Machine machine;
  const auto file = machine.create_sure("file", "old");
  file->write_at(0, as_bytes("new"));
  machine.disk.crash_after(1);
  EXPECT_THROW(file->sync(), SimulatedCrash);
  Random random(1);
  machine.disk.restart(random, Loss::kAll);
  EXPECT_EQ(machine.read("file"), "old");
}

TEST(SimulatedDisk, WriteThatWasCutOffMayHaveHappenedInPart) {
  std::set<std::size_t> lengths;
  for (int run = 0; run < kRuns; ++run) {
    SimulatedDisk::Options options;
    options.seed = static_cast<std::uint64_t>(run);
    Machine machine(options);
    const auto file = machine.create_sure("file", "");
    machine.disk.crash_after(1);
    EXPECT_THROW(file->write_at(0, as_bytes(std::string(1000, 'x'))), SimulatedCrash);
    Random random(1);
    machine.disk.restart(random, Loss::kNone);
    lengths.insert(machine.read("file").size());
  }
  EXPECT_TRUE(lengths.contains(0));
  EXPECT_TRUE(lengths.contains(1000));
  EXPECT_GT(lengths.size(), 10u);
}

TEST(SimulatedDisk, SameSeedsGiveTheSameBytes) {
  const auto run = [](std::uint64_t seed) {
    Machine machine;
    Random random(seed);
    const auto file = machine.create_sure("file", std::string(64 * kSector, 'o'));
    for (std::size_t i = 0; i < 64; i += 2) {
      file->write_at(i * kSector,
                     as_bytes(std::string(2 * kSector, static_cast<char>('A' + i / 2))));
    }
    machine.disk.restart(random, Loss::kMixed);
    return machine.read("file");
  };
  EXPECT_EQ(run(7), run(7));
  EXPECT_NE(run(7), run(8));
}

// LMDB's file: pages of what was synced, of what is in the cache, and of what was between.
TEST(SimulatedDisk, ExternalFileMixesOldNewAndIntermediatePages) {
  constexpr std::size_t kPages = 16;
  std::set<char> first_bytes;
  int torn = 0;
  for (int run = 0; run < kRuns; ++run) {
    Machine machine(external_options(true));
    const auto path = machine.directory / "data.mdb";
    // As LMDB does, past the simulated disk.
    const auto write_all = [&](char c) {
      std::ofstream stream(path, std::ios::in | std::ios::out | std::ios::binary);
      stream << std::string(kPages * kPage, c);
    };
    std::ofstream{path};
    const auto other = machine.create("other");
    write_all('o');
    const auto file = machine.disk.open(path, Mode::kReadWrite);
    file->sync();
    machine.disk.sync_directory(machine.directory);
    write_all('i');
    other->sync();  // Any operation looks at the pages.
    write_all('n');
    Random random(static_cast<std::uint64_t>(run));
    machine.disk.restart(random, Loss::kMixed);
    const std::string back = machine.read("data.mdb");
    ASSERT_EQ(back.size(), kPages * kPage);
    for (std::size_t at = 0; at < back.size(); at += kPage) {
      const std::string page = back.substr(at, kPage);
      if (page == std::string(kPage, page[0])) {
        first_bytes.insert(page[0]);
      } else {
        ++torn;
      }
    }
  }
  EXPECT_EQ(first_bytes, (std::set<char>{'i', 'n', 'o'}));
  EXPECT_GT(torn, 0);
}

TEST(SimulatedDisk, ExternalFileIsTakenBackToTheCrashThenToItsSync) {
  for (const Loss loss : {Loss::kNone, Loss::kAll}) {
    Machine machine(external_options());
    const auto file = machine.create("data.mdb");
    const auto path = machine.directory / "data.mdb";
    file->write_at(0, as_bytes(std::string(3 * kPage, 'o')));
    file->sync();
    machine.disk.sync_directory(machine.directory);
    file->write_at(kPage, as_bytes(std::string(3 * kPage, 'n')));
    machine.disk.crash_after(1);
    EXPECT_THROW(machine.create("other"), SimulatedCrash);
    // What the dead process still does is not to be seen.
    std::ofstream(path, std::ios::binary) << "overwritten";
    Random random(1);
    machine.disk.restart(random, loss);
    const std::string old(3 * kPage, 'o');
    EXPECT_EQ(machine.read("data.mdb"),
              loss == Loss::kAll ? old : old.substr(0, kPage) + std::string(3 * kPage, 'n'));
  }
}

// LMDB without syncs of its own, taken back to a checkpoint: its file is synced here, its newest
// meta page is kept aside and written over both of them after a crash, and a reader holds the
// pages.
class Lmdb {
 public:
  explicit Lmdb(const std::filesystem::path& directory) {
    EXPECT_EQ(mdb_env_create(&env_), 0);
    EXPECT_EQ(mdb_env_set_mapsize(env_, 64 << 20), 0);
    EXPECT_EQ(mdb_env_open(env_, directory.c_str(), MDB_NOSYNC | MDB_NOTLS, 0640), 0);
  }
  ~Lmdb() {
    release();
    mdb_env_close(env_);
  }
  Lmdb(const Lmdb&) = delete;
  Lmdb& operator=(const Lmdb&) = delete;

  void put(const std::map<std::string, std::string>& entries) {
    MDB_txn* txn = nullptr;
    MDB_dbi dbi = 0;
    EXPECT_EQ(mdb_txn_begin(env_, nullptr, 0, &txn), 0);
    EXPECT_EQ(mdb_dbi_open(txn, nullptr, 0, &dbi), 0);
    for (const auto& [key, value] : entries) {
      MDB_val k{key.size(), const_cast<char*>(key.data())};
      MDB_val v{value.size(), const_cast<char*>(value.data())};
      EXPECT_EQ(mdb_put(txn, dbi, &k, &v, 0), 0);
    }
    EXPECT_EQ(mdb_txn_commit(txn), 0);
  }
  std::map<std::string, std::string> all() {
    std::map<std::string, std::string> entries;
    MDB_txn* txn = nullptr;
    MDB_dbi dbi = 0;
    MDB_cursor* cursor = nullptr;
    EXPECT_EQ(mdb_txn_begin(env_, nullptr, MDB_RDONLY, &txn), 0);
    EXPECT_EQ(mdb_dbi_open(txn, nullptr, 0, &dbi), 0);
    EXPECT_EQ(mdb_cursor_open(txn, dbi, &cursor), 0);
    MDB_val k;
    MDB_val v;
    while (mdb_cursor_get(cursor, &k, &v, MDB_NEXT) == 0) {
      entries.emplace(std::string(static_cast<char*>(k.mv_data), k.mv_size),
                      std::string(static_cast<char*>(v.mv_data), v.mv_size));
    }
    mdb_cursor_close(cursor);
    mdb_txn_abort(txn);
    return entries;
  }
  void hold() {
    release();
    EXPECT_EQ(mdb_txn_begin(env_, nullptr, MDB_RDONLY, &reader_), 0);
  }
  void release() {
    if (reader_ != nullptr) mdb_txn_abort(reader_);
    reader_ = nullptr;
  }

 private:
  MDB_env* env_ = nullptr;
  MDB_txn* reader_ = nullptr;
};

Bytes newest_meta_page(const File& file) {
  constexpr std::size_t kTransactionAt = 144;  // In a meta page of LMDB 0.9 with 64 bits.
  Bytes pages(2 * kPage);
  EXPECT_EQ(file.read_at(0, pages), pages.size());
  const auto transaction = [&](std::size_t page) {
    return store::get_le<std::uint64_t>(as_text(pages), page * kPage + kTransactionAt);
  };
  const auto begin = transaction(0) > transaction(1) ? pages.begin() : pages.begin() + kPage;
  return Bytes(begin, begin + kPage);
}

TEST(SimulatedDisk, LmdbComesBackFromACheckpointHoweverItsPagesAreMixed) {
  int unlike_without_meta = 0;
  for (int run = 0; run < 100; ++run) {
    Machine machine(external_options(run % 2 == 0));
    Random random(static_cast<std::uint64_t>(run));
    const auto random_entries = [&] {
      std::map<std::string, std::string> entries;
      for (std::uint64_t i = 1 + below(random, 20); i > 0; --i) {
        entries["key " + std::to_string(below(random, 300))] =
            std::string(below(random, 900), static_cast<char>('a' + below(random, 26)));
      }
      return entries;
    };
    std::map<std::string, std::string> now;
    std::map<std::string, std::string> at_checkpoint;
    Bytes meta;
    {
      Lmdb lmdb(machine.directory);
      const auto file = machine.disk.open(machine.directory / "data.mdb", Mode::kReadWrite);
      for (std::uint64_t checkpoint = 1 + below(random, 3); checkpoint > 0; --checkpoint) {
        for (int commit = 0; commit < 12; ++commit) {
          const auto entries = random_entries();
          lmdb.put(entries);
          for (const auto& [key, value] : entries) now[key] = value;
        }
        lmdb.hold();
        file->sync();
        machine.disk.sync_directory(machine.directory);
        meta = newest_meta_page(*file);
        at_checkpoint = now;
      }
      for (std::uint64_t commit = 1 + below(random, 30); commit > 0; --commit) {
        lmdb.put(random_entries());
        machine.disk.sync_directory(machine.directory);  // Any operation looks at the pages.
      }
      machine.disk.crash_after(1);
      EXPECT_THROW(file->sync(), SimulatedCrash);
    }
    machine.disk.restart(random, Loss::kMixed);
    const auto file = machine.disk.open(machine.directory / "data.mdb", Mode::kReadWrite);
    unlike_without_meta += newest_meta_page(*file) != meta;
    for (const std::uint64_t page : {0, 1}) file->write_at(page * kPage, meta);
    file->sync();
    Lmdb lmdb(machine.directory);
    EXPECT_EQ(lmdb.all(), at_checkpoint) << run;
    // And it can be written on.
    const auto entries = random_entries();
    lmdb.put(entries);
    for (const auto& [key, value] : entries) at_checkpoint[key] = value;
    EXPECT_EQ(lmdb.all(), at_checkpoint) << run;
  }
  EXPECT_GT(unlike_without_meta, 20);
}

TEST(SimulatedDisk, FaultHappensOnceOrUntilHealed) {
  Machine machine;
  const auto file = machine.create("file");
  machine.disk.fail_after(2, Fault::kInputOutput, Lasting::kOnce);
  file->write_at(0, as_bytes("a"));
  EXPECT_THROW(file->write_at(0, as_bytes("b")), std::system_error);
  file->write_at(0, as_bytes("c"));
  machine.disk.fail_after(1, Fault::kNoSpace, Lasting::kUntilHealed);
  for (int i = 0; i < 3; ++i) {
    try {
      file->write_at(0, as_bytes("d"));
      ADD_FAILURE() << "was to fail";
    } catch (const store::Error& error) {
      EXPECT_EQ(error.errc(), store::Errc::kNoSpace);
    }
  }
  machine.disk.heal();
  file->write_at(0, as_bytes("e"));
  EXPECT_EQ(machine.read("file"), "e");
  EXPECT_EQ(machine.disk.faults(), 4u);
}

// A second sync says that all is well, and is wrong: the pages count as clean.
TEST(SimulatedDisk, SyncAfterAFailedSyncDoesNotWriteWhatTheFirstLost) {
  for (const std::string name : {"file", "data.mdb"}) {
    int lost = 0;
    int rewritten = 0;
    for (int run = 0; run < kRuns; ++run) {
      SimulatedDisk::Options options = external_options();
      options.seed = static_cast<std::uint64_t>(run);
      Machine machine(options);
      const auto file = machine.create_sure(name, std::string(kPage, 'o'));
      file->write_at(0, as_bytes(std::string(kPage, 'n')));
      machine.disk.fail_after(1, Fault::kInputOutput, Lasting::kOnce);
      EXPECT_THROW(file->sync(), std::system_error);
      EXPECT_EQ(machine.read(name), std::string(kPage, 'n'));
      const bool again = run % 2 == 0;
      // Any byte makes its page dirty as a whole; of an external file it was dropped.
      if (again) file->write_at(0, as_bytes(std::string(name == "file" ? 1 : kPage, 'n')));
      file->sync();
      Random random(1);
      machine.disk.restart(random, Loss::kAll);
      if (again) {
        EXPECT_EQ(machine.read(name), std::string(kPage, 'n'));
        ++rewritten;
      } else {
        lost += machine.read(name) == std::string(kPage, 'o');
      }
    }
    EXPECT_EQ(rewritten, kRuns / 2);
    EXPECT_GT(lost, kRuns / 8);
    EXPECT_LT(lost, kRuns * 3 / 8);
  }
}

TEST(SimulatedDisk, FullDiskTakesWhatFitsAndMoreAfterARemoval) {
  SimulatedDisk::Options options;
  options.bytes_max = 10'000;
  Machine machine(options);
  const auto first = machine.create("first");
  first->write_at(0, as_bytes(std::string(6000, 'a')));
  EXPECT_EQ(machine.disk.free_bytes(machine.directory), 4000u);
  const auto second = machine.create("second");
  try {
    second->write_at(0, as_bytes(std::string(6000, 'b')));
    ADD_FAILURE() << "was to fail";
  } catch (const store::Error& error) {
    EXPECT_EQ(error.errc(), store::Errc::kNoSpace);
  }
  EXPECT_EQ(second->size(), 4000u);
  EXPECT_EQ(machine.disk.free_bytes(machine.directory), 0u);
  // Space that was asked for is given as a whole or not at all.
  EXPECT_THROW(second->allocate(4001), store::Error);
  EXPECT_EQ(second->size(), 4000u);
  first->write_at(100, as_bytes("overwriting needs no room"));
  machine.disk.remove(machine.directory / "first");
  second->write_at(0, as_bytes(std::string(6000, 'b')));
  EXPECT_EQ(machine.disk.free_bytes(machine.directory), 4000u);
}

}  // namespace
}  // namespace kho::test
