// The dated catalogue: what an import refuses, successors, versions and their ends, pages.
#include <gmock/gmock.h>

#include "tests/warehouse/fixtures.h"
#include "warehouse/catalogue_codec.h"
#include "warehouse/catalogue_tables.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ComponentType type(const std::string& code, const std::string& successor = {}) {
  ComponentType type{code, "Giấy " + code};
  type.successor = successor;
  return type;
}

Procedure procedure(const std::string& code, const char* valid_from = "2020-01-01") {
  Procedure procedure;
  procedure.code = code;
  procedure.name = "Thủ tục " + code;
  procedure.valid_from = day(valid_from);
  return procedure;
}

class CatalogueTest : public WarehouseTest {
 protected:
  ImportCounts import(const Catalogue& catalogue, bool dry_run = false) {
    return warehouse_->import_catalogue(catalogue, dry_run);
  }
  // What the import says against it; fails the test where it says nothing.
  std::string objection(const Catalogue& catalogue) {
    try {
      import(catalogue);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Errc::kCatalogueInvalid);
      return error.what();
    }
    ADD_FAILURE() << "nothing was refused";
    return {};
  }
  std::vector<std::string> counting_as(const std::string& code) {
    warehouse_.reset();
    const store::Store store(store::posix_file_system(), path_, table_names());
    auto types = types_counting_as(*store.snapshot(), code);
    return types;
  }
  // As the desk asks: the code of the procedure that answers, or the refusal's text.
  std::string asked_on(const char* date, const char* code) {
    try {
      const ReuseAnswer answer = warehouse_->reuse().ask({"mst:0100109106", code, day(date), {}});
      return answer.procedure + " of " + answer.procedure_valid_from.text();
    } catch (const Error& error) {
      return std::string(code_name(error.code())) + ": " + error.what();
    }
  }
};

TEST_F(CatalogueTest, RecordsThatContradictThemselvesAreRefused) {
  ComponentType backwards = type("A");
  backwards.in_force = {day("2026-01-02"), day("2026-01-01")};
  EXPECT_THAT(objection({{}, {backwards}, {}}), HasSubstr("component type A: the last day"));
  EXPECT_THAT(objection({{}, {type("A", "A")}, {}}), HasSubstr("its own successor"));
  EXPECT_THAT(objection({{}, {type("A", "not a code")}, {}}), HasSubstr("no code of its kind"));
  for (const std::uint32_t years : {0u, 101u}) {
    ComponentType kept = type("A");
    kept.keep_years = years;
    EXPECT_THAT(objection({{}, {kept}, {}}), HasSubstr("keep_years must be 1 to 100"));
  }
  Agency agency{"H63.99", "Sở", {day("2026-01-02"), day("2026-01-01")}, {}};
  EXPECT_THAT(objection({{agency}, {}, {}}), HasSubstr("agency H63.99: the last day"));
  agency = {"H63.99", "Sở", {}, "000.00.12.H63"};
  EXPECT_THAT(objection({{agency}, {}, {}}), HasSubstr("in normal form"));
  Procedure abolished = procedure("1.000001");
  abolished.valid_to = day("2019-12-31");
  EXPECT_THAT(objection({{}, {}, {abolished}}), HasSubstr("the last day"));
  // Two spellings of one code.
  Procedure own = procedure("1.000001.H63");
  own.successor = "1.000001.000.00.00.H63";
  EXPECT_THAT(objection({{}, {}, {own}}), HasSubstr("its own successor"));
}

