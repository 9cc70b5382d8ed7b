// From the question to the receipt, over the interface.
#include <gtest/gtest.h>

#include "api/json_receipt.h"
#include "store/sha256.h"
#include "tests/api/fixtures.h"
#include "warehouse/jws.h"

namespace kho::api {
namespace {

class ConfirmationTest : public ApiTest {
 protected:
  const std::string dossier_ = opened("H63.12-261123-0001");
  const std::string component_ = deposited({}, "registration");

  Response ask() { return post("/v1/reuse-queries", {{"dossier_id", dossier_}}); }
  Response confirm(const std::string& query, const Json& change = Json::object()) {
    Json body = {{"requirement", "2"}, {"component_id", component_}, {"accept", true}};
    body.update(change);
    return post("/v1/reuse-queries/" + query + "/confirmations", body);
  }
  std::string query() { return json(ask()).at("id"); }
};

// As RFC 4648 writes it, section 4.
std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out.push_back(i + k > bytes.size() ? '=' : kDigits[group >> (18 - 6 * k) & 63]);
    }
  }
  return out;
}

std::string digest_of(const std::string& text) {
  return "sha-256=:" + base64(store::Sha256::of(store::as_bytes(text)).raw()) + ":";
}

std::string sha256_hex(const std::string& text) {
  return store::Sha256::of(store::as_bytes(text)).hex();
}

TEST_F(ConfirmationTest, ReceiptProvesWhatWasAskedAnsweredAndDecided) {
  const Response answer = ask();
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(header(answer, "Kho-Answer-Digest"), digest_of(answer.body));
  EXPECT_EQ(json(answer).at("dossier_id"), dossier_);

  const Response confirmed = confirm(json(answer).at("id"));
  ASSERT_EQ(confirmed.status, 201) << confirmed.body;
  const Json receipt = json(confirmed);
  EXPECT_EQ(receipt.at("request_hash"), sha256_hex(Json({{"dossier_id", dossier_}}).dump()));
  EXPECT_EQ(receipt.at("answer_hash"), sha256_hex(answer.body));
  EXPECT_EQ(receipt.at("query_id"), json(answer).at("id"));
  EXPECT_EQ(receipt.at("component_id"), component_);
  EXPECT_EQ(receipt.at("version"), 1);
  EXPECT_EQ(receipt.at("sha256"), sha256_hex("registration"));
  EXPECT_EQ(receipt.at("dossier_code"), "H63.12-261123-0001");
  EXPECT_EQ(receipt.at("accepted"), true);
  EXPECT_EQ(receipt.at("outcome"), "reusable");
  EXPECT_EQ(receipt.at("by"), "lan");

  const std::string path = "/v1/receipts/" + receipt.at("id").get<std::string>();
  EXPECT_EQ(header(confirmed, "Location"), path);
  EXPECT_EQ(json(call("GET", path)), receipt);
  EXPECT_EQ(json(call("GET", "/v1/components/" + component_ + "/uses")).at("uses"),
            Json::array({receipt}));
  const Json attachment = json(call("GET", "/v1/dossiers/" + dossier_)).at("attachments").at(0);
  EXPECT_EQ(attachment.at("source"), "reused_component");
  EXPECT_EQ(attachment.at("receipt_id"), receipt.at("id"));
  // What a decision rests on stays.
  EXPECT_EQ(problem(call("DELETE", "/v1/components/" + component_,
                         R"({"reason":"a","approved_by":"b"})")),
            "409 component_in_use");
}

TEST_F(ConfirmationTest, ConfirmingTwiceIsOneReuse) {
  const std::string query_id = query();
  const Response first = confirm(query_id);
  const Response again = confirm(query_id);
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(first.body, again.body);
  EXPECT_EQ(json(call("GET", "/v1/dossiers/" + dossier_)).at("attachments").size(), 1u);
}

TEST_F(ConfirmationTest, PayloadIsSignedAsItStandsInTheReceipt) {
  const Json receipt = json(confirm(query()));
  const std::string payload = receipt.at("payload");
  const std::string jws = receipt.at("jws");
  EXPECT_EQ(warehouse::verified_payload(jws, warehouse_->keys().all(), "kho-receipt+json"),
            payload);
  std::string forged = jws;
  char& in_payload = forged[forged.find('.') + 20];
  in_payload = in_payload == 'A' ? 'B' : 'A';
  EXPECT_EQ(warehouse::verified_payload(forged, warehouse_->keys().all(), "kho-receipt+json"),
            std::nullopt);
  // Canonical: keys sorted, no blanks; and what it says is the receipt.
  EXPECT_EQ(Json::parse(payload).dump(), payload);
  const Json said = Json::parse(payload);
  for (const auto& [field, value] : said.items()) EXPECT_EQ(receipt.at(field), value) << field;
  EXPECT_EQ(said.size(), receipt.size() - 2);
  EXPECT_EQ(receipt_payload(warehouse_->reuse().receipt(
                warehouse::Uuid::parse(receipt.at("id").get<std::string>()).value())),
            payload);
}

