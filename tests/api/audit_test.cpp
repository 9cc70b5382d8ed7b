// What proves to others that the change log is what it was.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "api/json_audit.h"
#include "tests/api/fixtures.h"
#include "warehouse/base64.h"

namespace kho::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class AuditApiTest : public ApiTest {
 protected:
  AuditApiTest() {
    for (const char* content : {"một", "hai", "ba"}) {
      EXPECT_EQ(post_component(kGood, content).status, 201);
    }
  }
  std::vector<warehouse::PublicKey> keys() {
    return *warehouse::PublicKey::all_from_pem(
        json(call("GET", "/v1/audit/key")).at("pem").get<std::string>());
  }
  std::string checkpoint() { return call("POST", "/v1/audit/checkpoint").body; }
  std::uint64_t last() { return warehouse_->status().log_position; }
  Json audit(const std::string& checkpoint = {}) {
    Json order = {{"kind", "audit"}};
    if (!checkpoint.empty()) order["checkpoint"] = checkpoint;
    const Response started = call("POST", "/v1/admin/jobs", order.dump());
    EXPECT_EQ(started.status, 202) << started.body;
    const Json job = json(call("GET", header(started, "Location") + "?wait=30"));
    EXPECT_EQ(job.at("kind"), "audit");
    EXPECT_EQ(job.at("state"), "done");
    return job.at("report");
  }
};

TEST_F(AuditApiTest, KeyIsAJwkSetAndPem) {
  const Json set = json(call("GET", "/v1/audit/key"));
  ASSERT_EQ(set.at("keys").size(), 1u);
  const Json& key = set.at("keys").at(0);
  EXPECT_EQ(key.at("kty"), "OKP");
  EXPECT_EQ(key.at("crv"), "Ed25519");
  EXPECT_EQ(key.at("kid"), set.at("signing"));
  EXPECT_EQ(warehouse::from_base64url(key.at("x").get<std::string>()), keys().front().raw());
  EXPECT_FALSE(key.contains("d"));
}

TEST_F(AuditApiTest, RotationSignsWithANewKeyAndKeepsTheOld) {
  const std::string before = checkpoint();
  const std::string old = json(call("GET", "/v1/audit/key")).at("signing");
  const Response rotated = call("POST", "/v1/audit/key");
  EXPECT_EQ(rotated.status, 201);
  const Json set = json(rotated);
  EXPECT_NE(set.at("signing"), old);
  EXPECT_EQ(set.at("keys").at(0).at("kid"), set.at("signing"));
  EXPECT_EQ(set.at("keys").at(1).at("kid"), old);
  EXPECT_EQ(json(call("GET", "/v1/audit/key")), set);
  EXPECT_EQ(audit(before).at("good"), true);
}

TEST_F(AuditApiTest, CheckpointIsASignedNote) {
  EXPECT_EQ(problem(call("GET", "/v1/audit/checkpoint")), "404 not_found");
  const Response made = call("POST", "/v1/audit/checkpoint");
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(header(made, "Content-Type"), "text/plain; charset=utf-8");
  const auto claimed = warehouse::verified_checkpoint(made.body, keys());
  ASSERT_TRUE(claimed);
  EXPECT_EQ(claimed->size, last());
  EXPECT_EQ(call("GET", "/v1/audit/checkpoint").body, made.body);
  EXPECT_EQ(call("GET", "/v1/audit/checkpoint?size=" + std::to_string(last())).body, made.body);
  EXPECT_EQ(problem(call("GET", "/v1/audit/checkpoint?size=1")), "404 not_found");
  EXPECT_EQ(problem(call("GET", "/v1/audit/checkpoint?size=x")), "400 query_invalid");
  // What it covers already is not signed again.
  EXPECT_EQ(checkpoint(), made.body);
}

