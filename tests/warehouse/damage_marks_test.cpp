// Damage that was found is known to the rules of reuse, until the file is whole again.
#include "warehouse/damage_marks.h"

#include <gtest/gtest.h>

#include "store/error.h"
#include "tests/warehouse/damaged_segment.h"
#include "tests/warehouse/fixtures.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

class DamageMarksTest : public WarehouseTest {
 protected:
  test::Flipped flip(const std::string& bytes) {
    warehouse_.reset();
    const test::Flipped place = test::flip_byte_of(path_, bytes);
    open();
    return place;
  }

  [[nodiscard]] bool marked(const Uuid& id) const {
    return warehouse_->component(id)->component.damaged_since_ms.has_value();
  }

  RequirementAnswer registration() {
    ReuseQuestion question;
    question.owner = "mst:0100109106";
    question.procedure = "2.000620";
    return warehouse_->reuse().ask(question).requirements.at(1);
  }
};

TEST_F(DamageMarksTest, CheckThatReadsTheDataMarksAndUnmarks) {
  const Uuid id = deposit("những byte sẽ hỏng").component.id;
  EXPECT_EQ(registration().outcome, ReuseOutcome::kReusable);
  const test::Flipped place = flip("những byte sẽ hỏng");
  EXPECT_TRUE(check().clean());  // Only the bytes tell.
  EXPECT_FALSE(marked(id));

  EXPECT_EQ(check({true, 1, {}}).damages, 1u);
  EXPECT_TRUE(marked(id));
  EXPECT_EQ(registration().outcome, ReuseOutcome::kMissing);
  EXPECT_EQ(registration().reasons, std::vector{Reason::kFileDamaged});

  warehouse_.reset();
  test::flip_at(place);
  open();
  EXPECT_TRUE(check().clean());
  EXPECT_TRUE(marked(id));  // Nobody has read it.
  EXPECT_TRUE(check({true, 1, {}}).clean());
  EXPECT_FALSE(marked(id));
  EXPECT_EQ(registration().outcome, ReuseOutcome::kReusable);
}

TEST_F(DamageMarksTest, ReadingTheFileMarksIt) {
  const Uuid id = deposit("những byte sẽ hỏng").component.id;
  const Uuid same = deposit("những byte sẽ hỏng", "HD_THUE").component.id;
  const Uuid other = deposit("những byte lành", "HD_THUE").component.id;
  flip("những byte sẽ hỏng");
  for (int times = 0; times < 2; ++times) {
    const Version version = warehouse_->current_version(id).value();
    EXPECT_THROW(static_cast<void>(warehouse_->bytes_of(version, store::Store::Verify::kChecksum)),
                 store::Error);
  }
  EXPECT_TRUE(marked(id));
  EXPECT_TRUE(marked(same));
  EXPECT_FALSE(marked(other));
  EXPECT_TRUE(check().clean());
}

TEST_F(DamageMarksTest, LostRecordDoesNotHinderTheOthers) {
  const Uuid lost = deposit("những byte sẽ hỏng").component.id;
  const Uuid id = deposit("những byte sẽ hỏng", "HD_THUE").component.id;
  warehouse_.reset();
  {
    store::Store store(store::posix_file_system(), path_, table_names());
    store.commit([&](store::Transaction& transaction) {
      transaction.tables().erase(kComponents, lost.raw());
    });
  }
  flip("những byte sẽ hỏng");
  EXPECT_GT(check({true, 1, {}}).errors, 0u);
  EXPECT_TRUE(marked(id));
}

TEST_F(DamageMarksTest, EarlierVersionMarksNothing) {
  const Uuid id = deposit("những byte sẽ hỏng").component.id;
  Correction correction;
  correction.file = store::as_bytes("bản quét lại");
  correction.by = "lan";
  correction.reason = "quét mờ";
  warehouse_->deposits().correct(id, correction);
  flip("những byte sẽ hỏng");
  EXPECT_EQ(check({true, 1, {}}).damages, 1u);
  EXPECT_FALSE(marked(id));
}

TEST_F(DamageMarksTest, CorrectionWithAGoodFileTakesTheMark) {
  const Uuid id = deposit("những byte sẽ hỏng").component.id;
  flip("những byte sẽ hỏng");
  static_cast<void>(check({true, 1, {}}));
  ASSERT_TRUE(marked(id));
  Correction correction;
  correction.file = store::as_bytes("bản quét lại");
  correction.by = "lan";
  correction.reason = "tệp hỏng";
  warehouse_->deposits().correct(id, correction);
  EXPECT_FALSE(marked(id));
  EXPECT_EQ(registration().outcome, ReuseOutcome::kReusable);
}

}  // namespace
}  // namespace kho::warehouse
