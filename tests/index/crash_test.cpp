#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <optional>

#include "index/error.h"
#include "index/indexer.h"
#include "index/searcher.h"
#include "tests/counted.h"
#include "tests/index/scratch_index.h"

namespace kho::index {
namespace {

constexpr int kDocumentsPerCommit = 40;

// Indexes until it is killed: commit n holds documents 0 .. n * kDocumentsPerCommit - 1. Writes a
// byte to `progress` after each commit and one after half the changes of the next.
void index_forever(const std::filesystem::path& directory, int progress) {
  Indexer indexer(directory);
  const auto tell = [progress] {
    if (write(progress, "x", 1) != 1) _exit(1);
  };
  for (Position next = indexer.position() + 1;; ++next) {
    for (int i = 0; i < kDocumentsPerCommit; ++i) {
      const auto number = (next - 1) * kDocumentsPerCommit + static_cast<Position>(i);
      indexer.upsert(page(std::to_string(number), "giấy khai sinh số " + std::to_string(number)));
      if (i == kDocumentsPerCommit / 2) tell();
    }
    indexer.commit(next);
    tell();
  }
}

// Kills an indexing child with SIGKILL once it has told its progress `steps` times.
using Work = void (*)(const std::filesystem::path& directory, int progress);
void index_and_kill(const std::filesystem::path& directory, int steps, Work work = index_forever) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    close(ends[0]);
    work(directory, ends[1]);
    _exit(0);
  }
  close(ends[1]);
  char byte = 0;
  for (int i = 0; i < steps; ++i) EXPECT_EQ(read(ends[0], &byte, 1), 1);
  kill(child, SIGKILL);
  close(ends[0]);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status));
  test::counted("kills", 1);
}

TEST(Crash, KilledIndexerLeavesDocumentsAndPositionInAgreement) {
  const ScratchDirectory scratch;
  Position last = 0;
  for (int steps = 1; steps <= 10; ++steps) {
    index_and_kill(scratch.path(), steps);
    const Position position = Indexer(scratch.path()).position();
    EXPECT_GE(position, last + static_cast<Position>(steps) / 2);
    last = position;

    Query query;
    query.text = "khai sinh";
    const Result result = ask(scratch.path(), query);
    EXPECT_EQ(result.position, position);
    EXPECT_EQ(result.total, position * kDocumentsPerCommit);
    query.text = std::to_string(position * kDocumentsPerCommit);  // The first that must not be.
    EXPECT_EQ(ask(scratch.path(), query).total, 0U);
  }
}

// What commit `n` does: ten new documents, and one of an earlier commit as its version n. Every
// third commit seals what there is, so that earlier documents move out of sealed shards.
constexpr Position kNewDocuments = 10;

void commit_number(Indexer& indexer, Position n) {
  for (Position i = 0; i < kNewDocuments; ++i) {
    indexer.upsert(
        page(std::to_string((n - 1) * kNewDocuments + i), "giấy bản " + std::to_string(n)));
  }
  const Position changed = n * 7 % (n * kNewDocuments);
  indexer.upsert(page(std::to_string(changed), "giấy bản " + std::to_string(n)));
  indexer.commit(n);
  if (n % 3 == 0) indexer.seal("s" + std::to_string(n));
}

void move_forever(const std::filesystem::path& directory, int progress) {
  Indexer indexer(directory);
  for (Position n = indexer.position() + 1; indexer.shards().size() < kShardsMax; ++n) {
    if (write(progress, "x", 1) != 1) _exit(1);
    commit_number(indexer, n);
    if (write(progress, "x", 1) != 1) _exit(1);
  }
}

TEST(Crash, KilledWhileDocumentsMoveBetweenShardsLosesAndRepeatsNothing) {
  const ScratchDirectory scratch;
  for (int round = 0; round < 12; ++round) {
    index_and_kill(scratch.path(), 1 + round % 5, move_forever);
    // Found at least once each, whatever was under way.
    const Position known = Indexer(scratch.path()).position();
    EXPECT_GE(ask(scratch.path(), {}).total, known * kNewDocuments);
    // The feeder repeats what was not committed.
    {
      Indexer indexer(scratch.path());
      commit_number(indexer, known + 1);
    }
    EXPECT_EQ(ask(scratch.path(), {}).total, (known + 1) * kNewDocuments);
    const Position changed = (known + 1) * 7 % ((known + 1) * kNewDocuments);
    Query query;
    query.text = "\"bản " + std::to_string(known + 1) + "\"";
    query.limit = kLimitMax;
    const std::vector<std::string> versions = ids(ask(scratch.path(), query));
    EXPECT_EQ(std::count(versions.begin(), versions.end(), std::to_string(changed)), 1);
  }
}

// Indexes until no file may grow beyond `bytes`. Returns 0 if the failure was reported as error.h
// says, else the number of the step that went wrong.
int index_until_full(const std::filesystem::path& directory, rlim_t bytes) {
  Indexer indexer(directory);
  (void)signal(SIGXFSZ, SIG_IGN);  // Writes then fail with EFBIG, as on a full disk.
  const rlimit limit{bytes, bytes};
  if (setrlimit(RLIMIT_FSIZE, &limit) != 0) return 1;
  const auto code_of = [](auto&& action) -> std::optional<Errc> {
    try {
      action();
    } catch (const Error& error) {
      return error.code();
    }
    return std::nullopt;
  };
  const auto fill_disk = [&] {
    for (int i = 0; i < 2000; ++i) {
      std::string text;
      for (int word = 0; word < 50; ++word) text += "w" + std::to_string(i * 50 + word) + " ";
      indexer.upsert(page(std::to_string(i), text));
    }
    indexer.commit(2);
  };
  if (code_of(fill_disk) != Errc::kUnavailable) return 2;
  if (code_of([&] { indexer.upsert(page("late", "x")); }) != Errc::kUnavailable) return 3;
  if (code_of([&] { indexer.commit(3); }) != Errc::kUnavailable) return 4;
  return 0;
}

TEST(Crash, FullDiskLeavesTheLastCommit) {
  for (const rlim_t bytes : {1ULL << 16, 1ULL << 18, 1ULL << 20}) {
    const ScratchDirectory scratch;
    fill(scratch.path(), {page("old", "giấy khai sinh")}, 1);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) _exit(index_until_full(scratch.path(), bytes));
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0) << bytes;
    EXPECT_EQ(Indexer(scratch.path()).position(), 1U);
    EXPECT_EQ(ask(scratch.path(), {}).total, 1U);
    EXPECT_EQ(find(scratch.path(), "khai sinh"), std::vector<std::string>{"old"});
  }
}

}  // namespace
}  // namespace kho::index
