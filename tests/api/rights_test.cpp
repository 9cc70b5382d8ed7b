// Who is let in, to which routes, and which papers they see: every route, role and agency.
#include <gmock/gmock.h>

#include <set>

#include "tests/api/fixtures.h"

namespace kho::api {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using warehouse::Role;

constexpr const char* kDossier = "H63.12-261123-0001";
constexpr const char* kNobodys = "019a0000-0000-7000-8000-000000000000";

class RightsTest : public ApiTest {
 protected:
  RightsTest() {
    warehouse::Catalogue catalogue;
    catalogue.agencies = {{"H63.12.34", "Chi cục Quản lý thị trường"},
                          {"H15", "Tỉnh Lào Cai"},
                          {"H63.1", "Văn phòng"}};
    warehouse_->import_catalogue(catalogue);
  }

  std::string secret_of(Role role, const std::string& agency) {
    warehouse::TokenOrder order;
    order.name = "hệ thống " + agency;
    order.role = role;
    order.agency = agency;
    order.by = "lan";
    return warehouse_->tokens().make(order).secret;
  }
  // The path of a route for this id; its other holes name nothing.
  static std::string path_of(std::string_view pattern, const char* id) {
    std::string path(pattern);
    for (const auto& [hole, value] :
         {std::pair{"{id}", id}, std::pair{"{name}", "x"}, std::pair{"{code}", "X"},
          std::pair{"{position}", "999999"}, std::pair{"{page}", "1"}}) {
      const std::size_t at = path.find(hole);
      if (at != std::string::npos) path.replace(at, std::string(hole).size(), value);
    }
    return path;
  }
  // A request for a route whose ids name nothing.
  Response ask(const std::string& secret, const RouteInfo& route) {
    return over_network(secret, std::string(route.method), path_of(route.pattern, kNobodys),
                        route.method == "GET" ? "" : "{}");
  }
  static std::string code_of(const Response& response) {
    const auto document = Json::parse(response.body, nullptr, false);
    return document.is_object() && document.contains("code") ? document.at("code") : "";
  }
};

TEST_F(RightsTest, WithoutAnyTokenThisMachineMayAsk) {
  EXPECT_EQ(over_network("", "GET", "/v1/component-types").status, 200);
  // A token that nobody made is none.
  EXPECT_EQ(problem(over_network("kho_x", "GET", "/v1/component-types")), "401 token_refused");
}

TEST_F(RightsTest, TheFirstTokenClosesTheDoor) {
  const std::string secret = secret_of(Role::kOfficer, "H63.12");
  const Response refused = over_network("", "GET", "/v1/component-types");
  EXPECT_EQ(problem(refused), "401 token_missing");
  EXPECT_EQ(header(refused, "WWW-Authenticate"), "Bearer");
  EXPECT_EQ(over_network(secret, "GET", "/v1/component-types").status, 200);
  EXPECT_EQ(over_network("", "GET", "/livez").status, 200);   // For whoever watches the server.
  EXPECT_EQ(call("GET", "/v1/component-types").status, 200);  // Who has the directory.
}

TEST_F(RightsTest, ScopesLeaveATokenLessThanItsRole) {
  const Json order = {{"name", "kiểm tra tái sử dụng"},
                      {"role", "intake"},
                      {"agency", "H63.12"},
                      {"scopes", {"reuse", "read_catalogue", "reuse"}},
                      {"by", "lan"}};
  const Json made = json(call("POST", "/v1/admin/tokens", order.dump()));
  EXPECT_EQ(made.at("token").at("scopes"), Json({"read_catalogue", "reuse"}));
  const std::string secret = made.at("secret");
  EXPECT_EQ(over_network(secret, "GET", "/v1/component-types").status, 200);
  EXPECT_EQ(over_network(secret, "POST", "/v1/reuse-queries",
                         R"({"owner":"mst:0100109106","procedure":"2.000620"})")
                .status,
            200);
  EXPECT_EQ(over_network(secret, "GET", "/livez").status, 200);
  EXPECT_EQ(
      problem(over_network(secret, "POST", "/v1/owners/lookup", R"({"owner":"mst:0100109106"})")),
      "403 access_refused");
  EXPECT_EQ(problem(over_network(secret, "GET", "/v1/events")), "403 access_refused");
}

TEST_F(RightsTest, DepositTellsNoTokenWhetherTheBytesWereThere) {
  const std::string secret = secret_of(Role::kIntake, "H63.12");
  (void)deposited({}, "a paper of somebody else");
  const std::string metadata = R"({"owner":"cccd:015085001234","type":"GCN_DKDN"})";
  for (const char* content : {"a paper of somebody else", "a paper that is new"}) {
    const Response response =
        over_network(secret, "POST", "/v1/components", multipart(metadata, content),
                     {{"content-type", "multipart/form-data; boundary=B"}});
    EXPECT_EQ(response.status, 201) << response.body;
    EXPECT_FALSE(json(response).contains("new_bytes"));
    EXPECT_FALSE(json(response).contains("stored_bytes"));
  }
}

TEST_F(RightsTest, ScopesAreRightsOfTheRole) {
  for (const char* scope : {"administer", "nothing", ""}) {
    const Json order = {{"name", "x"},
                        {"role", "intake"},
                        {"agency", "H63.12"},
                        {"by", "lan"},
                        {"scopes", {scope}}};
    EXPECT_EQ(problem(call("POST", "/v1/admin/tokens", order.dump())), "422 token_invalid")
        << scope;
  }
}

TEST_F(RightsTest, EveryRightHasAName) {
  for (const RouteInfo& route : route_list()) {
    const bool is_named = !warehouse::name_in(kRightNames, route.right).empty();
    EXPECT_EQ(is_named, route.right != Right::kNone && route.right != Right::kDirectory)
        << route.pattern;
  }
}

TEST_F(RightsTest, ParametersThatARouteDoesNotKnowAreRefused) {
  for (const char* path : {"/v1/admin/stats?x=1", "/v1/audit/key?x=1", "/livez?x=1",
                           "/v1/component-types?limit=1&limit=2"}) {
    EXPECT_EQ(problem(call("GET", path)), "400 query_invalid") << path;
  }
}

TEST_F(RightsTest, RevokedAndExpiredTokensOpenNothing) {
  const std::string kept = secret_of(Role::kOfficer, "H63.12");
  const std::string revoked = secret_of(Role::kOfficer, "H63.12");
  const auto tokens = warehouse_->tokens().list();
  ASSERT_THAT(tokens, SizeIs(2));
  (void)warehouse_->tokens().revoke(tokens[1].id, "lan");
  EXPECT_EQ(over_network(kept, "GET", "/v1/component-types").status, 200);
  EXPECT_EQ(problem(over_network(revoked, "GET", "/v1/component-types")), "401 token_refused");
  EXPECT_EQ(warehouse::refusal([&] { (void)warehouse_->tokens().revoke(tokens[1].id, "lan"); }),
            "token_revoked");
  clock_.ms += 365LL * 86'400'000 - 1;
  EXPECT_EQ(over_network(kept, "GET", "/v1/component-types").status, 200);
  clock_.ms += 1;
  EXPECT_EQ(problem(over_network(kept, "GET", "/v1/component-types")), "401 token_refused");
}

TEST_F(RightsTest, BrowsersAreKeptOut) {
  EXPECT_EQ(
      problem(over_network("", "GET", "/v1/component-types", "", {{"origin", "http://evil"}})),
      "403 access_refused");
  EXPECT_EQ(problem(over_network("", "GET", "/v1/component-types", "", {{"host", "kho.example"}})),
            "403 access_refused");
}

// Every route with every role: what the role has no right to is refused, and nothing else is.
TEST_F(RightsTest, EveryRouteAsksForItsRight) {
  std::size_t refused = 0;
  std::size_t let_in = 0;
  for (const auto& [role, name] : warehouse::kRoleNames) {
    const std::string secret = secret_of(role, "H63.12");
    for (const RouteInfo& route : route_list()) {
      SCOPED_TRACE(std::string(name) + " " + std::string(route.method) + " " +
                   std::string(route.pattern));
      const Response response = ask(secret, route);
      if (route.right == Right::kDirectory) {
        EXPECT_EQ(code_of(response), "not_found");
        continue;
      }
      EXPECT_NE(response.status, 401);
      EXPECT_EQ(code_of(response) == "access_refused", !may(role, route.right)) << response.body;
      may(role, route.right) ? ++let_in : ++refused;
      if (route.right != Right::kNone) {
        EXPECT_EQ(problem(ask("", route)), "401 token_missing");
      }
    }
  }
  EXPECT_GT(refused, 100U);
  EXPECT_GT(let_in, 100U);
}

// The matrix itself, as docs/security.md has it.
TEST_F(RightsTest, RolesHaveTheirRights) {
  const auto rights_of = [](Role role) {
    std::string has;
    for (int right = 0; right <= static_cast<int>(Right::kAdminister); ++right) {
      has += may(role, static_cast<Right>(right)) ? '1' : '0';
    }
    return has;
  };
  //        none read search deposit decide keep reuse dossiers owners partner
  //        catalogue write events reports audit accesses owner's watch administer
  EXPECT_EQ(rights_of(Role::kIntake), "1111001111100000100");
  EXPECT_EQ(rights_of(Role::kOfficer), "1111101110100100000");
  EXPECT_EQ(rights_of(Role::kAdmin), "1000010000111110011");
  EXPECT_EQ(rights_of(Role::kAuditor), "1000000000101111110");
}

class PaperRightsTest : public RightsTest {
 protected:
  PaperRightsTest() {
    opened(kDossier);
    // A type that the dossier's procedure asks for, and one that it does not.
    asked_ = deposited(nullptr, "được hỏi");
    warehouse::Catalogue catalogue;
    catalogue.types = {{"GIAY_KHAC", "Giấy khác"}};
    warehouse_->import_catalogue(catalogue);
    other_type_ = deposited({{"type", "GIAY_KHAC"}}, "loại khác");
    other_owner_ = deposited({{"owner", "mst:0101248141"}}, "chủ khác");
    officer_ = secret_of(Role::kOfficer, "H63.12");
  }
  int sees(const std::string& secret, const std::string& component,
           const std::map<std::string, std::string>& headers) {
    const std::string path = "/v1/components/" + component;
    std::set<int> statuses;
    for (const char* each : {"", "/content", "/text", "/findings", "/pages/1.png", "/uses"}) {
      statuses.insert(over_network(secret, "GET", path + each, "", headers).status);
    }
    EXPECT_THAT(statuses, SizeIs(1));  // What holds for one of them holds for all.
    return *statuses.begin();
  }
  const std::map<std::string, std::string> kInHand = {{"kho-dossier", kDossier}};

