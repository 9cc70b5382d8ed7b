#include <gtest/gtest.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "index/index.h"
#include "tests/index/scratch_index.h"

namespace kho::index {
namespace {

constexpr int kDocumentsPerCommit = 40;

// Indexes until it is killed: commit n holds documents 0 .. n * kDocumentsPerCommit - 1. Writes a
// byte to `progress` after each commit and one after half the changes of the next.
[[noreturn]] void index_forever(const std::filesystem::path& directory, int progress) {
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
void index_and_kill(const std::filesystem::path& directory, int steps) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    close(ends[0]);
    index_forever(directory, ends[1]);
  }
  close(ends[1]);
  char byte = 0;
  for (int i = 0; i < steps; ++i) EXPECT_EQ(read(ends[0], &byte, 1), 1);
  kill(child, SIGKILL);
  close(ends[0]);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status));
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

}  // namespace
}  // namespace kho::index