TEST_F(AuditApiTest, EveryEntryIsProvedAndTheProofReadBack) {
  for (std::uint64_t position = 1; position <= last(); ++position) {
    const Response answer = call("GET", "/v1/audit/entries/" + std::to_string(position) + "/proof");
    ASSERT_EQ(answer.status, 200) << answer.body;
    const auto proof = log_proof_from(answer.body);
    ASSERT_TRUE(proof);
    EXPECT_EQ(proof->position, position);
    EXPECT_EQ(warehouse::verify(*proof, keys()), warehouse::ProofVerdict::kGood);
    EXPECT_EQ(to_json(*proof), json(answer));
  }
  const std::string beyond = std::to_string(last() + 1);
  EXPECT_EQ(problem(call("GET", "/v1/audit/entries/" + beyond + "/proof")), "404 not_found");
  for (const char* bad : {"0", "x", "-1", "99999999999999999999", "1x", ""}) {
    EXPECT_EQ(problem(call("GET", "/v1/audit/entries/" + std::string(bad) + "/proof")),
              "404 not_found");
  }
}

TEST_F(AuditApiTest, WhatIsNoProofIsNotReadAsOne) {
  const Json good = json(call("GET", "/v1/audit/entries/2/proof"));
  ASSERT_TRUE(log_proof_from(good.dump()));
  for (const char* field : {"position", "leaf_index", "checkpoint", "inclusion_path"}) {
    Json wrong = good;
    wrong.erase(field);
    EXPECT_EQ(log_proof_from(wrong.dump()), std::nullopt) << field;
    wrong[field] = true;
    EXPECT_EQ(log_proof_from(wrong.dump()), std::nullopt) << field;
  }
  Json wrong = good;
  wrong["leaf_index"] = 2;
  EXPECT_EQ(log_proof_from(wrong.dump()), std::nullopt);
  wrong = good;
  wrong["payload"] = "?";
  EXPECT_EQ(log_proof_from(wrong.dump()), std::nullopt);
  wrong = good;
  wrong["more"] = 1;
  EXPECT_EQ(log_proof_from(wrong.dump()), std::nullopt);
  wrong = good;
  wrong["inclusion_path"][0] = "ab";
  EXPECT_EQ(log_proof_from(wrong.dump()), std::nullopt);
  for (const char* text : {"", "[]", "7", "{}", "{"}) {
    EXPECT_EQ(log_proof_from(text), std::nullopt) << text;
  }
}

TEST_F(AuditApiTest, EntriesAreExportedByOpaqueIdsAPageAtATime) {
  const Json all = json(call("GET", "/v1/audit/entries"));
  ASSERT_EQ(all.at("entries").size(), last());
  EXPECT_EQ(all.at("last"), last());
  store::Sha256 hash;
  for (const Json& entry : all.at("entries")) {
    const auto payload = warehouse::from_base64(entry.at("payload").get<std::string>());
    ASSERT_TRUE(payload);
    hash = store::ChangeLog::chain_hash(hash, entry.at("position").get<std::uint64_t>(), *payload);
    EXPECT_EQ(entry.at("hash"), hash.hex());
  }
  const Json& deposit = all.at("entries").at(2);
  EXPECT_EQ(deposit.at("type"), "vn.kho.component.deposited");
  EXPECT_EQ(deposit.at("time"), "2026-11-23T01:00:00.000Z");
  EXPECT_EQ(deposit.at("sha256"), store::Sha256::of(store::as_bytes("một")).hex());
  EXPECT_TRUE(warehouse::Uuid::parse(deposit.at("component").get<std::string>()));
  EXPECT_THAT(all.dump(), testing::Not(HasSubstr("0100109106")));

  const Json page = json(call("GET", "/v1/audit/entries?limit=2"));
  EXPECT_EQ(page.at("entries").size(), 2u);
  const Json rest = json(call("GET", "/v1/audit/entries?after=3"));
  EXPECT_EQ(rest.at("entries").at(0).at("position"), 4);
  for (const char* beyond : {"99", "18446744073709551615"}) {
    const std::string path = std::string("/v1/audit/entries?after=") + beyond;
    EXPECT_TRUE(json(call("GET", path)).at("entries").empty()) << beyond;
    const std::string events = std::string("/v1/events?after=") + beyond;
    EXPECT_TRUE(json(call("GET", events)).at("events").empty()) << beyond;
  }
  for (const char* bad : {"limit=0", "limit=1001", "limit=x", "after=-1", "before=3"}) {
    EXPECT_EQ(problem(call("GET", "/v1/audit/entries?" + std::string(bad))), "400 query_invalid");
  }
}

