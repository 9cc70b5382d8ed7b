// Who looked at an owner's papers, as auditors see it and as the owner does.
#include <gmock/gmock.h>

#include "tests/api/fixtures.h"

namespace kho::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using warehouse::Role;

class OwnerAccessesTest : public ApiTest {
 protected:
  static constexpr const char* kOwner = "mst:0100109106";
  static constexpr const char* kHoa = "cccd:015085001234";
  static constexpr const char* kDossier = "H63.12-261123-0001";

  std::string secret_of(Role role) {
    warehouse::TokenOrder order;
    order.name = "hệ thống";
    order.role = role;
    if (role != Role::kAuditor && role != Role::kAdmin) order.agency = "H63.12";
    order.by = "lan";
    return warehouse_->tokens().make(order).secret;
  }
  Response ask(const std::string& secret, const Json& question) {
    return over_network(secret, "POST", "/v1/owners/access-log", question.dump(), {});
  }
  // What whoever has the directory is told.
  Json accesses(const Json& question) {
    const Response response = post("/v1/owners/access-log", question);
    EXPECT_EQ(response.status, 200) << response.body;
    return json(response);
  }
  // Looks at a paper, in a log entry of its own.
  void look(const std::string& id, const std::string& by) {
    EXPECT_EQ(call("GET", "/v1/components/" + id, "", {{"kho-officer", by}}).status, 200);
    warehouse_->accesses().flush();
  }
  // Who looked, of all but those who asked for the log.
  static std::vector<std::string> lookers(const Json& answer) {
    std::vector<std::string> all;
    for (const Json& access : answer.at("accesses")) {
      if (access.at("action") != "accesses_viewed") all.push_back(access.at("by"));
    }
    return all;
  }
};

TEST_F(OwnerAccessesTest, TellsWhoLookedAtWhichPaperForWhatTheNewestFirst) {
  opened(kDossier);
  const std::string one = deposited(nullptr, "một");
  const std::string two = deposited({{"number", "2"}}, "hai");
  const std::string other = deposited({{"owner", "mst:0101248141"}}, "của người khác");
  const std::string officer = secret_of(Role::kOfficer);
  EXPECT_EQ(over_network(officer, "GET", "/v1/components/" + one, "",
                         {{"kho-officer", "an"},
                          {"kho-dossier", kDossier},
                          {"kho-purpose", "ti%E1%BA%BFp%20nh%E1%BA%ADn"}})
                .status,
            200);
  EXPECT_EQ(
      over_network(
          officer, "GET", "/v1/components/" + two + "/content", "",
          {{"kho-officer", "minh"}, {"kho-break-glass", "true"}, {"kho-purpose", "thanh%20tra"}})
          .status,
      200);
  look(other, "lan");
  const Json answer = accesses({{"owner", kOwner}});
  EXPECT_EQ(answer.at("found"), "one");
  EXPECT_EQ(answer.at("next"), nullptr);
  ASSERT_THAT(lookers(answer), ElementsAre("minh", "an"));
  const Json& newest = answer.at("accesses").at(0);
  EXPECT_EQ(newest.at("action"), "content_read");
  EXPECT_EQ(newest.at("agency"), "H63.12");
  EXPECT_EQ(newest.at("component_id"), two);
  EXPECT_EQ(newest.at("type"), "GCN_DKDN");
  EXPECT_EQ(newest.at("breaks_glass"), true);
  EXPECT_EQ(newest.at("purpose"), "thanh tra");
  const Json& first = answer.at("accesses").at(1);
  EXPECT_EQ(first.at("component_id"), one);
  EXPECT_EQ(first.at("dossier"), kDossier);
  EXPECT_EQ(first.at("purpose"), "tiếp nhận");
  EXPECT_EQ(first.at("breaks_glass"), false);
}

TEST_F(OwnerAccessesTest, PapersOfAllThatIsMergedCountByAnyKeyAndNoLookIsLostBetweenPages) {
  const auto owner_of = [&](const std::string& id) {
    return json(call("GET", "/v1/components/" + id)).at("owner_id").get<std::string>();
  };
  const std::string hoa = deposited({{"owner", kHoa}}, "một");
  const std::string kim = deposited({{"owner", "passport:KOR:M11111112"}}, "hai");
  const Json evidence = {{"document", "Giấy xác nhận số 12/CA"}};
  ASSERT_EQ(post("/v1/owners/" + owner_of(hoa) + "/aliases",
                 {{"key", "cmnd:060123456"}, {"by", "lan"}, {"evidence", evidence}})
                .status,
            201);
  ASSERT_EQ(post("/v1/owners/" + owner_of(hoa) + "/merges",
                 {{"from", owner_of(kim)}, {"by", "lan"}, {"reason", "x"}, {"evidence", evidence}})
                .status,
            201);
  for (int i = 0; i < 4; ++i) look(i % 2 == 0 ? hoa : kim, "look" + std::to_string(i));
  std::vector<std::string> all;
  Json question = {{"owner", "cmnd:060 123 456"}, {"limit", 1}};
  // Bounded, should `next` not end.
  for (int page = 0; page < 50; ++page) {
    const Json answer = accesses(question);
    for (const std::string& each : lookers(answer)) all.push_back(each);
    if (answer.at("next").is_null()) break;
    question["before"] = answer.at("next");
  }
  ASSERT_GE(all.size(), 4u);
  all.resize(4);  // Behind them stand the looks of this test itself, for the owners' ids.
  EXPECT_THAT(all, ElementsAre("look3", "look2", "look1", "look0"));
}

