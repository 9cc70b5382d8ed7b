// What the parent makes of children that fail in every way. The scripts are in
// scripted_child_main.cpp.
#include "ingest/extractor.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <thread>

#include "tests/ingest/made_pdf.h"

namespace kho::ingest {
namespace {

const std::string kPdf = "%PDF-1.4\n";

Extraction run(const std::string& script, const Limits& limits = {}) {
  return Extractor({KHO_SCRIPTED_CHILD, script}, limits)
      .extract(bytes_of(kPdf), {Recognise::kNever});
}

Limits impatient() {
  Limits limits;
  limits.wall = std::chrono::milliseconds(1500);
  return limits;
}

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator descriptors("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(descriptors), end(descriptors)));
}

// Neither a running child nor a zombie.
bool has_no_child() { return ::waitpid(-1, nullptr, WNOHANG) < 0 && errno == ECHILD; }

TEST(Extractor, ChildThatHangsIsATimeout) {
  EXPECT_EQ(run("hang", impatient()).failure, Failure::kTimeout);
  EXPECT_EQ(run("hang-after-answer", impatient()).failure, Failure::kTimeout);
}

TEST(Extractor, ChildThatDiesIsACrash) {
  for (const char* script : {"abort", "segv", "exit-1", "exit-not-ready", "answer-then-abort"}) {
    const auto extraction = run(script);
    EXPECT_EQ(extraction.outcome, Outcome::kFailed) << script;
    EXPECT_EQ(extraction.failure, Failure::kCrashed) << script;
    EXPECT_EQ(extraction.media_type, "application/pdf") << script;
    EXPECT_TRUE(extraction.pages.empty()) << script;
  }
}

TEST(Extractor, ChildKilledByTheKernelOrOutOfMemoryIsMemory) {
  EXPECT_EQ(run("killed").failure, Failure::kMemory);
  EXPECT_EQ(run("exit-memory").failure, Failure::kMemory);
}

TEST(Extractor, AnswerThatIsNoRecordIsABadReply) {
  for (const char* script : {"silence", "garbage", "half", "wrong-first-byte"}) {
    EXPECT_EQ(run(script).failure, Failure::kBadReply) << script;
  }
}

TEST(Extractor, RecordAboutAnotherFileOrOutsideTheLimitsIsABadReply) {
  Limits limits;
  limits.text_bytes = 1 << 20;
  for (const char* script : {"other-media-type", "too-many-pages-with-text", "too-much-text"}) {
    EXPECT_EQ(run(script, limits).failure, Failure::kBadReply) << script;
  }
}

TEST(Extractor, EndlessAnswerIsABadReplyBeforeTheDeadline) {
  Limits limits;
  limits.text_bytes = 1 << 20;
  EXPECT_EQ(run("hang-under-flood", limits).failure, Failure::kBadReply);
}

TEST(Extractor, ChildThatCannotStartIsAnErrorAndNotTheFilesFault) {
  const Extractor extractor({"/nonexistent/extraction-child"}, {});
  try {
    (void)extractor.extract(bytes_of(kPdf), {Recognise::kNever});
    FAIL();
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::no_such_file_or_directory);
  }
}

TEST(Extractor, ChildThatIsNeverReadyIsAnErrorAndNotTheFilesFault) {
  EXPECT_THROW((void)run("end-before-ready"), std::system_error);
  EXPECT_THROW((void)run("no-such-script"), std::system_error);
  try {
    (void)run("hang-before-ready", impatient());
    FAIL();
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::timed_out);
  }
}

TEST(Extractor, TypeWithoutAnExtractorStartsNoChild) {
  const Extractor extractor({"/nonexistent/extraction-child"}, {});
  const auto extraction = extractor.extract(bytes_of("\xFF\x0A"), {Recognise::kNever});
  EXPECT_EQ(extraction.outcome, Outcome::kUnsupported);
  EXPECT_EQ(extraction.failure, Failure::kNone);
  EXPECT_EQ(extraction.media_type, "image/jxl");
}

TEST(Extractor, StopEndsItAtOnce) {
  std::stop_source source;
  ExtractionOrder order;
  order.stop = source.get_token();
  const Extractor extractor({KHO_SCRIPTED_CHILD, "hang"}, {});
  std::thread stopper([&source] {
    while (has_no_child()) std::this_thread::yield();
    source.request_stop();
  });
  const auto begin = std::chrono::steady_clock::now();
  try {
    (void)extractor.extract(bytes_of(kPdf), order);
    ADD_FAILURE() << "it was not stopped";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::operation_canceled);
  }
  stopper.join();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, Limits().wall / 2);
  EXPECT_TRUE(has_no_child());
  EXPECT_THROW((void)extractor.extract(bytes_of(kPdf), order), std::system_error);
}

