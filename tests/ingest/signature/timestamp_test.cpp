// RFC 3161 tokens, in signatures and as signatures of their own.
#include "tests/ingest/signature/fixtures.h"

namespace kho::ingest {
namespace {

constexpr std::int64_t kStamped = kNow - 10 * kDaySeconds;

SigningOptions stamped_by(const Holder& authority) {
  SigningOptions options = pki().options();
  options.timestamper = &authority;
  options.timestamp_s = kStamped;
  return options;
}

TEST(Timestamp, ProvesTheTime) {
  const PdfSignature signature = verify_one(signed_once(stamped_by(pki().timestamper)));
  EXPECT_EQ(verdict(signature), "intact trusted whole_file");
  EXPECT_EQ(signature.time_source, TimeSource::kTimestamp);
  EXPECT_EQ(signature.signed_at_s, kStamped);
}

TEST(Timestamp, OfOtherBytesProvesNothing) {
  SigningOptions options = stamped_by(pki().timestamper);
  options.is_timestamp_of_other = true;
  const PdfSignature signature = verify_one(signed_once(options));
  EXPECT_EQ(verdict(signature), "intact trusted whole_file timestamp_invalid");
  EXPECT_EQ(signature.time_source, TimeSource::kClaimed);
  EXPECT_EQ(signature.signed_at_s, kNow - kDaySeconds);
}

TEST(Timestamp, OfAStrangerProvesNothing) {
  const Holder stranger = issue(timestamper_request(), nullptr);
  const PdfSignature signature = verify_one(signed_once(stamped_by(stranger)));
  EXPECT_EQ(verdict(signature), "intact trusted whole_file timestamp_untrusted");
  EXPECT_EQ(signature.time_source, TimeSource::kClaimed);
}

TEST(Timestamp, OfARevokedAuthorityProvesNothing) {
  TrustAnchors trust = pki().trust;
  trust.revocation_lists = {revocation_list(
      pki().root, {{pki().timestamper.certificate.get(), kNow - kYear}}, kNow, kNow + 9)};
  const PdfSignature signature = verify_one(signed_once(stamped_by(pki().timestamper)), trust);
  EXPECT_EQ(verdict(signature), "intact trusted whole_file timestamp_untrusted");
}

TEST(Timestamp, DecidesWhetherTheCertificateWasValid) {
  CertificateRequest request;
  request.not_before_s = kNow - 3 * kYear;
  request.not_after_s = kStamped - 1;
  const Holder holder = issue(request, &pki().intermediate);
  SigningOptions options = stamped_by(pki().timestamper);
  options.signing_time_s = kNow - 2 * kYear;  // Set back.
  SignedPdf pdf;
  pdf.sign({}, holder, options);
  EXPECT_EQ(verdict(verify_one(pdf.bytes())), "intact expired whole_file certificate_expired");
}

void stamp(SignedPdf& pdf, const char* name = "DauThoiGian") {
  pdf.sign({.name = name, .sub_filter = "ETSI.RFC3161"}, [](std::string_view bytes) {
    return timestamp_token(bytes, pki().timestamper, kStamped);
  });
}

TEST(DocumentTimestamp, IsASignatureOfItsAuthority) {
  SignedPdf pdf;
  stamp(pdf);
  const PdfSignature signature = verify_one(pdf.bytes());
  EXPECT_EQ(verdict(signature), "intact trusted whole_file");
  EXPECT_TRUE(signature.is_document_timestamp);
  EXPECT_EQ(signature.time_source, TimeSource::kTimestamp);
  EXPECT_EQ(signature.signed_at_s, kStamped);
  ASSERT_TRUE(signature.signer);
  EXPECT_EQ(signature.signer->common_name, "TSA thử nghiệm");
}

TEST(DocumentTimestamp, NoticesAChangedByte) {
  SignedPdf pdf;
  stamp(pdf);
  EXPECT_EQ(verdict(verify_one(replaced(pdf.bytes(), "595", "596"))),
            "altered unknown unknown digest_differs");
}

TEST(DocumentTimestamp, OfAStrangerIsUntrusted) {
  SignedPdf pdf;
  stamp(pdf);
  const PdfSignature signature = verify_one(pdf.bytes(), trusting({&pki().stranger}));
  EXPECT_EQ(signature.trust, Trust::kUntrusted);
  EXPECT_EQ(signature.time_source, TimeSource::kClaimed);
}

TEST(DocumentTimestamp, IsNoSignatureOfAPerson) {
  SignedPdf pdf;
  pdf.sign({}, [](std::string_view bytes) {
    return timestamp_token(bytes, pki().timestamper, kStamped);
  });
  EXPECT_EQ(verify_one(pdf.bytes()).integrity, Integrity::kAltered);
}

TEST(DocumentTimestamp, SignatureIsNoTimestamp) {
  EXPECT_EQ(verdict(verify_one(signed_once(pki().options(), {.sub_filter = "ETSI.RFC3161"}))),
            "unreadable unknown unknown cms_malformed");
}

TEST(DocumentTimestamp, ExcusesNoChange) {
  SignedPdf pdf;
  pdf.sign({.name = "NguoiKy"}, pki().signer, pki().options());
  pdf.append({{3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1 1] >>"}});
  stamp(pdf);
  const PdfSignatures found = verify(pdf.bytes());
  ASSERT_EQ(found.signatures.size(), 2U);
  EXPECT_EQ(verdict(found.signatures[0]), "intact trusted changed_after changed_after_signing");
  EXPECT_EQ(verdict(found.signatures[1]), "intact trusted whole_file");
}

}  // namespace
}  // namespace kho::ingest
