#include "warehouse/keeping.h"

#include <gmock/gmock.h>

#include "store/error.h"
#include "tests/warehouse/fixtures.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t kDayMs = 86'400'000;
const DestructionOrder kOrder{"hết thời hạn lưu trữ", "Giám đốc Sở"};

class KeepingTest : public WarehouseTest {
 protected:
  std::string destroy(const Uuid& id) {
    try {
      EXPECT_TRUE(warehouse_->destroy(id, kOrder).destroyed);
      return "destroyed";
    } catch (const Error& error) {
      return std::string(code_name(error.code()));
    }
  }
  std::uint64_t blobs() const { return warehouse_->statistics().store.blobs; }
  void expect_whole() {
    const CheckReport report = check({true, 1, {}});
    EXPECT_TRUE(report.clean());
    for (const CheckFinding& finding : report.findings) ADD_FAILURE() << finding.text;
  }
};

TEST_F(KeepingTest, DestroyedComponentIsGoneEverywhere) {
  const Uuid id = deposit("hợp đồng sẽ hủy", "HD_THUE").component.id;
  warehouse_->catch_up();
  ASSERT_THAT(search("sẽ hủy"), ElementsAre(id.text()));
  const Destruction done = warehouse_->destroy(id, kOrder);
  EXPECT_TRUE(done.destroyed);
  EXPECT_EQ(done.position, warehouse_->status().log_position);
  EXPECT_THAT(search("sẽ hủy"), IsEmpty());
  warehouse_->catch_up();
  EXPECT_THAT(search("sẽ hủy"), IsEmpty());
  EXPECT_THAT(search(""), IsEmpty());
  EXPECT_FALSE(warehouse_->component(id).has_value());
  EXPECT_FALSE(warehouse_->current_version(id).has_value());
  EXPECT_EQ(refusal([&] { warehouse_->destroy(id, kOrder); }), "not_found");
  const ReuseAnswer answer = warehouse_->reuse().ask({"mst:0100109106", "2.000620", {}, {}});
  EXPECT_EQ(answer.requirements.at(2).outcome, ReuseOutcome::kMissing);
  EXPECT_EQ(blobs(), 0u);  // The file and its text.
  expect_whole();
  // And the index that is made anew does not know it either.
  warehouse_.reset();
  std::filesystem::remove_all(path_ / "index");
  open();
  warehouse_->catch_up();
  EXPECT_THAT(search(""), IsEmpty());
}

TEST_F(KeepingTest, BytesAndTextOfAnotherComponentStay) {
  const Uuid one = deposit("chung một tệp").component.id;
  const Uuid other = deposit("chung một tệp", "GCN_DKDN", "mst:0101248141").component.id;
  warehouse_->catch_up();
  const Destruction plan = warehouse_->plan_destruction(one);
  EXPECT_TRUE(plan.files.at(0).shared);
  EXPECT_EQ(plan.bytes, 0u);
  EXPECT_EQ(destroy(one), "destroyed");
  warehouse_->catch_up();
  EXPECT_TRUE(content(other, store::Store::Verify::kIdentity).has_value());
  EXPECT_THAT(search("chung một"), ElementsAre(other.text()));
  expect_whole();
  EXPECT_EQ(warehouse_->plan_destruction(other).bytes, plan.files.at(0).size);
  EXPECT_EQ(destroy(other), "destroyed");
  EXPECT_EQ(blobs(), 0u);
}

TEST_F(KeepingTest, RecordOfDestructionStaysInTheLog) {
  const Component component = deposit("x", "HD_THUE", "cccd:015085001234").component;
  const store::Position position = warehouse_->destroy(component.id, kOrder).position;
  warehouse_.reset();
  const store::Store store(store::posix_file_system(), path_, table_names());
  std::string all;
  store.log().read(*store.snapshot(), 0, [&](store::Position at, std::string_view payload) {
    all += payload;
    if (at != position) return true;
    const Event event = decode_event(payload);
    EXPECT_EQ(event.type, Event::Type::kComponentDestroyed);
    EXPECT_EQ(event.component, component.id);
    EXPECT_EQ(event.component_type, "HD_THUE");
    EXPECT_EQ(event.files, std::vector{component.current().sha256});
    EXPECT_EQ(event.reason, kOrder.reason);
    EXPECT_EQ(event.approved_by, kOrder.approved_by);
    EXPECT_EQ(event.time_ms, clock_.ms);
    return true;
  });
  EXPECT_EQ(all.find("015085001234"), std::string::npos);
}

