// What every file system of the store must do, real or made for tests.
#include "store/file_system.h"

#include <gtest/gtest.h>

#include <functional>
#include <thread>

#include "store/error.h"
#include "tests/scratch_directory.h"
#include "tests/store/faulty_file_system.h"
#include "tests/store/simulated_disk.h"

namespace kho::store {
namespace {

using Mode = FileSystem::Mode;

struct Kind {
  std::string name;
  std::function<std::unique_ptr<FileSystem>()> make;  // Null: the real one.
};

void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.name; }

std::error_code code_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const std::system_error& error) {
    return error.code();
  }
  return {};
}

std::string content(const File& file) {
  Bytes bytes(file.size());
  EXPECT_EQ(file.read_at(0, bytes), bytes.size());
  return std::string(as_text(bytes));
}

class FileSystemContract : public testing::TestWithParam<Kind> {
 protected:
  FileSystemContract() {
    if (GetParam().make) made_ = GetParam().make();
    file_system().make_directory(path_);
  }
  FileSystem& file_system() { return made_ ? *made_ : posix_file_system(); }
  std::unique_ptr<File> create(const std::string& name) {
    return file_system().open(path_ / name, Mode::kCreateNew);
  }

  test::ScratchDirectory scratch_;
  std::filesystem::path path_ = scratch_ / "directory";
  std::unique_ptr<FileSystem> made_;
};

TEST_P(FileSystemContract, WhatWasWrittenIsReadThroughEveryOpenFile) {
  const auto writer = create("file");
  EXPECT_EQ(writer->size(), 0u);
  writer->write_at(0, as_bytes("hello world"));
  const auto reader = file_system().open(path_ / "file", Mode::kRead);
  EXPECT_EQ(content(*reader), "hello world");
  writer->write_at(6, as_bytes("there"));
  writer->sync();
  EXPECT_EQ(content(*reader), "hello there");
  const auto second = file_system().open(path_ / "file", Mode::kReadWrite);
  second->write_at(0, as_bytes("J"));
  EXPECT_EQ(content(*writer), "Jello there");
}

TEST_P(FileSystemContract, WritingBeyondTheEndLeavesZerosBetween) {
  const auto file = create("file");
  file->write_at(5000, as_bytes("end"));
  EXPECT_EQ(file->size(), 5003u);
  EXPECT_EQ(content(*file), std::string(5000, '\0') + "end");
  file->write_at(9000, {});
  EXPECT_EQ(file->size(), 5003u);
}

TEST_P(FileSystemContract, ReadsEndWhereTheFileEnds) {
  const auto file = create("file");
  file->write_at(0, as_bytes("12345"));
  Bytes out(10);
  EXPECT_EQ(file->read_at(3, out), 2u);
  EXPECT_EQ(as_text(out).substr(0, 2), "45");
  EXPECT_EQ(file->read_at(5, out), 0u);
  EXPECT_EQ(file->read_at(1'000'000, out), 0u);
  EXPECT_EQ(file->read_at(1, std::span(out).first(2)), 2u);
  EXPECT_EQ(as_text(out).substr(0, 2), "23");
}

TEST_P(FileSystemContract, NewFileMustBeNewAndOldFileMustBeThere) {
  create("file");
  EXPECT_EQ(code_of([&] { create("file"); }), std::errc::file_exists);
  for (const Mode mode : {Mode::kRead, Mode::kReadWrite}) {
    EXPECT_EQ(code_of([&] { (void)file_system().open(path_ / "absent", mode); }),
              std::errc::no_such_file_or_directory);
  }
  EXPECT_EQ(code_of([&] { create("absent/file"); }), std::errc::no_such_file_or_directory);
  EXPECT_TRUE(file_system().exists(path_ / "file"));
  EXPECT_FALSE(file_system().exists(path_ / "absent"));
}

TEST_P(FileSystemContract, FileOpenedForReadingIsNotWritten) {
  create("file")->write_at(0, as_bytes("kept"));
  const auto reader = file_system().open(path_ / "file", Mode::kRead);
  EXPECT_EQ(code_of([&] { reader->write_at(0, as_bytes("lost")); }),
            std::errc::bad_file_descriptor);
  EXPECT_EQ(content(*reader), "kept");
}

