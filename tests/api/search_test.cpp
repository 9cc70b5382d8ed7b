// Searches, completions and the index over HTTP.
#include <gmock/gmock.h>

#include "tests/api/fixtures.h"

namespace kho::api {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class SearchTest : public ApiTest {
 protected:
  SearchTest() {
    contract_ = deposited({{"type", "HD_THUE"},
                           {"subject", "Thuê nhà xưởng Thác Bà"},
                           {"number", "12/HĐ-TB"},
                           {"issue_date", "2020-05-17"}},
                          "Hợp đồng thuê nhà xưởng. Người thuê: CCCD 015085001234.");
    licence_ = deposited({{"type", "GCN_DKDN"}, {"number", "0100109106"}}, "Đăng ký doanh nghiệp");
    warehouse_->catch_up();
  }

  Json search(const Json& question) {
    const Response response = post("/v1/search", question);
    EXPECT_EQ(response.status, 200) << response.body;
    return json(response);
  }
  static std::vector<std::string> ids(const Json& answer) {
    std::vector<std::string> found;
    for (const Json& hit : answer.at("hits")) found.push_back(hit.at("component").at("id"));
    return found;
  }

  std::string contract_;
  std::string licence_;
};

TEST_F(SearchTest, AnswersWithFragmentsFacetsAndTotals) {
  const Json answer = search({{"q", "nha xuong"}, {"facets", {"type", "year"}}, {"fragments", 2}});
  EXPECT_EQ(ids(answer), std::vector{contract_});
  const Json& fragment = answer.at("hits")[0].at("fragments")[0];
  EXPECT_EQ(fragment.at("field"), "text");
  EXPECT_EQ(fragment.at("page"), 1);
  EXPECT_THAT(fragment.at("parts"), Contains(Json{{"text", "nhà xưởng"}, {"hit", true}}));
  EXPECT_EQ(answer.at("total").at("value"), 1);
  EXPECT_EQ(answer.at("total").at("exact"), true);
  const Json& types = answer.at("facets").at("type");
  EXPECT_EQ(types.at("exact"), true);
  EXPECT_EQ(types.at("values")[0].at("value"), "HD_THUE");
  EXPECT_EQ(types.at("values")[0].at("name"), "Hợp đồng thuê địa điểm");
  EXPECT_EQ(types.at("values")[0].at("count"), 1);
  EXPECT_EQ(answer.at("facets").at("year").at("values")[0].at("value"), "2020");
  EXPECT_EQ(answer.at("next"), nullptr);
  EXPECT_EQ(answer.at("better_spelling"), nullptr);
  EXPECT_EQ(answer.at("widened"), false);
  EXPECT_EQ(answer.at("shards_missing"), 0);
}

TEST_F(SearchTest, PersonalNumbersAreFoundAndMasked) {
  const Response response = post("/v1/search", {{"q", "015085001234"}});
  EXPECT_EQ(ids(json(response)), std::vector{contract_});
  EXPECT_THAT(response.body, Not(HasSubstr("015085001234")));
  EXPECT_THAT(response.body, HasSubstr("*********234"));
}

TEST_F(SearchTest, RestrictsByEveryField) {
  for (const Json& question :
       {Json{{"type", "HD_THUE"}}, Json{{"year", {"2020", "1999"}}},
        Json{{"issued_from", "2020-05-17"}, {"issued_to", "2020-05-17"}}, Json{{"q", "date:2020"}},
        Json{{"q", "type:HD_THUE OR year:1999"}}, Json{{"q", "number:12/HD-TB"}},
        Json{{"q", "-type:GCN_DKDN"}}, Json{{"q", "xươ*"}}}) {
    EXPECT_EQ(ids(search(question)), std::vector{contract_}) << question;
  }
}

TEST_F(SearchTest, OrdersAndPages) {
  Json question = {{"sort", "oldest"}, {"limit", 1}};
  const Json first = search(question);
  EXPECT_EQ(ids(first), std::vector{contract_});
  question["cursor"] = first.at("next");
  const Json second = search(question);
  EXPECT_EQ(ids(second), std::vector{licence_});
  EXPECT_EQ(second.at("total").at("value"), 2);
  EXPECT_EQ(second.at("next"), nullptr);
}

TEST_F(SearchTest, BadQuestionsAreRefusedWithTheReason) {
  for (const Json& question :
       {Json{{"q", "\"nhà"}}, Json{{"q", "typ:X"}}, Json{{"q", "nhà OR"}}, Json{{"q", "date:x"}},
        Json{{"sort", "best"}}, Json{{"facets", {"owner"}}}, Json{{"fragments", 6}},
        Json{{"syntax", "sql"}}, Json{{"cursor", "x"}}, Json{{"limit", 0}}, Json{{"color", "red"}},
        Json{{"as_owner", "mst:0100109106"}, {"as_dossier", "H63.12-261123-0001"}},
        Json{{"issued_from", "2021-01-01"}, {"issued_to", "2020-01-01"}}}) {
    EXPECT_EQ(problem(post("/v1/search", question)), "400 query_invalid") << question;
  }
  EXPECT_THAT(post("/v1/search", {{"q", "nhà \"xưởng"}}).body, HasSubstr("character 5"));
  EXPECT_EQ(problem(post("/v1/search", {{"as_owner", "mst:1"}})), "422 owner_key_invalid");
  EXPECT_EQ(problem(post("/v1/search", {{"as_dossier", "H63.12-261123-0009"}})),
            "404 dossier_not_found");
  EXPECT_EQ(post("/v1/search", {{"q", "\"nhà"}, {"syntax", "plain"}}).status, 200);
}

TEST_F(SearchTest, SeesThroughOtherEyes) {
  EXPECT_EQ(ids(search({{"as_owner", "mst:0101248141"}})).size(), 0U);
  EXPECT_EQ(ids(search({{"as_owner", "mst:0100109106"}})).size(), 2U);
  opened("H63.12-261123-0001");
  EXPECT_EQ(ids(search({{"as_dossier", "H63.12-261123-0001"}, {"q", "nhà"}})),
            std::vector{contract_});
}

TEST_F(SearchTest, NoPersonalNumberInAUrl) {
  const auto get = [&](const std::string& query) { return call("GET", "/v1/search?" + query); };
  EXPECT_EQ(ids(json(get("q=xưởng&type=HD_THUE&type=GP_BAN_LE&facets=type&limit=1"))),
            std::vector{contract_});
  for (const char* query : {"owner=mst:0100109106", "as_owner=mst:0100109106", "q=015085001234",
                            "q=owner:cccd:015085001234", "q=015 085 001 234", "q=060123456"}) {
    const Response response = get(query);
    EXPECT_EQ(problem(response), "400 owner_in_url") << query;
    EXPECT_THAT(response.body, Not(HasSubstr("0850"))) << query;
  }
  EXPECT_EQ(problem(call("GET", "/v1/search/completions?q=015085001234")), "400 owner_in_url");
}

TEST_F(SearchTest, ErrorsRepeatNoPersonalNumber) {
  for (const char* text : {"\"015085001234", "typ:015085001234", "type:015085001234",
                           "date:015085001234", "status:015085001234", "issuer:015085001234",
                           "kind:015085001234", "number:\"?\" 015085001234 OR"}) {
    const Response response = post("/v1/search", {{"q", text}});
    EXPECT_EQ(response.status, 400) << text;
    EXPECT_THAT(response.body, Not(HasSubstr("015085001234"))) << text;
  }
}

TEST_F(SearchTest, Completes) {
  const Json posted = json(post("/v1/search/completions", {{"q", "hợp đ"}}));
  EXPECT_THAT(posted.at("completions")[0].at("text").get<std::string>(),
              testing::StartsWith("hợp đồng thuê "));
  EXPECT_EQ(posted.at("completions")[0].at("count"), 1);
  const Json got = json(call("GET", "/v1/search/completions?q=hop d&limit=1"));
  EXPECT_EQ(got.at("completions").size(), 1U);
  EXPECT_EQ(problem(post("/v1/search/completions", {{"q", "x"}, {"limit", 51}})),
            "400 query_invalid");
  EXPECT_EQ(problem(post("/v1/search/completions", {{"q", "x"}, {"sort", "newest"}})),
            "400 query_invalid");
}

TEST_F(SearchTest, IndexIsShownSealedAndBuiltAnew) {
  const Json shown = json(call("GET", "/v1/admin/index"));
  ASSERT_EQ(shown.at("shards").size(), 1U);
  EXPECT_EQ(shown.at("shards")[0].at("state"), "live");
  EXPECT_EQ(shown.at("shards")[0].at("documents"), 2);
  EXPECT_EQ(shown.at("position"), shown.at("log_position"));
  const Json sealed = json(post("/v1/admin/index/seal", {{"label", "2026"}}));
  ASSERT_EQ(sealed.at("shards").size(), 2U);
  EXPECT_EQ(sealed.at("shards")[0].at("label"), "2026");
  EXPECT_EQ(problem(post("/v1/admin/index/seal", {{"label", "a b"}})), "422 shard_invalid");
  EXPECT_EQ(problem(post("/v1/admin/index/seal", Json::object())), "422 shard_invalid");
  EXPECT_EQ(problem(post("/v1/admin/index/shards/000009/move", {{"address", "a:1"}})),
            "422 shard_invalid");

  const Json job = json(post("/v1/admin/jobs", {{"kind", "reindex"}}));
  const Json ended =
      json(call("GET", "/v1/admin/jobs/" + job.at("id").get<std::string>() + "?wait=30"));
  EXPECT_EQ(ended.at("state"), "done") << ended;
  EXPECT_EQ(ended.at("report").at("components"), 2);
  EXPECT_EQ(ids(search({{"q", "xưởng"}})), std::vector{contract_});
  EXPECT_EQ(problem(post("/v1/admin/jobs", {{"kind", "reindex"}, {"ripen", true}})),
            "422 job_invalid");
}

}  // namespace
}  // namespace kho::api
