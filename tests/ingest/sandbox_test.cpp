// What a process inside the sandbox tries and does not get. Each attempt is a script of
// scripted_child_main.cpp, which answers "no text" if it comes back from the attempt.
#include "ingest/sandbox.h"

#include <gtest/gtest.h>

#include "ingest/extractor.h"

namespace kho::ingest {
namespace {

Extraction run(const std::string& script, const Limits& limits = {}) {
  constexpr char kPdf[] = "%PDF-1.4\n";
  return Extractor({KHO_SCRIPTED_CHILD, script}, limits)
      .extract(std::as_bytes(std::span(kPdf, sizeof kPdf - 1)), {Recognise::kNever});
}

TEST(Sandbox, LetsAProcessComputeAndAnswer) { EXPECT_EQ(run("compute").outcome, Outcome::kNoText); }

TEST(Sandbox, RefusesFilesWithoutKilling) {
  EXPECT_EQ(run("files").outcome, Outcome::kNoText);
  EXPECT_EQ(run("open-files").failure, Failure::kCrashed);  // Outside, /etc/passwd opens.
}

TEST(Sandbox, RefusesToRaiseLimits) { EXPECT_EQ(run("limits").outcome, Outcome::kNoText); }

TEST(Sandbox, LimitsTheAddressSpace) {
  if (!kLimitsAddressSpace) {
    GTEST_SKIP() << "the address-space limit does not apply under this sanitizer";
  }
  EXPECT_EQ(run("memory").outcome, Outcome::kNoText);
}

TEST(Sandbox, EndsAProcessAtItsCpuLimit) {
  Limits limits;
  limits.cpu = std::chrono::seconds(1);
  EXPECT_EQ(run("burn", limits).failure, Failure::kTimeout);
}

class Attempt : public testing::TestWithParam<const char*> {};

TEST_P(Attempt, SucceedsOutsideAndKillsInside) {
  EXPECT_EQ(run(std::string("open-") + GetParam()).outcome, Outcome::kNoText);
  EXPECT_EQ(run(GetParam()).failure, Failure::kCrashed);
}

INSTANTIATE_TEST_SUITE_P(Sandbox, Attempt,
                         testing::Values("socket", "unix-socket", "exec", "fork", "ptrace",
                                         "signal-parent", "memfd", "executable-memory", "io-uring",
                                         "tgkill-parent"),
                         [](const auto& attempt) {
                           std::string name = attempt.param;
                           std::erase(name, '-');
                           return name;
                         });

}  // namespace
}  // namespace kho::ingest