TEST_F(CatalogueTest, SuccessorsMustBeKnownWhenTheImportEnds) {
  EXPECT_THAT(objection({{}, {type("OLD", "NEW")}, {}}), HasSubstr("unknown successor NEW"));
  EXPECT_THAT(objection({{{"H63.99", "Sở cũ", {}, "H15.99"}}, {}, {}}),
              HasSubstr("unknown successor H15.99"));
  Procedure replaced = procedure("1.000001");
  replaced.successor = "1.000002";
  EXPECT_THAT(objection({{}, {}, {replaced}}), HasSubstr("unknown successor 1.000002"));
  // The order inside one import does not matter.
  EXPECT_EQ(
      import({{}, {type("OLD", "NEW"), type("NEW")}, {replaced, procedure("1.000002")}}).added, 4u);
}

TEST_F(CatalogueTest, SuccessorsThatLeadBackAreRefused) {
  EXPECT_THAT(objection({{}, {type("A", "B"), type("B", "C"), type("C", "A")}, {}}),
              HasSubstr("lead back"));
  import({{}, {type("A", "B"), type("B")}, {}});
  EXPECT_THAT(objection({{}, {type("B", "A")}, {}}), HasSubstr("lead back"));
  EXPECT_THAT(objection({{{"H63.98", "Sở", {}, "H63.99"}, {"H63.99", "Sở", {}, "H63.98"}}, {}, {}}),
              HasSubstr("lead back"));
  Procedure a = procedure("1.000001");
  Procedure b = procedure("1.000002");
  a.successor = b.code;
  b.successor = a.code;
  EXPECT_THAT(objection({{}, {}, {a, b}}), HasSubstr("lead back"));
}

TEST_F(CatalogueTest, PredecessorsCountAsTheTypeThatTookTheirPlace) {
  import({{}, {type("A", "B"), type("B", "D"), type("C", "D"), type("D")}, {}});
  EXPECT_THAT(counting_as("D"), ElementsAre("D", "B", "C", "A"));
  EXPECT_THAT(counting_as("B"), ElementsAre("B", "A"));
  EXPECT_THAT(counting_as("A"), ElementsAre("A"));
  EXPECT_THAT(counting_as("NOWHERE"), ElementsAre("NOWHERE"));
}

TEST_F(CatalogueTest, ATypeThatGetsAnotherSuccessorNoLongerCountsAsTheFirst) {
  import({{}, {type("A", "B"), type("B"), type("C")}, {}});
  import({{}, {type("A", "C")}, {}});
  EXPECT_THAT(counting_as("B"), ElementsAre("B"));
  EXPECT_THAT(counting_as("C"), ElementsAre("C", "A"));
  open();
  import({{}, {type("A")}, {}});
  EXPECT_THAT(counting_as("C"), ElementsAre("C"));
}

TEST_F(CatalogueTest, MoreThanSixtyFourTypesCountingAsOneAreRefused) {
  Catalogue catalogue;
  catalogue.types = {type("ROOT")};
  for (int i = 1; i < 64; ++i) catalogue.types.push_back(type("T" + std::to_string(i), "ROOT"));
  EXPECT_EQ(import(catalogue).added, 64u);
  EXPECT_THAT(objection({{}, {type("ONE_MORE", "T1")}, {}}), HasSubstr("over 64 types"));
  EXPECT_EQ(counting_as("ROOT").size(), 64u);
}

TEST_F(CatalogueTest, DamagedPredecessorsThatLeadBackEnd) {
  warehouse_.reset();
  store::Store store(store::posix_file_system(), path_, table_names());
  store.commit([](store::Transaction& transaction) {
    transaction.tables().put(kTypePredecessors, type_predecessors_prefix("A") + "B", {});
    transaction.tables().put(kTypePredecessors, type_predecessors_prefix("B") + "A", {});
    transaction.tables().put(kTypePredecessors, type_predecessors_prefix("B") + "B", {});
  });
  EXPECT_THAT(types_counting_as(*store.snapshot(), "A"), ElementsAre("A", "B"));
}

