#include "api/spool.h"

#include <gtest/gtest.h>

#include <string>

#include "api/problem.h"
#include "tests/scratch_directory.h"

namespace kho::api {
namespace {

TEST(Spool, GivesBackWhatWasPutIn) {
  const test::ScratchDirectory scratch;
  Spool spool(scratch.path(), 1 << 20);
  std::string all;
  const auto body = spool.begin(300'000);
  for (int i = 0; all.size() < 300'000; ++i) {
    const std::string piece(std::min<std::size_t>(70'001, 300'000 - all.size()),
                            static_cast<char>('a' + i));
    body->append(piece);
    all += piece;
  }
  EXPECT_EQ(body->view(), all);
  EXPECT_EQ(body->view(), all);
}

TEST(Spool, LeavesNothingBehind) {
  const test::ScratchDirectory scratch;
  Spool spool(scratch.path(), 1 << 20);
  {
    const auto body = spool.begin(3);
    body->append(std::string("abc"));
    EXPECT_TRUE(std::filesystem::is_empty(scratch.path()));
    EXPECT_EQ(spool.bytes(), 3U);
  }
  EXPECT_EQ(spool.bytes(), 0U);
  EXPECT_TRUE(std::filesystem::is_empty(scratch.path()));
}

TEST(Spool, IsBounded) {
  const test::ScratchDirectory scratch;
  Spool spool(scratch.path(), 100);
  const auto first = spool.begin(60);
  try {
    (void)spool.begin(41);
    ADD_FAILURE() << "too much was taken";
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.code(), "busy");
    EXPECT_EQ(problem.status(), 503);
  }
  EXPECT_NE(spool.begin(40), nullptr);
}

TEST(Spool, CutOffBodyHasWhatCame) {
  const test::ScratchDirectory scratch;
  Spool spool(scratch.path(), 100);
  const auto none = spool.begin(50);
  EXPECT_EQ(none->view(), "");
  const auto some = spool.begin(50);
  some->append(std::string("abc"));
  EXPECT_EQ(some->view(), "abc");
}

}  // namespace
}  // namespace kho::api
