// Orders, pages and facets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/index/scratch_index.h"

namespace kho::index {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

Document dated(const std::string& id, std::optional<std::int32_t> issued,
               const std::string& text = "giấy phép") {
  Document document = page(id, text);
  document.issued_days = issued;
  return document;
}

// Page after page, to the end.
std::vector<std::string> all_pages(const std::filesystem::path& directory, Query query) {
  std::vector<std::string> all;
  for (int guard = 0; guard < 1000; ++guard) {
    const Result result = ask(directory, query);
    for (const std::string& id : ids(result)) all.push_back(id);
    if (result.next.empty()) return all;
    EXPECT_LE(result.hits.size(), query.limit);
    query.cursor = result.next;
  }
  ADD_FAILURE() << "the pages do not end";
  return all;
}

TEST(Order, NewestAndOldestPutUndatedLast) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {dated("undated", {}), dated("mid", 100), dated("ancient", -40000),
                        dated("b", 200), dated("a", 200)});
  Query query;
  query.text = "phép";
  query.sort = Sort::kNewest;
  EXPECT_THAT(ids(ask(scratch.path(), query)), ElementsAre("a", "b", "mid", "ancient", "undated"));
  query.sort = Sort::kOldest;
  EXPECT_THAT(ids(ask(scratch.path(), query)), ElementsAre("ancient", "mid", "a", "b", "undated"));
}

TEST(Order, EquallyRelevantOnesAreLatestFirst) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {dated("old", 1), dated("undated", {}), dated("new", 2)});
  EXPECT_THAT(find(scratch.path(), "phép"), ElementsAre("new", "old", "undated"));
}

}  // namespace

// For the names of the tests below.
void PrintTo(Sort sort, std::ostream* out) {
  *out << (sort == Sort::kRelevance ? "Relevance" : sort == Sort::kNewest ? "Newest" : "Oldest");
}

namespace {

class Pages : public testing::TestWithParam<Sort> {};

TEST_P(Pages, JoinWithoutGapOrRepetition) {
  const ScratchDirectory scratch;
  std::vector<Document> documents;
  for (int i = 0; i < 57; ++i) {
    std::string text = "giấy phép";
    for (int k = 0; k < i % 5; ++k) text += " phép";
    documents.push_back(dated("d" + std::to_string(100 + i),
                              i % 3 == 0 ? std::optional(i / 6) : std::nullopt, text));
  }
  fill(scratch.path(), documents);
  Query query;
  query.text = "phép";
  query.sort = GetParam();
  query.limit = 100;
  const std::vector<std::string> whole = ids(ask(scratch.path(), query));
  ASSERT_THAT(whole, SizeIs(57));
  for (const std::uint32_t limit : {1U, 7U, 19U, 56U, 57U}) {
    query.limit = limit;
    EXPECT_EQ(all_pages(scratch.path(), query), whole) << limit;
  }
}

TEST_P(Pages, StayTogetherWhileDocumentsComeAndGo) {
  const ScratchDirectory scratch;
  Indexer indexer(scratch.path());
  for (int i = 0; i < 40; ++i) indexer.upsert(dated("d" + std::to_string(100 + i), i));
  indexer.commit(1);
  const Searcher searcher(scratch.path());
  Query query;
  query.text = "giấy";
  query.sort = GetParam();
  query.limit = 10;
  std::multiset<std::string> seen;
  for (int round = 0; round < 5; ++round) {
    const Result result = searcher.search(query);
    for (const std::string& id : ids(result)) seen.insert(id);
    if (result.next.empty()) break;
    query.cursor = result.next;
    // One comes in before the pages that were seen, and one of those goes.
    indexer.upsert(dated("new" + std::to_string(round), 1000 + round));
    indexer.upsert(dated("also" + std::to_string(round), -1000 - round));
    indexer.commit(static_cast<Position>(round) + 2);
  }
  for (int i = 0; i < 40; ++i) EXPECT_EQ(seen.count("d" + std::to_string(100 + i)), 1U) << i;
}

INSTANTIATE_TEST_SUITE_P(Orders, Pages,
                         testing::Values(Sort::kRelevance, Sort::kNewest, Sort::kOldest),
                         testing::PrintToStringParamName());

TEST(Cursors, TellTheTotalOfTheFirstPage) {
  const ScratchDirectory scratch;
  std::vector<Document> documents;
  for (int i = 0; i < 30; ++i) documents.push_back(dated("d" + std::to_string(i), i));
  fill(scratch.path(), documents);
  Query query;
  query.sort = Sort::kNewest;
  query.limit = 10;
  Result result = ask(scratch.path(), query);
  query.cursor = result.next;
  result = ask(scratch.path(), query);
  EXPECT_EQ(result.total, 30U);
  EXPECT_TRUE(result.total_is_exact);
}

// The second page of papers with any of the words stays that, though one with all came meanwhile.
TEST(Cursors, GoOnWithWhatTheFirstPageFound) {
  const ScratchDirectory scratch;
  Indexer indexer(scratch.path());
  for (int i = 0; i < 6; ++i) indexer.upsert(dated("d" + std::to_string(i), i, "giấy khai"));
  indexer.commit(1);
  for (const Sort sort : {Sort::kRelevance, Sort::kOldest}) {
    Query query;
    query.text = "giấy phép";
    query.sort = sort;
    query.limit = 4;
    const Result first = ask(scratch.path(), query);
    EXPECT_TRUE(first.is_widened);
    EXPECT_THAT(first.hits, SizeIs(4));
    indexer.upsert(dated("both", 100, "giấy phép"));
    indexer.commit(2);
    query.cursor = first.next;
    const Result second = ask(scratch.path(), query);
    EXPECT_TRUE(second.is_widened);
    std::vector<std::string> all = ids(first);
    for (const std::string& id : ids(second)) {
      if (id != "both") all.push_back(id);
    }
    EXPECT_THAT(all, testing::UnorderedElementsAre("d0", "d1", "d2", "d3", "d4", "d5"));
    indexer.remove("both");
    indexer.commit(3);
  }
}

TEST(Cursors, OfAnotherQuestionOrOfNobodyAreRefused) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {dated("a", 1), dated("b", 2)});
  Query query;
  query.text = "phép";
  query.limit = 1;
  const std::string cursor = ask(scratch.path(), query).next;
  ASSERT_FALSE(cursor.empty());
  const auto refused = [&](const Query& other) {
    expect_error(Errc::kBadQuery, [&] { (void)ask(scratch.path(), other); });
  };
  Query other = query;
  other.cursor = cursor;
  other.text = "giấy";
  refused(other);
  other = query;
  other.cursor = cursor;
  other.sort = Sort::kNewest;
  refused(other);
  other = query;
  other.cursor = cursor;
  other.rights = {};
  refused(other);
  other = query;
  other.cursor = cursor;
  other.offset = 1;
  refused(other);
  for (const std::string& text :
       {std::string("x"), std::string("AAAA"), cursor.substr(0, cursor.size() / 2), cursor + "!",
        std::string(5000, 'A')}) {
    other = query;
    other.cursor = text;
    refused(other);
  }
}

