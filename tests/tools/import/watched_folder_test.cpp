#include "tools/import/watched_folder.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "api/json.h"
#include "tests/tools/import/import_fixture.h"

namespace kho::tools {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

// Longer than any test: what is ready is so because the kernel told.
constexpr milliseconds kLong = std::chrono::hours(1);
constexpr milliseconds kNone{0};

class Watched : public FolderTest {
 protected:
  void rests_since_long(const std::string& name) const {
    fs::last_write_time(folder_ / name, fs::file_time_type::clock::now() - std::chrono::hours(2));
  }
  std::vector<std::string> names(const std::string& folder) const {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(folder_ / folder)) {
      found.push_back(entry.path().filename());
    }
    std::sort(found.begin(), found.end());
    return found;
  }
};

TEST_F(Watched, PaperIsReadyWithItsSidecar) {
  WatchedFolder folder(folder_, kLong);
  write("a.pdf", "giấy");
  EXPECT_THAT(folder.look().ready, IsEmpty());
  EXPECT_EQ(folder.look().waiting, 1u);
  write("a.pdf.json", "{}");
  EXPECT_THAT(folder.look().ready, ElementsAre("a.pdf"));
  EXPECT_EQ(folder.look().waiting, 0u);
}

TEST_F(Watched, WhatWasThereBeforeMustHaveRested) {
  write("a.pdf", "giấy");
  write("a.pdf.json", "{}");
  WatchedFolder folder(folder_, kLong);
  EXPECT_THAT(folder.look().ready, IsEmpty());
  EXPECT_EQ(folder.look().settling, 1u);
  rests_since_long("a.pdf");
  EXPECT_THAT(folder.look().ready, IsEmpty());  // Its sidecar has not.
  rests_since_long("a.pdf.json");
  EXPECT_THAT(folder.look().ready, ElementsAre("a.pdf"));
}

TEST_F(Watched, HalfWrittenPaperIsNotReady) {
  WatchedFolder folder(folder_, kLong);
  const int writer = ::open((folder_ / "a.pdf").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  ASSERT_GE(writer, 0);
  ASSERT_EQ(::write(writer, "nửa", 4), 4);
  write("a.pdf.json", "{}");
  EXPECT_THAT(folder.look().ready, IsEmpty());
  EXPECT_EQ(folder.look().settling, 1u);
  ASSERT_EQ(::write(writer, "nửa", 4), 4);
  ::close(writer);
  EXPECT_THAT(folder.look().ready, ElementsAre("a.pdf"));
  // Opened again before it was taken.
  const int again = ::open((folder_ / "a.pdf").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  ASSERT_EQ(::write(again, "x", 1), 1);
  EXPECT_THAT(folder.look().ready, IsEmpty());
  ::close(again);
  EXPECT_THAT(folder.look().ready, ElementsAre("a.pdf"));
}

TEST_F(Watched, PaperThatSomebodyHasOpenForWritingIsNotReadyHoweverLongItRested) {
  const fs::path paper = write("a.pdf", "nửa");
  write("a.pdf.json", "{}");
  const int writer = ::open(paper.c_str(), O_WRONLY | O_CLOEXEC);
  const int reader = ::open(paper.c_str(), O_RDONLY | O_CLOEXEC);
  const bool knows_leases = ::fcntl(reader, F_SETLEASE, F_RDLCK) != 0 && errno == EAGAIN;
  ::close(reader);
  if (!knows_leases) {
    ::close(writer);
    GTEST_SKIP() << "this file system does not tell who has a file open";
  }
  WatchedFolder folder(folder_, kNone);
  EXPECT_THAT(folder.look().ready, IsEmpty());
  ::close(writer);
  EXPECT_THAT(folder.look().ready, ElementsAre("a.pdf"));
}

TEST_F(Watched, FileThatIsMovedInIsReady) {
  WatchedFolder folder(folder_, kLong);
  std::ofstream(scratch_ / "paper") << "giấy";
  std::ofstream(scratch_ / "sidecar") << "{}";
  fs::rename(scratch_ / "paper", folder_ / "a.pdf");
  fs::rename(scratch_ / "sidecar", folder_ / "a.pdf.json");
  EXPECT_THAT(folder.look().ready, ElementsAre("a.pdf"));
}

TEST_F(Watched, HiddenFilesLinksAndFoldersAreLeftAlone) {
  WatchedFolder folder(folder_, kNone);
  write(".a.pdf", "x");
  write(".a.pdf.json", "{}");
  fs::create_directory(folder_ / "sub");
  write("sub.json", "{}");
  fs::create_symlink("/etc/passwd", folder_ / "link");
  write("link.json", "{}");
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  write("pipe.json", "{}");
  EXPECT_THAT(folder.look().ready, IsEmpty());
  EXPECT_EQ(folder.look().waiting, 3u);
}

TEST_F(Watched, AcceptedAndRefusedPapersMoveWithTheirSidecars) {
  WatchedFolder folder(folder_, kNone);
  for (const char* name : {"a", "b"}) {
    write(name, name);
    write(sidecar_of(name), "{}");
  }
  folder.accept("a");
  folder.refuse("b", {kRefused, "type_unknown", "no such type"});
  EXPECT_THAT(names("done"), ElementsAre("a", "a.json"));
  EXPECT_THAT(names("failed"), ElementsAre("b", "b.error.json", "b.json"));
  EXPECT_EQ(api::parse_json(content(folder_ / "failed/b.error.json")).at("code"), "type_unknown");
  EXPECT_THAT(folder.look().ready, IsEmpty());
}

TEST_F(Watched, NothingIsOverwrittenWhereANameComesAgain) {
  WatchedFolder folder(folder_, kNone);
  for (const char* text : {"một", "hai", "ba"}) {
    write("a", text);
    write("a.json", "{}");
    folder.accept("a");
  }
  EXPECT_THAT(names("done"), ElementsAre("a", "a.2", "a.2.json", "a.3", "a.3.json", "a.json"));
  EXPECT_EQ(content(folder_ / "done/a.3"), "ba");
  const std::string longest(250, 'x');
  write(longest, "dài");
  write(sidecar_of(longest), "{}");
  folder.refuse(longest, {kRefused, "type_unknown", ""});
  EXPECT_EQ(names("failed").size(), 3u);
}

TEST_F(Watched, MoveThatACrashInterruptedIsFinished) {
  {
    WatchedFolder folder(folder_, kNone);
    write("a", "một");
    write("a.json", "{}");
    folder.accept("a");
    write("a", "hai");
    write("a.json", "{\"number\":\"2\"}");
    fs::rename(folder_ / "a", folder_ / "done/a.2");
  }
  WatchedFolder folder(folder_, kNone);
  EXPECT_THAT(names("done"), ElementsAre("a", "a.2", "a.2.json", "a.json"));
  EXPECT_EQ(content(folder_ / "done/a.2.json"), "{\"number\":\"2\"}");
  // A sidecar that comes before its paper stays.
  write("b.json", "{}");
  EXPECT_EQ(folder.look().waiting, 1u);
}

TEST_F(Watched, OneProcessWatchesAFolder) {
  WatchedFolder folder(folder_, kNone);
  EXPECT_EQ(code_of([&] { WatchedFolder second(folder_, kNone); }), "watch_running");
}

}  // namespace
}  // namespace kho::tools
