// Chains, their validity, revocation lists and the trust folder.
#include <filesystem>
#include <fstream>
#include <system_error>

#include "ingest/signature/trust_anchors.h"
#include "tests/ingest/signature/fixtures.h"
#include "tests/scratch_directory.h"

namespace kho::ingest {
namespace {

std::string signed_by(const Holder& signer, const SigningOptions& options = pki().options()) {
  SignedPdf pdf;
  pdf.sign({}, signer, options);
  return pdf.bytes();
}

TEST(Trust, NobodyIsTrustedByDefault) {
  EXPECT_EQ(verdict(verify_one(signed_once(), {})), "intact untrusted whole_file issuer_unknown");
}

TEST(Trust, SelfSignedIsTrustedOnlyFromTheFolder) {
  const std::string file = signed_by(pki().stranger, {});
  EXPECT_EQ(verdict(verify_one(file)), "intact untrusted whole_file self_signed");
  EXPECT_EQ(verdict(verify_one(file, trusting({&pki().stranger}))), "intact trusted whole_file");
}

TEST(Trust, SignerAloneNeedsItsIssuerInTheFolder) {
  const std::string file = signed_by(pki().signer, {});
  EXPECT_EQ(verdict(verify_one(file)), "intact untrusted whole_file issuer_unknown");
  EXPECT_EQ(verdict(verify_one(file, trusting({&pki().intermediate}))),
            "intact trusted whole_file");
  EXPECT_EQ(verdict(verify_one(file, trusting({&pki().intermediate, &pki().root}))),
            "intact trusted whole_file");
}

TEST(Trust, AuthorityOfTheSameNameIsNotTheSame) {
  const Holder false_root = issue(authority_request("CA gốc thử nghiệm"), nullptr);
  EXPECT_EQ(verify_one(signed_once(), trusting({&false_root})).trust, Trust::kUntrusted);
}

TEST(Trust, ASignerIsNoAuthority) {
  // Issued by somebody who has a certificate of the trusted authority, but may not issue any.
  CertificateRequest request;
  const Holder forged = issue(request, &pki().other);
  SigningOptions options = pki().options();
  options.further_certificates.push_back(&pki().other);
  EXPECT_NE(verify_one(signed_by(forged, options)).trust, Trust::kTrusted);
}

TEST(Trust, ExpiredWhenSigned) {
  CertificateRequest request;
  request.not_before_s = kNow - 3 * kYear;
  request.not_after_s = kNow - kYear;
  const Holder holder = issue(request, &pki().intermediate);
  EXPECT_EQ(verdict(verify_one(signed_by(holder))),
            "intact expired whole_file certificate_expired");
  SigningOptions in_time = pki().options();
  in_time.signing_time_s = kNow - 2 * kYear;
  EXPECT_EQ(verdict(verify_one(signed_by(holder, in_time))), "intact trusted whole_file");
  SigningOptions early = pki().options();
  early.signing_time_s = kNow - 4 * kYear;
  EXPECT_EQ(verdict(verify_one(signed_by(holder, early))),
            "intact expired whole_file certificate_not_yet_valid");
}

TEST(Trust, WithoutAnyTimeTodayCounts) {
  CertificateRequest request;
  request.not_after_s = kNow - 1;
  const Holder holder = issue(request, &pki().intermediate);
  SigningOptions options = pki().options();
  options.with_attributes = false;
  const PdfSignature signature = verify_one(signed_by(holder, options));
  EXPECT_EQ(signature.trust, Trust::kExpired);
  EXPECT_FALSE(signature.signed_at_s);
  EXPECT_EQ(signature.time_source, TimeSource::kNone);
}

struct Use {
  const char* name;
  const char* key_usage;
  const char* extended_key_usage;
  Trust trust;
};

class CertificateUses : public testing::TestWithParam<Use> {};

TEST_P(CertificateUses, DecideWhoMaySign) {
  CertificateRequest request;
  request.extensions.clear();
  if (*GetParam().key_usage != '\0') {
    request.extensions.emplace_back(NID_key_usage, GetParam().key_usage);
  }
  if (*GetParam().extended_key_usage != '\0') {
    request.extensions.emplace_back(NID_ext_key_usage, GetParam().extended_key_usage);
  }
  const Holder holder = issue(request, &pki().intermediate);
  const PdfSignature signature = verify_one(signed_by(holder));
  EXPECT_EQ(signature.trust, GetParam().trust);
  EXPECT_EQ(signature.reasons.empty(), GetParam().trust == Trust::kTrusted);
}

INSTANTIATE_TEST_SUITE_P(
    Trust, CertificateUses,
    testing::Values(Use{"Unrestricted", "", "", Trust::kTrusted},
                    Use{"NonRepudiation", "nonRepudiation", "", Trust::kTrusted},
                    Use{"Encryption", "keyEncipherment", "", Trust::kUnusable},
                    Use{"Mail", "digitalSignature", "emailProtection", Trust::kTrusted},
                    Use{"Documents", "digitalSignature", "1.3.6.1.5.5.7.3.36", Trust::kTrusted},
                    Use{"PersonAndServer", "digitalSignature", "serverAuth,clientAuth",
                        Trust::kTrusted},
                    Use{"Server", "digitalSignature", "serverAuth", Trust::kUnusable},
                    Use{"Timestamps", "digitalSignature", "timeStamping", Trust::kUnusable}),
    [](const auto& use) { return use.param.name; });

TEST(Trust, WeakCertificates) {
  CertificateRequest sha1;
  sha1.digest = EVP_sha1();
  EXPECT_EQ(verdict(verify_one(signed_by(issue(sha1, &pki().intermediate)))),
            "intact trusted whole_file certificate_weak");
  CertificateRequest md5;
  md5.digest = EVP_md5();
  SigningOptions options;
  options.further_certificates = {&pki().rsa_authority};
  EXPECT_EQ(verdict(verify_one(signed_by(issue(md5, &pki().rsa_authority), options))),
            "intact unusable whole_file certificate_weak");
  CertificateRequest small_key;
  small_key.rsa_bits = 1024;
  EXPECT_EQ(verdict(verify_one(signed_by(issue(small_key, &pki().intermediate)))),
            "intact trusted whole_file certificate_weak");
  CertificateRequest tiny_key;
  tiny_key.rsa_bits = 768;
  EXPECT_EQ(verdict(verify_one(signed_by(issue(tiny_key, &pki().intermediate)))),
            "intact unusable whole_file certificate_weak");
}

// --- Revocation ---

struct Listed {
  const char* name;
  std::int64_t revoked_at_s;  // 0: not listed.
  std::int64_t this_update_s;
  std::int64_t next_update_s;
  bool has_timestamp;
  Revocation revocation;
};

class RevocationLists : public testing::TestWithParam<Listed> {};

// Signed a day before now; the issuer is the anchor, so that one list decides.
TEST_P(RevocationLists, DecideOrLeaveOpen) {
  const Listed& listed = GetParam();
  TrustAnchors trust = trusting({&pki().intermediate, &pki().root});
  std::vector<std::pair<X509*, std::int64_t>> revoked;
  if (listed.revoked_at_s != 0) {
    revoked.emplace_back(pki().signer.certificate.get(), listed.revoked_at_s);
  }
  trust.revocation_lists = {
      revocation_list(pki().intermediate, revoked, listed.this_update_s, listed.next_update_s)};
  SigningOptions options;
  if (listed.has_timestamp) options.timestamper = &pki().timestamper;
  const PdfSignature signature = verify_one(signed_by(pki().signer, options), trust);
  EXPECT_EQ(signature.trust, Trust::kTrusted);
  EXPECT_STREQ(name_of(signature.revocation), name_of(listed.revocation));
  EXPECT_EQ(signature.reasons.empty(), listed.revocation != Revocation::kRevoked);
  EXPECT_EQ(signature.revocation_as_of_s.has_value(), listed.revocation != Revocation::kUnknown);
}

constexpr std::int64_t kSigned = kNow - kDaySeconds;

INSTANTIATE_TEST_SUITE_P(
    Trust, RevocationLists,
    testing::Values(
        Listed{"NotListed", 0, kNow, kNow + kDaySeconds, false, Revocation::kNotRevoked},
        Listed{"ListOfTheTime", 0, kSigned - 9, kSigned + 9, false, Revocation::kNotRevoked},
        Listed{"ListTooOld", 0, kSigned - 99, kSigned - 9, false, Revocation::kUnknown},
        Listed{"ListAfterTheCertificate", 0, kNow + 3 * kYear, kNow + 4 * kYear, false,
               Revocation::kUnknown},
        Listed{"RevokedBefore", kSigned - 9, kNow, kNow + 9, false, Revocation::kRevoked},
        Listed{"RevokedBeforeTheTimestamp", kSigned - 9, kNow, kNow + 9, true,
               Revocation::kRevoked},
        Listed{"RevokedAfterAClaimedTime", kSigned + 9, kNow, kNow + 9, false,
               Revocation::kRevoked},
        Listed{"RevokedAfterTheTimestamp", kSigned + 9, kNow, kNow + 9, true,
               Revocation::kNotRevoked},
        Listed{"RevokedInAnOldList", kSigned - 99, kSigned - 98, kSigned - 97, false,
               Revocation::kRevoked}),
    [](const auto& listed) { return listed.param.name; });

TEST(Trust, AllOfTheChainIsLookedUp) {
  TrustAnchors trust = pki().trust;
  trust.revocation_lists = {revocation_list(pki().intermediate, {}, kNow, kNow + 9)};
  EXPECT_EQ(verify_one(signed_once(), trust).revocation, Revocation::kUnknown);
  trust.revocation_lists.push_back(revocation_list(pki().root, {}, kNow - 5, kNow + 9));
  const PdfSignature good = verify_one(signed_once(), trust);
  EXPECT_EQ(good.revocation, Revocation::kNotRevoked);
  EXPECT_EQ(good.revocation_as_of_s, kNow - 5);
  trust.revocation_lists.push_back(revocation_list(
      pki().root, {{pki().intermediate.certificate.get(), kNow - kYear}}, kNow, kNow + 9));
  EXPECT_EQ(verdict(verify_one(signed_once(), trust)),
            "intact trusted whole_file certificate_revoked");
}

TEST(Trust, ListOfSomebodyElseSaysNothing) {
  const Holder false_authority = issue(authority_request("CA phục vụ thử nghiệm"), nullptr);
  TrustAnchors trust = trusting({&pki().intermediate});
  trust.revocation_lists = {revocation_list(
      false_authority, {{pki().signer.certificate.get(), kNow - kYear}}, kNow, kNow + 9)};
  EXPECT_EQ(verify_one(signed_by(pki().signer, {}), trust).revocation, Revocation::kUnknown);
}

TEST(Trust, ListInTheSignatureCounts) {
  SigningOptions options;
  options.revocation_lists = {revocation_list(
      pki().intermediate, {{pki().signer.certificate.get(), kNow - kYear}}, kNow, kNow + 9)};
  EXPECT_EQ(
      verify_one(signed_by(pki().signer, options), trusting({&pki().intermediate})).revocation,
      Revocation::kRevoked);
}

TEST(Trust, RevokedSignatureExcusesNoChange) {
  TrustAnchors trust = pki().trust;
  trust.revocation_lists = {revocation_list(
      pki().intermediate, {{pki().other.certificate.get(), kNow - kYear}}, kNow, kNow + 9)};
  SignedPdf pdf;
  pdf.sign({.name = "a"}, pki().signer, pki().options());
  pdf.sign({.name = "b"}, pki().other, pki().options());
  const PdfSignatures found = verify(pdf.bytes(), trust);
  ASSERT_EQ(found.signatures.size(), 2U);
  EXPECT_EQ(found.signatures[0].coverage, Coverage::kChangedAfter);
}

// --- The folder ---

void write(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  file.close();
  ASSERT_TRUE(file.good());
}

TEST(TrustFolder, HoldsPemDerAndLists) {
  const test::ScratchDirectory folder;
  const std::string list = revocation_list(pki().root, {}, kNow, kNow + 9);
  write(folder / "a.pem", "A comment\n" + pem_of(pki().root.certificate.get()) +
                              pem_of(pki().intermediate.certificate.get()));
  write(folder / "b.CRT", der_of(pki().stranger.certificate.get()));
  write(folder / "c.cer", pem_of(pki().other.certificate.get()));
  write(folder / "d.crl", list);
  write(folder / "README.txt", "not looked at");
  const TrustAnchors anchors = load_trust_folder(folder.path());
  EXPECT_EQ(
      anchors.certificates,
      trusting({&pki().root, &pki().intermediate, &pki().stranger, &pki().other}).certificates);
  EXPECT_EQ(anchors.revocation_lists, std::vector<std::string>{list});
  EXPECT_TRUE(anchors.bad_files.empty());
}

TEST(TrustFolder, BadFilesAreNamedAndPassedOver) {
  const test::ScratchDirectory folder;
  write(folder / "a.crt", "");
  write(folder / "b.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  write(folder / "c.cer", der_of(pki().root.certificate.get()).substr(0, 100));
  write(folder / "d.crt", der_of(pki().root.certificate.get()));
  std::filesystem::create_directory(folder / "e.crt");
  std::filesystem::create_symlink(folder / "nowhere", folder / "f.crl");
  const TrustAnchors anchors = load_trust_folder(folder.path());
  EXPECT_EQ(anchors.certificates, pki().trust.certificates);
  EXPECT_THAT(anchors.bad_files, testing::ElementsAre("a.crt", "b.pem", "c.cer", "e.crt", "f.crl"));
}

TEST(TrustFolder, ThatIsMissingIsAnError) {
  const test::ScratchDirectory folder;
  EXPECT_THROW((void)load_trust_folder(folder / "nowhere"), std::system_error);
}

TEST(TrustFolder, AnchorsThatCannotBeReadAreNone) {
  TrustAnchors trust;
  trust.certificates = {"", "nonsense"};
  trust.revocation_lists = {"", "nonsense"};
  EXPECT_EQ(verify_one(signed_once(), trust).trust, Trust::kUntrusted);
}

}  // namespace
}  // namespace kho::ingest
