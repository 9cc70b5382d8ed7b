// tests/bench/scale_test.cpp - A small warehouse is grown in two runs. The program itself refuses to
// report what did not do its work; here is that everything was measured, and nothing twice.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/scratch_directory.h"

namespace kho::bench {
namespace {

using nlohmann::json;

class Scale : public testing::Test {
 protected:
  int run(const std::string& arguments) const {
    const std::string command = std::string("'") + KHO_BENCH_SCALE + "' '" +
                                scratch_.path().string() +
                                "' --rounds 60 --deposits 10 --papers 25 " + arguments + " >'" +
                                (scratch_ / "table").string() + "' 2>'" +
                                (scratch_ / "log").string() + "'";
    return std::system(command.c_str());
  }
  [[nodiscard]] std::string text(const char* name) const {
    std::ifstream in(scratch_ / name);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  kho::test::ScratchDirectory scratch_;
};

TEST_F(Scale, GrowsAWarehouseAndMeasuresAllOfIt) {
  ASSERT_EQ(run("--steps 2500 --keep"), 0) << text("log");
  const std::string result = (scratch_ / "result.json").string();
  ASSERT_EQ(run("--steps 2500,4000,5000 --keep --stop-index-at 4000 --json '" + result + "'"), 0)
      << text("log");
  EXPECT_NE(text("log").find("2500 is there already"), std::string::npos);
  EXPECT_NE(text("table").find("| components | 2500 | 4000 | 5000 |"), std::string::npos);

  const json rows = json::parse(text("result.json")).at("rows");
  ASSERT_EQ(rows.size(), 3u);
  for (const json& row : rows) {
    const auto number = [&](const char* pointer) {
      const json::json_pointer at(pointer);
      EXPECT_TRUE(row.contains(at)) << pointer;
      return row.value(at, -1.0);
    };
    for (const char* pointer :
         {"/fill/cpu_seconds", "/deposit/p50", "/deposit/p99", "/start/killed/open/seconds",
          "/start/cold/open/seconds", "/start/warm/open/seconds", "/ask/reuse_few_us/p99",
          "/ask/reuse_many_us/p99", "/ask/reuse_many_recorded_us/p99", "/ask/get_us/p99",
          "/ask/anonymous_mb", "/ask/resident_mb", "/overview/statistics/seconds",
          "/overview/doctor/seconds", "/overview/table_bytes", "/overview/segment_bytes",
          "/check/seconds", "/check_read_data/bytes", "/backup/first/bytes",
          "/backup/second/bytes", "/backup/restore/anonymous_mb", "/compact/destroy_us/p50",
          "/compact/compact/mb_per_second"}) {
      EXPECT_GT(number(pointer), 0) << pointer;
    }
    EXPECT_LT(number("/backup/second/bytes"), number("/backup/first/bytes"));
    // And what was deposited besides.
    EXPECT_GE(number("/components"), number("/step"));
    const bool indexed = number("/step") <= 4000;
    EXPECT_EQ(row.at("indexed"), indexed);
    EXPECT_EQ(row.contains(json::json_pointer("/ask/search_words_us/p99")), indexed);
    EXPECT_EQ(row.contains(json::json_pointer("/follow/feed/entries")), indexed);
  }
}

TEST_F(Scale, SaysWhatIsWrong) {
  EXPECT_NE(run("--steps 10"), 0);
  std::ofstream(scratch_ / "kho-bench-scale") << "something else";
  EXPECT_NE(run("--steps 2500 --keep"), 0);
}

}  // namespace
}  // namespace kho::bench
