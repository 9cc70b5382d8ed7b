#include "index/searcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "index/error.h"
#include "index/indexer.h"
#include "tests/index/scratch_index.h"

namespace kho::index {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST(Search, AllOfAFewWordsMustMatch) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("a", "giấy khai sinh"), page("b", "giấy chứng tử")});
  EXPECT_THAT(find(scratch.path(), "giấy khai sinh"), ElementsAre("a"));
  EXPECT_THAT(find(scratch.path(), "giấy"), UnorderedElementsAre("a", "b"));
}

TEST(Search, AnyWordMatchesWhereNoDocumentHasAll) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("a", "giấy khai sinh"), page("b", "hộ khẩu")});
  EXPECT_THAT(find(scratch.path(), "khai sinh Paris"), ElementsAre("a"));
}

TEST(Search, LongQuestionFindsTheBestOfAnyWord) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("a", "thủ tục đăng ký khai sinh cho trẻ em"), page("b", "cho")});
  EXPECT_THAT(find(scratch.path(), "tôi muốn hỏi thủ tục đăng ký khai sinh cho con thế nào"),
              ElementsAre("a", "b"));
}

TEST(Phrase, WithMarksIsExactAndInOrder) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("a", "hợp đồng lao động"), page("b", "lao động hợp đồng"),
                        page("c", "hộp đóng lao động")});
  EXPECT_THAT(find(scratch.path(), "\"hợp đồng lao động\""), ElementsAre("a"));
  EXPECT_THAT(find(scratch.path(), "“hợp đồng lao động”"), ElementsAre("a"));
}

TEST(Phrase, WithoutMarksMatchesEveryReading) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("a", "hợp đồng lao động"), page("b", "lao động hợp đồng"),
                        page("c", "hộp đóng lao động")});
  EXPECT_THAT(find(scratch.path(), "\"hop dong lao dong\""), UnorderedElementsAre("a", "c"));
}

TEST(Phrase, DoesNotRunFromPageToPage) {
  const ScratchDirectory scratch;
  Document document = page("a", "hợp đồng");
  document.pages.push_back("lao động");
  fill(scratch.path(), {document});
  EXPECT_THAT(find(scratch.path(), "\"đồng lao\""), IsEmpty());
  EXPECT_THAT(find(scratch.path(), "\"dong lao\""), IsEmpty());
  EXPECT_THAT(find(scratch.path(), "đồng lao"), ElementsAre("a"));
}

TEST(Phrase, IsRequiredWhateverElseMatches) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("a", "khai sinh"), page("b", "sinh khai quận một")});
  EXPECT_THAT(find(scratch.path(), "\"khai sinh\" quận một"), ElementsAre("a"));
}

TEST(Phrase, QuoteWithoutPartnerIsRefusedAndPlainTextNever) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("a", "khai sinh"), page("b", "sinh khai")});
  Query query;
  for (const char* text : {"\"sinh khai", "sinh\"khai", "\"\" sinh"}) {
    query.text = text;
    query.syntax = Syntax::kOperators;
    expect_error(Errc::kBadQuery, [&] { (void)ask(scratch.path(), query); });
    query.syntax = Syntax::kPlain;
    EXPECT_FALSE(ids(ask(scratch.path(), query)).empty()) << text;
  }
}

Document filed(const std::string& id, std::vector<Filter> filters,
               std::optional<std::int32_t> issued = {}) {
  Document document = page(id, "giấy phép");
  document.filters = std::move(filters);
  document.issued_days = issued;
  return document;
}

TEST(Filters, ValuesOfOneFieldAreAlternativesAndFieldsRestrictTogether) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {filed("a", {{Field::kType, "GP"}, {Field::kYear, "2020"}}),
                        filed("b", {{Field::kType, "GCN"}, {Field::kYear, "2020"}}),
                        filed("c", {{Field::kType, "GP"}, {Field::kYear, "2021"}}),
                        filed("d", {{Field::kOwner, "GP"}})});
  Query query;
  query.text = "giay phep";
  query.filters = {{Field::kType, "GP"}};
  EXPECT_THAT(ids(ask(scratch.path(), query)), ElementsAre("a", "c"));
  query.filters = {{Field::kType, "GP"}, {Field::kType, "GCN"}};
  EXPECT_THAT(ids(ask(scratch.path(), query)), ElementsAre("a", "b", "c"));
  query.filters = {{Field::kType, "GP"}, {Field::kType, "GCN"}, {Field::kYear, "2020"}};
  EXPECT_THAT(ids(ask(scratch.path(), query)), ElementsAre("a", "b"));
  query.filters = {{Field::kType, "gp"}};
  EXPECT_THAT(ids(ask(scratch.path(), query)), IsEmpty());
}