TEST(Extractor, ChildInheritsNothingOfTheServersEnvironment) {
  ::setenv("KHO_TEST_SECRET", "1", 1);
  EXPECT_EQ(run("environment").outcome, Outcome::kNoText);
  ::unsetenv("KHO_TEST_SECRET");
}

TEST(Extractor, ChildInheritsNoDescriptorEvenIfNotCloseOnExec) {
  const int inherited = ::fcntl(STDERR_FILENO, F_DUPFD, 100);
  ASSERT_GE(inherited, 100);
  EXPECT_EQ(run("descriptors").outcome, Outcome::kNoText);
  ::close(inherited);
}

TEST(Extractor, WorksWhileTheLowDescriptorsAreFree) {
  // The request and the reply then get the very numbers that the child is to have, crosswise.
  std::array<int, 2> saved{::fcntl(0, F_DUPFD_CLOEXEC, 100), ::fcntl(1, F_DUPFD_CLOEXEC, 100)};
  ::close(0);
  ::close(1);
  const auto extraction =
      Extractor({KHO_EXTRACTION_CHILD}, {}).extract(bytes_of("Giấy phép"), {Recognise::kNever});
  for (int fd = 0; fd < 2; ++fd) {
    ::dup2(saved[static_cast<std::size_t>(fd)], fd);
    ::close(saved[static_cast<std::size_t>(fd)]);
  }
  EXPECT_EQ(extraction.pages, std::vector<std::string>{"Giấy phép"});
}

TEST(Extractor, EightThreadsExtractAtOnce) {
  const Extractor extractor({KHO_EXTRACTION_CHILD}, {});
  std::array<int, 8> right{};
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < right.size(); ++i) {
    threads.emplace_back([&extractor, &right, i] {
      const std::string digit = std::to_string(i);
      const std::string file = pdf_of_text({U"Điều " + std::u32string(1, U'0' + i)});
      for (int run = 0; run < 5; ++run) {
        const auto extraction = extractor.extract(bytes_of(file), {Recognise::kNever});
        right[i] += extraction.pages == std::vector<std::string>{"Điều " + digit + "\n"} ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(std::ranges::all_of(right, [](int count) { return count == 5; }));
}

TEST(Extractor, MixedOutcomesLeaveNoDescriptorAndNoZombie) {
  Limits limits;
  limits.text_bytes = 1 << 20;
  const std::size_t before = open_descriptors();
  for (int round = 0; round < 6; ++round) {
    for (const char* script :
         {"abort", "segv", "exit-1", "silence", "half", "hang-under-flood", "compute", "socket"}) {
      (void)run(script, limits);
    }
    EXPECT_THROW((void)run("end-before-ready"), std::system_error);
    EXPECT_THROW((void)Extractor({"/nonexistent"}, {}).extract(bytes_of(kPdf), {Recognise::kNever}),
                 std::system_error);
  }
  (void)run("hang", impatient());
  EXPECT_EQ(open_descriptors(), before);
  EXPECT_TRUE(has_no_child());
}

// The first child of a process of one thread; 0 while it has none.
pid_t first_child(pid_t parent) {
  pid_t child = 0;
  std::ifstream(fmt::format("/proc/{0}/task/{0}/children", parent)) >> child;
  return child;
}

TEST(Extractor, ChildDoesNotOutliveAKilledServer) {
  ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);  // The orphan comes to us.
  const pid_t server = ::fork();
  ASSERT_GE(server, 0);
  if (server == 0) {
    (void)run("burn");
    ::_exit(EXIT_SUCCESS);
  }
  pid_t child = 0;
  while ((child = first_child(server)) == 0) ::sched_yield();
  ::kill(server, SIGKILL);
  EXPECT_EQ(::waitpid(server, nullptr, 0), server);
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  ::prctl(PR_SET_CHILD_SUBREAPER, 0);
  // Not by its CPU limit: by the parent's death, or by having nobody to tell that it is ready.
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_TRUE(WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGPIPE) << WTERMSIG(status);
}

TEST(Extractor, FailuresHaveStableNames) {
  EXPECT_STREQ(failure_name(Failure::kNone), "none");
  EXPECT_STREQ(failure_name(Failure::kBroken), "broken");
  EXPECT_STREQ(failure_name(Failure::kEncrypted), "encrypted");
  EXPECT_STREQ(failure_name(Failure::kTooManyPages), "too_many_pages");
  EXPECT_STREQ(failure_name(Failure::kTimeout), "timeout");
  EXPECT_STREQ(failure_name(Failure::kMemory), "memory");
  EXPECT_STREQ(failure_name(Failure::kCrashed), "crashed");
  EXPECT_STREQ(failure_name(Failure::kBadReply), "bad_reply");
}

}  // namespace
}  // namespace kho::ingest
