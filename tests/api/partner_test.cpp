// What partners ask and tell in their own shapes, and what the synchronisation reads.
#include <gmock/gmock.h>

#include "tests/api/dossier_fixtures.h"

namespace kho::api {
namespace {

using testing::HasSubstr;
using testing::Not;
using warehouse::day;
using warehouse::DossierState;
using warehouse::Uuid;

class PartnerApiTest : public DossierApiTest {
 protected:
  // A result of the owner, returned.
  Uuid returned_result() {
    const Uuid dossier = open_dossier();
    const Uuid result = deposit_for(dossier, "GP_BAN_LE").component.id;
    for (const auto state :
         {DossierState::kInProcess, DossierState::kFinished, DossierState::kReturned}) {
      move(dossier, state);
    }
    return result;
  }
  static Json question(const std::string& owner = "0100109106") {
    return {{"SoDinhDanhChuSoHuu", owner},
            {"HoTenNguoiYeuCau", "Nguyễn Văn Hỏi"},
            {"SoDinhDanhNguoiYeuCau", "015085001234"},
            {"KenhThucHien", 1},
            {"MaThuTuc", "2.000620.000.00.00.H63"},
            {"DanhSachDanhMucKetQua", {{{"MaKetQua", "GP_BAN_LE"}, {"SoKyHieu", ""}}}}};
  }
  Json answer_to(const Json& asked) {
    const Json answer = json(post("/v1/partner/owned-papers", asked));
    EXPECT_EQ(answer.at("errorCode"), 0) << answer;
    return answer.at("result").at("DanhSachGiayToKetQua");
  }
  Json papers(const std::string& owner = "0100109106") { return answer_to(question(owner)); }
  std::string events() {
    warehouse_->accesses().flush();
    return get("/v1/events", {{"include", "accesses"}, {"limit", "1000"}}).body;
  }
};

TEST_F(PartnerApiTest, StandingResultsOfThatOwnerAreTold) {
  const Uuid result = returned_result();
  const Json found = papers();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].at("MaKetQua"), "GP_BAN_LE");
  EXPECT_EQ(found[0].at("TenGiayTo"), "Giấy phép bán lẻ rượu");
  EXPECT_EQ(found[0].at("DanhSachTepDinhKem").at(0).at("DuongDan"),
            "/v1/components/" + result.text() + "/content");
  EXPECT_EQ(papers("0100 109 106").size(), 1u);
}

TEST_F(PartnerApiTest, UnknownOwnersAndUnreadableNumbersHoldNothing) {
  returned_result();
  for (const char* owner : {"0300588569", "015085009999", "123", "không biết"}) {
    EXPECT_EQ(papers(owner), Json::array()) << owner;
  }
}

TEST_F(PartnerApiTest, WhatDoesNotStandIsNotTold) {
  const Uuid result = returned_result();
  warehouse_->hold(result, {"vu-an", "Vụ án", {}});
  EXPECT_EQ(papers().size(), 0u);
  warehouse_->lift_hold(result, "vu-an");
  EXPECT_EQ(papers().size(), 1u);
  warehouse_->revoke(result, {"chi", "cấp sai", {}});
  EXPECT_EQ(papers().size(), 0u);
  const Uuid rejected = returned_result();
  EXPECT_EQ(papers().size(), 1u);
  warehouse_->review(rejected, {warehouse::ReviewState::kRejected, "chi", "mờ"});
  EXPECT_EQ(papers().size(), 0u);
  // Issued, but not returned to its owner yet.
  deposit_for(open_dossier(), "GP_BAN_LE");
  EXPECT_EQ(papers().size(), 0u);
}

