// What docs/format/audit.md says stays verifiable: a key, a checkpoint, a proof and a statement.
//
// To make those of a new version: KHO_MAKE_GOLDEN=DIRECTORY test_warehouse
// --gtest_filter='AuditGolden*'.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include "tests/warehouse/audit_log.h"
#include "warehouse/jws.h"
#include "warehouse/key_file.h"

namespace kho::warehouse {
namespace {

const std::filesystem::path kGolden = std::filesystem::path(KHO_GOLDEN_DIRECTORY) / "audit-v1";
constexpr store::Position kPosition = 123;

std::string content_of(const std::string& name) {
  std::ifstream stream(kGolden / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<PublicKey> golden_keys() {
  return PublicKey::all_from_pem(content_of("public-key.pem")).value_or(std::vector<PublicKey>());
}

LogProof golden_proof() {
  LogProof proof;
  proof.position = kPosition;
  proof.payload = content_of("entry-123");
  proof.checkpoint = content_of("checkpoint");
  std::istringstream lines(content_of("entry-123.path"));
  for (std::string line; std::getline(lines, line);) {
    proof.path.push_back(Sha256::from_hex(line).value());
  }
  return proof;
}

class AuditGolden : public AuditLogTest {
 protected:
  // The same key, id and log each time, so that the same bytes come out.
  void make(const std::filesystem::path& to) {
    const SigningKey key = SigningKey::from_seed(std::string(32, 'k'));
    key.save(path_ / "keys" / "signing-key.pem");
    open();
    grow_to(300);
    const LogProof proof = tree_->prove(kPosition);
    std::string path;
    for (const Sha256& hash : proof.path) path += hash.hex() + "\n";
    write_key_file(to / "signing-key.pem", KeyFile::kPublic,
                   *read_key_file(path_ / "keys" / "signing-key.pem", KeyFile::kSecret));
    write_key_file(to / "public-key.pem", KeyFile::kPublic, key.public_key().pem());
    write_key_file(to / "checkpoint", KeyFile::kPublic, proof.checkpoint);
    write_key_file(to / "entry-123", KeyFile::kPublic, proof.payload);
    write_key_file(to / "entry-123.path", KeyFile::kPublic, path);
    write_key_file(to / "statement.jws", KeyFile::kPublic,
                   signed_jws(key, R"({"position":123})", "kho-receipt+json"));
  }
};

TEST_F(AuditGolden, ProofAndStatementAreGood) {
  if (const char* directory = std::getenv("KHO_MAKE_GOLDEN")) make(directory);
  const std::vector<PublicKey> keys = golden_keys();
  ASSERT_EQ(keys.size(), 1u);
  EXPECT_EQ(keys.front().id(), "mUgzPMSCUIl032h7VzIH1UI883RdYSKOolzbkUHAuUU");
  const auto checkpoint = verified_checkpoint(content_of("checkpoint"), keys);
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->size, 300u);
  EXPECT_EQ(verify(golden_proof(), keys), ProofVerdict::kGood);
  EXPECT_EQ(verified_payload(content_of("statement.jws"), keys, "kho-receipt+json"),
            R"({"position":123})");
}

TEST_F(AuditGolden, SameLogGivesTheSameBytes) {
  const test::ScratchDirectory scratch;
  make(scratch.path());
  for (const char* name : {"signing-key.pem", "public-key.pem", "checkpoint", "entry-123",
                           "entry-123.path", "statement.jws"}) {
    EXPECT_EQ(read_key_file(scratch / name, KeyFile::kPublic), content_of(name)) << name;
  }
}

}  // namespace
}  // namespace kho::warehouse