TEST_P(FileSystemContract, RemovedNameIsGoneAndOpenFilesOfItReadOn) {
  const auto file = create("file");
  file->write_at(0, as_bytes("still here"));
  file_system().remove(path_ / "file");
  EXPECT_FALSE(file_system().exists(path_ / "file"));
  EXPECT_EQ(content(*file), "still here");
  EXPECT_EQ(code_of([&] { file_system().remove(path_ / "file"); }),
            std::errc::no_such_file_or_directory);
  EXPECT_EQ(create("file")->size(), 0u);
  EXPECT_EQ(content(*file), "still here");
  EXPECT_EQ(code_of([&] { file_system().remove(path_); }), std::errc::is_a_directory);
}

TEST_P(FileSystemContract, DirectoryListsItsNamesInOrder) {
  EXPECT_TRUE(file_system().list(path_).empty());
  create("b");
  create("a");
  file_system().make_directory(path_ / "c");
  file_system().make_directory(path_ / "c");
  file_system().open(path_ / "c" / "inner", Mode::kCreateNew);
  EXPECT_EQ(file_system().list(path_), (std::vector<std::string>{"a", "b", "c"}));
  file_system().remove(path_ / "a");
  EXPECT_EQ(file_system().list(path_), (std::vector<std::string>{"b", "c"}));
  EXPECT_TRUE(file_system().exists(path_ / "c"));
  EXPECT_EQ(file_system().list(path_ / "c" / ""), std::vector<std::string>{"inner"});
}

TEST_P(FileSystemContract, AbsentDirectoryIsAnError) {
  const auto absent = path_ / "absent";
  EXPECT_EQ(code_of([&] { (void)file_system().list(absent); }),
            std::errc::no_such_file_or_directory);
  EXPECT_EQ(code_of([&] { file_system().sync_directory(absent); }),
            std::errc::no_such_file_or_directory);
  EXPECT_EQ(code_of([&] { file_system().make_directory(absent / "inner"); }),
            std::errc::no_such_file_or_directory);
  EXPECT_EQ(code_of([&] { (void)file_system().free_bytes(absent); }),
            std::errc::no_such_file_or_directory);
  EXPECT_EQ(code_of([&] { file_system().sync_directory(path_); }), std::error_code());
}

