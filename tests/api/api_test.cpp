// The routes over a real warehouse, without sockets.
#include "api/api.h"

#include <gmock/gmock.h>

#include "tests/api/fixtures.h"

namespace kho::api {
namespace {

using testing::HasSubstr;

TEST_F(ApiTest, DepositedComponentIsThereWithItsContent) {
  const Response created = post_component(kGood, "the bytes");
  ASSERT_EQ(created.status, 201) << created.body;
  const Json component = json(created).at("component");
  EXPECT_EQ(header(created, "Location"), "/v1/components/" + component.at("id").get<std::string>());
  EXPECT_EQ(json(created).at("new_bytes"), true);
  EXPECT_EQ(json(created).at("warnings"), Json::array());

  const Response got = call("GET", header(created, "Location"));
  ASSERT_EQ(got.status, 200);
  EXPECT_EQ(json(got).at("number"), "0100109106");
  EXPECT_EQ(json(got).at("issue_date"), "2021-03-16");
  EXPECT_EQ(json(got).at("validity"), Json({{"indefinite", true}}));
  EXPECT_EQ(json(got).at("owner"), "mst:*******106");
  EXPECT_EQ(json(got).at("text").at("state"), "pending");

  const Response content = call("GET", component.at("content"));
  ASSERT_EQ(content.status, 200);
  EXPECT_EQ(content.body, "the bytes");
  EXPECT_EQ(header(content, "ETag"),
            "\"" + store::Sha256::of(store::as_bytes("the bytes")).hex() + "\"");
  // What could hold a script is not shown in a browser's window; a PDF is.
  EXPECT_EQ(header(content, "Content-Disposition"), "attachment; filename*=UTF-8''a.pdf");
  EXPECT_EQ(header(content, "Content-Security-Policy"), "sandbox; default-src 'none'");
  const Response pdf = post_component(kGood, "%PDF-1.7 bytes");
  EXPECT_EQ(header(call("GET", json(pdf).at("component").at("content")), "Content-Disposition"),
            "inline; filename*=UTF-8''a.pdf");
}

TEST_F(ApiTest, ContentThatTheClientHasIsNotSentAgain) {
  const Response created = post_component(kGood, "the bytes");
  const std::string path = json(created).at("component").at("content");
  const std::string tag = header(call("GET", path), "ETag");
  for (const std::string& header_value : {tag, "\"other\", W/" + tag, std::string("*")}) {
    const Response again = call("GET", path, "", {{"if-none-match", header_value}});
    EXPECT_EQ(again.status, 304) << header_value;
    EXPECT_TRUE(again.body.empty());
  }
  EXPECT_EQ(call("GET", path, "", {{"if-none-match", "\"other\""}}).status, 200);
}

TEST_F(ApiTest, PersonalNumberOfTheOwnerIsInNoAnswer) {
  const Response created =
      post_component(R"({"owner":"cccd:015085001234","type":"GCN_DKDN"})", "the bytes");
  ASSERT_EQ(created.status, 201);
  const std::string path = header(created, "Location");
  const Response reuse =
      call("POST", "/v1/reuse-queries", R"({"owner":"cccd:015085001234","procedure":"2.000620"})");
  EXPECT_EQ(reuse.status, 200);
  const Response refused =
      call("POST", "/v1/reuse-queries", R"({"owner":"cccd:01508500123","procedure":"2.000620"})");
  EXPECT_EQ(refused.status, 422);
  // Nor where it was typed into another field.
  const Response misplaced =
      call("POST", "/v1/reuse-queries",
           R"({"owner":"mst:0100109106","procedure":"2.000620.015085001234"})");
  EXPECT_EQ(misplaced.status, 422);
  for (const Response& response : {created, call("GET", path), reuse, refused, misplaced}) {
    EXPECT_EQ(response.body.find("01508500123"), std::string::npos);
  }
}

TEST_F(ApiTest, BadDepositsAreProblemsWithACode) {
  const auto deposit = [&](const std::string& metadata, const std::string& content) {
    return problem(post_component(metadata, content));
  };
  EXPECT_EQ(deposit(kGood, ""), "422 file_empty");
  EXPECT_EQ(deposit(kGood, std::string((1 << 20) + 1, 'x')), "413 file_too_large");
  EXPECT_EQ(deposit(R"({"owner":"mst:0100233480","type":"GCN_DKDN"})", "x"),
            "422 owner_key_invalid");
  EXPECT_EQ(deposit(R"({"owner":"cccd:000000000000","type":"GCN_DKDN"})", "x"),
            "422 owner_key_placeholder");
  EXPECT_EQ(deposit(R"({"owner":"mst:0100109106","type":"NONE"})", "x"), "422 type_unknown");
  EXPECT_EQ(deposit("not json", "x"), "400 json_invalid");
  EXPECT_EQ(deposit("[]", "x"), "422 metadata_invalid");
  EXPECT_EQ(deposit(R"({"type":"GCN_DKDN"})", "x"), "422 metadata_invalid");
  EXPECT_EQ(deposit(R"({"owner":"mst:0100109106","type":"GCN_DKDN","validty":{}})", "x"),
            "422 metadata_invalid");
  EXPECT_EQ(
      deposit(R"({"owner":"mst:0100109106","type":"GCN_DKDN","issue_date":"16/3/2021"})", "x"),
      "422 metadata_invalid");
  EXPECT_EQ(deposit(R"({"owner":"mst:0100109106","type":"GCN_DKDN","origin":"fax"})", "x"),
            "422 metadata_invalid");
  EXPECT_EQ(deposit(R"({"owner":"mst:0100109106","type":"GCN_DKDN",)"
                    R"("validity":{"to":"2027-01-01","indefinite":true}})",
                    "x"),
            "422 metadata_invalid");
  EXPECT_EQ(deposit(R"({"owner":7,"type":"GCN_DKDN"})", "x"), "422 metadata_invalid");
  EXPECT_EQ(deposit("{\"owner\":\"" + std::string(kMetadataBytesMax, 'x') + "\"}", "x"),
            "413 body_too_large");
  EXPECT_EQ(problem(call("POST", "/v1/components", "{}", {{"content-type", "application/json"}})),
            "415 multipart_expected");
  EXPECT_EQ(problem(call("POST", "/v1/components", "--B\r\nbroken",
                         {{"content-type", "multipart/form-data; boundary=B"}})),
            "400 multipart_broken");
  EXPECT_EQ(
      problem(call("POST", "/v1/components",
                   "--B\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\nx\r\n--B--",
                   {{"content-type", "multipart/form-data; boundary=B"}})),
      "400 multipart_part_missing");
  EXPECT_EQ(reported_, "");
}

TEST_F(ApiTest, ReuseQueryAnswersEveryRequirement) {
  post_component(kGood, "registration");
  const Response response =
      call("POST", "/v1/reuse-queries",
           R"({"owner":"mst:010 010 9106","procedure":"2.000620","on":"2026-11-23"})");
  ASSERT_EQ(response.status, 200) << response.body;
  const Json answer = json(response);
  EXPECT_EQ(answer.at("summary").at("reusable"), 1);
  EXPECT_EQ(answer.at("summary").at("missing"), 1);
  EXPECT_EQ(answer.at("summary").at("not_reusable_type"), 1);
  EXPECT_EQ(answer.at("to_scan"), Json({"1", "3"}));
  const Json& candidate = answer.at("requirements")
                              .at(1)
                              .at("alternatives")
                              .at(0)
                              .at("types")
                              .at(0)
                              .at("candidates")
                              .at(0);
  EXPECT_EQ(candidate.at("outcome"), "reusable");
  EXPECT_EQ(call("GET", candidate.at("content")).body, "registration");
}

TEST_F(ApiTest, ExpiredPaperIsMissingWithItsReason) {
  post_component(R"({"owner":"mst:0100109106","type":"GCN_DKDN","validity":{"to":"2026-11-22"}})",
                 "registration");
  const Json answer = json(
      call("POST", "/v1/reuse-queries", R"({"owner":"mst:0100109106","procedure":"2.000620"})"));
  EXPECT_EQ(answer.at("requirements").at(1).at("outcome"), "missing");
  EXPECT_EQ(answer.at("requirements").at(1).at("reasons"), Json({"expired"}));
}

TEST_F(ApiTest, BadQuestionsAreProblemsWithACode) {
  const auto ask = [&](const std::string& body) {
    return problem(call("POST", "/v1/reuse-queries", body));
  };
  EXPECT_EQ(ask(""), "400 json_invalid");
  EXPECT_EQ(ask("{}"), "400 query_invalid");
  EXPECT_EQ(ask(R"({"owner":"mst:0100109106","procedure":"9.999999"})"), "422 procedure_unknown");
  EXPECT_EQ(ask(R"({"owner":"mst:0100109106","procedure":"2.000620","on":"yesterday"})"),
            "400 query_invalid");
  EXPECT_EQ(ask(std::string(kJsonBytesMax + 1, ' ')), "413 body_too_large");
  EXPECT_EQ(problem(call("GET", "/v1/search?owner=cccd:015085001234")), "400 owner_in_url");
  EXPECT_EQ(problem(call("GET", "/v1/search?limit=many")), "400 query_invalid");
  EXPECT_EQ(problem(call("GET", "/v1/search?colour=red")), "400 query_invalid");
  EXPECT_EQ(problem(call("POST", "/v1/search", R"({"q":5})")), "400 query_invalid");
}

TEST_F(ApiTest, SearchAnswersOverGetAndPost) {
  const Json created = json(post_component(kGood, "Hợp đồng thuê nhà xưởng"));
  warehouse_->catch_up();
  for (const Response& response :
       {call("GET", "/v1/search?q=nha xuong"),
        call("POST", "/v1/search",
             R"({"q":"nhà xưởng","owner":"mst:0100109106","type":["GCN_DKDN"]})")}) {
    ASSERT_EQ(response.status, 200) << response.body;
    const Json answer = json(response);
    ASSERT_EQ(answer.at("hits").size(), 1u);
    EXPECT_EQ(answer.at("hits").at(0).at("component").at("id"), created.at("component").at("id"));
    EXPECT_EQ(answer.at("position"), answer.at("log_position"));
  }
}

TEST_F(ApiTest, CatalogueErrorsNameTheLine) {
  const Response refused = call("POST", "/v1/catalogue",
                                "{\"record\":\"component_type\",\"code\":\"A1\",\"name\":\"Giấy\"}"
                                "\n\n{\"record\":\"paper\"}\n");
  EXPECT_EQ(problem(refused), "422 catalogue_invalid");
  EXPECT_THAT(refused.body, HasSubstr("line 3"));
  const Response accepted =
      call("POST", "/v1/catalogue", R"([{"record":"component_type","code":"A1","name":"Giấy"}])");
  EXPECT_EQ(json(accepted).at("added"), 1);
  EXPECT_EQ(json(call("POST", "/v1/catalogue", " \n")).at("added"), 0);
}

TEST_F(ApiTest, UnknownPathsMethodsAndIdsAreAnswered) {
  EXPECT_EQ(problem(call("GET", "/nothing")), "404 not_found");
  EXPECT_EQ(problem(call("GET", "/v1/components/not-an-id")), "404 not_found");
  EXPECT_EQ(problem(call("GET", "/v1/components/01a2092a-d270-74e4-90dd-dfb649c690ec")),
            "404 not_found");
  EXPECT_EQ(problem(call("GET", "/v1/components/01a2092a-d270-74e4-90dd-dfb649c690ec/content")),
            "404 not_found");
  const Response wrong = call("DELETE", "/v1/search");
  EXPECT_EQ(problem(wrong), "405 method_not_allowed");
  EXPECT_EQ(header(wrong, "Allow"), "GET, HEAD, POST");
  EXPECT_EQ(call("HEAD", "/livez").status, 200);
}

TEST_F(ApiTest, StateOfTheServerIsTold) {
  EXPECT_EQ(call("GET", "/livez").status, 200);
  deposited(nullptr, "giấy");
  const Json ready = json(call("GET", "/readyz"));
  EXPECT_EQ(ready.at("status"), "ready");
  EXPECT_EQ(ready.at("failures"), Json::array());
  const Json& checks = ready.at("checks");
  EXPECT_EQ(checks.size(), 8u);
  EXPECT_GT(checks.at("disk").at("free_bytes"), 0);
  EXPECT_EQ(checks.at("store").at("status"), "ok");
  // Nobody follows the log in this test.
  EXPECT_EQ(checks.at("index").at("behind"), ready.at("log_position"));
  EXPECT_EQ(json(call("GET", "/version")).at("name"), "kho");
}

TEST_F(ApiTest, WebPagesAndOtherHostNamesAreKeptOut) {
  EXPECT_EQ(problem(call("GET", "/livez", "", {{"origin", "https://example.org"}})),
            "403 access_refused");
  EXPECT_EQ(problem(call("GET", "/livez", "", {{"host", "kho.example.org"}})),
            "403 access_refused");
  EXPECT_EQ(call("GET", "/livez", "", {{"host", "localhost:8420"}}).status, 200);
  EXPECT_EQ(call("GET", "/livez", "", {{"host", "[::1]:8420"}}).status, 200);
}

TEST_F(ApiTest, FileNameThatIsNotUtf8DoesNotBreakTheAnswer) {
  const Response created = call("POST", "/v1/components", multipart(kGood, "x", "gi\xffy.pdf"),
                                {{"content-type", "multipart/form-data; boundary=B"}});
  ASSERT_EQ(created.status, 201);
  EXPECT_EQ(json(created).at("component").at("versions").at(0).at("file_name"), "gi\uFFFDy.pdf");
  EXPECT_EQ(call("GET", json(created).at("component").at("content")).status, 200);
}

}  // namespace
}  // namespace kho::api