TEST_F(ConfirmationTest, DeclinedPaperLeavesAReceiptAndNoUse) {
  const std::string query_id = query();
  EXPECT_EQ(problem(confirm(query_id, {{"accept", false}})), "422 metadata_invalid");
  const Response declined = confirm(query_id, {{"accept", false}, {"remark", "bản quét mờ"}});
  ASSERT_EQ(declined.status, 201) << declined.body;
  EXPECT_EQ(json(declined).at("accepted"), false);
  EXPECT_EQ(json(declined).at("remark"), "bản quét mờ");
  EXPECT_EQ(json(call("GET", "/v1/components/" + component_ + "/uses")).at("uses"), Json::array());
}

TEST_F(ConfirmationTest, WhatFellInBetweenIsNotReused) {
  const std::string query_id = query();
  ASSERT_EQ(post("/v1/components/" + component_ + "/revoke", {{"reason", "thu hồi"}}).status, 200);
  EXPECT_EQ(problem(confirm(query_id)), "409 not_reusable");
}

TEST_F(ConfirmationTest, WhatNeedsACheckNeedsARemark) {
  const std::string unknown = deposited(
      {{"type", "HD_THUE"}, {"number", nullptr}, {"validity", {{"unknown", true}}}}, "contract");
  const std::string query_id = query();
  const Json change = {{"requirement", "3"}, {"component_id", unknown}};
  EXPECT_EQ(problem(confirm(query_id, change)), "409 not_reusable");
  Json checked = change;
  checked["remark"] = "hợp đồng còn hiệu lực";
  const Json receipt = json(confirm(query_id, checked));
  EXPECT_EQ(receipt.at("outcome"), "needs_check");
  EXPECT_EQ(receipt.at("reasons"), Json({"validity_unknown"}));
}

TEST_F(ConfirmationTest, DossierIsToldWhenItsPaperFalls) {
  ASSERT_EQ(confirm(query()).status, 201);
  ASSERT_EQ(post("/v1/components/" + component_ + "/revoke", {{"reason", "thu hồi"}}).status, 200);
  const Json notices = json(call("GET", "/v1/dossiers/" + dossier_)).at("notices");
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(notices.at(0).at("what"), "revoked");
  EXPECT_EQ(notices.at(0).at("component_id"), component_);
  EXPECT_EQ(notices.at(0).at("type"), "GCN_DKDN");
  EXPECT_EQ(notices.at(0).at("number"), "0100109106");
}

TEST_F(ConfirmationTest, BadConfirmationsAreProblemsWithACode) {
  const std::string query_id = query();
  EXPECT_EQ(problem(confirm(query_id, {{"accept", nullptr}, {"component_id", nullptr}})),
            "422 metadata_invalid");
  EXPECT_EQ(problem(post("/v1/reuse-queries/" + query_id + "/confirmations",
                         {{"requirement", "2"}, {"component_id", component_}})),
            "422 metadata_invalid");
  EXPECT_EQ(problem(confirm(query_id, {{"requirement", "9"}})), "422 dossier_invalid");
  EXPECT_EQ(problem(confirm(query_id, {{"requirement", "3"}})), "409 not_reusable");
  EXPECT_EQ(problem(confirm("01a2092a-d270-74e4-90dd-dfb649c690ec")), "404 query_not_found");
  EXPECT_EQ(problem(call("GET", "/v1/receipts/01a2092a-d270-74e4-90dd-dfb649c690ec")),
            "404 receipt_not_found");
  EXPECT_EQ(problem(call("GET", "/v1/components/01a2092a-d270-74e4-90dd-dfb649c690ec/uses")),
            "404 not_found");
  const std::string without_dossier =
      json(post("/v1/reuse-queries", {{"owner", "mst:0100109106"}, {"procedure", "2.000620"}}))
          .at("id");
  EXPECT_EQ(problem(confirm(without_dossier)), "422 dossier_invalid");
}

TEST_F(ConfirmationTest, FieldsOfTheQuestionComeBeforeTheHeaders) {
  const Json question = {{"owner", "mst:0100109106"},
                         {"procedure", "2.000620"},
                         {"by", "minh"},
                         {"purpose", "thẩm định"}};
  EXPECT_EQ(
      call("POST", "/v1/reuse-queries", question.dump(),
           {{"kho-officer", "lan"}, {"kho-purpose", "tra"}, {"kho-dossier", "H63.12-261123-0001"}})
          .status,
      200);
  warehouse_->accesses().flush();
  const auto owner =
      warehouse_->component(warehouse::Uuid::parse(component_).value())->component.owner;
  warehouse_.reset();
  store::Store store(store::posix_file_system(), path_, warehouse::table_names());
  const auto found = warehouse::accesses_of(*store.snapshot(), owner, {}, 0, 10);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].access.action, warehouse::Access::Action::kReuseAsked);
  EXPECT_EQ(found[0].access.purpose.by, "minh");
  EXPECT_EQ(found[0].access.purpose.why, "thẩm định");
  EXPECT_EQ(found[0].access.purpose.dossier, "H63.12-261123-0001");
}

}  // namespace
}  // namespace kho::api
