#include "warehouse/bench.h"

#include <gmock/gmock.h>

#include <optional>
#include <set>

#include "tests/warehouse/damaged_segment.h"
#include "tests/warehouse/fixtures.h"
#include "warehouse/bench_sample.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

class BenchTest : public WarehouseTest {
 protected:
  BenchReport bench(BenchOrder order = {}) {
    order.seconds = 1;
    order.per_second = 50;
    const Job job = warehouse_->start_bench(order);
    const auto ended = warehouse_->jobs().find(job.id, std::chrono::minutes(1));
    const auto* report = ended ? std::get_if<BenchReport>(ended->report.get()) : nullptr;
    EXPECT_NE(report, nullptr);
    return report == nullptr ? BenchReport() : *report;
  }
};

TEST_F(BenchTest, MeasuresEachPartAndLeavesNoTrace) {
  for (int i = 0; i < 5; ++i) deposit("giấy chứng nhận số " + std::to_string(i));
  warehouse_->catch_up();
  const store::Position before = warehouse_->log_position();
  const BenchReport report = bench();
  EXPECT_EQ(report.components, 5u);
  EXPECT_FALSE(report.stopped);
  ASSERT_EQ(report.parts.size(), 3u);
  for (const BenchPartReport& part : report.parts) {
    EXPECT_EQ(part.left_out, std::nullopt) << name_in(kBenchPartNames, part.part);
    EXPECT_EQ(part.sample, 5u);
    EXPECT_GT(part.most.done, 0u);
    EXPECT_GT(part.steady.done, 0u);
    EXPECT_EQ(part.most.failed + part.steady.failed, 0u) << part.most.failure;
  }
  EXPECT_GT(report.parts[0].most.bytes, report.parts[0].most.done);
  warehouse_->accesses().flush();
  EXPECT_EQ(warehouse_->log_position(), before);
  EXPECT_TRUE(check().clean());
}

TEST_F(BenchTest, EmptyWarehouseSaysWhatIsMissing) {
  const auto why = [](const BenchReport& report) {
    std::vector<std::optional<LeftOut>> all;
    for (const BenchPartReport& part : report.parts) all.push_back(part.left_out);
    return all;
  };
  EXPECT_THAT(why(bench()), testing::Each(LeftOut::kNoComponents));
  deposit("chưa ai đọc");  // And nobody indexes it.
  EXPECT_EQ(why(bench({{BenchPart::kSearch}})).at(0), LeftOut::kIndexEmpty);
  clock_.ms = day("2019-12-31").begin_ms();  // Before the only procedure came into force.
  EXPECT_EQ(why(bench({{BenchPart::kReuse}})).at(0), LeftOut::kNoProcedures);
}

TEST_F(BenchTest, OrderIsBounded) {
  BenchOrder order;
  order.seconds = 0;
  EXPECT_EQ(refusal([&] { warehouse_->start_bench(order); }), "job_invalid");
  order = {};
  order.threads = kBenchThreadsMax + 1;
  EXPECT_EQ(refusal([&] { warehouse_->start_bench(order); }), "job_invalid");
  order = {};
  order.per_second = kBenchRateMax + 1;
  EXPECT_EQ(refusal([&] { warehouse_->start_bench(order); }), "job_invalid");
}

TEST_F(BenchTest, StopsWithWhatItHas) {
  deposit("một");
  BenchOrder order;
  order.seconds = kBenchSecondsMax;
  const Job job = warehouse_->start_bench(order);
  ASSERT_TRUE(warehouse_->jobs().stop(job.id).has_value());
  const auto ended = warehouse_->jobs().find(job.id, std::chrono::minutes(1));
  ASSERT_TRUE(ended.has_value());
  EXPECT_EQ(ended->state, JobState::kStopped);
  EXPECT_TRUE(std::get<BenchReport>(*ended->report).stopped);
}

