#include "warehouse/owner_codec.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "store/error.h"
#include "tests/warehouse/fixtures.h"
#include "warehouse/record_codec.h"

namespace kho::warehouse {
namespace {

const Uuid kA = *Uuid::parse("01a2092a-d270-74e4-90dd-dfb649c690ec");
const Uuid kB = *Uuid::parse("01a2092a-d044-7eec-b770-c16fcc8c96b3");
const Uuid kC = *Uuid::parse("01a2092a-d111-7abc-8770-c16fcc8c96b4");

Owner full_owner() {
  return {kA,
          "mst:0100109106",
          "Công ty A",
          1795395600000,
          "mst:010 010 9106",
          {{"Công ty Á", 1795395600001, kC}}};
}
Alias full_alias() {
  return {"cmnd:060123456", {kC, {}},      day("2024-12-31"),
          "sct.ntlan",      1795395600002, "cmnd:060.123.456"};
}
Merge full_merge() {
  return {kA, kB, {{}, "Giấy xác nhận số 12/CA"}, "cùng một người", "sct.ntlan", 1795395600003};
}
Authorisation full_authorisation() {
  Authorisation a;
  a.id = kC;
  a.principal = kA;
  a.agent = kB;
  a.types = {"GCN_DKDN", "HD_THUE"};
  a.procedures = {"2.000620"};
  a.evidence = kC;
  a.from = day("1969-12-31");
  a.to = day("2027-01-31");
  a.granted_by = "sct.ntlan";
  a.granted_at_ms = 1795395600004;
  a.revoked = AuthorisationEnd{1795395600005, "sct.hvq", "chấm dứt"};
  return a;
}
Event full_event() {
  Event event{Event::Type::kOwnersMerged, 1795395600006, kC, kA, {}, {}};
  event.related = kB;
  event.by = "sct.ntlan";
  event.reason = "cùng một người";
  return event;
}

// Every field, and so that a decoder that forgets one is noticed.
void expect_full(const Owner& owner, const Alias& alias, const Merge& merge,
                 const Authorisation& authorisation, const Event& event) {
  EXPECT_EQ(owner.key_typed, "mst:010 010 9106");
  ASSERT_EQ(owner.other_names.size(), 1u);
  EXPECT_EQ(owner.other_names[0].name, "Công ty Á");
  EXPECT_EQ(owner.other_names[0].component, kC);
  EXPECT_EQ(encode(owner), encode(full_owner()));
  EXPECT_EQ(alias.evidence.component, kC);
  EXPECT_EQ(alias.since, day("2024-12-31"));
  EXPECT_EQ(alias.key_typed, "cmnd:060.123.456");
  EXPECT_EQ(encode(alias), encode(full_alias()));
  EXPECT_EQ(merge.from, kA);
  EXPECT_EQ(merge.into, kB);
  EXPECT_EQ(merge.evidence.document, "Giấy xác nhận số 12/CA");
  EXPECT_EQ(encode(merge), encode(full_merge()));
  EXPECT_EQ(authorisation.types, full_authorisation().types);
  EXPECT_EQ(authorisation.from, day("1969-12-31"));
  EXPECT_EQ(authorisation.to, day("2027-01-31"));
  EXPECT_EQ(authorisation.revoked->by, "sct.hvq");
  EXPECT_EQ(encode(authorisation), encode(full_authorisation()));
  EXPECT_EQ(event.type, Event::Type::kOwnersMerged);
  EXPECT_EQ(event.related, kB);
  EXPECT_EQ(event.by, "sct.ntlan");
  EXPECT_EQ(encode(event), encode(full_event()));
}

TEST(OwnerCodec, RecordsRoundTripInEveryField) {
  expect_full(decode_owner(encode(full_owner())), decode_alias(encode(full_alias())),
              decode_merge(encode(full_merge())),
              decode_authorisation(encode(full_authorisation())),
              decode_event(encode(full_event())));
  Authorisation open = full_authorisation();
  open.to.reset();
  open.revoked.reset();
  EXPECT_FALSE(decode_authorisation(encode(open)).to.has_value());
  EXPECT_FALSE(decode_authorisation(encode(open)).revoked.has_value());
}

TEST(OwnerCodec, DamagedRecordsAreRefusedNotGuessed) {
  EXPECT_THROW((void)decode_alias("\xff"), store::Error);
  EXPECT_THROW((void)decode_merge(""), store::Error);
  EXPECT_THROW((void)decode_authorisation(""), store::Error);
  Alias both = full_alias();
  both.evidence.document = "và một văn bản";
  EXPECT_THROW((void)decode_alias(encode(both)), store::Error);
  Merge neither = full_merge();
  neither.evidence = {};
  EXPECT_THROW((void)decode_merge(encode(neither)), store::Error);
}

// tests/golden/records-v1 is what was written first; it must decode to the same values for ever.
std::string golden(const std::string& name) {
  std::ifstream stream(KHO_GOLDEN_DIRECTORY "/records-v1/" + name, std::ios::binary);
  EXPECT_TRUE(stream.good()) << name;
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(OwnerCodec, GoldenRecordsDecodeToTheSameValues) {
  expect_full(decode_owner(golden("owner")), decode_alias(golden("owner_alias")),
              decode_merge(golden("owner_merge")), decode_authorisation(golden("authorisation")),
              full_event());
}

}  // namespace
}  // namespace kho::warehouse