TEST_F(KeepingTest, PlanChangesNothing) {
  const Uuid id = deposit("còn nguyên").component.id;
  warehouse_->hold(id, {"vu-an", "Vụ án", {}});
  const store::Position before = warehouse_->status().log_position;
  const Destruction plan = warehouse_->plan_destruction(id);
  EXPECT_EQ(plan.refused, Errc::kComponentHeld);
  EXPECT_FALSE(plan.destroyed);
  EXPECT_EQ(plan.holds.size(), 1u);
  EXPECT_EQ(warehouse_->status().log_position, before);
  EXPECT_EQ(refusal([&] { (void)warehouse_->plan_destruction(Uuid()); }), "not_found");
}

TEST_F(KeepingTest, HeldIsNotDestroyedUntilTheHoldIsLifted) {
  const Uuid id = deposit("giữ").component.id;
  const ComponentView held = warehouse_->hold(id, {"vu-an", "Vụ án", {}});
  EXPECT_EQ(held.component.holds.at(0).since_ms, clock_.ms);
  warehouse_->hold(id, {"thanh-tra", "Thanh tra", {}});
  expect_whole();
  EXPECT_EQ(destroy(id), "component_held");
  EXPECT_EQ(warehouse_->lift_hold(id, "vu-an").component.holds.size(), 1u);
  EXPECT_EQ(destroy(id), "component_held");
  warehouse_->lift_hold(id, "thanh-tra");
  EXPECT_EQ(destroy(id), "destroyed");
  EXPECT_EQ(warehouse_->statistics().store.holds, 0u);
}

TEST_F(KeepingTest, HoldRunsOutAfterItsLastDay) {
  const Uuid id = deposit("giữ").component.id;
  warehouse_->hold(id, {"vu-an", "Vụ án", day("2026-11-24")});
  clock_.ms += kDayMs;
  EXPECT_EQ(destroy(id), "component_held");
  clock_.ms += kDayMs;
  EXPECT_THAT(warehouse_->plan_destruction(id).holds, IsEmpty());
  // A new one may have its name.
  warehouse_->hold(id, {"vu-an", "Vụ án khác", day("2026-11-25")});
  EXPECT_EQ(warehouse_->component(id)->component.holds.size(), 1u);
  clock_.ms += kDayMs;
  EXPECT_EQ(destroy(id), "destroyed");
}

TEST_F(KeepingTest, StoreRefusesToGiveUpHeldBytes) {
  const Component component = deposit("giữ").component;
  warehouse_->hold(component.id, {"vu-an", "Vụ án", {}});
  warehouse_.reset();
  store::Store store(store::posix_file_system(), path_, table_names());
  const auto release = [&] {
    store.commit([&](store::Transaction& transaction) {
      transaction.release_blob(*store::BlobId::from_raw(component.current().sha256));
    });
  };
  try {
    release();
    ADD_FAILURE() << "given up";
  } catch (const store::Error& error) {
    EXPECT_EQ(error.errc(), store::Errc::kHeld);
  }
}

TEST_F(KeepingTest, RetentionForbidsDestructionAndIsOnlyProlonged) {
  Deposit request;
  request.owner = "mst:0100109106";
  request.facts.type = "HD_THUE";
  request.keep_until = day("2026-11-24");
  request.file = store::as_bytes("lưu");
  const Uuid id = warehouse_->deposits().deposit(request).component.id;
  EXPECT_EQ(destroy(id), "retention_not_over");
  EXPECT_EQ(refusal([&] { warehouse_->keep_until(id, day("2026-11-23")); }),
            "retention_only_prolonged");
  EXPECT_EQ(warehouse_->keep_until(id, day("2026-11-25")).component.keep_until, day("2026-11-25"));
  const store::Position before = warehouse_->status().log_position;
  warehouse_->keep_until(id, day("2026-11-25"));  // As it is.
  EXPECT_EQ(warehouse_->status().log_position, before);
  clock_.ms += 2 * kDayMs;  // The last day.
  EXPECT_EQ(destroy(id), "retention_not_over");
  clock_.ms += kDayMs;
  EXPECT_EQ(destroy(id), "destroyed");
  EXPECT_EQ(refusal([&] { warehouse_->keep_until(id, day("2027-01-01")); }), "not_found");
}

