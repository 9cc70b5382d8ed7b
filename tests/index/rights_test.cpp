// Nothing that an answer tells is told of documents that the asker may not see.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/index/scratch_index.h"

namespace kho::index {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class RightsTest : public testing::Test {
 protected:
  RightsTest() {
    fill(scratch_.path(), {paper("mine", "giấy phép bán lẻ", "GP", "me", "7/GP-SCT"),
                           paper("withheld", "giấy phép kín", "GP", "me", "8/GP-SCT", true),
                           paper("other", "giấy phép mật vụ", "GCN", "you", "9/GP-SCT"),
                           paper("third", "giấy khai sinh", "KS", "me", "10/KS")});
  }

  static Document paper(const std::string& id, const std::string& title, const std::string& type,
                        const std::string& owner, const std::string& number,
                        bool withheld = false) {
    Document document = page(id, title);
    document.title = title;
    document.completed_from = title;
    document.number = number;
    document.filters = {{Field::kType, type}, {Field::kOwner, owner}};
    if (withheld) document.filters.push_back({Field::kWithheld, "owner"});
    return document;
  }

  Result ask_as(const Rights& rights, const std::string& text) const {
    Query query;
    query.text = text;
    query.rights = rights;
    query.facets = {Field::kType};
    return ask(scratch_.path(), query);
  }

  std::vector<std::string> completed(const Rights& rights, const std::string& text) const {
    std::vector<std::string> texts;
    for (const Completion& each : Searcher(scratch_.path()).complete({text, rights, 10})) {
      texts.push_back(each.text + " " + std::to_string(each.count));
    }
    return texts;
  }

  const ScratchDirectory scratch_;
  const Rights as_me_{{{{{Field::kOwner, "me"}}, {{Field::kWithheld, "owner"}}}}};
};

TEST_F(RightsTest, RestrictHitsTotalsAndFacets) {
  const Result all = ask_as(Rights::everything(), "giấy phép");
  EXPECT_EQ(all.total, 3U);
  const Result mine = ask_as(as_me_, "giấy phép");
  EXPECT_THAT(ids(mine), ElementsAre("mine"));
  EXPECT_EQ(mine.total, 1U);
  EXPECT_TRUE(mine.total_is_exact);
  ASSERT_THAT(mine.facets, SizeIs(1));
  ASSERT_THAT(mine.facets[0].values, SizeIs(1));
  EXPECT_EQ(mine.facets[0].values[0].value, "GP");
  EXPECT_EQ(mine.facets[0].values[0].count, 1U);
}

TEST_F(RightsTest, HoldForEveryKindOfQuery) {
  for (const char* text :
       {"", "phép", "\"giấy phép\"", "phé*", "type:GCN OR type:GP", "-mật", "9/GP-SCT",
        "number:9/GP-SCT", "mật vụ", "giấy mật nào đó ở đây bảy chữ", "ginấy phép"}) {
    for (const std::string& id : ids(ask_as(as_me_, text))) {
      EXPECT_THAT(id, testing::AnyOf("mine", "third")) << text;
    }
  }
}

TEST_F(RightsTest, OfNobodyShowNothing) {
  const Rights nothing;
  const Result result = ask_as(nothing, "giấy");
  EXPECT_THAT(ids(result), IsEmpty());
  EXPECT_EQ(result.total, 0U);
  EXPECT_TRUE(result.total_is_exact);
  EXPECT_THAT(ids(ask_as(nothing, "")), IsEmpty());
  EXPECT_THAT(completed(nothing, "gi"), IsEmpty());
}

TEST_F(RightsTest, GrantsAddUp) {
  const Rights both{{{{{Field::kOwner, "you"}}, {}}, {{{Field::kType, "KS"}}, {}}}};
  EXPECT_THAT(ids(ask_as(both, "")), UnorderedElementsAre("other", "third"));
  const Rights narrow{{{{{Field::kOwner, "me"}, {Field::kType, "KS"}, {Field::kType, "GCN"}}, {}}}};
  EXPECT_THAT(ids(ask_as(narrow, "")), ElementsAre("third"));
}

TEST_F(RightsTest, FiltersOfTheQueryDoNotWidenThem) {
  Query query;
  query.rights = as_me_;
  query.filters = {{Field::kOwner, "you"}};
  EXPECT_THAT(ids(ask(scratch_.path(), query)), IsEmpty());
  query.filters = {{Field::kWithheld, "owner"}};
  EXPECT_THAT(ids(ask(scratch_.path(), query)), IsEmpty());
}

TEST_F(RightsTest, CompletionsComeFromWhatIsSeen) {
  EXPECT_THAT(completed(Rights::everything(), "giấy phép m"), ElementsAre("giấy phép mật vụ 1"));
  EXPECT_THAT(completed(as_me_, "giấy phép m"), IsEmpty());
  EXPECT_THAT(completed(as_me_, "giấy phép "), ElementsAre("giấy phép bán lẻ 1"));
  EXPECT_THAT(completed(as_me_, "9/"), IsEmpty());
  EXPECT_THAT(completed(as_me_, "7/"), ElementsAre("7/GP-SCT 1"));
  EXPECT_THAT(completed(Rights::everything(), "9/"), ElementsAre("9/GP-SCT 1"));
}

TEST_F(RightsTest, SuggestionsComeFromWhatIsSeen) {
  EXPECT_EQ(ask_as(Rights::everything(), "mậtt").better_spelling, "mật");
  EXPECT_EQ(ask_as(as_me_, "mậtt").better_spelling, "");
  EXPECT_EQ(ask_as(as_me_, "sinhh").better_spelling, "sinh");
}

}  // namespace
}  // namespace kho::index
