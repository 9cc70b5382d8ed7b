#include "warehouse/key_ring.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/scratch_directory.h"
#include "tests/warehouse/fixtures.h"
#include "warehouse/key_file.h"

namespace kho::warehouse {
namespace {

class KeyRingTest : public testing::Test {
 protected:
  test::ScratchDirectory scratch_;
  const std::filesystem::path folder_ = scratch_ / "keys";
  const std::filesystem::path file_ = folder_ / "signing-key.pem";
};

TEST_F(KeyRingTest, KeyIsMadeOnceAndFoundAgain) {
  const PublicKey made = KeyRing(folder_).signing()->public_key();
  struct stat status {};
  ASSERT_EQ(::stat(folder_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
  KeyRing again(folder_);
  EXPECT_EQ(again.failure(), "");
  EXPECT_EQ(again.signing()->public_key(), made);
  EXPECT_EQ(again.all(), std::vector{made});
}

TEST_F(KeyRingTest, RotationKeepsThePublicPartOfEveryKey) {
  KeyRing ring(folder_);
  const std::shared_ptr<const SigningKey> first = ring.signing();
  const PublicKey second = ring.rotate();
  const PublicKey third = ring.rotate();
  EXPECT_EQ(ring.signing()->public_key(), third);
  EXPECT_EQ(KeyRing(folder_).signing()->public_key(), third);
  const std::vector<PublicKey> all = KeyRing(folder_).all();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all.front(), third);
  EXPECT_NE(std::ranges::find(all, second), all.end());
  EXPECT_NE(std::ranges::find(all, first->public_key()), all.end());
  // Who held the old key may finish signing with it.
  EXPECT_TRUE(first->public_key().verify("x", first->sign("x")));
  EXPECT_EQ(read_key_file(folder_ / ("retired-" + second.id() + ".pem"), KeyFile::kPublic),
            second.pem());
}

TEST_F(KeyRingTest, RotationCutOffHalfwayRetiresNothing) {
  const PublicKey key = KeyRing(folder_).signing()->public_key();
  write_key_file(folder_ / ("retired-" + key.id() + ".pem"), KeyFile::kPublic, key.pem());
  EXPECT_EQ(KeyRing(folder_).all(), std::vector{key});
}

TEST_F(KeyRingTest, KeyThatOthersMayReadIsNotUsedUntilThatIsMended) {
  const PublicKey key = KeyRing(folder_).signing()->public_key();
  ASSERT_EQ(::chmod(file_.c_str(), 0644), 0);
  KeyRing ring(folder_);
  EXPECT_NE(ring.failure(), "");
  EXPECT_EQ(refusal([&] { (void)ring.signing(); }), "signing_key_unusable");
  EXPECT_EQ(refusal([&] { (void)ring.all(); }), "signing_key_unusable");
  EXPECT_EQ(refusal([&] { (void)ring.rotate(); }), "signing_key_unusable");
  ASSERT_EQ(::chmod(file_.c_str(), 0600), 0);
  EXPECT_EQ(ring.signing()->public_key(), key);
  EXPECT_EQ(ring.failure(), "");
}

TEST_F(KeyRingTest, FolderThatCannotBeWrittenServesTheKeyInIt) {
  const PublicKey key = KeyRing(folder_).signing()->public_key();
  ASSERT_EQ(::chmod(file_.c_str(), 0400), 0);
  ASSERT_EQ(::chmod(folder_.c_str(), 0500), 0);
  KeyRing ring(folder_);
  EXPECT_EQ(ring.failure(), "");
  EXPECT_EQ(ring.signing()->public_key(), key);
  EXPECT_EQ(ring.all(), std::vector{key});
  // Nothing was written: not even by one who may write everywhere.
  struct stat status {};
  ASSERT_EQ(::stat(folder_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0500u);
  ASSERT_EQ(::chmod(folder_.c_str(), 0700), 0);
}

TEST_F(KeyRingTest, FolderThatCannotBeMadeIsAFailureToldAndTriedAgain) {
  std::ofstream(folder_) << "a file in its place";
  KeyRing ring(folder_);
  EXPECT_NE(ring.failure(), "");
  EXPECT_THROW((void)ring.signing(), std::system_error);
  std::filesystem::remove(folder_);
  EXPECT_NO_THROW((void)ring.signing());
  EXPECT_EQ(ring.failure(), "");
}

TEST_F(KeyRingTest, DamagedRetiredKeyIsNamed) {
  KeyRing ring(folder_);
  write_key_file(folder_ / "retired-x.pem", KeyFile::kPublic, "nonsense");
  EXPECT_EQ(refusal([&] { (void)ring.all(); }), "signing_key_unusable");
}

}  // namespace
}  // namespace kho::warehouse
