// Owners, their aliases, merges and authorisations over the routes.
#include <gmock/gmock.h>

#include "tests/api/fixtures.h"

namespace kho::api {
namespace {

constexpr const char* kHoa = "cccd:015085001234";
constexpr const char* kDocument = R"("evidence":{"document":"Giấy xác nhận số 12/CA"})";

class OwnersApiTest : public ApiTest {
 protected:
  // The component of a new paper.
  Json paper(const std::string& owner, const std::string& more = {}) {
    const Response created =
        post_component(R"({"owner":")" + owner +
                           R"(","type":"GCN_DKDN","validity":{"indefinite":true})" + more + "}",
                       "giấy " + std::to_string(++papers_));
    EXPECT_EQ(created.status, 201) << created.body;
    return json(created).at("component");
  }
  std::string owner(const std::string& key) { return paper(key).at("owner_id"); }
  Json look_up(const std::string& key) {
    const Response found = call("POST", "/v1/owners/lookup", R"({"owner":")" + key + R"("})");
    EXPECT_EQ(found.status, 200) << found.body;
    return json(found);
  }
  Response post(const std::string& id, const std::string& what, const std::string& body) {
    return call("POST", "/v1/owners/" + id + "/" + what, body);
  }
  Response erase(const std::string& id, const std::string& what, const std::string& body) {
    return call("DELETE", "/v1/owners/" + id + "/" + what, body);
  }

 private:
  int papers_ = 0;
};

TEST_F(OwnersApiTest, AliasIsAddedFoundAndTakenAway) {
  const std::string id = owner(kHoa);
  const std::string order = std::string(R"({"key":"cmnd:060 123 456","by":"sct.lan",)") +
                            R"("since":"2021-07-01",)" + kDocument + "}";
  const Response added = post(id, "aliases", order);
  ASSERT_EQ(added.status, 201) << added.body;
  const Json alias = json(added).at("aliases").at(0);
  EXPECT_EQ(alias.at("key"), "cmnd:******456");
  EXPECT_EQ(alias.at("since"), "2021-07-01");
  EXPECT_EQ(alias.at("by"), "sct.lan");
  EXPECT_EQ(alias.at("evidence"), Json({{"document", "Giấy xác nhận số 12/CA"}}));
  const Json found = look_up("cmnd:060123456");
  EXPECT_EQ(found.at("found"), "one");
  EXPECT_EQ(found.at("owners").at(0).at("id"), id);
  EXPECT_EQ(found.at("owners").at(0).at("key"), "cccd:*********234");
  EXPECT_EQ(problem(post(id, "aliases", order)), "409 alias_exists");
  const std::string removal = R"({"key":"cmnd:060123456","by":"sct.lan"})";
  const Response removed = erase(id, "aliases", removal);
  EXPECT_EQ(removed.status, 200);
  EXPECT_EQ(json(removed).at("aliases"), Json::array());
  EXPECT_EQ(problem(erase(id, "aliases", removal)), "404 alias_not_found");
  EXPECT_EQ(look_up("cmnd:060123456").at("found"), "none");
}

TEST_F(OwnersApiTest, MergeIsDoneAndUndone) {
  const std::string from = owner("passport:KOR:M11111112");
  const std::string into = owner("passport:KOR:M22222223");
  const std::string order =
      R"({"from":")" + from + R"(","reason":"đổi hộ chiếu","by":"sct.lan",)" + kDocument + "}";
  const Response merged = post(into, "merges", order);
  ASSERT_EQ(merged.status, 201) << merged.body;
  EXPECT_EQ(json(merged).at("id"), into);
  EXPECT_EQ(json(merged).at("members"), Json({from}));
  const Json found = look_up("passport:KOR:M11111112");
  ASSERT_EQ(found.at("owners").size(), 2u);
  EXPECT_EQ(found.at("owners").at(0).at("id"), into);
  EXPECT_EQ(found.at("owners").at(1).at("merged").at("into"), into);
  EXPECT_EQ(found.at("owners").at(1).at("merged").at("reason"), "đổi hộ chiếu");
  EXPECT_EQ(problem(post(into, "merges", order)), "409 merge_refused");
  const std::string undoing = R"({"reason":"nhầm người","by":"sct.lan"})";
  EXPECT_EQ(erase(from, "merges", undoing).status, 200);
  EXPECT_EQ(problem(erase(from, "merges", undoing)), "409 not_merged");
  EXPECT_EQ(look_up("passport:KOR:M11111112").at("owners").size(), 1u);
}

