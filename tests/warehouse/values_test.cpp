// Dates, ids and codes.
#include <gtest/gtest.h>

#include "tests/warehouse/fixtures.h"
#include "warehouse/catalogue.h"
#include "warehouse/uuid.h"

namespace kho::warehouse {
namespace {

TEST(Date, ReadsRealDaysOnly) {
  for (const char* text : {"2026-11-23", "2024-02-29", "1800-01-01", "9999-12-31"}) {
    ASSERT_TRUE(Date::parse(text).has_value()) << text;
    EXPECT_EQ(Date::parse(text)->text(), text);
  }
  for (const char* text : {"2025-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "23/11/2026", "",
                           "2026-11-23T00:00:00Z", "1799-12-31", "２０２６-11-23", "2026-11-2x"}) {
    EXPECT_FALSE(Date::parse(text).has_value()) << text;
  }
}

TEST(Date, VietnamIsSevenHoursAhead) {
  EXPECT_EQ(Date::in_vietnam(0).text(), "1970-01-01");
  EXPECT_EQ(Date::in_vietnam(1795366800000 - 1).text(), "2026-11-22");
  EXPECT_EQ(Date::in_vietnam(1795366800000).text(), "2026-11-23");
  EXPECT_EQ(Date::in_vietnam(-30LL * 3600 * 1000).text(), "1969-12-31");
  EXPECT_EQ(utc_text(1795366800125), "2026-11-22T17:00:00.125Z");
}

TEST(Uuid, TextRoundTripsAndVersionIsSeven) {
  FixedClock clock;
  CountingRandom random;
  const Uuid a = Uuid::make(clock, random);
  clock.ms += 1;
  const Uuid b = Uuid::make(clock, random);
  EXPECT_LT(a, b);
  EXPECT_EQ(Uuid::parse(a.text()), a);
  EXPECT_EQ(a.text()[14], '7');
  EXPECT_EQ(Uuid::from_raw(a.raw()), a);
  for (const char* text :
       {"", "01a20932-051d-73ca-8b2d-92c0b11ea04", "01a20932051d73ca8b2d92c0b11ea04a",
        "01a20932-051d-73ca-8b2d-92c0b11ea0-a", "g1a20932-051d-73ca-8b2d-92c0b11ea04a"}) {
    EXPECT_FALSE(Uuid::parse(text).has_value()) << text;
  }
}

TEST(ProcedureCode, IsAStemWithAnOptionalSuffix) {
  EXPECT_EQ(parse_procedure_code("2.001646")->suffix, "");
  EXPECT_EQ(parse_procedure_code("2.001646.000.00.00.H63")->stem, "2.001646");
  EXPECT_EQ(parse_procedure_code("2.001646.000.00.00.H63")->suffix, "H63");
  EXPECT_EQ(parse_procedure_code("2.001646.H63")->suffix, "H63");
  EXPECT_EQ(parse_procedure_code("2.001646.X")->suffix, "X");
  EXPECT_EQ(parse_procedure_code("5.002544")->stem, "5.002544");
  for (const char* code : {"", "2.00164", "0.001646", "2-001646", "2.001646.", "2.001646h63",
                           "2.001646.h63", "x.001646", "2.0016467"}) {
    EXPECT_FALSE(parse_procedure_code(code).has_value()) << code;
  }
}

TEST(TypeCode, HoldsPlainCharactersOnly) {
  EXPECT_TRUE(is_type_code("GCN_DKDN"));
  EXPECT_TRUE(is_type_code("000.00.00.G09-KQ002269"));
  for (const std::string& code : {std::string(), std::string("gcn"), std::string("_X"),
                                  std::string("A B"), std::string(65, 'A')}) {
    EXPECT_FALSE(is_type_code(code)) << code;
  }
}

}  // namespace
}  // namespace kho::warehouse
