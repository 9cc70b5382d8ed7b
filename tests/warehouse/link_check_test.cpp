#include "warehouse/link_check.h"

#include <gmock/gmock.h>

#include "store/error.h"
#include "tests/warehouse/damaged_segment.h"
#include "tests/warehouse/fixtures.h"
#include "warehouse/catalogue_codec.h"
#include "warehouse/keeping.h"
#include "warehouse/owner_codec.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class LinkCheckTest : public WarehouseTest {
 protected:
  // Changes the tables behind the warehouse's back, and checks.
  CheckReport check_after(const std::function<void(store::Transaction&)>& change) {
    warehouse_.reset();
    {
      store::Store store(store::posix_file_system(), path_, table_names());
      store.commit(change);
    }
    open();
    return check();
  }

  void damage(const std::string& bytes) { test::flip_byte_of(path_, bytes); }

  static std::string texts(const CheckReport& report) {
    std::string all;
    for (const CheckFinding& finding : report.findings) all += finding.text + "\n";
    return all;
  }
};

TEST_F(LinkCheckTest, WholeWarehouseIsClean) {
  deposit("một");
  deposit("hai", "HD_THUE", "mst:0101248141");
  deposit("một", "HD_THUE");
  warehouse_->catch_up();
  const CheckReport report = check({true, 1, {}});
  EXPECT_TRUE(report.clean()) << texts(report);
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_EQ(report.components, 3u);
  EXPECT_EQ(report.owners, 2u);
  EXPECT_EQ(report.texts, 2u);
  EXPECT_GT(report.store.bytes_read, 0u);
}

TEST_F(LinkCheckTest, AuditOfTheLogIsNothingToComplainOf) {
  for (int i = 0; i < 150; ++i) deposit(std::to_string(i));
  warehouse_->catch_up();
  (void)warehouse_->audit().checkpoint_now();
  const CheckReport report = check({true, 1, {}});
  EXPECT_TRUE(report.clean()) << texts(report);
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_GE(report.store.log_entries, 256u);
}

TEST_F(LinkCheckTest, DamagedFileNamesItsComponents) {
  const Uuid damaged = deposit("những byte sẽ hỏng").component.id;
  const Uuid same = deposit("những byte sẽ hỏng", "HD_THUE").component.id;
  deposit("những byte lành");
  warehouse_.reset();
  damage("những byte sẽ hỏng");
  open();
  EXPECT_TRUE(check().clean());  // Only the bytes tell.
  const CheckReport report = check({true, 1, {}});
  EXPECT_FALSE(report.clean());
  ASSERT_EQ(report.damages, 1u) << texts(report);
  EXPECT_THAT(report.findings.at(0).components, testing::UnorderedElementsAre(damaged, same));
  EXPECT_EQ(report.findings.at(0).touched, 2u);
}

TEST_F(LinkCheckTest, DamagedTextNamesItsComponents) {
  extract_ = [](std::span<const std::byte>) {
    ingest::Extraction extraction;
    extraction.outcome = ingest::Outcome::kText;
    extraction.media_type = "text/plain";
    extraction.page_count = 1;
    extraction.pages = {"văn bản rút ra"};
    return extraction;
  };
  const Uuid id = deposit("tệp").component.id;
  warehouse_->catch_up();
  warehouse_.reset();
  damage("văn bản rút ra");
  open();
  const CheckReport report = check({true, 1, {}});
  ASSERT_EQ(report.damages, 1u) << texts(report);
  EXPECT_THAT(report.findings.at(0).components, IsEmpty());
  EXPECT_THAT(report.findings.at(0).texts, ElementsAre(id));
}

TEST_F(LinkCheckTest, PartsTogetherReadEverything) {
  deposit("những byte sẽ hỏng");
  warehouse_.reset();
  damage("những byte sẽ hỏng");
  open();
  std::uint64_t damages = 0;
  for (std::uint32_t part = 0; part < 3; ++part) damages += check({true, 3, part}).damages;
  EXPECT_EQ(damages, 1u);
  // Three days read all of them, too.
  damages = 0;
  for (int days = 0; days < 3; ++days, clock_.ms += 86'400'000) {
    damages += check({true, 3, {}}).damages;
  }
  EXPECT_EQ(damages, 1u);
}

