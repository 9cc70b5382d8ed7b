#include "tools/sync/payload.h"

#include <gmock/gmock.h>

#include "tests/tools/sync/sync_fixture.h"

namespace kho::tools {
namespace {

using warehouse::DossierState;
using warehouse::Uuid;

class PayloadTest : public SyncFixture {
 protected:
  [[nodiscard]] Json exported(const Uuid& dossier) {
    return json(get("/v1/dossiers/" + dossier.text() + "/sync"));
  }
  Json payload(const Uuid& dossier, const Json& more = Json::object()) {
    return payload_of(exported(dossier), mapping(more));
  }
};

TEST_F(PayloadTest, SaysWhatTheDossierIs) {
  const Uuid dossier = open_dossier("H63", "2.000620", warehouse::day("2026-11-23"),
                                    DossierState::kReceived, "cccd:015085001234");
  const Json told = payload(dossier);
  EXPECT_EQ(told.at("MaHoSo"), code_of(dossier));
  EXPECT_EQ(told.at("MaTTHC"), "2.000620.000.00.00.H63");
  EXPECT_EQ(told.at("TenTTHC"), "Cấp Giấy phép bán lẻ rượu");
  EXPECT_EQ(told.at("KenhThucHien"), 1);
  EXPECT_EQ(told.at("ChuHoSo"), "Công ty A");
  EXPECT_EQ(told.at("LoaiDoiTuong"), 1);
  EXPECT_EQ(told.at("MaDoiTuong"), "015085001234");
  EXPECT_EQ(told.at("NgayTiepNhan"), "20261123080000");
  EXPECT_EQ(told.at("TrangThaiHoSo"), 2);
  EXPECT_EQ(told.at("DinhDanhCHS"),
            Json::parse(R"([{"LoaiDinhDanh":1,"SoDinhDanh":"015085001234"}])"));
}

TEST_F(PayloadTest, OrganisationHasItsTaxCodeAndNoPersonalNumber) {
  const Json told = payload(open_dossier());
  EXPECT_EQ(told.at("LoaiDoiTuong"), 2);
  EXPECT_EQ(told.at("MaDoiTuong"), "0100109106");
  EXPECT_EQ(told.at("DinhDanhCHS"), Json::array());
}

TEST_F(PayloadTest, DayOfReceptionGivenAfterwardsHasNoTimeAndRegistrationHasNone) {
  EXPECT_EQ(
      payload(open_dossier("H63", "2.000620", warehouse::day("2026-11-20"))).at("NgayTiepNhan"),
      "20261120000000");
  EXPECT_EQ(payload(open_dossier("H63", "2.000620", warehouse::day("2026-11-23"),
                                 DossierState::kNewlyRegistered))
                .at("NgayTiepNhan"),
            "");
}

TEST_F(PayloadTest, EveryAttachmentIsToldWithWhereItCameFrom) {
  const Uuid first = open_dossier();
  deposit_for(first, "GCN_DKDN", "2");
  deposit_for(first, "GCN_DKDN", "2");
  refer(first, "3");
  const Json papers = payload(first, {{"file_url", "https://kho.example"}}).at("TaiLieuNop");
  ASSERT_EQ(papers.size(), 3u);
  for (const int i : {0, 1}) {
    EXPECT_EQ(papers[i].at("DuocSoHoa"), 1);
    EXPECT_EQ(papers[i].at("DuocTaiSuDung"), 0);
    EXPECT_EQ(papers[i].at("MaThanhPhanHoSo"), "GCN_DKDN");
    EXPECT_THAT(papers[i].at("DuongDanTaiTepTin").get<std::string>(),
                testing::StartsWith("https://kho.example/v1/components/"));
  }
  EXPECT_NE(papers[0].at("TepDinhKemId"), papers[1].at("TepDinhKemId"));
  EXPECT_EQ(papers[2].at("DuocSoHoa"), 0);
  EXPECT_EQ(papers[2].at("DuocLayTuKhoDMQG"), 1);
  EXPECT_EQ(papers[2].at("MaThanhPhanHoSo"), "HD_THUE");
  EXPECT_EQ(payload(first).at("DSKetNoiCSDL"), Json::parse(R"([{"MaCSDL":"CSDLQG-DKDN"}])"));
}

TEST_F(PayloadTest, ReusedComponentAndReusedResultDiffer) {
  const Uuid issuing = open_dossier();
  deposit_for(issuing, "GP_BAN_LE");
  const Uuid by_result = open_dossier("H63.12", "1.000001.H63");
  ASSERT_TRUE(reuse(by_result));
  const Json result =
      payload(by_result, {{"results", {{"GP_BAN_LE", "KQ.G07.000122"}}}}).at("TaiLieuNop").at(0);
  EXPECT_EQ(result.at("DuocSoHoa"), 3);
  EXPECT_EQ(result.at("DuocTaiSuDung"), 1);
  EXPECT_EQ(result.at("MaKetQuaThayThe"), "KQ.G07.000122");
  deposit_for(issuing, "GCN_DKDN", "2");
  const Uuid by_component = open_dossier();
  ASSERT_TRUE(reuse(by_component));
  const Json component = payload(by_component).at("TaiLieuNop").at(0);
  EXPECT_EQ(component.at("DuocSoHoa"), 2);
  EXPECT_EQ(component.at("MaKetQuaThayThe"), "");
}

TEST_F(PayloadTest, ResultsAreToldOnceReturned) {
  const Uuid dossier = open_dossier();
  const Uuid result = deposit_for(dossier, "GP_BAN_LE").component.id;
  move(dossier, DossierState::kInProcess);
  move(dossier, DossierState::kFinished);
  EXPECT_EQ(payload(dossier).at("DanhSachGiayToKetQua").size(), 0u);
  move(dossier, DossierState::kReturned);
  const Json told = payload(dossier).at("DanhSachGiayToKetQua");
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].at("GiayToId"), result.text());
  EXPECT_EQ(told[0].at("TenGiayTo"), "Giấy phép bán lẻ rượu");
  warehouse_->revoke(result, {"chi", "cấp sai", {}});
  EXPECT_EQ(payload(dossier).at("DanhSachGiayToKetQua").size(), 0u);
}