TEST_F(CatalogueTest, AnAbolishedProcedureNamesItsSuccessor) {
  Procedure old = procedure("1.000001.H63");
  old.valid_to = day("2025-06-30");
  import({{}, {}, { old }});
  EXPECT_EQ(asked_on("2025-06-30", "1.000001"), "1.000001.H63 of 2020-01-01");
  EXPECT_EQ(asked_on("2025-07-01", "1.000001"),
            "procedure_unknown: the procedure was abolished after 2025-06-30");
  old.successor = "1.000002.H63";
  import({{}, {}, { old, procedure("1.000002.H63") }});
  EXPECT_THAT(asked_on("2025-07-01", "1.000001"), HasSubstr("1.000002.H63 replaced it"));
  // A later version brings it back.
  import({{}, {}, { procedure("1.000001.H63", "2026-01-01") }});
  EXPECT_EQ(asked_on("2026-01-01", "1.000001"), "1.000001.H63 of 2026-01-01");
  EXPECT_THAT(asked_on("2025-12-31", "1.000001"), HasSubstr("abolished"));
}

class PinnedVersionTest : public CatalogueTest {
 protected:
  PinnedVersionTest() {
    version_.requirements = {{"1", "Đăng ký doanh nghiệp", {{"GCN_DKDN"}}}};
    import({{}, {}, { version_ }});
    warehouse_.reset();
    store_.emplace(store::posix_file_system(), path_, table_names());
  }
  // "refused", or how many records changed.
  std::string import_pinned(Catalogue catalogue) {
    std::uint64_t changed = 0;
    try {
      store_->commit([&](store::Transaction& transaction) {
        changed = import_catalogue(transaction.tables(), std::move(catalogue),
                                   [](std::string_view code, Date from) {
                                     return code == "1.000001.H63" && from == day("2020-01-01");
                                   })
                      .changed;
      });
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr("under a new valid_from"));
      return "refused";
    }
    return std::to_string(changed);
  }

  Procedure version_ = procedure("1.000001.H63");
  std::optional<store::Store> store_;
};

TEST_F(PinnedVersionTest, StaysAsItWas) {
  Procedure other = version_;
  other.requirements[0].required = false;
  EXPECT_EQ(import_pinned({{}, {}, {other}}), "refused");
  other = version_;
  other.name = "Tên khác";
  EXPECT_EQ(import_pinned({{}, {}, {other}}), "refused");
  other = version_;
  other.code = "1.000001.000.00.00.H63";
  EXPECT_EQ(import_pinned({{}, {}, {other}}), "refused");
  EXPECT_EQ(import_pinned({{}, {}, {version_}}), "0");
}

// As Dossiers::open pins it.
TEST_F(CatalogueTest, VersionThatADossierBeganUnderStaysAsItWas) {
  Procedure version = procedure("1.000003.H63");
  version.requirements = {{"1", "Đăng ký doanh nghiệp", {{"GCN_DKDN"}}}};
  import({{}, {}, { version }});
  Procedure other = version;
  other.name = "Tên khác";
  EXPECT_EQ(import({{}, {}, {other}}).changed, 1U);
  DossierOpening opening;
  opening.code = "H63.12-261123-0001";
  opening.procedure = "1.000003";
  opening.owner = "mst:0100109106";
  opening.by = "lan";
  warehouse_->dossiers().open(opening);
  EXPECT_THAT(objection({{}, {}, {version}}), HasSubstr("under a new valid_from"));
}

TEST_F(PinnedVersionTest, MayEndAndBeReplaced) {
  Procedure ended = version_;
  ended.valid_to = day("2026-12-31");
  ended.successor = "1.000002";
  EXPECT_EQ(import_pinned({{}, {}, {ended, procedure("1.000002")}}), "1");
  const auto read = procedure_version(*store_->snapshot(), "1.000001.H63", day("2020-01-01"));
  EXPECT_EQ(encode(read.value()), encode(ended));
}

