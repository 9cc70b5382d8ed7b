// Every hostile file through the extractor, with the real child in its sandbox: whatever the file
// does, the answer is one of those that are right for it, within the limits, and nothing is left.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <iterator>

#include "ingest/extraction_codec.h"
#include "ingest/extractor.h"
#include "ingest/sandbox.h"
#include "tests/counted.h"
#include "tests/ingest/hostile/hostile_file.h"
#include "tests/ingest/made_pdf.h"

namespace kho::ingest {
namespace {

using Clock = std::chrono::steady_clock;

// What starting, killing and reaping a child may take beyond its wall limit on a busy machine.
constexpr std::chrono::seconds kMargin{5};

Limits limits_of(const HostileFile& file) {
  Limits limits;
  // These end by themselves within the CPU limit of a server; on a machine that has twenty other
  // things to do, that takes longer than its wall limit.
  limits.wall = std::chrono::minutes(2);
  if (file.pace == Pace::kSlow) {
    limits.wall = std::chrono::seconds(10);
    limits.cpu = std::chrono::seconds(1);
  }
  return limits;
}

End end_of(const Extraction& extraction) {
  switch (extraction.outcome) {
    case Outcome::kText:
      return ends::kText;
    case Outcome::kNoText:
      return ends::kNoText;
    case Outcome::kUnsupported:
      return ends::kUnsupported;
    case Outcome::kFailed:
      break;
  }
  return failure_name(extraction.failure);
}

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator descriptors("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(descriptors), end(descriptors)));
}

// Neither a running child nor a zombie.
bool has_no_child() { return ::waitpid(-1, nullptr, WNOHANG) < 0 && errno == ECHILD; }

// Of the largest child so far; a child counts what its parent had when it was started, too.
std::uint64_t peak_bytes_of_children() {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) << 10;
}

bool may_end_by_memory(const HostileFile& file) {
  return std::ranges::find(file.ends, ends::kMemory) != file.ends.end();
}

// The text of no file is what a file of the server has.
bool has_lines_of_passwd(const Extraction& extraction) {
  return std::ranges::any_of(extraction.pages, [](const std::string& page) {
    return page.find("root:x:0:0") != std::string::npos;
  });
}

class Hostile : public testing::TestWithParam<HostileFile> {};

TEST_P(Hostile, EndsAsItMayAndLeavesNothing) {
  if (!kLimitsAddressSpace && may_end_by_memory(GetParam())) {
    GTEST_SKIP() << "the address-space limit does not apply under this sanitizer";
  }
  const std::string file = GetParam().make();
  ASSERT_GT(file.size(), 0U);
  ASSERT_LE(file.size(), kHostileBytesMax);

  const Limits limits = limits_of(GetParam());
  const Extractor extractor({KHO_EXTRACTION_CHILD}, limits);
  const std::size_t descriptors_before = open_descriptors();
  const auto start = Clock::now();
  const Extraction extraction = extractor.extract(bytes_of(file), {Recognise::kNever});
  const auto took = Clock::now() - start;

  fmt::print("{:8} bytes {:6} ms {:5} MiB  {} ({} pages)\n", file.size(),
             std::chrono::duration_cast<std::chrono::milliseconds>(took).count(),
             peak_bytes_of_children() >> 20, end_of(extraction), extraction.page_count);
  EXPECT_THAT(GetParam().ends, testing::Contains(end_of(extraction)));
  EXPECT_LT(took, limits.wall + kMargin);
  if (kLimitsAddressSpace) {
    EXPECT_LE(peak_bytes_of_children(), limits.address_space_bytes);
  }
  EXPECT_FALSE(has_lines_of_passwd(extraction));
  EXPECT_TRUE(decode(encode(extraction))) << "cannot be stored";
  EXPECT_EQ(open_descriptors(), descriptors_before);
  EXPECT_TRUE(has_no_child());

  const Extraction good =
      extractor.extract(bytes_of(pdf_of_text({U"Giấy phép"})), {Recognise::kNever});
  EXPECT_EQ(good.pages, std::vector<std::string>{"Giấy phép\n"});
  test::counted("hostile_files", 1);
}

// Every third of those that end quickly is in the short form: some of each kind.
constexpr std::size_t kShortForm = 3;

std::vector<HostileFile> files_of(bool in_short_form) {
  std::vector<HostileFile> files;
  std::size_t quick = 0;
  for (HostileFile& file : hostile_files()) {
    const bool is_short = file.pace == Pace::kQuick && quick++ % kShortForm == 0;
    if (is_short == in_short_form) files.push_back(std::move(file));
  }
  return files;
}

std::string name_of_test(const testing::TestParamInfo<HostileFile>& file) {
  return file.param.name;
}

INSTANTIATE_TEST_SUITE_P(Short, Hostile, testing::ValuesIn(files_of(true)), name_of_test);
INSTANTIATE_TEST_SUITE_P(Rest, Hostile, testing::ValuesIn(files_of(false)), name_of_test);

}  // namespace
}  // namespace kho::ingest
