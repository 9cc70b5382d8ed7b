#include "warehouse/similar_papers.h"

#include <gmock/gmock.h>

#include "tests/warehouse/fixtures.h"

namespace kho::warehouse {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The first byte of a file says how far its first page is from that of "0": its digit times ten.
class SimilarPapersTest : public WarehouseTest {
 protected:
  SimilarPapersTest() {
    extract_ = [](std::span<const std::byte> file) {
      ingest::Extraction extraction;
      extraction.outcome = ingest::Outcome::kNoText;
      extraction.media_type = "application/pdf";
      extraction.page_count = 1;
      extraction.page_findings.resize(1);
      const int bits = 10 * (std::to_integer<int>(file.front()) - '0');
      auto& hash = extraction.page_findings[0].hash.emplace();
      for (int i = 0; i < bits; ++i) hash.bits.at(i / 64) |= 1ULL << (i % 64);
      return extraction;
    };
  }
  [[nodiscard]] std::vector<Uuid> similar(const Uuid& id) const {
    std::vector<Uuid> found;
    for (const SimilarPaper& each : warehouse_->findings_of(*warehouse_->component(id)).similar) {
      found.push_back(each.component);
    }
    return found;
  }
};

TEST_F(SimilarPapersTest, ScansOfOneSheetAreFoundTheNearestFirst) {
  const Uuid first = deposit("0 một").component.id;
  const Uuid far = deposit("9 xa").component.id;
  const Uuid near = deposit("3 gần", "HD_THUE").component.id;
  const Uuid nearer = deposit("1 gần hơn").component.id;
  warehouse_->catch_up();
  EXPECT_THAT(similar(first), ElementsAre(nearer, near));
  EXPECT_THAT(similar(far), ElementsAre(near));
}

TEST_F(SimilarPapersTest, PapersOfOthersAndTheSameBytesAreNot) {
  const Uuid first = deposit("0 một").component.id;
  (void)deposit("0 hai", "GCN_DKDN", "mst:0101248141");
  (void)deposit("0 một", "HD_THUE");
  warehouse_->catch_up();
  EXPECT_THAT(similar(first), IsEmpty());
}

TEST_F(SimilarPapersTest, PapersOfMergedOwnersAre) {
  const Deposited first = deposit("0 một", "HD_THUE", "cccd:015085001234");
  const Deposited second = deposit("1 hai", "HD_THUE", "cccd:015085001235");
  warehouse_->catch_up();
  EXPECT_THAT(similar(first.component.id), IsEmpty());
  MergeOrder order;
  order.from = second.component.owner;
  order.evidence.document = "XN 12/2026";
  order.reason = "cùng một người";
  order.by = "lan";
  (void)warehouse_->merge_owners(first.component.owner, order);
  EXPECT_THAT(similar(first.component.id), ElementsAre(second.component.id));
  EXPECT_THAT(similar(second.component.id), ElementsAre(first.component.id));
}

}  // namespace
}  // namespace kho::warehouse