TEST(Facets, CountWhatWasFound) {
  const ScratchDirectory scratch;
  std::vector<Document> documents;
  for (int i = 0; i < 12; ++i) {
    Document document = dated("d" + std::to_string(i), {});
    document.filters = {{Field::kType, i < 8 ? "GP" : "GCN"}, {Field::kYear, "2020"}};
    if (i % 2 == 0) document.filters.push_back({Field::kAgency, "H63"});
    documents.push_back(document);
  }
  fill(scratch.path(), documents);
  Query query;
  query.text = "giay";
  query.limit = 1;
  query.facets = {Field::kType, Field::kAgency, Field::kYear};
  const Result result = ask(scratch.path(), query);
  ASSERT_THAT(result.facets, SizeIs(3));
  ASSERT_THAT(result.facets[0].values, SizeIs(2));
  EXPECT_EQ(result.facets[0].values[0].value, "GP");
  EXPECT_EQ(result.facets[0].values[0].count, 8U);
  EXPECT_EQ(result.facets[0].values[1].count, 4U);
  EXPECT_TRUE(result.facets[0].is_exact);
  ASSERT_THAT(result.facets[1].values, SizeIs(1));
  EXPECT_EQ(result.facets[1].values[0].count, 6U);
  EXPECT_EQ(result.facets[2].values[0].count, 12U);
  query.facets = {Field::kOwner};
  expect_error(Errc::kBadQuery, [&] { (void)ask(scratch.path(), query); });
}

TEST(Facets, BeyondWhatIsLookedAtSayThatTheyAreEstimates) {
  const ScratchDirectory scratch;
  {
    Indexer indexer(scratch.path());
    for (int i = 0; i < 12'000; ++i) {
      Document document;
      document.id = "d" + std::to_string(i);
      document.title = i % 100 == 0 ? "giấy phép" : "giấy";
      document.filters = {{Field::kType, i % 4 == 0 ? "GP" : "GCN"}};
      indexer.upsert(document);
    }
    indexer.commit(1);
  }
  Query query;
  query.text = "giấy OR phép";
  query.facets = {Field::kType};
  const Result result = ask(scratch.path(), query);
  EXPECT_GT(result.total, 10'000U);
  ASSERT_THAT(result.facets[0].values, SizeIs(2));
  EXPECT_EQ(result.facets[0].values[0].value, "GCN");
  if (!result.facets[0].is_exact) {
    EXPECT_NEAR(static_cast<double>(result.facets[0].values[0].count), 9000, 1800);
  }
}

TEST(Days, RestrictByDateOfIssue) {
  const ScratchDirectory scratch;
  fill(scratch.path(),
       {dated("a", 18262), dated("b", 18627), dated("c", 18628), dated("undated", {})});
  Query query;
  query.issued = {18262, 18627};  // 2020-01-01..2020-12-31
  EXPECT_THAT(ids(ask(scratch.path(), query)), ElementsAre("b", "a"));
  query.issued = {{}, 18627};
  EXPECT_THAT(ids(ask(scratch.path(), query)), ElementsAre("b", "a"));
  query.issued = {18627, {}};
  EXPECT_THAT(ids(ask(scratch.path(), query)), ElementsAre("c", "b"));
  query.issued = {18300, 18627};
  EXPECT_THAT(ids(ask(scratch.path(), query)), ElementsAre("b"));
  query.issued = {-30000, 18262};  // More years than are asked one by one.
  EXPECT_THAT(ids(ask(scratch.path(), query)), ElementsAre("a"));
  query.issued = {2, 1};
  expect_error(Errc::kBadQuery, [&] { (void)ask(scratch.path(), query); });
}

}  // namespace
}  // namespace kho::index
