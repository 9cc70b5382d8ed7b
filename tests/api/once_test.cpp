// Changes repeated under their Idempotency-Key, and changes under If-Match.
#include "api/once.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <thread>

#include "tests/api/fixtures.h"
#include "warehouse/record_codec.h"

namespace kho::api {
namespace {

using testing::IsEmpty;

class OnceTest : public ApiTest {
 protected:
  // Deposits kGood with `content` under `key`; each time the body is wrapped differently.
  Response deposit_once(const std::string& key, const std::string& content,
                        const std::string& officer = "lan") {
    const std::string boundary = "B" + std::to_string(++wrapped_);
    std::string body = multipart(kGood, content);
    for (std::size_t at = 0; (at = body.find("--B", at)) != std::string::npos;) {
      body.replace(at, 3, "--" + boundary);
      at += 2 + boundary.size();
    }
    return call("POST", "/v1/components", body,
                {{"content-type", "multipart/form-data; boundary=" + boundary},
                 {"kho-officer", officer},
                 {"idempotency-key", key}});
  }
  Response decide(const std::string& path, const Json& body,
                  std::map<std::string, std::string> headers) {
    headers.emplace("kho-officer", "lan");
    return call("POST", path, body.dump(), std::move(headers));
  }
  // How many changes the log has; views come into it when it suits the journal.
  std::ptrdiff_t changes_made() const {
    const std::vector<warehouse::LogPage::Entry> entries = warehouse_->log_page(0, 1000).entries;
    return std::ranges::count_if(entries, [](const warehouse::LogPage::Entry& entry) {
      return warehouse::decode_event(entry.payload).type != warehouse::Event::Type::kAccessed;
    });
  }

