// The store of format 0 that is kept under tests/golden/ must stay readable.
#include <gtest/gtest.h>

#include "store/store.h"
#include "tests/scratch_directory.h"

namespace kho::store {
namespace {

TEST(GoldenStore, FormatZeroIsReadAndWrittenOn) {
  test::ScratchDirectory scratch;
  const auto path = scratch / "store";
  std::filesystem::copy(KHO_GOLDEN_DIRECTORY "/store-v0", path,
                        std::filesystem::copy_options::recursive);
  Store store(posix_file_system(), path, {"records"});
  const auto get = [&](std::string_view hex) {
    const auto bytes = store.get(*BlobId::from_hex(hex), Store::Verify::kIdentity);
    return bytes ? std::optional(bytes->size()) : std::nullopt;
  };
  EXPECT_EQ(get("2412edbbbcd5ceb567b1d3c0a30a77000011825485b201e152441ea25f1a91af"), 3u);
  EXPECT_EQ(get("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"), 0u);
  EXPECT_EQ(get("dfce73b9f74ec7677efa2504db220bef48361ea892a9eac077cda01958528311"), 9800u);
  EXPECT_EQ(store.last_position(), 4u);
  EXPECT_EQ(store.log().first_broken(*store.snapshot()), std::nullopt);
  const BlobStatistics statistics = store.statistics();
  EXPECT_EQ(statistics.blobs, 3u);
  EXPECT_EQ(statistics.logical_bytes, 3u + 0 + 9800 + 3);

  const PreparedBlob blob = store.prepare(as_bytes("written today"));
  store.commit([&](Transaction& transaction) { transaction.put_blob(blob); });
  EXPECT_EQ(get(blob.id.hex()), 13u);
}

}  // namespace
}  // namespace kho::store