// A store with so many components of so many owners, entered without deposits.
class BenchSampleTest : public WarehouseTest {
 protected:
  BenchSampleTest() {
    for (int i = 0; i < 40; ++i) {
      Deposit request;
      request.owner = i % 2 == 0 ? "mst:0100109106" : "cccd:001099000017";
      request.facts.type = "GCN_DKDN";
      request.facts.number = std::to_string(i) + "/GCN";
      request.facts.validity.kind = Validity::Kind::kIndefinite;
      const std::string content = "kinh doanh mặt hàng thứ " + std::to_string(i);
      request.file = store::as_bytes(content);
      (void)warehouse_->deposits().deposit(request);
    }
    warehouse_->catch_up();
    warehouse_.reset();
    store_.emplace(store::posix_file_system(), path_, table_names());
  }
  static SampleOrder order(std::size_t most, std::uint64_t seed = 1) {
    return {seed, most, [] { return false; }};
  }

  std::optional<store::Store> store_;
};

TEST_F(BenchSampleTest, FewAreAllTakenManyAreDrawn) {
  const auto all = sample_files(*store_, order(1000));
  EXPECT_EQ(all.size(), 40u);
  EXPECT_EQ(std::set(all.begin(), all.end()).size(), 40u);
  const auto some = sample_files(*store_, order(30));
  EXPECT_EQ(some.size(), 30u);
  EXPECT_GT(std::set(some.begin(), some.end()).size(), 10u);
  EXPECT_EQ(some, sample_files(*store_, order(30)));
  EXPECT_NE(some, sample_files(*store_, order(30, 2)));
  int asked = 0;
  EXPECT_LT(sample_files(*store_, {1, 30, [&] { return ++asked > 20; }}).size(), 30u);
}

TEST_F(BenchSampleTest, ReuseIsAskedForOwnersWithPapersAndProceduresInForce) {
  const auto questions = sample_reuse(*store_, order(1000), day("2026-11-23"));
  ASSERT_EQ(questions.size(), 40u);
  std::set<std::string> owners;
  for (const ReuseQuestion& question : questions) {
    owners.insert(question.owner);
    EXPECT_EQ(question.procedure, "2.000620.000.00.00.H63");
  }
  EXPECT_EQ(owners, (std::set<std::string>{"cccd:001099000017", "mst:0100109106"}));
  EXPECT_TRUE(sample_reuse(*store_, order(1000), day("2019-12-31")).empty());
}

TEST_F(BenchSampleTest, QueriesAreNumbersWordsPhrasesAndTypes) {
  const auto questions = sample_searches(*store_, order(1000));
  ASSERT_EQ(questions.size(), 40u);
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const std::string& text = questions[i].text;
    EXPECT_EQ(text.ends_with("/GCN"), i % 4 == 0) << text;
    EXPECT_EQ(text.starts_with('"'), i % 4 == 2) << text;
    EXPECT_EQ(questions[i].types.size(), i % 4 == 3 ? 1u : 0u) << text;
  }
  store_.reset();
  open();
  for (const SearchQuestion& question : questions) {
    EXPECT_FALSE(warehouse_->searches().search(question).hits.empty()) << question.text;
  }
}

TEST_F(BenchTest, DamagedFilesAreCountedAndNotMarked) {
  deposit("tệp sẽ hỏng");
  warehouse_.reset();
  test::flip_byte_of(path_, "tệp sẽ hỏng");
  open();
  const store::Position before = warehouse_->log_position();
  const BenchReport report = bench({{BenchPart::kRetrieval}});
  ASSERT_EQ(report.parts.size(), 1u);
  EXPECT_EQ(report.parts[0].most.done, 0u);
  EXPECT_GT(report.parts[0].most.failed, 0u);
  EXPECT_NE(report.parts[0].most.failure, "");
  EXPECT_EQ(warehouse_->log_position(), before);
}

}  // namespace
}  // namespace kho::warehouse
