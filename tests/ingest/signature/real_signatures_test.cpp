// Signed documents of authorities, which are not part of the project: see ../real_files_test.cpp.
// KHO_TRUST may name a trust folder.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/ingest/signature/fixtures.h"

namespace kho::ingest {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class RealSignatures : public testing::Test {
 protected:
  void SetUp() override {
    const char* data = std::getenv("KHO_DATA");
    if (data == nullptr) GTEST_SKIP() << "KHO_DATA is not set: no real documents to try";
    data_ = data;
    if (const char* folder = std::getenv("KHO_TRUST")) trust_ = load_trust_folder(folder);
  }

  // Runs `check` on each signature in the PDFs of `folder` and prints what is known of it.
  template <typename Check>
  void for_each_signature(const char* folder, Check check) {
    int signatures = 0;
    for (const auto& entry : fs::directory_iterator(data_ / folder)) {
      if (entry.path().extension() != ".pdf") continue;
      const std::string file = read_file(entry.path());
      const auto start = std::chrono::steady_clock::now();
      const PdfSignatures found = verify(file, trust_);
      const std::chrono::duration<double, std::milli> took =
          std::chrono::steady_clock::now() - start;
      fmt::print("{:6.1f} ms {} {}\n", took.count(), name_of(found.search),
                 entry.path().filename().string());
      EXPECT_EQ(found.search, SignatureSearch::kComplete);
      for (const PdfSignature& signature : found.signatures) {
        ++signatures;
        print(signature);
        check(entry.path(), signature);
      }
    }
    EXPECT_GT(signatures, 0);
  }

 private:
  static void print(const PdfSignature& signature) {
    fmt::print("    {} [{}] {}, {} at {}, revocation {}, {} bytes after\n", signature.field_name,
               signature.sub_filter, verdict(signature), name_of(signature.time_source),
               signature.signed_at_s.value_or(0), name_of(signature.revocation),
               signature.bytes_after);
    if (!signature.signer) return;
    fmt::print("    {}; {}; issued by {}, {}, {}..{}\n", signature.signer->common_name,
               signature.signer->organisation, signature.signer->issuer, signature.signer->serial,
               signature.signer->not_before_s, signature.signer->not_after_s);
    for (const Identification& identification : signature.signer->identifications) {
      fmt::print("    {} {}\n", identification.scheme, identification.value);
    }
  }

  fs::path data_;
  TrustAnchors trust_;
};

TEST_F(RealSignatures, OfScansAreIntact) {
  for_each_signature("gov-scans", [](const fs::path& path, const PdfSignature& signature) {
    EXPECT_EQ(signature.integrity, Integrity::kIntact) << path;
    EXPECT_EQ(signature.coverage, Coverage::kWholeFile) << path;
    ASSERT_TRUE(signature.signer) << path;
    EXPECT_FALSE(signature.signer->common_name.empty()) << path;
  });
}

// All but one of these were written anew, without their images, after they had been signed.
TEST_F(RealSignatures, OfShortenedGazettesAreAltered) {
  int intact = 0;
  int beyond = 0;
  for_each_signature("gov-pdf-born-digital", [&](const fs::path&, const PdfSignature& signature) {
    if (signature.integrity == Integrity::kIntact) ++intact;
    if (verdict(signature) == "altered unknown unknown byte_range_beyond_file") ++beyond;
  });
  EXPECT_EQ(intact, 1);
  EXPECT_EQ(beyond, 19);
}

}  // namespace
}  // namespace kho::ingest
