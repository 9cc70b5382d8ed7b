#include "warehouse/record_codec.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "store/error.h"
#include "tests/warehouse/fixtures.h"
#include "warehouse/catalogue_codec.h"
#include "warehouse/owner_codec.h"

namespace kho::warehouse {
namespace {

Component full_component() {
  Component c;
  c.id = *Uuid::parse("01a2092a-d270-74e4-90dd-dfb649c690ec");
  c.owner = *Uuid::parse("01a2092a-d044-7eec-b770-c16fcc8c96b3");
  c.facts = {Kind::kResult,
             "GP_BAN_LE",
             "12/GP-SCT",
             day("2024-03-01"),
             "H63.12",
             "Sở Công Thương",
             "Lò Văn A",
             "Giấy phép bán lẻ rượu",
             {Validity::Kind::kUntil, day("2024-03-01"), day("2029-03-01")},
             "",
             "Nghĩa Lộ",
             Origin::kBornDigitalResult,
             Form::kElectronic,
             "H63.12-230601-0001",
             "2.000620.000.00.00.H63",
             "Hoàng Văn Quyết",
             "",
             {},
             {},
             ReviewState::kCaptured};
  c.versions = {{1, std::string(32, 'h'), 12345, "application/pdf", "gp.pdf", 1795395600000}};
  c.created_at_ms = 1795395600001;
  return c;
}

Procedure full_procedure() {
  Procedure p;
  p.code = "2.000620.000.00.00.H63";
  p.name = "Cấp Giấy phép bán lẻ rượu";
  p.field = "Lưu thông";
  p.agency = "H63.12";
  p.valid_from = day("1969-06-01");
  p.requirements = {{"1", "Đơn", {{"DON"}}, true, false, false},
                    {"2", "Hệ thống", {{"A", "B"}, {"C"}}, false, true, true}};
  p.results = {"GP_BAN_LE"};
  return p;
}

// Every field of the catalogue's records, those that format 0 began without included.
Agency dated_agency() { return {"H63.12", "Sở", {day("1969-01-01"), day("2025-06-30")}, "H15.12"}; }

ComponentType dated_type() {
  ComponentType type{"GCN_CU", "Giấy chứng nhận cũ", Kind::kResult, false};
  type.signature_required = true;
  type.in_force = {day("2001-01-01"), day("2025-06-30")};
  type.successor = "GCN_MOI";
  type.keep_years = 70;
  return type;
}

Procedure dated_procedure() {
  Procedure p = full_procedure();
  p.valid_to = day("2025-06-30");
  p.successor = "1.000001.H15";
  p.requirements[1].parent_serves_branch = true;
  p.requirements[1].form = Form::kCopy;
  p.requirements[1].origin_min = Origin::kCertifiedEcopy;
  return p;
}

TEST(RecordCodec, ComponentRoundTripsInEveryField) {
  const Component c = decode_component(encode(full_component()));
  EXPECT_EQ(encode(c), encode(full_component()));
  EXPECT_EQ(c.id.text(), "01a2092a-d270-74e4-90dd-dfb649c690ec");
  EXPECT_EQ(c.facts.kind, Kind::kResult);
  EXPECT_EQ(c.facts.validity.to, day("2029-03-01"));
  EXPECT_EQ(c.facts.digitised_by, "Hoàng Văn Quyết");
  EXPECT_EQ(c.facts.review, ReviewState::kCaptured);
  EXPECT_EQ(c.current().file_name, "gp.pdf");
  EXPECT_EQ(c.created_at_ms, 1795395600001);
}

TEST(RecordCodec, ProcedureRoundTripsInEveryField) {
  const Procedure p = decode_procedure(encode(full_procedure()));
  EXPECT_EQ(encode(p), encode(full_procedure()));
  EXPECT_EQ(p.valid_from, day("1969-06-01"));
  EXPECT_EQ(p.requirements[1].any_of, (std::vector<Alternative>{{"A", "B"}, {"C"}}));
  EXPECT_FALSE(p.requirements[1].required);
  EXPECT_TRUE(p.requirements[1].site_bound && p.requirements[1].third_party);
}

TEST(RecordCodec, DatedCatalogueRoundTripsInEveryField) {
  const Agency agency = decode_agency(encode(dated_agency()));
  EXPECT_EQ(agency.in_force, dated_agency().in_force);
  EXPECT_EQ(agency.successor, "H15.12");
  const ComponentType type = decode_component_type(encode(dated_type()));
  EXPECT_EQ(type.in_force, dated_type().in_force);
  EXPECT_EQ(type.successor, "GCN_MOI");
  EXPECT_EQ(type.keep_years, 70u);
  EXPECT_TRUE(type.signature_required);
  const Procedure p = decode_procedure(encode(dated_procedure()));
  EXPECT_EQ(p.valid_to, day("2025-06-30"));
  EXPECT_EQ(p.successor, "1.000001.H15");
  EXPECT_FALSE(p.requirements[0].form.has_value() || p.requirements[0].origin_min.has_value());
  EXPECT_TRUE(p.requirements[1].parent_serves_branch);
  EXPECT_EQ(p.requirements[1].form, Form::kCopy);
  EXPECT_EQ(p.requirements[1].origin_min, Origin::kCertifiedEcopy);
}

TEST(RecordCodec, HoldsAndRetentionRoundTrip) {
  Component c = full_component();
  c.keep_until = day("2031-12-31");
  c.holds = {{"vu-an-1", "Vụ án", 1795395600000, day("2027-01-31")}, {"ttra", "Thanh tra", 5, {}}};
  const Component read = decode_component(encode(c));
  EXPECT_EQ(encode(read), encode(c));
  EXPECT_EQ(read.keep_until, day("2031-12-31"));
  EXPECT_EQ(read.holds.at(0).until, day("2027-01-31"));
  EXPECT_EQ(read.holds.at(1).reason, "Thanh tra");
  EXPECT_TRUE(read.holds.at(0).in_force(day("2027-01-31")));
  EXPECT_FALSE(read.holds.at(0).in_force(day("2027-02-01")));
}

TEST(RecordCodec, RecordOfDestructionRoundTrips) {
  Event event{Event::Type::kComponentDestroyed, 5, full_component().id, {}, {}, {}};
  event.component_type = "GP_BAN_LE";
  event.files = {std::string(32, 'h'), std::string(32, 'i')};
  event.reason = "hết thời hạn lưu";
  event.approved_by = "Giám đốc Sở";
  event.until = day("2030-01-01");
  const Event read = decode_event(encode(event));
  EXPECT_EQ(read.component_type, "GP_BAN_LE");
  EXPECT_EQ(read.files, event.files);
  EXPECT_EQ(read.reason, event.reason);
  EXPECT_EQ(read.approved_by, event.approved_by);
  EXPECT_EQ(read.until, event.until);
}

TEST(RecordCodec, DamagedRecordsAreRefusedNotGuessed) {
  const auto damaged = [](const std::string& bytes) {
    EXPECT_THROW((void)decode_component(bytes), store::Error);
  };
  damaged("");
  damaged("\xff\xff\xff");
  Component c = full_component();
  c.versions.clear();
  damaged(encode(c));
  c = full_component();
  c.versions[0].sha256 = "short";
  damaged(encode(c));
  c = full_component();
  c.facts.kind = static_cast<Kind>(77);
  damaged(encode(c));
  c = full_component();
  c.facts.validity.to.reset();
  damaged(encode(c));
}

TEST(RecordCodec, EventOfALaterTypeIsPassedOn) {
  const Event event{static_cast<Event::Type>(99), 5, {}, {}, {}, "later"};
  EXPECT_EQ(decode_event(encode(event)).note, "later");
}

// tests/golden/records-v0 is what format 0 first wrote, records-v1 what it wrote once the catalogue
// had dates and successors; both must decode to the same values for ever.
std::string golden(const std::string& name, const std::string& folder = "records-v0") {
  std::ifstream stream(KHO_GOLDEN_DIRECTORY "/" + folder + "/" + name, std::ios::binary);
  EXPECT_TRUE(stream.good()) << name;
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(GoldenRecords, FormatZeroDecodesToTheSameValues) {
  EXPECT_EQ(encode(decode_component(golden("component"))), encode(full_component()));
  EXPECT_EQ(encode(decode_procedure(golden("procedure"))), encode(full_procedure()));
  const Owner owner = decode_owner(golden("owner"));
  EXPECT_EQ(owner.key, "mst:0100109106");
  EXPECT_EQ(owner.name, "Công ty A");
  const ComponentType type = decode_component_type(golden("component_type"));
  EXPECT_EQ(type.code, "DON");
  EXPECT_FALSE(type.reusable);
  EXPECT_EQ(decode_agency(golden("agency")).code, "H63.12");
  const TextState state = decode_text_state(golden("text_state"));
  EXPECT_EQ(state.outcome, TextState::Outcome::kFailed);
  EXPECT_EQ(state.failure, "encrypted");
  EXPECT_EQ(state.pages, 3u);
  const Event event = decode_event(golden("event"));
  EXPECT_EQ(event.type, Event::Type::kComponentDeposited);
  EXPECT_EQ(event.sha256, std::string(32, 'h'));
  EXPECT_EQ(event.time_ms, 1795395600000);
}

TEST(GoldenRecords, CatalogueWithoutDatesIsInForceAlways) {
  const ComponentType type = decode_component_type(golden("component_type"));
  EXPECT_EQ(type.in_force, InForce());
  EXPECT_TRUE(type.successor.empty());
  EXPECT_FALSE(type.keep_years.has_value() || type.signature_required);
  EXPECT_EQ(decode_agency(golden("agency")).in_force, InForce());
  EXPECT_FALSE(decode_procedure(golden("procedure")).valid_to.has_value());
}

TEST(GoldenRecords, DatedCatalogueDecodesToTheSameValues) {
  EXPECT_EQ(encode(decode_agency(golden("agency", "records-v1"))), encode(dated_agency()));
  EXPECT_EQ(encode(decode_component_type(golden("component_type", "records-v1"))),
            encode(dated_type()));
  EXPECT_EQ(encode(decode_procedure(golden("procedure", "records-v1"))), encode(dated_procedure()));
}

TEST(GoldenRecords, AccessDecodesToTheSameValues) {
  const Access access = decode_access(golden("access_of_agency", "records-v1"));
  EXPECT_EQ(access.action, Access::Action::kContentRead);
  EXPECT_EQ(access.at_ms, 1795395600000);
  EXPECT_EQ(access.owner, full_component().owner);
  EXPECT_EQ(access.component, full_component().id);
  EXPECT_EQ(access.query, *Uuid::parse("01a2092a-d270-74e4-90dd-dfb649c690ed"));
  EXPECT_EQ(access.purpose.by, "lan");
  EXPECT_EQ(access.purpose.dossier, "H63.12-261123-0001");
  EXPECT_EQ(access.purpose.why, "thanh tra");
  EXPECT_TRUE(access.purpose.breaks_glass);
  EXPECT_EQ(access.agency, "H63.12");
  EXPECT_EQ(encode(access), golden("access_of_agency", "records-v1"));
  // Before the agency was recorded.
  EXPECT_EQ(decode_access(golden("access", "records-v1")).agency, "");
}

}  // namespace
}  // namespace kho::warehouse