  std::string asked_, other_type_, other_owner_, officer_;
};

TEST_F(PaperRightsTest, TheDossierInHandOpensWhatItsProcedureAsksFor) {
  EXPECT_EQ(sees(officer_, asked_, kInHand), 200);
  EXPECT_EQ(sees(officer_, other_type_, kInHand), 404);
  EXPECT_EQ(sees(officer_, other_owner_, kInHand), 404);
  EXPECT_EQ(sees(officer_, asked_, {}), 404);
  EXPECT_EQ(sees(officer_, asked_, {{"kho-dossier", "H63.12-261123-0099"}}), 404);
  EXPECT_EQ(sees(officer_, kNobodys, kInHand), 404);
}

TEST_F(PaperRightsTest, WhatWasBroughtForTheDossierInHandIsSeenThoughNobodyAskedForIt) {
  const std::string id = json(call("GET", std::string("/v1/dossiers?code=") + kDossier)).at("id");
  const std::string brought =
      deposited({{"type", "GIAY_KHAC"}, {"dossier_id", id}, {"digitised_by", "lan"}}, "mang đến");
  EXPECT_EQ(sees(officer_, brought, kInHand), 200);
  EXPECT_EQ(sees(officer_, brought, {}), 404);
  EXPECT_EQ(sees(officer_, other_type_, kInHand), 404);  // Of the same owner, for no dossier.
}

TEST_F(PaperRightsTest, OfAnotherAgencyItOpensNothing) {
  EXPECT_EQ(sees(secret_of(Role::kIntake, "H63.12"), asked_, kInHand), 200);
  EXPECT_EQ(sees(secret_of(Role::kOfficer, "H15"), asked_, kInHand), 404);
  EXPECT_EQ(sees(secret_of(Role::kOfficer, "H63.12.34"), asked_, kInHand), 404);  // One below.
  EXPECT_EQ(sees(secret_of(Role::kOfficer, "H63.1"), asked_, kInHand), 404);      // Begins alike.
}

TEST_F(PaperRightsTest, OnceItHasEndedItOpensNothing) {
  const std::string id = json(call("GET", std::string("/v1/dossiers?code=") + kDossier)).at("id");
  ASSERT_EQ(post("/v1/dossiers/" + id + "/state", {{"state", "withdrawn"}}).status, 200);
  EXPECT_EQ(sees(officer_, asked_, kInHand), 404);
}

TEST_F(PaperRightsTest, OfficersBreakTheGlassWithAReason) {
  const std::map<std::string, std::string> broken = {{"kho-break-glass", "true"},
                                                     {"kho-purpose", "thanh%20tra"}};
  EXPECT_EQ(sees(officer_, other_owner_, broken), 200);
  EXPECT_EQ(sees(secret_of(Role::kIntake, "H63.12"), other_owner_, broken), 404);
  EXPECT_EQ(problem(over_network(officer_, "GET", "/v1/components/" + asked_, "",
                                 {{"kho-break-glass", "true"}})),
            "400 header_invalid");
  const std::string auditor = secret_of(Role::kAuditor, "");
  const Json log =
      json(over_network(auditor, "GET", "/v1/components/" + other_owner_ + "/access-log"));
  ASSERT_FALSE(log.at("accesses").empty());
  EXPECT_EQ(log.at("accesses").at(0).at("breaks_glass"), true);
  EXPECT_EQ(log.at("accesses").at(0).at("by"), "hệ thống H63.12");
  EXPECT_EQ(log.at("accesses").at(0).at("purpose"), "thanh tra");
}

// The same answer to the byte as of what was never there, whatever is asked of a paper.
TEST_F(PaperRightsTest, WhatIsRefusedLooksLikeNotThere) {
  const std::string intake = secret_of(Role::kIntake, "H63.12");
  const Json paths = json(call("GET", "/openapi.json")).at("paths");
  std::size_t compared = 0;
  for (const auto& [pattern, methods] : paths.items()) {
    if (!pattern.starts_with("/v1/components/{id}")) continue;
    for (const auto& [method, operation] : methods.items()) {
      if (!operation.is_object() || !operation.contains("responses")) continue;
      const Json content = operation.value("/requestBody/content"_json_pointer, Json::object());
      std::string body;
      std::map<std::string, std::string> headers = kInHand;
      if (content.contains("multipart/form-data")) {
        const Json example = content.at("multipart/form-data").at("example");
        body = multipart(example.at("metadata").dump(), "một bản khác");
        headers["content-type"] = "multipart/form-data; boundary=B";
      } else if (!content.empty()) {
        body = content.at("application/json").at("example").dump();
      }
      const auto answer = [&](const std::string& secret, const char* id) {
        std::string verb = method;
        for (char& c : verb) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        const Response response = over_network(secret, verb, path_of(pattern, id), body, headers);
        return std::tuple(response.status, response.headers, response.body);
      };
      for (const std::string& secret : {officer_, intake}) {
        EXPECT_EQ(answer(secret, other_owner_.c_str()), answer(secret, kNobodys))
            << method << " " << pattern;
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 30U);
}

TEST_F(PaperRightsTest, SearchSeesWhatTheDossierOpens) {
  warehouse_->catch_up();
  const auto hits = [&](std::map<std::string, std::string> headers) {
    return over_network(officer_, "POST", "/v1/search", R"({"q":""})", std::move(headers));
  };
  EXPECT_EQ(problem(hits({})), "403 dossier_needed");
  EXPECT_EQ(json(hits(kInHand)).at("hits").size(), 1U);
  EXPECT_EQ(json(hits({{"kho-break-glass", "true"}, {"kho-purpose", "x"}})).at("hits").size(), 3U);
  // Through an owner's eyes only intake systems look, which know who that is.
  const char* of_owner = R"({"q":"","as_owner":"mst:0101248141"})";
  EXPECT_EQ(problem(over_network(officer_, "POST", "/v1/search", of_owner)), "403 dossier_needed");
  EXPECT_EQ(over_network(secret_of(Role::kIntake, "H63.12"), "POST", "/v1/search", of_owner).status,
            200);
  const std::string stranger = secret_of(Role::kOfficer, "H15");
  EXPECT_EQ(problem(over_network(stranger, "POST", "/v1/search", R"({"q":""})", kInHand)),
            "404 dossier_not_found");
}

TEST_F(PaperRightsTest, DecisionsAreMadeOnTheAgencysOwnQueries) {
  const std::string dossier =
      json(call("GET", std::string("/v1/dossiers?code=") + kDossier)).at("id");
  const Response answer = over_network(officer_, "POST", "/v1/reuse-queries",
                                       Json{{"dossier_id", dossier}}.dump(), kInHand);
  ASSERT_EQ(answer.status, 200) << answer.body;
  const std::string path =
      "/v1/reuse-queries/" + json(answer).at("id").get<std::string>() + "/confirmations";
  const std::string decision = Json{
      {"requirement", "2"},
      {"component_id", asked_},
      {"accept", false},
      {"remark", "mờ"}}.dump();
  const std::string stranger = secret_of(Role::kOfficer, "H15");
  EXPECT_EQ(problem(over_network(stranger, "POST", path, decision)), "404 query_not_found");
  const Response decided = over_network(officer_, "POST", path, decision);
  EXPECT_EQ(decided.status, 201) << decided.body;
  const std::string receipt = header(decided, "Location");
  EXPECT_EQ(over_network(officer_, "GET", receipt).status, 200);
  EXPECT_EQ(problem(over_network(stranger, "GET", receipt)), "404 receipt_not_found");
}

TEST_F(PaperRightsTest, DossiersAreThoseOfTheAgency) {
  const std::string id = json(call("GET", std::string("/v1/dossiers?code=") + kDossier)).at("id");
  const std::string stranger = secret_of(Role::kIntake, "H15");
  EXPECT_EQ(over_network(officer_, "GET", "/v1/dossiers/" + id).status, 200);
  const Response refused = over_network(stranger, "GET", "/v1/dossiers/" + id);
  EXPECT_EQ(problem(refused), "404 dossier_not_found");
  EXPECT_EQ(refused.body,
            over_network(stranger, "GET", std::string("/v1/dossiers/") + kNobodys).body);
  const Json opening = {{"code", "H63.12-261123-0002"},
                        {"owner", "mst:0100109106"},
                        {"procedure", "2.000620"},
                        {"received_on", "2026-11-23"}};
  EXPECT_EQ(problem(over_network(stranger, "POST", "/v1/dossiers", opening.dump())),
            "403 access_refused");
  EXPECT_EQ(over_network(officer_, "POST", "/v1/dossiers", opening.dump()).status, 201);
}

TEST_F(RightsTest, TokensAreMadeListedAndRevokedAndTheirSecretIsShownOnce) {
  const Response made =
      post("/v1/admin/tokens", {{"name", "một cửa"}, {"role", "intake"}, {"agency", "H63.12"}});
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(header(made, "Cache-Control"), "no-store");
  const std::string secret = json(made).at("secret");
  EXPECT_THAT(secret, testing::StartsWith("kho_"));
  EXPECT_EQ(secret.size(), 47U);
  const Response list = call("GET", "/v1/admin/tokens");
  EXPECT_THAT(list.body, Not(HasSubstr(secret)));
  EXPECT_EQ(json(list).at("tokens").at(0).at("created_by"), "lan");
  const std::string path = "/v1/admin/tokens/" + json(made).at("token").at("id").get<std::string>();
  EXPECT_EQ(over_network(secret, "GET", "/v1/procedures").status, 200);
  EXPECT_EQ(call("DELETE", path, "", {{"kho-officer", "lan"}}).status, 200);
  EXPECT_EQ(problem(over_network(secret, "GET", "/v1/procedures")), "401 token_refused");
  EXPECT_EQ(problem(call("DELETE", path, "", {{"kho-officer", "lan"}})), "409 token_revoked");
  // Neither the log nor the events tell it.
  EXPECT_THAT(call("GET", "/v1/events").body, Not(HasSubstr(secret)));
  EXPECT_THAT(call("GET", "/v1/events").body, HasSubstr("vn.kho.token.revoked"));
}

TEST_F(RightsTest, TokensThatMakeNoSenseAreRefused) {
  const auto make = [&](Json order) { return problem(post("/v1/admin/tokens", order)); };
  EXPECT_EQ(make({{"name", "x"}}), "422 token_invalid");
  EXPECT_EQ(make({{"name", "x"}, {"role", "king"}}), "422 token_invalid");
  EXPECT_EQ(make({{"name", "x"}, {"role", nullptr}, {"agency", "H63.12"}}), "422 token_invalid");
  EXPECT_EQ(make({{"name", "x"}, {"role", "intake"}}), "422 token_invalid");
  EXPECT_EQ(make({{"name", "x"}, {"role", "intake"}, {"agency", "H99"}}), "422 token_invalid");
  EXPECT_EQ(make({{"name", "x"}, {"role", "admin"}, {"days", 0}}), "422 token_invalid");
  EXPECT_EQ(make({{"name", "015085001234"}, {"role", "admin"}}), "422 metadata_invalid");
  EXPECT_EQ(make({{"role", "admin"}}), "422 token_invalid");
  EXPECT_THAT(warehouse_->tokens().list(), IsEmpty());
}

}  // namespace
}  // namespace kho::api