  int wrapped_ = 0;
};

TEST_F(OnceTest, RepeatedDepositIsAnsweredAgainAndNotMadeAgain) {
  const Response first = deposit_once("\"k-1\"", "a paper");
  EXPECT_EQ(first.status, 201);
  const std::ptrdiff_t after = changes_made();
  const Response again = deposit_once("k-1", "a paper");  // In quotes or bare is one key.
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(header(again, "Location"), header(first, "Location"));
  EXPECT_EQ(header(again, "Idempotent-Replayed"), "true");
  EXPECT_EQ(header(first, "Idempotent-Replayed"), "");
  EXPECT_EQ(changes_made(), after);
}

TEST_F(OnceTest, AnswersOutliveTheProcess) {
  const Response first = deposit_once("k", "a paper");
  open();
  Api reopened(*warehouse_, [](const std::string&) {});
  Request request;
  request.method = "POST";
  request.path = "/v1/components";
  request.headers = {{"host", "127.0.0.1"},
                     {"content-type", "multipart/form-data; boundary=B"},
                     {"kho-officer", "lan"},
                     {"idempotency-key", "k"}};
  request.body = multipart(kGood, "a paper");
  EXPECT_EQ(reopened.handle(request).body, first.body);
}

TEST_F(OnceTest, AnotherRequestUnderTheSameKeyIsRefused) {
  (void)deposit_once("k", "a paper");
  EXPECT_EQ(problem(deposit_once("k", "another paper")), "422 idempotency_key_reused");
  EXPECT_EQ(problem(deposit_once("k", "a paper", "minh")), "422 idempotency_key_reused");
  EXPECT_EQ(
      problem(decide(
          "/v1/dossiers",
          {{"code", "H63.12-261123-0001"}, {"owner", "mst:0100109106"}, {"procedure", "2.000620"}},
          {{"idempotency-key", "k"}})),
      "422 idempotency_key_reused");
}

TEST_F(OnceTest, WhatWasRefusedIsTriedAnew) {
  const std::string id = deposited({{"review_state", "captured"}}, "a paper");
  const std::map<std::string, std::string> key = {{"idempotency-key", "k"}};
  const Json order = {{"reason", "xem"}};
  EXPECT_EQ(decide("/v1/components/" + id + "/approve", order, {}).status, 200);
  EXPECT_EQ(problem(decide("/v1/components/" + id + "/approve", order, key)),
            "409 review_impossible");
  // The key is free still.
  EXPECT_EQ(decide("/v1/components/" + id + "/revoke", {{"reason", "sai"}}, key).status, 200);
}

TEST_F(OnceTest, KeysLastADay) {
  const Response first = deposit_once("k", "a paper");
  clock_.ms += std::chrono::milliseconds(warehouse::kAnswersKept).count();
  EXPECT_EQ(header(deposit_once("k", "a paper"), "Idempotent-Replayed"), "true");
  clock_.ms += 1;
  const Response later = deposit_once("k", "another paper");
  EXPECT_EQ(later.status, 201);
  EXPECT_EQ(header(later, "Idempotent-Replayed"), "");
  EXPECT_EQ(deposit_once("k", "another paper").body, later.body);
}

TEST_F(OnceTest, KeysThatAreNoneAreRefused) {
  for (const std::string key : {"\"\"", "a b", "k\x01", "a,b", "\"a", "ư"}) {
    EXPECT_EQ(problem(deposit_once(key, "a paper")), "400 idempotency_key_invalid") << key;
  }
  EXPECT_EQ(problem(deposit_once(std::string(256, 'k'), "a paper")), "400 idempotency_key_invalid");
  EXPECT_EQ(deposit_once(std::string(255, 'k'), "a paper").status, 201);
}

TEST_F(OnceTest, SecretsAreNotKept) {
  EXPECT_EQ(
      problem(decide("/v1/admin/tokens", {{"name", "x"}, {"role", "intake"}, {"agency", "H63.12"}},
                     {{"idempotency-key", "k"}})),
      "400 idempotency_key_invalid");
}

TEST_F(OnceTest, ClaimedKeyIsInProgress) {
  const std::string name = warehouse::KeptAnswers::name_of("", "k");
  {
    const auto claim = warehouse_->answers().claim(name);
    EXPECT_EQ(problem(deposit_once("k", "a paper")), "409 request_in_progress");
  }
  EXPECT_EQ(deposit_once("k", "a paper").status, 201);
}

TEST_F(OnceTest, RacingRequestsMakeOneChange) {
  std::vector<Response> answers(8);
  const std::string body = multipart(kGood, "a paper");
  {
    std::vector<std::jthread> desks;
    for (Response& answer : answers) {
      desks.emplace_back([&] {
        answer =
            call("POST", "/v1/components", body,
                 {{"content-type", "multipart/form-data; boundary=B"}, {"idempotency-key", "k"}});
      });
    }
  }
  int made = 0;
  for (const Response& answer : answers) {
    if (answer.status == 409) {
      EXPECT_EQ(problem(answer), "409 request_in_progress");
    } else {
      EXPECT_EQ(answer.status, 201);
      made += header(answer, "Idempotent-Replayed").empty() ? 1 : 0;
    }
  }
  EXPECT_EQ(made, 1);
}

TEST_F(OnceTest, EveryKindOfChangeIsMadeOnce) {
  const std::string id = deposited({{"review_state", "captured"}}, "a paper");
  const std::string later = deposited({{"number", "2"}}, "a later paper");
  const std::string dossier = opened("H63.12-261123-0001");
  const std::string component = "/v1/components/" + id;
  const std::string owner =
      "/v1/owners/" +
      json(post("/v1/owners", {{"owner", "cccd:015085001234"}})).at("id").get<std::string>();
  struct Change {
    std::string method;
    std::string path;
    Json body;
  };
  const std::vector<Change> changes = {
      {"POST", component + "/under-review", {{"reason", "xem"}}},
      {"POST", component + "/approve", {{"reason", "tốt"}}},
      {"POST",
       component + "/holds",
       {{"name", "thanh-tra"}, {"reason", "x"}, {"until", "2027-01-01"}}},
      {"DELETE", component + "/holds/thanh-tra", {}},
      {"POST", component + "/retention", {{"keep_until", "2026-11-30"}}},
      {"POST", component + "/supersede", {{"later", later}}},
      {"POST",
       owner + "/aliases",
       {{"key", "cmnd:060123456"},
        {"evidence", {{"document", "QĐ 12/2026"}}},
        {"since", "2026-01-01"},
        {"by", "lan"}}},
      {"DELETE", owner + "/aliases", {{"key", "cmnd:060123456"}, {"by", "lan"}}},
      {"POST", "/v1/dossiers/" + dossier + "/state", {{"state", "in_process"}}},
      {"POST",
       "/v1/dossiers/" + dossier + "/references",
       {{"requirement", "2"}, {"database", "CSDL"}, {"reference", "R-1"}}},
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto& [method, path, body] = changes[i];
    SCOPED_TRACE(method + " " + path);
    const std::map<std::string, std::string> headers = {
        {"kho-officer", "lan"}, {"idempotency-key", "change-" + std::to_string(i)}};
    const std::string text = body.is_null() ? "" : body.dump();
    const Response first = call(method, path, text, headers);
    EXPECT_LT(first.status, 300) << first.body;
    const std::ptrdiff_t after = changes_made();
    const Response again = call(method, path, text, headers);
    EXPECT_EQ(again.status, first.status);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(header(again, "Idempotent-Replayed"), "true");
    EXPECT_EQ(changes_made(), after);
  }
}

TEST_F(OnceTest, RecordsHaveTagsThatChangeWithThem) {
  const std::string id = deposited({{"review_state", "captured"}}, "a paper");
  const std::string path = "/v1/components/" + id;
  const std::string tag = header(call("GET", path), "ETag");
  EXPECT_EQ(tag.size(), 66U);
  const Response held = call("GET", path, "", {{"if-none-match", tag}});
  EXPECT_EQ(held.status, 304);
  EXPECT_THAT(held.body, IsEmpty());
  const Response approved = decide(path + "/approve", {{"reason", "x"}}, {{"if-match", tag}});
  EXPECT_EQ(approved.status, 200);
  const Response now = call("GET", path);
  EXPECT_EQ(header(approved, "ETag"), header(now, "ETag"));
  EXPECT_EQ(header(approved, "Content-Location"), path);
  EXPECT_NE(header(now, "ETag"), tag);
  EXPECT_EQ(call("GET", path, "", {{"if-none-match", tag}}).status, 200);
}

TEST_F(OnceTest, ChangesUnderAnotherTagAreRefused) {
  const std::string id = deposited({}, "a paper");
  const std::string path = "/v1/components/" + id;
  const std::string old = header(call("GET", path), "ETag");
  EXPECT_EQ(decide(path + "/holds", {{"name", "a"}, {"reason", "x"}, {"until", "2027-01-01"}},
                   {{"if-match", old}})
                .status,
            201);
  const std::ptrdiff_t before = changes_made();
  const auto refused = [&](const std::string& method, const std::string& rest, const Json& body,
                           const std::string& tag) {
    return problem(call(method, path + rest, body.is_null() ? "" : body.dump(),
                        {{"kho-officer", "lan"}, {"if-match", tag}}));
  };
  const std::string failed = "412 precondition_failed";
  EXPECT_EQ(refused("POST", "/revoke", {{"reason", "sai"}}, old), failed);
  EXPECT_EQ(refused("DELETE", "/holds/a", {}, old), failed);
  EXPECT_EQ(refused("POST", "/retention", {{"keep_until", "2030-01-01"}}, old), failed);
  EXPECT_EQ(refused("DELETE", "", {{"reason", "x"}, {"approved_by", "minh"}}, old), failed);
  // A weak tag names no strong one (RFC 9110, 13.1.1).
  const std::string now = header(call("GET", path), "ETag");
  EXPECT_EQ(refused("DELETE", "/holds/a", {}, "W/" + now), failed);
  EXPECT_EQ(changes_made(), before);
  EXPECT_EQ(call("DELETE", path + "/holds/a", "", {{"if-match", old + ", " + now}}).status, 200);
  EXPECT_EQ(decide(path + "/revoke", {{"reason", "sai"}}, {{"if-match", "*"}}).status, 200);
}

TEST_F(OnceTest, DossiersTakeIfMatchAndOwnersHaveNoTag) {
  const std::string path = "/v1/dossiers/" + opened("H63.12-261123-0001");
  const std::string tag = header(call("GET", path), "ETag");
  EXPECT_EQ(
      call("GET", "/v1/dossiers?code=H63.12-261123-0001", "", {{"if-none-match", tag}}).status,
      304);
  EXPECT_EQ(decide(path + "/state", {{"state", "in_process"}}, {{"if-match", tag}}).status, 200);
  EXPECT_EQ(problem(decide(path + "/state", {{"state", "finished"}}, {{"if-match", tag}})),
            "412 precondition_failed");
  EXPECT_EQ(problem(decide("/v1/owners", {{"owner", "mst:0100109106"}}, {{"if-match", tag}})),
            "412 precondition_failed");
}

}  // namespace
}  // namespace kho::api