TEST_F(AuditApiTest, ConsistencyWithAKeptCheckpointIsProved) {
  const std::string kept = checkpoint();
  const std::uint64_t from = last();
  post_component(kGood, "bốn");
  checkpoint();
  const Json answer = json(call("GET", "/v1/audit/consistency?from=" + std::to_string(from)));
  warehouse::ConsistencyProof proof{answer.at("from"), answer.at("checkpoint"), {}};
  for (const Json& hash : answer.at("consistency_path")) {
    proof.path.push_back(*store::Sha256::from_hex(hash.get<std::string>()));
  }
  EXPECT_EQ(warehouse::verify(proof, kept, keys()), warehouse::ProofVerdict::kGood);
  EXPECT_EQ(problem(call("GET", "/v1/audit/consistency")), "400 query_invalid");
  EXPECT_EQ(problem(call("GET", "/v1/audit/consistency?from=99")), "404 not_found");
}

TEST_F(AuditApiTest, AuditIsAJob) {
  const std::string kept = checkpoint();
  const Json report = audit(kept);
  EXPECT_EQ(report.at("good"), true);
  EXPECT_EQ(report.at("entries"), last());
  EXPECT_EQ(report.at("checkpoints"), 1);
  EXPECT_EQ(report.at("outside_checkpoint"), "good");
  std::string wrong = kept;
  wrong[40] = wrong[40] == '1' ? '2' : '1';
  EXPECT_EQ(audit(wrong).at("outside_checkpoint"), "signature_invalid");
  EXPECT_EQ(audit(wrong).at("good"), false);
  EXPECT_EQ(problem(call("POST", "/v1/admin/jobs", R"({"kind":"audit","read_data":true})")),
            "422 job_invalid");
  EXPECT_EQ(problem(call("POST", "/v1/admin/jobs", R"({"kind":"audit","checkpoint":1})")),
            "422 job_invalid");
}

TEST_F(AuditApiTest, UnusableKeyStopsSigningAndNothingElse) {
  ASSERT_EQ(::chmod((path_ / "keys" / "signing-key.pem").c_str(), 0644), 0);
  open();
  const Api api(*warehouse_, [](const std::string&) {});
  const auto ask = [&](const std::string& method, const std::string& path) {
    Request request;
    request.method = method;
    request.path = path;
    request.headers["host"] = "localhost";
    return api.handle(request);
  };
  EXPECT_EQ(problem(ask("POST", "/v1/audit/checkpoint")), "503 signing_key_unusable");
  EXPECT_EQ(problem(ask("GET", "/v1/audit/key")), "503 signing_key_unusable");
  const Response ready = ask("GET", "/readyz");
  EXPECT_EQ(ready.status, 503);
  EXPECT_THAT(ready.body, HasSubstr("signing key: "));
  EXPECT_EQ(Json::parse(ready.body).at("status"), "impaired");
  const Json checks = Json::parse(ready.body).at("checks");
  EXPECT_EQ(checks.at("signing_key").at("status"), "fail");
  EXPECT_EQ(checks.at("store").at("status"), "ok");
  EXPECT_EQ(ask("GET", "/v1/audit/entries").status, 200);
  EXPECT_TRUE(deposit("bốn").new_bytes);
}

}  // namespace
}  // namespace kho::api