TEST_F(OwnersApiTest, AuthorizationIsGivenShownAndRevoked) {
  const Json evidence = paper("mst:0100109106");
  const std::string principal = evidence.at("owner_id");
  const std::string agent = owner(kHoa);
  const Json order = {{"agent", agent},       {"evidence", evidence.at("id")},
                      {"types", {"HD_THUE"}}, {"procedures", {"2.000620"}},
                      {"to", "2026-12-31"},   {"by", "sct.lan"}};
  const Response made = post(principal, "authorizations", dump(order));
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(json(made).at("from"), "2026-11-23");
  EXPECT_EQ(json(made).at("to"), "2026-12-31");
  EXPECT_EQ(json(made).at("revoked"), nullptr);
  const std::string id = json(made).at("id");
  EXPECT_EQ(look_up("mst:0100109106").at("authorizations").at("given").at(0).at("id"), id);
  EXPECT_EQ(look_up(kHoa).at("authorizations").at("received").at(0).at("id"), id);
  const std::string undoing = R"({"reason":"chấm dứt","by":"sct.lan"})";
  const Response revoked = call("DELETE", "/v1/authorizations/" + id, undoing);
  ASSERT_EQ(revoked.status, 200) << revoked.body;
  EXPECT_EQ(json(revoked).at("revoked").at("reason"), "chấm dứt");
  EXPECT_EQ(problem(call("DELETE", "/v1/authorizations/" + id, undoing)),
            "409 authorisation_revoked");
}

TEST_F(OwnersApiTest, LookUpComparesWhatIsDeclaredAndShowsTheParent) {
  const Json answer =
      json(call("POST", "/v1/owners/lookup",
                R"({"owner":"cccd:015085001234","sex":"female","birth_year":1986})"));
  EXPECT_EQ(answer.at("found"), "none");
  EXPECT_EQ(answer.at("warnings").at(0).at("code"), "cccd_sex_differs");
  EXPECT_EQ(answer.at("warnings").at(1).at("code"), "cccd_birth_year_differs");
  owner("mst:0314409058-002");
  EXPECT_EQ(look_up("mst:0314409058-002").at("parent"),
            Json({{"key", "mst:*******058"}, {"found", "none"}, {"id", nullptr}}));
  const Response created =
      post_component(R"({"owner":"cccd:015085001234","type":"GCN_DKDN","owner_sex":"female",)"
                     R"("owner_birth_year":1985,"validity":{"indefinite":true}})",
                     "x");
  EXPECT_EQ(json(created).at("warnings").at(0).at("code"), "cccd_sex_differs");
}

TEST_F(OwnersApiTest, BadRequestsAreProblemsWithACode) {
  const std::string id = owner(kHoa);
  const std::string nobody = "01a2092a-d270-74e4-90dd-dfb649c690ec";
  const auto lookup = [&](const std::string& body) {
    return problem(call("POST", "/v1/owners/lookup", body));
  };
  EXPECT_EQ(lookup("{}"), "400 query_invalid");
  EXPECT_EQ(lookup(R"({"owner":"cccd:015085001234","age":3})"), "400 query_invalid");
  EXPECT_EQ(lookup(R"({"owner":"cccd:015085001234","sex":"x"})"), "400 query_invalid");
  EXPECT_EQ(lookup(R"({"owner":"cccd:1"})"), "422 owner_key_invalid");
  EXPECT_EQ(problem(post(nobody, "aliases",
                         std::string(R"({"key":"cmnd:060123456","by":"a",)") + kDocument + "}")),
            "404 not_found");
  EXPECT_EQ(problem(post(id, "aliases", R"({"key":"cmnd:060123456","by":"a"})")),
            "422 metadata_invalid");
  EXPECT_EQ(problem(post(id, "aliases", R"({"key":"cmnd:060123456","by":"a","evidence":{}})")),
            "422 evidence_invalid");
  EXPECT_EQ(problem(post(id, "merges", R"({"from":"x"})")), "422 metadata_invalid");
  EXPECT_EQ(problem(post(id, "authorizations", "[]")), "422 metadata_invalid");
  EXPECT_EQ(problem(erase(id, "merges", "{}")), "422 metadata_invalid");
  EXPECT_EQ(problem(call("DELETE", "/v1/authorizations/" + nobody, R"({"reason":"a","by":"b"})")),
            "404 not_found");
  EXPECT_EQ(problem(call("GET", "/v1/owners/lookup")), "405 method_not_allowed");
}

TEST_F(OwnersApiTest, NumbersOfAnOwnerAreInNoAnswer) {
  const std::string id = owner(kHoa);
  const std::string body =
      std::string(R"({"key":"cmnd:060123456","by":"sct.lan",)") + kDocument + "}";
  for (const Response& response :
       {post(id, "aliases", body), post(id, "aliases", body),
        call("POST", "/v1/owners/lookup", R"({"owner":"cmnd:060123456"})"),
        erase(id, "aliases", R"({"key":"cmnd:060123456","by":"số 060 123 456"})"),
        call("POST", "/v1/owners/lookup", R"({"owner":"cccd:015085001234"})")}) {
    EXPECT_EQ(response.body.find("015085001234"), std::string::npos);
    EXPECT_EQ(response.body.find("060123456"), std::string::npos);
  }
}

}  // namespace
}  // namespace kho::api