TEST_F(PartnerApiTest, ValidityIsThatOfTheDay) {
  const auto deposit_until = [&](const char* from, const char* to) {
    warehouse::Deposit request;
    request.owner = "mst:0100109106";
    request.facts.type = "GP_BAN_LE";
    request.facts.number = to;
    request.facts.validity = {warehouse::Validity::Kind::kUntil, day(from), day(to)};
    request.file = store::as_bytes(std::string_view(to));
    warehouse_->deposits().deposit(request);
  };
  deposit_until("2020-01-01", "2026-11-22");
  EXPECT_EQ(papers().size(), 0u);
  deposit_until("2026-11-24", "2030-01-01");
  EXPECT_EQ(papers().size(), 0u);
  deposit_until("2026-11-23", "2026-11-23");
  ASSERT_EQ(papers().size(), 1u);
  EXPECT_EQ(papers()[0].at("SoKyHieu"), "2026-11-23");
  Json other = question();
  other["DanhSachDanhMucKetQua"][0]["SoKyHieu"] = "12/GP";
  EXPECT_EQ(answer_to(other).size(), 0u);
  other["DanhSachDanhMucKetQua"][0]["SoKyHieu"] = "2026-11-23";
  EXPECT_EQ(answer_to(other).size(), 1u);
  other["DanhSachDanhMucKetQua"][0]["MaKetQua"] = "GCN_DKDN";
  EXPECT_EQ(answer_to(other).size(), 0u);
}

TEST_F(PartnerApiTest, QuestionIsRecordedWithMaskedRequesterAndProcedure) {
  const Uuid result = returned_result();
  papers();
  const std::string log = events();
  EXPECT_THAT(log, HasSubstr(R"("by":"partner for cccd:*********234")"));
  EXPECT_THAT(log, HasSubstr("procedure 2.000620"));
  EXPECT_THAT(log, Not(HasSubstr("015085001234")));
  EXPECT_THAT(log, Not(HasSubstr("Nguyễn Văn Hỏi")));
  const auto seen = warehouse_->accesses_of_component(result, 0, 10);
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].access.action, warehouse::Access::Action::kExported);
}

TEST_F(PartnerApiTest, ImpossibleQuestionsHaveAnErrorCode) {
  for (const char* missing : {"SoDinhDanhChuSoHuu", "MaThuTuc", "DanhSachDanhMucKetQua"}) {
    Json asked = question();
    asked.erase(missing);
    const Response refused = post("/v1/partner/owned-papers", asked);
    EXPECT_EQ(refused.status, 400) << missing;
    EXPECT_EQ(json(refused).at("errorCode"), 400);
    EXPECT_EQ(json(refused).at("code"), "query_invalid");
  }
  EXPECT_EQ(json(post("/v1/partner/owned-papers", Json::array())).at("errorCode"), 400);
}

TEST_F(PartnerApiTest, StateOfAPartnerMovesTheDossierOnce) {
  const Uuid dossier = open_dossier();
  const std::string code = warehouse_->dossiers().find(dossier).dossier.code;
  const auto tell = [&](const Json& state) {
    return post("/v1/partner/dossier-states",
                {{"MaHoSo", code}, {"TrangThaiHoSo", state}, {"NguoiXuLy", "dung"}, {"Khac", 1}});
  };
  EXPECT_EQ(json(tell(4)).at("result").at("DaCapNhat"), true);
  EXPECT_EQ(warehouse_->dossiers().find(dossier).dossier.state(), DossierState::kInProcess);
  const Json again = json(tell("4"));
  EXPECT_EQ(again.at("errorCode"), 0);
  EXPECT_EQ(again.at("result").at("DaCapNhat"), false);
  EXPECT_EQ(json(tell(10)).at("code"), "state_impossible");
  EXPECT_EQ(json(tell(11)).at("code"), "query_invalid");
  EXPECT_EQ(json(tell("x")).at("errorCode"), 400);
  EXPECT_EQ(json(post("/v1/partner/dossier-states",
                      {{"MaHoSo", "H63.12-20261123-9999"}, {"TrangThaiHoSo", 4}}))
                .at("errorCode"),
            404);
}

