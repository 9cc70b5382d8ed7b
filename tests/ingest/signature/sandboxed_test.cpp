// Verification where it will run: with the sandbox closed, no file opens and no lazy load succeeds.
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/ingest/signature/fixtures.h"
#include "tests/scratch_directory.h"

namespace kho::ingest {
namespace {

class SandboxedSignature : public testing::Test {
 protected:
  SandboxedSignature() {
    std::filesystem::create_directory(scratch_ / "trust");
    write("trust/root.crt", der_of(pki().root.certificate.get()));
    write("trust/root.crl", revocation_list(pki().root, {}, kNow, kNow + 9));
  }

  void write(const std::string& name, const std::string& bytes) {
    std::ofstream file(scratch_ / name, std::ios::binary);
    file << bytes;
    file.close();
    EXPECT_TRUE(file.good());
  }

  // The exit status of the verifier; -1 if it did not end by itself.
  int run(const std::string& file) {
    write("file.pdf", file);
    const std::string command = std::string(KHO_SANDBOXED_VERIFIER) + " " +
                                (scratch_ / "file.pdf").string() + " " +
                                (scratch_ / "trust").string() + " " + std::to_string(kNow);
    const int status = std::system(command.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  const test::ScratchDirectory scratch_;
};

std::string stamped() {
  SigningOptions options = pki().options();
  options.timestamper = &pki().timestamper;
  return signed_once(options);
}

TEST_F(SandboxedSignature, IsVerified) { EXPECT_EQ(run(stamped()), 0); }

TEST_F(SandboxedSignature, OfAnAlteredFileIsVerifiedToo) {
  EXPECT_EQ(run(replaced(stamped(), "595", "596")), 1);
}

TEST_F(SandboxedSignature, OfADamagedFileEndsNothing) {
  const std::string file = stamped();
  EXPECT_EQ(run(replaced(file, "startxref", "startxxxx")), 1);
  EXPECT_EQ(run(file.substr(0, file.size() / 2)), 1);
  EXPECT_EQ(run(std::string(3000, '<')), 1);
}

}  // namespace
}  // namespace kho::ingest
