#include "warehouse/component_code.h"

#include <gtest/gtest.h>

#include <set>

#include "store/error.h"
#include "tests/warehouse/fixtures.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

const Uuid kOwner = *Uuid::parse("01a2092a-d270-74e4-90dd-dfb649c690ec");

class ComponentCodeTest : public testing::Test {
 protected:
  ComponentCodeTest() {
    store::Store::create(store::posix_file_system(), path_);
    open();
  }
  void open() {
    store_.reset();
    store_.emplace(store::posix_file_system(), path_, table_names());
  }
  std::string allocate(const std::string& text, const CodeFields& fields) {
    std::string code;
    store_->commit([&](store::Transaction& transaction) {
      code = allocate_code(transaction.tables(), CodeTemplate::parse(text), fields);
    });
    return code;
  }

  test::ScratchDirectory scratch_;
  const std::filesystem::path path_ = scratch_ / "store";
  std::optional<store::Store> store_;
  const CodeFields fields_{kOwner, "2.001646.000.00.00.H63", "GCN_DKDN", 2026};
};

TEST_F(ComponentCodeTest, DefaultCodeHoldsOwnerProcedureTypeAndSerial) {
  const std::string prefix = short_owner_id(kOwner) + ".2.001646.GCN_DKDN.";
  EXPECT_EQ(allocate(std::string(kDefaultCodeTemplate), fields_), prefix + "01");
  EXPECT_EQ(allocate(std::string(kDefaultCodeTemplate), fields_), prefix + "02");
  CodeFields other = fields_;
  other.type = "HD_THUE";
  EXPECT_EQ(allocate(std::string(kDefaultCodeTemplate), other),
            short_owner_id(kOwner) + ".2.001646.HD_THUE.01");
  other.procedure.clear();
  EXPECT_EQ(allocate(std::string(kDefaultCodeTemplate), other),
            short_owner_id(kOwner) + ".0.HD_THUE.01");
}

TEST_F(ComponentCodeTest, OwnerIsShownByLettersOnly) {
  const std::string text = short_owner_id(kOwner);
  EXPECT_EQ(text.size(), 14u);
  EXPECT_EQ(text.find_first_not_of("BCDFGHKLMNPQRSTV"), std::string::npos);
  EXPECT_NE(text, short_owner_id(*Uuid::parse("01a2092a-d270-74e4-90dd-dfb649c690ed")));
}

TEST_F(ComponentCodeTest, SerialGrowsBeyondItsDigits) {
  std::set<std::string> codes;
  std::string last;
  store_->commit([&](store::Transaction& transaction) {
    const CodeTemplate code_template = CodeTemplate::parse("KHO-{year}-{NN}");
    for (int i = 0; i < 101; ++i) {
      last = allocate_code(transaction.tables(), code_template, fields_);
      codes.insert(last);
    }
  });
  EXPECT_EQ(last, "KHO-2026-101");
  EXPECT_EQ(codes.size(), 101u);
  EXPECT_TRUE(codes.contains("KHO-2026-09"));
}

TEST_F(ComponentCodeTest, SerialIsNotGivenAgainUnderATemplateWithMoreDigits) {
  EXPECT_EQ(allocate("K.{year}.{N}", fields_), "K.2026.1");
  EXPECT_EQ(allocate("K.2026.{NNNN}", fields_), "K.2026.0002");
}

TEST_F(ComponentCodeTest, SerialSurvivesReopening) {
  EXPECT_EQ(allocate("K.{NN}", fields_), "K.01");
  open();
  EXPECT_EQ(allocate("K.{NN}", fields_), "K.02");
}

TEST_F(ComponentCodeTest, SerialOfAChangeThatFailedIsNotLost) {
  EXPECT_THROW(store_->commit([&](store::Transaction& transaction) {
    (void)allocate_code(transaction.tables(), CodeTemplate::parse("K.{NN}"), fields_);
    throw std::runtime_error("undone");
  }),
               std::runtime_error);
  EXPECT_EQ(allocate("K.{NN}", fields_), "K.01");
}

TEST_F(ComponentCodeTest, DamagedCounterIsNoNewBeginning) {
  store_->commit([&](store::Transaction& transaction) {
    transaction.tables().put(kCodeCounters, "K.", "rubbish");
  });
  EXPECT_THROW(allocate("K.{NN}", fields_), store::Error);
}

TEST_F(ComponentCodeTest, BadFieldsAreRefused) {
  CodeFields bad = fields_;
  bad.type = "not a code";
  EXPECT_EQ(refusal([&] { allocate("{type}.{NN}", bad); }), "metadata_invalid");
  bad = fields_;
  bad.procedure = "015085001234";
  EXPECT_EQ(refusal([&] { allocate("{procedure}.{NN}", bad); }), "metadata_invalid");
  bad.year = 0;
  EXPECT_EQ(refusal([&] { allocate("{year}.{NN}", bad); }), "metadata_invalid");
}

struct BadTemplate {
  const char* name;
  const char* text;
};
void PrintTo(const BadTemplate& bad, std::ostream* out) { *out << bad.text; }
class BadTemplateTest : public testing::TestWithParam<BadTemplate> {};

TEST_P(BadTemplateTest, IsRefused) {
  EXPECT_EQ(refusal([] { (void)CodeTemplate::parse(GetParam().text); }), "metadata_invalid");
}

INSTANTIATE_TEST_SUITE_P(
    Templates, BadTemplateTest,
    testing::Values(
        BadTemplate{"Empty", ""}, BadTemplate{"NoSerial", "{owner_id}.{type}"},
        BadTemplate{"SerialAlone", "{NN}"}, BadTemplate{"SerialBehindAPlaceholder", "{type}{NN}"},
        BadTemplate{"SerialBehindADigit", "K1{NN}"}, BadTemplate{"SerialNotLast", "K.{NN}.{type}"},
        BadTemplate{"TwoSerials", "K.{NN}.{NN}"}, BadTemplate{"UnknownPlaceholder", "{cccd}.{NN}"},
        BadTemplate{"OwnersNumber", "{owner}.{NN}"},
        BadTemplate{"PlaceholderTwice", "{type}.{type}.{NN}"}, BadTemplate{"NotClosed", "K.{NN"},
        BadTemplate{"NotOpened", "K}.{NN}"}, BadTemplate{"Slash", "K/{NN}"},
        BadTemplate{"Blank", "K .{NN}"}, BadTemplate{"Diacritics", "Số.{NN}"},
        BadTemplate{"TooManyDigits", "K.{NNNNNNNNNNNNNNNNNNN}"}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(CodeTemplate, TooLongIsRefused) {
  EXPECT_EQ(refusal([] { (void)CodeTemplate::parse(std::string(96, 'K') + ".{NN}"); }),
            "metadata_invalid");
  EXPECT_EQ(CodeTemplate::parse(std::string(95, 'K') + ".{NN}").serial_digits(), 2u);
}

}  // namespace
}  // namespace kho::warehouse