TEST_F(LinkCheckTest, TypesAndTheListOfTheirSuccessorsMustAgree) {
  const auto successor = [](const char* code) {
    ComponentType type{code, "Giấy"};
    type.successor = "GCN_DKDN";
    return type;
  };
  Catalogue catalogue;
  catalogue.types = {successor("GCN_CU")};
  warehouse_->import_catalogue(catalogue);
  EXPECT_TRUE(check().clean());
  const CheckReport unlisted = check_after([&](store::Transaction& transaction) {
    transaction.tables().put(kTypes, "GCN_CU_HON", encode(successor("GCN_CU_HON")));
  });
  EXPECT_THAT(texts(unlisted), HasSubstr("component type GCN_CU_HON is not listed"));
  const CheckReport damaged = check_after([&](store::Transaction& transaction) {
    transaction.tables().put(kTypes, "GCN_CU_HON", "\xff");
  });
  EXPECT_THAT(texts(damaged), HasSubstr("the record of component type GCN_CU_HON is damaged"));
  const CheckReport left = check_after([&](store::Transaction& transaction) {
    transaction.tables().erase(kTypes, "GCN_CU_HON");
    transaction.tables().erase(kTypes, "GCN_CU");
  });
  EXPECT_THAT(texts(left), HasSubstr("1 component types are listed under successors, 0 have one"));
}

TEST_F(LinkCheckTest, ImpossiblePartsAreRefused) {
  for (const CheckOrder& order : {CheckOrder{true, 0, {}}, CheckOrder{true, 3, 3},
                                  CheckOrder{true, kCheckPartsMax + 1, {}}}) {
    EXPECT_EQ(refusal([&] { warehouse_->start_check(order); }), "job_invalid");
  }
}

TEST_F(LinkCheckTest, BrokenLinksAreFound) {
  const Component component = deposit("một").component;
  warehouse_->catch_up();
  const std::string id(component.id.raw());
  const std::string& file = component.current().sha256;
  const std::string owner_key = owner_type_prefix(component.owner, "GCN_DKDN") + id;
  const auto erased = [&](Table table, const std::string& key, std::string_view value) {
    const std::string found = texts(check_after(
        [&](store::Transaction& transaction) { transaction.tables().erase(table, key); }));
    // And back, for the next.
    EXPECT_EQ(texts(check_after([&](store::Transaction& transaction) {
                transaction.tables().put(table, key, value);
              })),
              "");
    return found;
  };
  EXPECT_THAT(erased(kComponentsByOwner, owner_key, ""), HasSubstr("under its owner and type"));
  EXPECT_THAT(erased(kComponentsByBlob, file + id, ""), HasSubstr("under its file"));
  const std::string found = erased(kOwnerKeys, "mst:0100109106", component.owner.raw());
  EXPECT_THAT(found, HasSubstr("not found by its key"));
  EXPECT_EQ(found.find("0100109106"), std::string::npos);

  // Keys that lead nowhere.
  EXPECT_THAT(texts(check_after([&](store::Transaction& transaction) {
                transaction.tables().put(kComponentsByOwner, owner_key + "x", "");
                transaction.tables().put(kComponentsByBlob, std::string(48, 'x'), "");
              })),
              testing::AllOf(HasSubstr("listed under owners"), HasSubstr("listed under files")));
}

TEST_F(LinkCheckTest, WrongReferenceCountsAreFound) {
  const Component component = deposit("một").component;
  EXPECT_THAT(texts(check_after([&](store::Transaction& transaction) {
                transaction.tables().erase(kComponents, component.id.raw());
              })),
              HasSubstr("is named by 0 records, but has 1 references"));
}

TEST_F(LinkCheckTest, MissingFileIsDamageOfItsComponent) {
  const Component component = deposit("một").component;
  const CheckReport report = check_after([&](store::Transaction& transaction) {
    transaction.release_blob(*store::BlobId::from_raw(component.current().sha256));
  });
  ASSERT_EQ(report.damages, 1u) << texts(report);
  EXPECT_THAT(report.findings.at(0).components, ElementsAre(component.id));
}

TEST_F(LinkCheckTest, HoldThatTheStoreLacksIsFound) {
  const Component component = deposit("một").component;
  warehouse_->hold(component.id, {"vu-an", "Vụ án", {}});
  EXPECT_THAT(texts(check_after([&](store::Transaction& transaction) {
                transaction.lift_hold(*store::BlobId::from_raw(component.current().sha256),
                                      store_hold_name(component.id, "vu-an"));
              })),
              HasSubstr("hold vu-an does not protect"));
}

