// Pages of lists by cursor, and answers with some fields only.
#include <gmock/gmock.h>

#include "api/cursor.h"
#include "tests/api/fixtures.h"

namespace kho::api {
namespace {

using testing::ElementsAre;

constexpr const char* kKey = "0123456789abcdef0123456789abcdef";

TEST(Cursor, GivesItsParametersBack) {
  const Parameters parameters = {{"after", "A:1"}, {"limit", ""}, {"q", "giấy\n3:x"}};
  const std::string cursor = sealed_cursor(kKey, "/v1/agencies", parameters);
  EXPECT_EQ(cursor.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                     "0123456789-_"),
            std::string::npos);
  EXPECT_EQ(open_cursor(kKey, "/v1/agencies", cursor), parameters);
  EXPECT_EQ(open_cursor(kKey, "/v1/agencies", sealed_cursor(kKey, "/v1/agencies", {})),
            Parameters());
}

TEST(Cursor, IsGoodForItsListAndWarehouseAlone) {
  const std::string cursor = sealed_cursor(kKey, "/v1/agencies", {{"after", "A"}});
  EXPECT_FALSE(open_cursor(kKey, "/v1/procedures", cursor));
  EXPECT_FALSE(open_cursor("another key", "/v1/agencies", cursor));
}

TEST(Cursor, AlteredOnesAreNone) {
  const std::string cursor = sealed_cursor(kKey, "/v1/agencies", {{"after", "A"}, {"limit", "5"}});
  for (std::size_t i = 0; i < cursor.size(); ++i) {
    std::string other = cursor;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(open_cursor(kKey, "/v1/agencies", other)) << i;
    EXPECT_FALSE(open_cursor(kKey, "/v1/agencies", cursor.substr(0, i))) << i;
  }
  EXPECT_FALSE(open_cursor(kKey, "/v1/agencies", std::string(5000, 'A')));
}

class PagingTest : public ApiTest {
 protected:
  // Follows the links from `path` to the end; the values of `field` in the lists called `name`.
  std::vector<std::string> walk(std::string path, const char* name, const char* field) {
    std::vector<std::string> found;
    for (int pages = 0; !path.empty() && pages < 100; ++pages) {
      const Response response = call("GET", path);
      EXPECT_EQ(response.status, 200) << path << " " << response.body;
      const Json page = json(response);
      for (const Json& record : page.at(name)) found.push_back(record.at(field));
      const std::string link = header(response, "Link");
      path = link.substr(std::min<std::size_t>(1, link.size()), link.find('>') - 1);
      EXPECT_TRUE(link.empty() || link.starts_with("</v1/")) << link;
    }
    return found;
  }
};

TEST_F(PagingTest, LinksLeadThroughTheCatalogue) {
  EXPECT_THAT(walk("/v1/component-types?limit=1", "component_types", "code"),
              ElementsAre("DON", "GCN_DKDN", "GP_BAN_LE", "HD_THUE"));
  EXPECT_THAT(walk("/v1/component-types?limit=3&fields=code", "component_types", "code"),
              ElementsAre("DON", "GCN_DKDN", "GP_BAN_LE", "HD_THUE"));
}

TEST_F(PagingTest, LinksLeadThroughTokens) {
  std::vector<std::string> made;
  for (int i = 0; i < 5; ++i) {
    warehouse::TokenOrder order{"t" + std::to_string(i), warehouse::Role::kAdmin, "", 1, "lan"};
    made.push_back(warehouse_->tokens().make(order).token.id.text());
  }
  EXPECT_EQ(walk("/v1/admin/tokens?limit=2", "tokens", "id"), made);
  EXPECT_EQ(walk("/v1/admin/tokens?limit=5", "tokens", "id"), made);
  EXPECT_EQ(walk("/v1/admin/tokens", "tokens", "id"), made);
  const Json page = json(call("GET", "/v1/admin/tokens?limit=1&after=" + made[2]));
  EXPECT_EQ(page.at("tokens").at(0).at("id"), made[3]);
  EXPECT_EQ(page.at("next"), made[3]);
  EXPECT_EQ(problem(call("GET", "/v1/admin/tokens?limit=1001")), "400 query_invalid");
  EXPECT_EQ(problem(call("GET", "/v1/admin/tokens?after=x")), "400 query_invalid");
}

TEST_F(PagingTest, LinksLeadThroughEventsAndEntries) {
  (void)deposited({}, "one");
  (void)deposited({{"number", "2"}}, "two");
  const Response first = call("GET", "/v1/events?limit=1");
  const std::string link = header(first, "Link");
  const Json second = json(call("GET", link.substr(1, link.find('>') - 1)));
  EXPECT_EQ(second.at("events").size(), 1U);
  EXPECT_NE(second.at("events"), json(first).at("events"));
  const auto entries = json(call("GET", "/v1/audit/entries")).at("entries").size();
  std::size_t walked = 0;
  std::string path = "/v1/audit/entries?limit=2";
  while (!path.empty()) {
    const Response response = call("GET", path);
    walked += json(response).at("entries").size();
    const std::string next = header(response, "Link");
    path = next.empty() ? "" : next.substr(1, next.find('>') - 1);
  }
  EXPECT_EQ(walked, entries);
}

TEST_F(PagingTest, CursorsThatAreNoneAreRefused) {
  const std::string link = header(call("GET", "/v1/component-types?limit=1"), "Link");
  const std::string cursor = link.substr(link.find('=') + 1, link.find('>') - link.find('=') - 1);
  EXPECT_EQ(call("GET", "/v1/component-types?cursor=" + cursor).status, 200);
  EXPECT_EQ(problem(call("GET", "/v1/agencies?cursor=" + cursor)), "400 cursor_invalid");
  EXPECT_EQ(problem(call("GET", "/v1/component-types?cursor=x")), "400 cursor_invalid");
  EXPECT_EQ(problem(call("GET", "/v1/component-types?limit=2&cursor=" + cursor)),
            "400 query_invalid");
}

TEST_F(PagingTest, FieldsAreChosen) {
  const std::string path = "/v1/components/" + deposited({}, "a paper");
  const Response some = call("GET", path + "?fields=number,type");
  EXPECT_EQ(json(some), Json({{"number", "0100109106"}, {"type", "GCN_DKDN"}}));
  EXPECT_EQ(header(some, "ETag"), "");
  EXPECT_EQ(problem(call("GET", path + "?fields=number,nichts")), "400 query_invalid");
  EXPECT_EQ(problem(call("GET", path + "?fields=")), "400 query_invalid");
  EXPECT_EQ(problem(call("GET", path + "?fields=a,,b")), "400 query_invalid");
  EXPECT_EQ(problem(call("GET", path + "?fields=id&fields=type")), "400 query_invalid");
  EXPECT_EQ(problem(call("GET", "/v1/audit/entries?fields=position")), "400 query_invalid");
  const Json types = json(call("GET", "/v1/component-types?fields=code&limit=1"));
  EXPECT_EQ(types.at("component_types"), Json::parse(R"([{"code":"DON"}])"));
  EXPECT_EQ(types.at("next"), "DON");
}

}  // namespace
}  // namespace kho::api