TEST_F(PartnerApiTest, ExportOfADossierIsRecordedAndNamesTheOwnerInClear) {
  const Uuid dossier = open_dossier();
  const Uuid paper = deposit_for(dossier, "GCN_DKDN", "2").component.id;
  refer(dossier);
  const Response response = get("/v1/dossiers/" + dossier.text() + "/sync");
  ASSERT_EQ(response.status, 200) << response.body;
  const Json exported = json(response);
  EXPECT_EQ(exported.at("owner").at("identifiers").at(0),
            (Json{{"kind", "mst"}, {"number", "0100109106"}}));
  EXPECT_EQ(exported.at("owner").at("kind"), "organisation");
  EXPECT_EQ(exported.at("attachments").at(0).at("paper").at("id"), paper.text());
  EXPECT_EQ(exported.at("attachments").at(1).at("paper"), nullptr);
  EXPECT_EQ(exported.at("attachments").at(1).at("type_asked"), "DON");
  EXPECT_THAT(events(), HasSubstr(R"("purpose":"synchronisation")"));
  EXPECT_EQ(problem(get("/v1/dossiers/" + paper.text() + "/sync")), "404 dossier_not_found");
}

TEST_F(PartnerApiTest, CorrectionOfAScanIsExportedAndAReuseKeepsItsVersion) {
  const Uuid first = open_dossier();
  const Uuid paper = deposit_for(first, "GCN_DKDN", "2").component.id;
  const Uuid second = open_dossier();
  ASSERT_TRUE(reuse(second));
  warehouse::Correction correction;
  correction.file = store::as_bytes(std::string_view("a better scan"));
  correction.by = "an";
  correction.reason = "mờ";
  warehouse_->deposits().correct(paper, correction);
  const auto version = [&](const Uuid& dossier) {
    return json(get("/v1/dossiers/" + dossier.text() + "/sync"))
        .at("attachments")
        .at(0)
        .at("paper")
        .at("version");
  };
  EXPECT_EQ(version(first), 2);
  EXPECT_EQ(version(second), 1);
}

TEST_F(PartnerApiTest, TokenMovesDossiersOfItsAgencyOnlyAndIsRecorded) {
  const auto over_network = [&](const std::string& agency, const char* method,
                                const std::string& path, const std::string& body) {
    warehouse::TokenOrder order;
    order.name = "cổng " + agency;
    order.agency = agency;
    order.by = "lan";
    Request request;
    request.from = Request::From::kNetwork;
    request.method = method;
    request.path = path;
    request.body = body;
    request.headers["authorization"] = "Bearer " + warehouse_->tokens().make(order).secret;
    return call(std::move(request));
  };
  const Uuid dossier = open_dossier();
  const std::string code = warehouse_->dossiers().find(dossier).dossier.code;
  const std::string moved =
      Json({{"MaHoSo", code}, {"TrangThaiHoSo", 4}, {"NguoiXuLy", "cổng"}}).dump();
  const auto move_of = [&](const std::string& agency) {
    return json(over_network(agency, "POST", "/v1/partner/dossier-states", moved));
  };
  EXPECT_EQ(move_of("H64").at("errorCode"), 404);
  EXPECT_EQ(warehouse_->dossiers().find(dossier).dossier.state(), DossierState::kReceived);
  EXPECT_EQ(move_of("H63").at("errorCode"), 0);  // Above the agency that received it.
  EXPECT_NE(warehouse_->dossiers().find(dossier).dossier.state(), DossierState::kReceived);

  over_network("H63", "GET", "/v1/dossiers/" + dossier.text() + "/sync", "");
  over_network("H64", "POST", "/v1/partner/owned-papers", question().dump());
  const std::string told = events();
  EXPECT_THAT(told, HasSubstr("cổng H63"));
  EXPECT_THAT(told, HasSubstr("cổng H64 for cccd:*********234"));
  EXPECT_THAT(told, Not(HasSubstr("kho sync")));
  std::vector<std::string> agencies;
  const Json looks = json(post("/v1/owners/access-log", {{"owner", "mst:0100109106"}}));
  for (const Json& look : looks.at("accesses")) agencies.push_back(look.at("agency"));
  EXPECT_THAT(agencies, testing::ElementsAre("H64", "H63"));
}

}  // namespace
}  // namespace kho::api