TEST_F(LinkCheckTest, DamagedRecordIsFoundAndEndsNothing) {
  const Uuid damaged = deposit("một").component.id;
  deposit("hai");
  const CheckReport report = check_after([&](store::Transaction& transaction) {
    transaction.tables().put(kComponents, damaged.raw(), "rubbish");
  });
  EXPECT_THAT(texts(report), HasSubstr(damaged.text() + " is damaged"));
  EXPECT_EQ(report.components, 2u);
  EXPECT_EQ(warehouse_->statistics().damaged_records, 1u);
}

TEST_F(LinkCheckTest, StatisticsCountWhatIsThere) {
  deposit("một");
  deposit("một", "HD_THUE");
  deposit("mười", "HD_THUE", "mst:0101248141");
  const Statistics statistics = warehouse_->statistics();
  EXPECT_EQ(statistics.components, 3u);
  EXPECT_EQ(statistics.owners, 2u);
  EXPECT_EQ(statistics.by_type.at("HD_THUE").components, 2u);
  const std::uint64_t one = std::string("một").size();
  const std::uint64_t ten = std::string("mười").size();
  EXPECT_EQ(statistics.by_type.at("HD_THUE").logical_bytes, one + ten);
  EXPECT_EQ(statistics.store.logical_bytes, 2 * one + ten);
  EXPECT_EQ(statistics.store.unique_bytes, one + ten);
  EXPECT_EQ(statistics.store.dead_bytes(), 0u);
  EXPECT_GT(statistics.segment_file_bytes, 0u);
  EXPECT_GT(statistics.table_file_bytes, 0u);
  EXPECT_EQ(statistics.log_position, warehouse_->status().log_position);
}

TEST_F(LinkCheckTest, CompactionGivesBackWhatWasDestroyed) {
  const Uuid gone = deposit(std::string(200'000, 'x') + "đi").component.id;
  const Uuid kept = deposit("ở lại").component.id;
  warehouse_->destroy(gone, {"hết hạn", "GĐ"});
  EXPECT_GT(warehouse_->statistics().store.dead_bytes(), 0u);
  store::CompactionPolicy policy;
  policy.dead_share = 0;
  const Job job = warehouse_->start_compaction(policy);
  const auto ended = warehouse_->jobs().find(job.id, std::chrono::minutes(1));
  ASSERT_EQ(ended->state, JobState::kDone);
  EXPECT_EQ(std::get<store::CompactionReport>(*ended->report).segments_retired, 1u);
  EXPECT_EQ(warehouse_->statistics().store.dead_bytes(), 0u);
  EXPECT_TRUE(content(kept, store::Store::Verify::kIdentity).has_value());
  EXPECT_TRUE(check({true, 1, {}}).clean());
}

TEST_F(LinkCheckTest, RebuiltTablesHoldEverything) {
  const Uuid kept = deposit("dựng lại bảng").component.id;
  const Uuid gone = deposit("đã hủy").component.id;
  warehouse_->hold(kept, {"vu-an", "Vụ án", {}});
  warehouse_->destroy(gone, {"hết hạn", "GĐ"});
  warehouse_->catch_up();
  const store::Position position = warehouse_->status().log_position;
  warehouse_.reset();
  std::filesystem::remove_all(path_ / "tables");
  const store::RebuildReport report = Warehouse::rebuild(path_, {});
  EXPECT_THAT(report.findings, IsEmpty());
  open();
  warehouse_->catch_up();
  EXPECT_EQ(warehouse_->status().log_position, position);
  EXPECT_THAT(search("dựng lại"), ElementsAre(kept.text()));
  EXPECT_FALSE(warehouse_->component(gone).has_value());
  EXPECT_EQ(refusal([&] { warehouse_->destroy(kept, {"a", "b"}); }), "component_held");
  const CheckReport after = check({true, 1, {}});
  EXPECT_TRUE(after.clean()) << texts(after);
}

TEST_F(LinkCheckTest, OpenWarehouseIsNotRebuilt) {
  try {
    (void)Warehouse::rebuild(path_, {});
    ADD_FAILURE() << "rebuilt";
  } catch (const store::Error& error) {
    EXPECT_EQ(error.errc(), store::Errc::kBusy);
  }
}

}  // namespace
}  // namespace kho::warehouse