TEST_F(KeepingTest, BadOrdersAreRefusedAndLeaveNothing) {
  const Uuid id = deposit("x", "HD_THUE", "mst:0100109106").component.id;
  const store::Position before = warehouse_->status().log_position;
  const auto reason = [&](const std::string& text) {
    return refusal([&] { warehouse_->destroy(id, {text, "A"}); });
  };
  EXPECT_EQ(reason(""), "metadata_invalid");
  EXPECT_EQ(reason("  "), "metadata_invalid");
  EXPECT_EQ(reason(std::string(kLogTextCharactersMax + 1, 'x')), "metadata_invalid");
  EXPECT_EQ(reason("giấy của 015085001234"), "metadata_invalid");
  EXPECT_EQ(reason("giấy của 015 085 001 234"), "metadata_invalid");
  EXPECT_EQ(reason("doanh nghiệp 0100109106"), "metadata_invalid");  // Of this very owner.
  EXPECT_EQ(refusal([&] { warehouse_->destroy(id, {"A", ""}); }), "metadata_invalid");
  EXPECT_EQ(refusal([&] { warehouse_->destroy(id, {"A", "015085001234"}); }), "metadata_invalid");
  const auto hold = [&](const std::string& name, std::optional<Date> until = {}) {
    return refusal([&] { warehouse_->hold(id, {name, "Vụ án", until}); });
  };
  EXPECT_EQ(hold(""), "metadata_invalid");
  EXPECT_EQ(hold("vụ án"), "metadata_invalid");
  EXPECT_EQ(hold("a/b"), "metadata_invalid");
  EXPECT_EQ(hold("015085001234"), "metadata_invalid");
  EXPECT_EQ(hold(std::string(kHoldNameBytesMax + 1, 'x')), "metadata_invalid");
  EXPECT_EQ(hold("a", day("2026-11-22")), "metadata_invalid");
  EXPECT_EQ(refusal([&] { warehouse_->hold(id, {"a", "", {}}); }), "metadata_invalid");
  EXPECT_EQ(refusal([&] { warehouse_->hold(Uuid(), {"a", "b", {}}); }), "not_found");
  EXPECT_EQ(refusal([&] { warehouse_->lift_hold(id, "a"); }), "hold_not_found");
  EXPECT_EQ(warehouse_->status().log_position, before);
  EXPECT_TRUE(warehouse_->component(id).has_value());
}

TEST_F(KeepingTest, HoldsOfAComponentAreBounded) {
  const Uuid id = deposit("x").component.id;
  warehouse_->hold(id, {std::string(kHoldNameBytesMax, 'x'), "lâu nhất", {}});
  EXPECT_EQ(refusal([&] {
              warehouse_->hold(id, {std::string(kHoldNameBytesMax, 'x'), "a", {}});
            }),
            "hold_exists");
  for (std::size_t i = 1; i < kHoldsMax; ++i) {
    warehouse_->hold(id, {"h" + std::to_string(i), "a", {}});
  }
  EXPECT_EQ(refusal([&] { warehouse_->hold(id, {"more", "a", {}}); }), "holds_too_many");
}

TEST_F(KeepingTest, TextOfAFileDestroyedWhileItIsReadIsNotKept) {
  const Uuid id = deposit("đang đọc").component.id;
  const auto real = extract_;
  extract_ = [&](std::span<const std::byte> file) {
    EXPECT_EQ(destroy(id), "destroyed");
    return real(file);
  };
  warehouse_->catch_up();
  EXPECT_EQ(blobs(), 0u);
  expect_whole();
  EXPECT_EQ(warehouse_->status().text_position, warehouse_->status().log_position);
}

TEST_F(KeepingTest, SameFileDepositedAgainIsReadAgain) {
  const Uuid first = deposit("nộp lại").component.id;
  EXPECT_EQ(destroy(first), "destroyed");
  const Deposited again = deposit("nộp lại");
  EXPECT_TRUE(again.new_bytes);
  EXPECT_NE(again.component.id, first);
  warehouse_->catch_up();
  EXPECT_THAT(search("nộp lại"), ElementsAre(again.component.id.text()));
  expect_whole();
}

TEST_F(KeepingTest, EverythingIsThereAfterReopening) {
  const Uuid id = deposit("giữ").component.id;
  const Uuid gone = deposit("bỏ").component.id;
  warehouse_->hold(id, {"vu-an", "Vụ án", {}});
  warehouse_->keep_until(id, day("2030-01-01"));
  EXPECT_EQ(destroy(gone), "destroyed");
  open();
  EXPECT_EQ(warehouse_->component(id)->component.holds.size(), 1u);
  EXPECT_EQ(warehouse_->component(id)->component.keep_until, day("2030-01-01"));
  EXPECT_FALSE(warehouse_->component(gone).has_value());
  expect_whole();
}

}  // namespace
}  // namespace kho::warehouse
