// The real server on a real file system that is full: what it refuses leaves nothing, what it took
// is there, and it goes on when there is room. Needs namespaces of its own, as root or as a user who
// may make them.
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>

#include "tests/counted.h"
#include "tests/e2e/fixtures.h"

namespace kho::test {
namespace {

constexpr int kCannot = 77;
constexpr const char* kJson = "application/json";

void write_line(const char* path, const std::string& line) {
  const int file = ::open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  (void)!::write(file, line.data(), line.size());
  ::close(file);
}

// Mounts are this process's own from here on.
bool leave_mounts() {
  if (::geteuid() != 0) {
    const std::string user = "0 " + std::to_string(::getuid()) + " 1";
    const std::string group = "0 " + std::to_string(::getgid()) + " 1";
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
    write_line("/proc/self/setgroups", "deny");
    write_line("/proc/self/uid_map", user);
    write_line("/proc/self/gid_map", group);
  } else if (::unshare(CLONE_NEWNS) != 0) {
    return false;
  }
  return ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

// A memory file system of so many KiB; again for another size.
bool mount_of(const fs::path& where, std::uint64_t kibibytes, bool again) {
  const std::string options = "size=" + std::to_string(kibibytes) + "k";
  return ::mount("tmpfs", where.c_str(), "tmpfs", again ? MS_REMOUNT : 0, options.c_str()) == 0;
}

class FullFileSystem : public testing::TestWithParam<std::uint64_t> {
 protected:
  struct Paper {
    std::string id, content;
  };

  std::string noise(std::size_t bytes) {
    std::string made(bytes, '\0');
    for (char& c : made) c = static_cast<char>(random_());
    return made;
  }

  // Ever smaller papers until not even the smallest is taken.
  void fill(const KhoServer& server) {
    for (const std::size_t bytes : {1'500'000u, 300'000u, 20'000u, 500u}) {
      for (int refused = 0; refused < 2;) {
        const std::string content = noise(bytes);
        const Answer answer = server.deposit(kMetadata, content);
        if (answer.status == 201) {
          papers_.push_back({answer.json().at("component").at("id"), content});
          continue;
        }
        // A large body is refused before it is read; then the connection may end before the answer.
        if (answer.status != 0) {
          ASSERT_EQ(answer.status, 507) << answer.body;
          ASSERT_EQ(answer.json().at("code"), "no_space");
        }
        ASSERT_EQ(server.get("/livez").status, 200);
        ++refused;
        counted("disk_faults", 1);
      }
    }
  }

  void expect_all(const KhoServer& server) const {
    for (const Paper& paper : papers_) {
      const Answer answer = server.get("/v1/components/" + paper.id + "/content");
      ASSERT_EQ(answer.status, 200) << answer.body;
      EXPECT_TRUE(answer.body == paper.content);
    }
  }

  void play(const fs::path& disk, std::uint64_t kibibytes) {
    const std::string warehouse = disk / "warehouse";
    ASSERT_EQ(kho({"init", warehouse}).status, 0);
    ASSERT_EQ(kho({"catalog", "import", warehouse, fs::path(KHO_SAMPLES_DIR) / "catalogue.jsonl"})
                  .status,
              0);
    {
      KhoServer server(warehouse);
      ASSERT_NO_FATAL_FAILURE(fill(server));
      EXPECT_GT(papers_.size(), 3u);
      ASSERT_NO_FATAL_FAILURE(expect_all(server));
      EXPECT_EQ(server.post("/v1/search", kJson, R"({"q":"giấy"})").status, 200);
      server.stop(SIGKILL);
    }
    KhoServer server(warehouse);  // On the full disk.
    ASSERT_NO_FATAL_FAILURE(expect_all(server));
    for (int i = 0; i < 2; ++i) {
      const Answer gone =
          server.ask("DELETE", "/v1/components/" + papers_.back().id, kJson,
                     R"({"reason":"hết hạn","approved_by":"b"})");
      EXPECT_EQ(gone.status, 200) << gone.body;
      papers_.pop_back();
    }
    ASSERT_TRUE(mount_of(disk, kibibytes + (16 << 10), true));
    const std::size_t before = papers_.size();
    ASSERT_NO_FATAL_FAILURE(fill(server));
    EXPECT_GT(papers_.size(), before);
    ASSERT_NO_FATAL_FAILURE(expect_all(server));
    ASSERT_TRUE(mount_of(disk, kibibytes + (64 << 10), true));
    EXPECT_EQ(server.stop(SIGTERM), 0);
    const Ran checked = kho({"check", warehouse, "--read-data"});
    EXPECT_EQ(checked.status, 0) << checked.out;
    EXPECT_EQ(kho({"audit", "verify", warehouse}).status, 0);
  }

  std::mt19937_64 random_{GetParam()};
  std::vector<Paper> papers_;
};

TEST_P(FullFileSystem, LosesNothingAndGoesOnWhenThereIsRoom) {
  const ScratchDirectory scratch;
  const fs::path disk = scratch / "disk";
  fs::create_directory(disk);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    if (!leave_mounts() || !mount_of(disk, GetParam(), false)) ::_exit(kCannot);
    play(disk, GetParam());
    std::fflush(stdout);
    ::_exit(HasFailure() ? 1 : 0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status)) << status;
  if (WEXITSTATUS(status) == kCannot) GTEST_SKIP() << "this process may mount no file system";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

// KiB; odd, so that different writes are the first to be refused.
INSTANTIATE_TEST_SUITE_P(Sizes, FullFileSystem, testing::Values(36'004, 42'412));

}  // namespace
}  // namespace kho::test