TEST_F(OwnerAccessesTest, LookingIsItselfRecorded) {
  deposited(nullptr, "một");
  EXPECT_THAT(accesses({{"owner", kOwner}}).at("accesses"), IsEmpty());
  const Json answer = accesses({{"owner", kOwner}});
  ASSERT_EQ(answer.at("accesses").size(), 1u);
  EXPECT_EQ(answer.at("accesses").at(0).at("action"), "accesses_viewed");
  EXPECT_EQ(answer.at("accesses").at(0).at("by"), "lan");
  EXPECT_EQ(answer.at("accesses").at(0).at("component_id"), nullptr);
}

TEST_F(OwnerAccessesTest, IntakeSystemsAskAsTheOwnerAuditorsAsThemselves) {
  deposited(nullptr, "một");
  const std::string intake = secret_of(Role::kIntake);
  const std::string auditor = secret_of(Role::kAuditor);
  EXPECT_EQ(problem(ask(intake, {{"owner", kOwner}})), "403 access_refused");
  EXPECT_EQ(ask(intake, {{"as_owner", kOwner}}).status, 200);
  EXPECT_EQ(ask(auditor, {{"owner", kOwner}}).status, 200);
  for (const Role role : {Role::kOfficer, Role::kAdmin}) {
    EXPECT_EQ(problem(ask(secret_of(role), {{"as_owner", kOwner}})), "403 access_refused");
  }
}

TEST_F(OwnerAccessesTest, OfResultsThatOwnersAreNotShownYetTheyAreNotTold) {
  const std::string dossier = opened(kDossier);
  const std::string result = deposited(
      {{"dossier_id", dossier}, {"type", "GP_BAN_LE"}, {"kind", "result"}, {"digitised_by", "hoa"}},
      "kết quả");
  look(result, "hoa");
  const std::string intake = secret_of(Role::kIntake);
  EXPECT_THAT(lookers(json(ask(intake, {{"as_owner", kOwner}}))), IsEmpty());
  EXPECT_THAT(lookers(accesses({{"owner", kOwner}})), ElementsAre("hoa"));
  for (const char* state : {"in_process", "finished", "returned"}) {
    ASSERT_EQ(post("/v1/dossiers/" + dossier + "/state", {{"state", state}}).status, 200);
  }
  EXPECT_THAT(lookers(json(ask(intake, {{"as_owner", kOwner}}))), ElementsAre("hoa"));
}

TEST_F(OwnerAccessesTest, OfDestroyedPapersTheLooksStay) {
  const std::string id = deposited(nullptr, "một");
  look(id, "an");
  ASSERT_EQ(
      call("DELETE", "/v1/components/" + id, R"({"reason":"quét nhầm","approved_by":"GĐ"})").status,
      200);
  const Json answer = accesses({{"owner", kOwner}});
  ASSERT_THAT(lookers(answer), ElementsAre("an"));
  EXPECT_EQ(answer.at("accesses").at(0).at("component_id"), id);
  EXPECT_EQ(answer.at("accesses").at(0).at("type"), nullptr);
}

TEST_F(OwnerAccessesTest, OfNobodyNothingIsToldAndNoNumberComesBack) {
  const Json none = accesses({{"owner", kHoa}});
  EXPECT_EQ(none, Json({{"found", "none"}, {"accesses", Json::array()}, {"next", nullptr}}));
  deposited(nullptr, "một");
  (void)accesses({{"owner", kOwner}});
  EXPECT_THAT(accesses({{"owner", kOwner}}).dump(), Not(HasSubstr("0100109106")));
}

TEST_F(OwnerAccessesTest, BadQuestionsAreRefused) {
  for (const Json& question :
       {Json::object(), Json{{"owner", kOwner}, {"as_owner", kOwner}},
        Json{{"owner", kOwner}, {"x", 1}}, Json{{"owner", kOwner}, {"limit", 0}},
        Json{{"owner", kOwner}, {"limit", 1001}}, Json{{"owner", kOwner}, {"before", "x"}}}) {
    EXPECT_EQ(problem(post("/v1/owners/access-log", question)), "400 query_invalid") << question;
  }
  EXPECT_EQ(problem(post("/v1/owners/access-log", {{"owner", "cccd:1"}})), "422 owner_key_invalid");
  EXPECT_EQ(accesses({{"owner", kOwner}, {"before", 0}}).at("accesses"), Json::array());
}

}  // namespace
}  // namespace kho::api