TEST_F(PinnedVersionTest, OtherRecordsMayChange) {
  Procedure later = version_;
  later.valid_from = day("2027-01-01");
  later.requirements.clear();
  EXPECT_EQ(import_pinned({{}, {}, {later}}), "0");
  later.name = "Tên khác";
  EXPECT_EQ(import_pinned({{}, {}, {later}}), "1");
  EXPECT_EQ(import_pinned({{{"H63.12", "Tên mới"}}, {{"GCN_DKDN", "Tên mới"}}, {}}), "2");
}

TEST_F(PinnedVersionTest, IsFoundByItsDayAlone) {
  const auto tables = store_->snapshot();
  EXPECT_EQ(procedure_version(*tables, "1.000001.000.00.00.H63", day("2020-01-01"))->name,
            version_.name);
  EXPECT_FALSE(procedure_version(*tables, "1.000001.H63", day("2020-01-02")).has_value());
  EXPECT_FALSE(procedure_version(*tables, "1.000001", day("2020-01-01")).has_value());
  EXPECT_FALSE(procedure_version(*tables, "nonsense", day("2020-01-01")).has_value());
}

TEST_F(CatalogueTest, DryRunTellsWhatWouldChangeAndChangesNothing) {
  const store::Position before = warehouse_->status().log_position;
  const Catalogue catalogue{{}, {type("A"), {"GCN_DKDN", "Tên mới"}}, {procedure("1.000001")}};
  const ImportCounts counts = import(catalogue, true);
  EXPECT_EQ(counts.added, 2u);
  EXPECT_EQ(counts.changed, 1u);
  ASSERT_EQ(counts.changes.size(), 3u);
  EXPECT_EQ(counts.changes[1].code, "GCN_DKDN");
  EXPECT_FALSE(counts.changes[1].added);
  EXPECT_EQ(counts.changes[2].valid_from, day("2020-01-01"));
  EXPECT_FALSE(warehouse_->catalogue().type("A").has_value());
  EXPECT_EQ(warehouse_->status().log_position, before);
  EXPECT_EQ(import(catalogue).added, 2u);
}

TEST_F(CatalogueTest, IsReadBackPageByPage) {
  Procedure other = procedure("2.000620.H64");
  import({{}, {}, { procedure("1.000001"), other, procedure("2.000620.H63", "2027-01-01") }});
  const CatalogueReader reader = warehouse_->catalogue();
  const auto codes = [](const auto& page) {
    std::vector<std::string> out;
    for (const auto& record : page.records) out.push_back(record.code);
    if (page.more) out.push_back("...");
    return out;
  };
  EXPECT_THAT(codes(reader.types("", 3)), ElementsAre("DON", "GCN_DKDN", "GP_BAN_LE", "..."));
  EXPECT_THAT(codes(reader.types("GP_BAN_LE", 3)), ElementsAre("HD_THUE"));
  EXPECT_THAT(codes(reader.types("E", 1)), ElementsAre("GCN_DKDN", "..."));
  EXPECT_THAT(codes(reader.agencies("", 3)), ElementsAre("H63.12"));
  EXPECT_THAT(codes(reader.agencies("H63.12", 3)), IsEmpty());
  // One entry a procedure, its latest version.
  EXPECT_THAT(codes(reader.procedures({}, 2)), ElementsAre("1.000001", "2.000620.H63", "..."));
  EXPECT_EQ(reader.procedures({}, 2).records[1].valid_from, day("2027-01-01"));
  EXPECT_THAT(codes(reader.procedures(parse_procedure_code("2.000620.H63"), 2)),
              ElementsAre("2.000620.H64"));
  EXPECT_EQ(reader.versions(*parse_procedure_code("2.000620.H63")).size(), 2u);
  EXPECT_EQ(reader.versions(*parse_procedure_code("2.000620")).size(), 3u);
  EXPECT_EQ(reader.agency("000.00.12.H63")->code, "H63.12");
  EXPECT_FALSE(reader.agency("nonsense").has_value());
}

}  // namespace
}  // namespace kho::warehouse