TEST_P(FileSystemContract, AllocatedSpaceReadsAsZerosAndNothingThereChanges) {
  const auto file = create("file");
  file->write_at(0, as_bytes("start"));
  file->allocate(10'000);
  EXPECT_EQ(file->size(), 10'000u);
  EXPECT_EQ(content(*file), "start" + std::string(9995, '\0'));
  file->allocate(100);
  EXPECT_EQ(file->size(), 10'000u);
  file->write_at(9998, as_bytes("end"));
  EXPECT_EQ(content(*file), "start" + std::string(9993, '\0') + "end");
  file->sync();
  EXPECT_EQ(file->size(), 10'001u);
}

TEST_P(FileSystemContract, TruncatedFileIsCutAndNeverLonger) {
  const auto file = create("file");
  file->write_at(0, as_bytes(std::string(9000, 'x')));
  file->truncate(10'000);
  EXPECT_EQ(file->size(), 9000u);
  file->truncate(5000);
  EXPECT_EQ(content(*file), std::string(5000, 'x'));
  // What was cut off does not come back.
  file->allocate(6000);
  EXPECT_EQ(content(*file), std::string(5000, 'x') + std::string(1000, '\0'));
  file->truncate(0);
  EXPECT_EQ(file->size(), 0u);
  file->sync();
}

TEST_P(FileSystemContract, RenamedFileHasItsNewNameOnlyAndOpenFilesGoOn) {
  const auto file = create("old");
  file->write_at(0, as_bytes("bytes"));
  file_system().rename(path_ / "old", path_ / "new");
  EXPECT_FALSE(file_system().exists(path_ / "old"));
  EXPECT_EQ(file_system().list(path_), std::vector<std::string>{"new"});
  file->write_at(5, as_bytes(" more"));
  EXPECT_EQ(content(*file_system().open(path_ / "new", Mode::kRead)), "bytes more");
  file_system().sync_directory(path_);
  EXPECT_EQ(create("old")->size(), 0u);
  EXPECT_EQ(content(*file_system().open(path_ / "new", Mode::kRead)), "bytes more");
}

TEST_P(FileSystemContract, RenamedDirectoryTakesWhatIsInItAlong) {
  file_system().make_directory(path_ / "old");
  file_system().make_directory(path_ / "old" / "inner");
  create("old/inner/file")->write_at(0, as_bytes("bytes"));
  file_system().rename(path_ / "old", path_ / "new");
  EXPECT_FALSE(file_system().exists(path_ / "old"));
  EXPECT_FALSE(file_system().exists(path_ / "old" / "inner" / "file"));
  EXPECT_EQ(file_system().list(path_ / "new"), std::vector<std::string>{"inner"});
  EXPECT_EQ(content(*file_system().open(path_ / "new" / "inner" / "file", Mode::kRead)), "bytes");
  file_system().make_directory(path_ / "old");
  EXPECT_TRUE(file_system().list(path_ / "old").empty());
}

TEST_P(FileSystemContract, RenameNeedsWhatIsThereAndANameThatIsFree) {
  create("file")->write_at(0, as_bytes("kept"));
  create("other");
  file_system().make_directory(path_ / "inner");
  EXPECT_EQ(code_of([&] { file_system().rename(path_ / "absent", path_ / "new"); }),
            std::errc::no_such_file_or_directory);
  EXPECT_EQ(code_of([&] { file_system().rename(path_ / "file", path_ / "absent" / "file"); }),
            std::errc::no_such_file_or_directory);
  EXPECT_EQ(code_of([&] { file_system().rename(path_ / "other", path_ / "file"); }),
            std::errc::file_exists);
  EXPECT_EQ(code_of([&] { file_system().rename(path_ / "file", path_ / "inner"); }),
            std::errc::file_exists);
  EXPECT_EQ(content(*file_system().open(path_ / "file", Mode::kRead)), "kept");
}

TEST_P(FileSystemContract, SpaceIsFree) { EXPECT_GT(file_system().free_bytes(path_), 1u << 20); }

TEST_P(FileSystemContract, ThreadsWriteDifferentPlacesOfOneFile) {
  constexpr int kThreads = 4;
  constexpr std::size_t kBlocks = 50;
  constexpr std::size_t kBlockBytes = 700;
  const auto file = create("file");
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        const std::string block(kBlockBytes, static_cast<char>('a' + t));
        for (std::size_t i = 0; i < kBlocks; ++i) {
          file->write_at((i * kThreads + static_cast<std::size_t>(t)) * kBlockBytes,
                         as_bytes(block));
          if (i % 10 == 0) file->sync();
        }
      });
    }
  }
  std::string expected;
  for (std::size_t i = 0; i < kBlocks; ++i) {
    for (int t = 0; t < kThreads; ++t) expected.append(kBlockBytes, static_cast<char>('a' + t));
  }
  EXPECT_EQ(content(*file), expected);
}

INSTANTIATE_TEST_SUITE_P(
    All, FileSystemContract,
    testing::Values(Kind{"Real", nullptr},
                    Kind{"FaultyWithoutFault",
                         [] { return std::make_unique<test::FaultyFileSystem>(); }},
                    Kind{"Simulated", [] { return std::make_unique<test::SimulatedDisk>(); }},
                    Kind{"SimulatedOfBoundedSize",
                         [] {
                           test::SimulatedDisk::Options options;
                           options.bytes_max = 10 << 20;
                           return std::make_unique<test::SimulatedDisk>(options);
                         }},
                    Kind{"SimulatedExternal",
                         [] {
                           test::SimulatedDisk::Options options;
                           options.external = [](const std::filesystem::path&) { return true; };
                           options.external_versions = true;
                           return std::make_unique<test::SimulatedDisk>(options);
                         }}),
    [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace kho::store
