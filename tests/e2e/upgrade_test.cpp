// A warehouse that an earlier Kho wrote is opened, used, checked and backed up.
#include <gmock/gmock.h>

#include "tests/e2e/fixtures.h"

namespace kho::test {
namespace {

using testing::HasSubstr;

class Upgrade : public testing::Test {
 protected:
  Upgrade() {
    const std::string unpack = "tar -xzf '" + (golden_ / "warehouse.tar.gz").string() + "' -C '" +
                               fs::path(scratch_ / ".").string() + "'";
    EXPECT_EQ(std::system(unpack.c_str()), 0);
  }
  // Every paper, byte for byte as it was deposited.
  void expect_papers(const std::string& warehouse) {
    const Json papers = Json::parse(read_file(golden_ / "components.json")).at("components");
    EXPECT_EQ(papers.size(), 3U);
    for (const Json& paper : papers) {
      const Json got = kho_json({"get", warehouse, paper.at("id"), "-o", scratch_ / "paper"});
      EXPECT_EQ(got.at("sha256"), paper.at("sha256"));
    }
  }

  static bool has_unchecked_tables(const std::string& warehouse) {
    return kho({"--json", "doctor", warehouse}).out.find("tables_unchecked") != std::string::npos;
  }

  const fs::path golden_ = fs::path(KHO_SOURCE_DIRECTORY) / "tests/golden/warehouse-0.1-before-api";
  ScratchDirectory scratch_;
  const std::string warehouse_ = scratch_ / "warehouse";
};

TEST_F(Upgrade, NothingIsLostAndTheLogIsTheOneThatWasSigned) {
  expect_papers(warehouse_);
  EXPECT_EQ(kho({"check", warehouse_, "--read-data"}).status, 0);
  const Ran verified = kho({"audit", "verify", warehouse_, "--checkpoint", golden_ / "checkpoint"});
  EXPECT_EQ(verified.status, 0) << verified.out << verified.err;
  std::ofstream(scratch_ / "key.pem") << kho({"audit", "key", warehouse_}).out;
  EXPECT_EQ(kho({"audit", "check-receipt", golden_ / "receipt.json", "--key", scratch_ / "key.pem"})
                .status,
            0);
}

TEST_F(Upgrade, ServesFindsReusesAndTakesMore) {
  const KhoServer server(warehouse_);
  EXPECT_TRUE(comes_true([&] {
    return kho_json({"search", warehouse_, "hop dong thue"}).at("hits").size() == 1;
  }));
  const Json answer =
      kho_json({"reuse", warehouse_, "--owner", "mst:5299101378", "--procedure", "2.001646"});
  EXPECT_EQ(answer.at("requirements").at(1).at("outcome"), "reusable");
  EXPECT_EQ(kho_json({"dossier", "show", warehouse_, "H63.12-261123-0001"}).at("state"),
            "received");
  std::ofstream(scratch_ / "new.txt") << "giấy mới";
  EXPECT_EQ(kho({"deposit", warehouse_, scratch_ / "new.txt", "--owner", "mst:5299101378", "--type",
                 "GCN_DKDN", "--indefinite"})
                .status,
            0);
  EXPECT_EQ(kho({"token", "create", warehouse_, "--name", "x", "--role", "auditor"}).status, 0);
}

TEST_F(Upgrade, IsBackedUpRestoredAndRebuilt) {
  EXPECT_EQ(kho({"backup", warehouse_, scratch_ / "backups"}).status, 0);
  const Ran restored = kho({"restore", scratch_ / "backups", scratch_ / "restored"});
  EXPECT_EQ(restored.status, 0) << restored.out << restored.err;
  expect_papers(scratch_ / "restored");
  EXPECT_TRUE(has_unchecked_tables(warehouse_));
  EXPECT_FALSE(has_unchecked_tables(scratch_ / "restored"));
  EXPECT_EQ(kho({"rebuild", warehouse_}).status, 0);
  EXPECT_FALSE(has_unchecked_tables(warehouse_));
  expect_papers(warehouse_);
}

}  // namespace
}  // namespace kho::test
