// The store of format 1 that is kept under tests/golden/ must stay readable for ever.
//
// To make the one of a new version: KHO_MAKE_GOLDEN=DIRECTORY test_store --gtest_filter='Golden*'.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "store/check.h"
#include "store/compaction.h"
#include "store/rebuild.h"
#include "store/statistics.h"
#include "store/store.h"
#include "tests/scratch_directory.h"
#include "tests/store/fixed_options.h"
#include "tests/store/made_media.h"

namespace kho::store {
namespace {

constexpr TableId kRecords = 0;
const std::vector<std::string> kTables = {"records"};

Options options() { return fixed_options(1 << 20); }

std::string document() {
  std::string bytes = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n";
  const Bytes page = test::jpeg({120, 90}, 1);
  bytes += "2 0 obj\n<< /Filter /DCTDecode /Length " + std::to_string(page.size()) +
           " >>\nstream\n" + std::string(as_text(page)) + "\nendstream\nendobj\n";
  return bytes + "trailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n";
}

// All that the format can say, in little.
std::vector<std::string> contents() {
  const std::string noise(as_text(test::noise(20'000, 2)));
  return {
      "kho", "",         std::string(9800, 'x'),
      noise, document(), document() + "3 0 obj\n<< /Type /Sig >>\nendobj\nstartxref\n9\n%%EOF\n"};
}

void make_golden(const std::filesystem::path& path) {
  Store::create(posix_file_system(), path);
  Store store(posix_file_system(), path, kTables, options());
  const auto put = [&](std::string_view bytes) {
    const PreparedBlob blob = store.prepare(as_bytes(bytes));
    store.commit([&](Transaction& transaction) {
      transaction.put_blob(blob);
      transaction.append_log("put " + blob.id.hex());
      transaction.tables().put(kRecords, blob.id.raw(), "kept");
    });
    return blob.id;
  };
  const std::vector<std::string> all = contents();
  for (const std::string& bytes : all) put(bytes);
  put(all[0]);
  const BlobId deleted = put("deleted");
  store.commit([&](Transaction& transaction) {
    transaction.release_blob(deleted);
    transaction.tables().erase(kRecords, deleted.raw());
    transaction.hold_blob(Sha256::of(as_bytes(all[3])), "case", kForever);
    transaction.append_log("released");
  });
  CompactionPolicy policy;
  policy.dead_share = 0;
  policy.ripen = true;
  compact(store, policy);
  put("after compaction");
}

void expect_golden(Store& store) {
  for (const std::string& bytes : contents()) {
    const auto back = store.get(Sha256::of(as_bytes(bytes)), Store::Verify::kIdentity);
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(as_text(*back), bytes);
    EXPECT_EQ(store.snapshot()->get(kRecords, Sha256::of(as_bytes(bytes)).raw()), "kept");
  }
  EXPECT_FALSE(store.blob_size(Sha256::of(as_bytes("deleted"))).has_value());
  EXPECT_EQ(store.last_position(), 10u);
  const Statistics statistics = statistics_of(store.core());
  EXPECT_EQ(statistics.blobs, 7u);
  EXPECT_EQ(statistics.holds, 1u);
  EXPECT_EQ(statistics.commits, 10u);
  EXPECT_TRUE(statistics.by_codec.contains(Codec::kJpegXl));
  CheckOptions everything;
  everything.read_data = true;
  EXPECT_TRUE(check(store.core(), everything).findings.empty());
}

// By the version of the tables; segments are of version 1 in both.
class GoldenStore : public testing::TestWithParam<int> {
 protected:
  GoldenStore() {
    std::filesystem::copy(fmt::format("{}/store-v{}", KHO_GOLDEN_DIRECTORY, GetParam()), path_,
                          std::filesystem::copy_options::recursive);
  }
  kho::test::ScratchDirectory scratch_;
  std::filesystem::path path_ = scratch_ / "store";
};

TEST(GoldenStoreMaker, MakesWhatItReads) {
  kho::test::ScratchDirectory scratch;
  const char* wanted = std::getenv("KHO_MAKE_GOLDEN");
  const std::filesystem::path path = wanted != nullptr ? wanted : scratch / "store";
  make_golden(path);
  Store store(posix_file_system(), path, kTables, options());
  expect_golden(store);
}

TEST_P(GoldenStore, IsReadAndWrittenOn) {
  Store store(posix_file_system(), path_, kTables, options());
  EXPECT_EQ(store.checks_tables(), GetParam() == 2);
  expect_golden(store);
  const PreparedBlob blob = store.prepare(as_bytes("written today"));
  store.commit([&](Transaction& transaction) { transaction.put_blob(blob); });
  EXPECT_TRUE(store.get(blob.id, Store::Verify::kIdentity).has_value());
}

TEST_P(GoldenStore, SegmentsGiveTablesOfToday) {
  std::filesystem::remove_all(path_ / "tables");
  EXPECT_TRUE(rebuild_tables(posix_file_system(), path_, kTables, options()).findings.empty());
  Store store(posix_file_system(), path_, kTables, options());
  EXPECT_TRUE(store.checks_tables());
  expect_golden(store);
}

INSTANTIATE_TEST_SUITE_P(Version, GoldenStore, testing::Values(1, 2), [](const auto& version) {
  return "Of" + std::to_string(version.param);
});

}  // namespace
}  // namespace kho::store