TEST(Filters, RestrictANumberToo) {
  const ScratchDirectory scratch;
  Document document = filed("a", {{Field::kOwner, "1"}});
  document.number = "12/QĐ-UBND";
  fill(scratch.path(), {document});
  Query query;
  query.text = "12/QĐ-UBND";
  query.filters = {{Field::kOwner, "2"}};
  EXPECT_THAT(ids(ask(scratch.path(), query)), IsEmpty());
}

TEST(Filters, AloneListTheLatestFirstThenById) {
  const ScratchDirectory scratch;
  const std::vector<Filter> owner = {{Field::kOwner, "1"}};
  fill(scratch.path(), {filed("undated", owner), filed("old", owner, -10000),
                        filed("z", owner, 19000), filed("y", owner, 19000),
                        filed("new", owner, 19001), filed("other", {{Field::kOwner, "2"}}, 1)});
  Query query;
  query.text = " \t\n";
  query.filters = owner;
  const Result result = ask(scratch.path(), query);
  EXPECT_THAT(ids(result), ElementsAre("new", "y", "z", "old", "undated"));
  EXPECT_EQ(result.total, 5U);
  EXPECT_TRUE(result.total_is_exact);
}

TEST(Results, TiesAreInTheOrderOfIds) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("c", "một hai"), page("a", "một hai"), page("b", "một hai")});
  EXPECT_THAT(find(scratch.path(), "một"), ElementsAre("a", "b", "c"));
}

TEST(Results, PagesOfResultsJoin) {
  const ScratchDirectory scratch;
  std::vector<Document> documents;
  for (int i = 10; i < 40; ++i) documents.push_back(page("d" + std::to_string(i), "một"));
  fill(scratch.path(), documents);
  Query query;
  query.text = "một";
  query.limit = 10;
  std::vector<std::string> all;
  for (query.offset = 0; query.offset < 40; query.offset += 10) {
    const Result result = ask(scratch.path(), query);
    EXPECT_EQ(result.total, 30U);
    for (const std::string& id : ids(result)) all.push_back(id);
  }
  EXPECT_EQ(all.size(), 30U);
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
}

TEST(Limits, OfAQueryAreRefusedBeyond) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("a", "một")});
  const auto refused = [&](const Query& query) {
    expect_error(Errc::kBadQuery, [&] { (void)ask(scratch.path(), query); });
  };
  Query query;
  query.text = std::string(kQueryBytesMax + 1, 'a');
  refused(query);
  query = {};
  query.limit = 0;
  refused(query);
  query.limit = kLimitMax + 1;
  refused(query);
  query = {};
  query.offset = kOffsetMax + 1;
  refused(query);
  query = {};
  query.filters = {{Field::kOwner, ""}};
  refused(query);
  query.filters = {{Field::kOwner, std::string(201, 'x')}};
  refused(query);
  query = {};
  query.text = "?!";
  refused(query);
  for (int i = 0; i < 900; ++i) query.text += "a ";  // Too many words.
  refused(query);
}

TEST(Limits, AtTheirEndsAreServed) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("a", "một")});
  Query query;
  query.text = "một" + std::string(kQueryBytesMax - 5, ' ');
  query.limit = kLimitMax;
  query.offset = kOffsetMax;
  EXPECT_THAT(ids(ask(scratch.path(), query)), IsEmpty());
  query.text.clear();
  for (int i = 0; i < 400; ++i) query.text += std::to_string(i) + " ";
  EXPECT_THAT(ids(ask(scratch.path(), query)), IsEmpty());
}

TEST(Limits, AnyBytesAreAQuery) {
  const ScratchDirectory scratch;
  fill(scratch.path(), {page("a", "cư trú")});
  EXPECT_THAT(find(scratch.path(), "tr\xC3\xBA \xFF\xC3"), ElementsAre("a"));
  std::string all_bytes;
  for (int i = 0; i < 256; ++i) all_bytes += static_cast<char>(i);
  Query query;
  query.text = all_bytes;
  expect_error(Errc::kBadQuery, [&] { (void)ask(scratch.path(), query); });  // One quote.
  query.syntax = Syntax::kPlain;
  (void)ask(scratch.path(), query);
  (void)find(scratch.path(), "\"a" + all_bytes);
}

}  // namespace
}  // namespace kho::index