TEST_F(PayloadTest, CodesAndNamesAreThePartners) {
  const Uuid dossier = open_dossier();
  deposit_for(dossier, "GCN_DKDN", "2");
  deposit_for(dossier, "HD_THUE", "3");
  const Json told =
      payload(dossier, {{"types", {{"HD_THUE", "TP-9"}}},
                        {"requirements", {{"2.000620.000.00.00.H63/2", 17}}},
                        {"procedures", {{"2.000620.000.00.00.H63", "2.000620"}}},
                        {"fields", {{"", "LV01"}}},
                        {"states", {{"received", "DA_TIEP_NHAN"}}},
                        {"owner_kinds", {{"organisation", 4}}},
                        {"names", {{"MaHoSo", "ma_ho_so"}, {"DuocLayTuKhoDMQG", nullptr}}}});
  EXPECT_EQ(told.at("ma_ho_so"), code_of(dossier));
  EXPECT_FALSE(told.contains("MaHoSo"));
  EXPECT_EQ(told.at("MaTTHC"), "2.000620");
  EXPECT_EQ(told.at("MaLinhVuc"), "LV01");
  EXPECT_EQ(told.at("TrangThaiHoSo"), "DA_TIEP_NHAN");
  EXPECT_EQ(told.at("LoaiDoiTuong"), 4);
  EXPECT_EQ(told.at("TaiLieuNop").at(0).at("MaThanhPhanHoSo"), 17);
  EXPECT_EQ(told.at("TaiLieuNop").at(1).at("MaThanhPhanHoSo"), "TP-9");
  EXPECT_FALSE(told.at("TaiLieuNop").at(0).contains("DuocLayTuKhoDMQG"));
}

TEST_F(PayloadTest, WidthsCountCharactersAndRefuseTheFirstBeyond) {
  const Uuid dossier = open_dossier("H63", "2.000620", warehouse::day("2026-11-23"),
                                    DossierState::kReceived, "cccd:015085001234");
  EXPECT_NO_THROW(payload(dossier, {{"widths", {{"full_name", 9}}}}));  // "Công ty A"
  EXPECT_THROW(payload(dossier, {{"widths", {{"full_name", 8}}}}), WidthExceeded);
  EXPECT_NO_THROW(payload(dossier, {{"widths", {{"full_name", 0}}}}));
  EXPECT_NO_THROW(payload(open_dossier(), {{"widths", {{"full_name", 8}}}}));
  EXPECT_THROW(payload(open_dossier(), {{"widths", {{"organisation", 8}}}}), WidthExceeded);
}

TEST(VietnamTime, StandsSevenHoursAheadOfUtc) {
  EXPECT_EQ(vietnam_time(0), "19700101070000");
  EXPECT_EQ(vietnam_time(1795395600000), "20261123080000");
  EXPECT_EQ(vietnam_time(1795453199000), "20261123235959");
  EXPECT_EQ(vietnam_time(1795453200000), "20261124000000");
}

}  // namespace
}  // namespace kho::tools
