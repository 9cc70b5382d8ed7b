// Applications over the interface.
#include <gtest/gtest.h>

#include "tests/api/fixtures.h"

namespace kho::api {
namespace {

class DossiersApiTest : public ApiTest {
 protected:
  const std::string kCode = "H63.12-261123-0001";
  const Json kOpening = {
      {"code", kCode},           {"owner", "mst:0100109106"},   {"owner_name", "Công ty A"},
      {"procedure", "2.000620"}, {"received_on", "2026-11-23"}, {"due", "2026-12-07"},
      {"channel", "online"}};

  Json show(const std::string& id) { return json(call("GET", "/v1/dossiers/" + id)); }
};

TEST_F(DossiersApiTest, OpeningTwiceIsOneDossier) {
  const Response first = post("/v1/dossiers", kOpening);
  ASSERT_EQ(first.status, 201) << first.body;
  const Json dossier = json(first).at("dossier");
  EXPECT_EQ(header(first, "Location"), "/v1/dossiers/" + dossier.at("id").get<std::string>());
  EXPECT_EQ(dossier.at("state"), "received");
  EXPECT_EQ(dossier.at("owner"), "mst:*******106");
  EXPECT_EQ(dossier.at("channel"), "online");
  EXPECT_EQ(dossier.at("procedure").at("code"), "2.000620.000.00.00.H63");
  EXPECT_EQ(dossier.at("due"), "2026-12-07");
  EXPECT_EQ(dossier.at("steps").at(0).at("by"), "lan");
  EXPECT_EQ(dossier.at("steps").at(0).at("duty"), "intake");
  EXPECT_EQ(first.body.find("0100109106"), std::string::npos);

  const Response again = post("/v1/dossiers", kOpening);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(json(again).at("changed"), false);
  EXPECT_EQ(json(again).at("dossier"), dossier);
  EXPECT_EQ(show(dossier.at("id")), dossier);
  EXPECT_EQ(json(call("GET", "/v1/dossiers?code=" + kCode)), dossier);

  Json other = kOpening;
  other["owner"] = "mst:0101248141";
  EXPECT_EQ(problem(post("/v1/dossiers", other)), "409 dossier_exists");
}

TEST_F(DossiersApiTest, BodyNamesTheOfficerBeforeTheHeader) {
  Json opening = kOpening;
  opening["by"] = "minh";
  EXPECT_EQ(json(post("/v1/dossiers", opening)).at("dossier").at("steps").at(0).at("by"), "minh");
  EXPECT_EQ(problem(call("POST", "/v1/dossiers/" + opened("H63.12-261123-0002") + "/state",
                         R"({"state":"in_process"})")),
            "422 metadata_invalid");  // Nobody says who.
}

TEST_F(DossiersApiTest, MovingTwiceIsOneStepAndNotEveryStepIsPossible) {
  const std::string id = opened(kCode);
  const std::string path = "/v1/dossiers/" + id + "/state";
  const Response moved = post(path, {{"state", "in_process"}, {"note", "đủ giấy tờ"}});
  ASSERT_EQ(moved.status, 200) << moved.body;
  EXPECT_EQ(json(moved).at("changed"), true);
  EXPECT_EQ(json(moved).at("dossier").at("steps").at(1).at("duty"), "specialist");
  const Response again = post(path, {{"state", "in_process"}});
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(json(again).at("changed"), false);
  EXPECT_EQ(show(id).at("steps").size(), 2u);
  EXPECT_EQ(problem(post(path, {{"state", "newly_registered"}})), "409 state_impossible");
  EXPECT_EQ(problem(post(path, {{"state", "lost"}})), "422 dossier_invalid");
  EXPECT_EQ(problem(post(path, Json::object())), "422 dossier_invalid");
  EXPECT_EQ(problem(post(path, {{"state", "finished"}, {"note", "CCCD 015085001234"}})),
            "422 metadata_invalid");
}

TEST_F(DossiersApiTest, DepositsGoWhereTheirKindBelongs) {
  const std::string id = opened(kCode);
  const Response paper =
      call("POST", "/v1/components",
           multipart(R"({"dossier_id":")" + id + R"(","requirement":"2",)" +
                         R"("type":"GCN_DKDN","number":"0100109106"})",
                     "registration"),
           {{"content-type", "multipart/form-data; boundary=B"}, {"kho-officer", "lan"}});
  ASSERT_EQ(paper.status, 201) << paper.body;
  EXPECT_EQ(json(paper).at("component").at("dossier_id"), id);
  EXPECT_EQ(json(paper).at("component").at("digitised_by"), "lan");
  const std::string result =
      deposited({{"type", "GP_BAN_LE"}, {"dossier_id", id}, {"digitised_by", "hoa"}}, "licence");
  EXPECT_EQ(json(call("GET", "/v1/components/" + result)).at("hidden_from_owner"), true);

  const Json dossier = show(id);
  ASSERT_EQ(dossier.at("attachments").size(), 1u);
  const Json& attachment = dossier.at("attachments").at(0);
  EXPECT_EQ(attachment.at("source"), "digitised");
  EXPECT_EQ(attachment.at("requirement"), "2");
  EXPECT_EQ(attachment.at("type"), "GCN_DKDN");
  EXPECT_EQ(attachment.at("number"), "0100109106");
  EXPECT_EQ(attachment.at("by"), "lan");
  EXPECT_EQ(
      dossier.at("results"),
      Json::array({{{"component_id", result}, {"type", "GP_BAN_LE"}, {"number", "0100109106"}}}));
  for (const char* state : {"in_process", "finished", "returned"}) {
    EXPECT_EQ(post("/v1/dossiers/" + id + "/state", {{"state", state}}).status, 200);
  }
  EXPECT_EQ(json(call("GET", "/v1/components/" + result)).at("hidden_from_owner"), false);
  Json late = Json::parse(kGood);
  late.update({{"dossier_id", id}, {"digitised_by", "lan"}});
  EXPECT_EQ(problem(post_component(late.dump(), "too late")), "409 dossier_closed");
}

TEST_F(DossiersApiTest, ReferenceToASharedDatabaseCopiesNothing) {
  const std::string id = opened(kCode);
  const std::string path = "/v1/dossiers/" + id + "/references";
  const Json reference = {
      {"requirement", "2"}, {"database", "CSDL-DKDN"}, {"reference", "2021-7788"}};
  EXPECT_EQ(post(path, reference).status, 201);
  EXPECT_EQ(post(path, reference).status, 200);
  const Json attachments = show(id).at("attachments");
  ASSERT_EQ(attachments.size(), 1u);
  EXPECT_EQ(attachments.at(0).at("source"), "reference");
  EXPECT_EQ(attachments.at(0).at("reference"), "2021-7788");
  EXPECT_FALSE(attachments.at(0).contains("component_id"));
  EXPECT_EQ(problem(post(path, {{"requirement", "9"}, {"database", "a"}, {"reference", "b"}})),
            "422 dossier_invalid");
}

TEST_F(DossiersApiTest, BadOpeningsAndLookUpsAreProblemsWithACode) {
  const auto open = [&](const Json& change) {
    Json opening = kOpening;
    opening.update(change);
    return problem(post("/v1/dossiers", opening));
  };
  EXPECT_EQ(open({{"owner", "mst:0100233480"}}), "422 owner_key_invalid");
  EXPECT_EQ(open({{"procedure", "9.999999"}}), "422 procedure_unknown");
  EXPECT_EQ(open({{"due", "2026-11-22"}}), "422 dossier_invalid");
  EXPECT_EQ(open({{"state", "finished"}}), "422 dossier_invalid");
  EXPECT_EQ(open({{"code", ""}}), "422 dossier_invalid");
  EXPECT_EQ(open({{"colour", "red"}}), "422 dossier_invalid");
  const std::string unknown = "/v1/dossiers/01a2092a-d270-74e4-90dd-dfb649c690ec";
  EXPECT_EQ(problem(call("GET", unknown)), "404 dossier_not_found");
  EXPECT_EQ(problem(post(unknown + "/state", {{"state", "finished"}})), "404 dossier_not_found");
  EXPECT_EQ(problem(call("GET", "/v1/dossiers?code=H63.12-261123-0009")), "404 dossier_not_found");
  EXPECT_EQ(problem(call("GET", "/v1/dossiers")), "400 query_invalid");
  EXPECT_EQ(problem(call("GET", "/v1/dossiers?code=a&code=b")), "400 query_invalid");
}

}  // namespace
}  // namespace kho::api
