// Signatures as they should be, and the same ones after something happened to the file.
#include "ingest/signature/verify.h"

#include "ingest/signature/digest.h"
#include "tests/ingest/signature/fixtures.h"

namespace kho::ingest {
namespace {

TEST(Signature, WholeAndTrusted) {
  const PdfSignature signature = verify_one(signed_once());
  EXPECT_EQ(verdict(signature), "intact trusted whole_file");
  EXPECT_EQ(signature.field_name, "ChuKy1");
  EXPECT_EQ(signature.sub_filter, "ETSI.CAdES.detached");
  EXPECT_FALSE(signature.is_document_timestamp);
  EXPECT_EQ(signature.bytes_after, 0U);
  EXPECT_EQ(signature.revocation, Revocation::kUnknown);
  EXPECT_EQ(signature.signed_at_s, kNow - kDaySeconds);
  EXPECT_EQ(signature.time_source, TimeSource::kClaimed);
  ASSERT_TRUE(signature.signer);
  EXPECT_EQ(signature.signer->common_name, "Nguyễn Văn An");
  EXPECT_EQ(signature.signer->issuer, "CA phục vụ thử nghiệm");
  EXPECT_EQ(signature.signer->not_before_s, kNow - 2 * kYear);
  EXPECT_EQ(signature.signer->not_after_s, kNow + 2 * kYear);
}

TEST(Signature, UnsignedFileHasNone) {
  const PdfSignatures found = verify(SignedPdf().bytes());
  EXPECT_EQ(found.search, SignatureSearch::kComplete);
  EXPECT_TRUE(found.signatures.empty());
}

TEST(Signature, EmptyFieldIsNoSignature) {
  SignedPdf pdf;
  pdf.append({{4, "<< /FT /Sig /T (Trong) >>"},
              {1, "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>"}});
  EXPECT_TRUE(verify(pdf.bytes()).signatures.empty());
}

TEST(Signature, AnyChangedByteIsNoticed) {
  const std::string file = signed_once();
  const std::size_t gap_begin = file.rfind("/Contents <") + 10;
  const std::size_t gap_end = file.find('>', gap_begin) + 1;
  for (const std::size_t at :
       {file.find("595"), file.find("/Type /Page "), file.find("/Rect [0") + 7, file.size() - 2}) {
    ASSERT_TRUE(at < gap_begin || at >= gap_end);
    std::string changed = file;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_EQ(verdict(verify_one(changed)), "altered unknown unknown digest_differs") << at;
  }
}

TEST(Signature, OfAnotherKeyIsNoticed) {
  // The signer's certificate, but a signature by somebody else's key.
  Holder thief{KeyPointer(EVP_PKEY_dup(pki().other.key.get())),
               CertificatePointer(X509_dup(pki().other.certificate.get()))};
  X509_set_pubkey(thief.certificate.get(), pki().other.key.get());
  X509_set_serialNumber(thief.certificate.get(),
                        X509_get_serialNumber(pki().signer.certificate.get()));
  SigningOptions options = pki().options();
  options.with_certificates = false;
  options.with_signing_certificate = false;
  options.further_certificates.push_back(&pki().signer);
  SignedPdf pdf;
  pdf.sign({}, thief, options);
  EXPECT_EQ(verdict(verify_one(pdf.bytes())), "altered unknown unknown signature_wrong");
}

TEST(Signature, AppendedRevisionIsToldWithItsSize) {
  SignedPdf pdf;
  pdf.sign({}, pki().signer, pki().options());
  const std::size_t before = pdf.bytes().size();
  pdf.append({{3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1 1] >>"}});
  const PdfSignature signature = verify_one(pdf.bytes());
  EXPECT_EQ(verdict(signature), "intact trusted changed_after changed_after_signing");
  EXPECT_EQ(signature.bytes_after, pdf.bytes().size() - before);
}

TEST(Signature, BlanksAtTheEndAreNoChange) {
  const PdfSignature signature = verify_one(signed_once() + "\r\n");
  EXPECT_EQ(verdict(signature), "intact trusted whole_file");
  EXPECT_EQ(signature.bytes_after, 2U);
}

TEST(Signature, SecondSignatureOverTheFirst) {
  SignedPdf pdf;
  pdf.sign({.name = "NguoiKy"}, pki().signer, pki().options());
  const std::size_t first = pdf.bytes().size();
  pdf.sign({.name = "VanThu"}, pki().other, pki().options());
  const PdfSignatures found = verify(pdf.bytes());
  ASSERT_EQ(found.signatures.size(), 2U);
  EXPECT_EQ(verdict(found.signatures[0]), "intact trusted own_revision");
  EXPECT_EQ(found.signatures[0].field_name, "NguoiKy");
  EXPECT_EQ(found.signatures[0].bytes_after, pdf.bytes().size() - first);
  EXPECT_EQ(verdict(found.signatures[1]), "intact trusted whole_file");
}

TEST(Signature, StrangersSignatureExcusesNoChange) {
  SignedPdf pdf;
  pdf.sign({.name = "NguoiKy"}, pki().signer, pki().options());
  pdf.append({{3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1 1] >>"}});
  pdf.sign({.name = "KeGian"}, pki().stranger);
  const PdfSignatures found = verify(pdf.bytes());
  ASSERT_EQ(found.signatures.size(), 2U);
  EXPECT_EQ(verdict(found.signatures[0]), "intact trusted changed_after changed_after_signing");
  EXPECT_EQ(verdict(found.signatures[1]), "intact untrusted whole_file self_signed");
}

TEST(Signature, RevisionAfterTwoSignaturesIsToldOfBoth) {
  SignedPdf pdf;
  pdf.sign({.name = "NguoiKy"}, pki().signer, pki().options());
  pdf.sign({.name = "VanThu"}, pki().other, pki().options());
  pdf.append({{3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1 1] >>"}});
  for (const PdfSignature& signature : verify(pdf.bytes()).signatures) {
    EXPECT_EQ(verdict(signature), "intact trusted changed_after changed_after_signing");
  }
}

TEST(Signature, FieldsBelowFieldsInheritTheirType) {
  SignedPdf pdf;
  pdf.sign({}, pki().signer, pki().options());
  // The same signature, as the child of a field that has the type and half of the name.
  pdf.append({{5, "<< /T (ChuKy1) /V 4 0 R /Parent 6 0 R /Kids [7 0 R] >>"},
              {6, "<< /FT /Sig /T (To khai) /Kids [5 0 R 5 0 R] >>"},
              {7, "<< /Type /Annot /Subtype /Widget /Parent 5 0 R /Kids [6 0 R] >>"},
              {1, "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] >> >>"}});
  const PdfSignature signature = verify_one(pdf.bytes());
  EXPECT_EQ(signature.field_name, "To khai.ChuKy1");
  EXPECT_EQ(signature.integrity, Integrity::kIntact);
}

TEST(Signature, WidgetThatOnlyAPageShowsIsFound) {
  SignedPdf pdf;
  pdf.sign({}, pki().signer, pki().options());
  pdf.append({{3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [5 0 R 6 0 R] >>"},
              {6, "<< /Type /Annot /Subtype /Widget /Parent 7 0 R >>"},
              {7, "<< /FT /Sig /T (Duoi) /V 4 0 R /Kids [6 0 R] >>"},
              {1, "<< /Type /Catalog /Pages 2 0 R >>"}});
  const PdfSignature signature = verify_one(pdf.bytes());
  EXPECT_EQ(signature.field_name, "ChuKy1");
  EXPECT_EQ(verdict(signature), "intact trusted changed_after changed_after_signing");
  pdf.append({{5, "<< /Type /Annot /Subtype /Link >>"}});
  EXPECT_EQ(verify_one(pdf.bytes()).field_name, "Duoi");
  pdf.append({{6, "<< /Subtype /Widget /Parent 7 0 R /FT /Sig /T (Mot minh) /V 4 0 R >>"},
              {7, "<< /T (Khong biet) >>"}});
  EXPECT_EQ(verify_one(pdf.bytes()).field_name, "Mot minh");
}

struct Weakness {
  const char* name;
  SigningOptions options;
  FieldOptions field;
  const char* verdict;
};

SigningOptions with(void (*change)(SigningOptions&)) {
  SigningOptions options = pki().options();
  change(options);
  return options;
}

class SignatureKinds : public testing::TestWithParam<Weakness> {};

TEST_P(SignatureKinds, AreJudged) {
  EXPECT_EQ(verdict(verify_one(signed_once(GetParam().options, GetParam().field))),
            GetParam().verdict);
}

INSTANTIATE_TEST_SUITE_P(
    Signature, SignatureKinds,
    testing::Values(Weakness{"Pkcs7Detached",
                             pki().options(),
                             {.sub_filter = "adbe.pkcs7.detached"},
                             "intact trusted whole_file"},
                    Weakness{"NoSigningCertificateAttribute",
                             with([](auto& options) { options.with_signing_certificate = false; }),
                             {},
                             "intact trusted whole_file"},
                    Weakness{"Sha1",
                             with([](auto& options) { options.digest = EVP_sha1(); }),
                             {},
                             "intact trusted whole_file weak_digest"},
                    Weakness{"Sha512",
                             with([](auto& options) { options.digest = EVP_sha512(); }),
                             {},
                             "intact trusted whole_file"},
                    Weakness{"NoAttributes",
                             with([](auto& options) { options.with_attributes = false; }),
                             {},
                             "intact trusted whole_file no_signed_attributes"},
                    Weakness{"ContentInsideToo",
                             with([](auto& options) { options.is_detached = false; }),
                             {},
                             "intact trusted whole_file"},
                    Weakness{"TwoSigners",
                             with([](auto& options) { options.second_signer = &pki().other; }),
                             {},
                             "unreadable unknown unknown several_signers"},
                    Weakness{"NoCertificate",
                             with([](auto& options) {
                               options.with_certificates = false;
                               options.further_certificates.clear();
                             }),
                             {},
                             "unreadable unknown unknown signer_certificate_missing"},
                    Weakness{"SignersCertificateMissing",
                             with([](auto& options) { options.with_certificates = false; }),
                             {},
                             "unreadable unknown unknown signer_certificate_missing"},
                    Weakness{"X509RsaSha1",
                             pki().options(),
                             {.sub_filter = "adbe.x509.rsa_sha1"},
                             "unreadable unknown unknown unsupported_format"},
                    Weakness{"NoSubFilterAtAll",
                             pki().options(),
                             {.sub_filter = ""},
                             "unreadable unknown unknown unsupported_format"},
                    Weakness{"TimeInFuture",
                             with([](auto& options) {
                               options.signing_time_s = kNow + 3 * kDaySeconds;
                             }),
                             {},
                             "intact trusted whole_file time_in_future"},
                    Weakness{"LocalTimeWrittenAsUtc",
                             with([](auto& options) { options.signing_time_s = kNow + 7 * 3600; }),
                             {},
                             "intact trusted whole_file"}),
    [](const auto& kind) { return kind.param.name; });

TEST(Signature, OfRsaKeys) {
  SigningOptions options;
  options.further_certificates = {&pki().rsa_authority};
  for (const bool with_attributes : {true, false}) {
    options.with_attributes = with_attributes;
    SignedPdf pdf;
    pdf.sign({}, pki().rsa_signer, options);
    const char* flags = with_attributes ? "" : " no_signed_attributes";
    EXPECT_EQ(verdict(verify_one(pdf.bytes())), std::string("intact trusted whole_file") + flags);
    EXPECT_EQ(verify_one(replaced(pdf.bytes(), "595", "596")).integrity, Integrity::kAltered);
  }
  options.with_attributes = true;
  options.digest = EVP_md5();
  SignedPdf pdf;
  pdf.sign({}, pki().rsa_signer, options);
  EXPECT_EQ(verdict(verify_one(pdf.bytes())), "intact trusted whole_file weak_digest");
}

TEST(Signature, ContentInsideIsNotWhatIsVerified) {
  // A structure that carries, and signs, other bytes than those of the file.
  SignedPdf pdf;
  pdf.sign({}, [](std::string_view) {
    SigningOptions options = pki().options();
    options.is_detached = false;
    return sign_cms("other bytes", pki().signer, options);
  });
  EXPECT_EQ(verdict(verify_one(pdf.bytes())), "altered unknown unknown digest_differs");
}

std::string sha1_of(std::string_view bytes) {
  return digest_of(EVP_sha1(), {std::as_bytes(std::span(bytes))});
}

TEST(Signature, Pkcs7Sha1SignsTheDigestOfTheFile) {
  SigningOptions options = pki().options();
  options.is_detached = false;
  SignedPdf pdf;
  pdf.sign({.sub_filter = "adbe.pkcs7.sha1"},
           [&](std::string_view bytes) { return sign_cms(sha1_of(bytes), pki().signer, options); });
  EXPECT_EQ(verdict(verify_one(pdf.bytes())), "intact trusted whole_file weak_digest");
  EXPECT_EQ(verdict(verify_one(replaced(pdf.bytes(), "595", "596"))),
            "altered unknown unknown digest_differs");
}

TEST(Signature, SigningTimeIsTheDictionarysWhereTheSignatureHasNone) {
  FieldOptions field;
  field.further_entries = "/M (D:20260530120000+07'00')";
  SigningOptions options = pki().options();
  options.with_attributes = false;
  const PdfSignature signature = verify_one(signed_once(options, field));
  EXPECT_EQ(signature.time_source, TimeSource::kClaimed);
  EXPECT_EQ(signature.signed_at_s, 1780117200);  // 05:00 UTC.
}

TEST(Signature, NumbersOfPeopleAreMasked) {
  CertificateRequest request;
  request.subject = {{"CN", "Nguyễn Văn An 015085001234"},
                     {"O", "Công ty thử nghiệm"},
                     {"UID", "CCCD:015085001234"},
                     {"UID", "MST:0100109106"},
                     {"serialNumber", "PNOVN-015085001234"}};
  const Holder holder = issue(request, &pki().intermediate);
  SignedPdf pdf;
  pdf.sign({}, holder, pki().options());
  const PdfSignature signature = verify_one(pdf.bytes());
  ASSERT_TRUE(signature.signer);
  EXPECT_EQ(signature.signer->common_name, "Nguyễn Văn An *********234");
  EXPECT_EQ(signature.signer->organisation, "Công ty thử nghiệm");
  EXPECT_THAT(signature.signer->identifications,
              testing::ElementsAre(Identification{"CCCD", "*********234"},
                                   Identification{"MST", "0100109106"},
                                   Identification{"PNOVN", "*********234"}));
}

}  // namespace
}  // namespace kho::ingest
