#include "warehouse/kept_answers.h"

#include "store/file_system.h"
#include "tests/warehouse/fixtures.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

class KeptAnswersTest : public testing::Test {
 protected:
  KeptAnswersTest() {
    store::Store::create(store::posix_file_system(), path_);
    store_.emplace(store::posix_file_system(), path_, table_names());
  }

  void keep(KeptAnswers& answers, const std::string& name, const std::string& body) {
    store_->commit([&](store::Transaction& transaction) {
      answers.keep(transaction, name, {std::string(32, 'r'), 0, 201, {{"Location", "/x"}}, body});
    });
  }
  std::size_t count(Table table) const {
    std::size_t entries = 0;
    each_with_prefix(*store_->snapshot(), table, "", [&](std::string_view, std::string_view) {
      ++entries;
      return true;
    });
    return entries;
  }

  const test::ScratchDirectory scratch_;
  const std::filesystem::path path_ = scratch_ / "store";
  FixedClock clock_;
  std::optional<store::Store> store_;
};

TEST_F(KeptAnswersTest, ComeBackWhole) {
  KeptAnswers answers(*store_, clock_);
  const std::string name = KeptAnswers::name_of("caller", "key");
  EXPECT_FALSE(answers.find(name));
  keep(answers, name, "{}\n");
  const auto found = answers.find(name);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->request, std::string(32, 'r'));
  EXPECT_EQ(found->status, 201U);
  EXPECT_EQ(found->body, "{}\n");
  EXPECT_EQ(found->headers, (decltype(found->headers){{"Location", "/x"}}));
  EXPECT_EQ(found->at_ms, clock_.now_ms());
}

TEST_F(KeptAnswersTest, NamesOfCallersAreApart) {
  EXPECT_NE(KeptAnswers::name_of("a", "b"), KeptAnswers::name_of("", "b"));
  EXPECT_NE(KeptAnswers::name_of("a", "b"), KeptAnswers::name_of("ab", ""));
  EXPECT_EQ(KeptAnswers::name_of("a", "b"), KeptAnswers::name_of("a", "b"));
}

TEST_F(KeptAnswersTest, GoWithTheChangeThatFailed) {
  KeptAnswers answers(*store_, clock_);
  const std::string name = KeptAnswers::name_of("", "key");
  EXPECT_THROW(store_->commit([&](store::Transaction& transaction) {
    answers.keep(transaction, name, {std::string(32, 'r'), 0, 200, {}, "x"});
    throw Error(Errc::kNotFound, "refused");
  }),
               Error);
  EXPECT_FALSE(answers.find(name));
}

TEST_F(KeptAnswersTest, OldOnesGoWithNewOnes) {
  KeptAnswers answers(*store_, clock_);
  for (int i = 0; i < 10; ++i) keep(answers, KeptAnswers::name_of("", std::to_string(i)), "x");
  clock_.ms += std::chrono::milliseconds(kAnswersKept).count() + 1;
  EXPECT_FALSE(answers.find(KeptAnswers::name_of("", "3")));
  keep(answers, KeptAnswers::name_of("", "3"), "y");  // In the place of an old one.
  EXPECT_EQ(answers.find(KeptAnswers::name_of("", "3"))->body, "y");
  for (int i = 0; i < 2; ++i) keep(answers, KeptAnswers::name_of("", "n" + std::to_string(i)), "x");
  EXPECT_EQ(count(kAnswers), 3U);
  EXPECT_EQ(count(kAnswersByTime), 3U);
}

TEST_F(KeptAnswersTest, OneAtATimeIsAtIt) {
  KeptAnswers answers(*store_, clock_);
  auto first = answers.claim("a");
  EXPECT_NE(first, nullptr);
  EXPECT_EQ(answers.claim("a"), nullptr);
  EXPECT_NE(answers.claim("b"), nullptr);
  first.reset();
  EXPECT_NE(answers.claim("a"), nullptr);
}

}  // namespace
}  // namespace kho::warehouse
