// Files that lie: none of them is intact, none of them ends the process.
#include <fmt/format.h>

#include <random>

#include "tests/ingest/signature/fixtures.h"
#include "tests/counted.h"

namespace kho::ingest {
namespace {

// A signed file whose ByteRange, once signed, is overwritten. It is padded to the same length, so
// that everything else stays where it is.
std::string with_byte_range(const std::string& numbers) {
  const std::string file = signed_once();
  const std::string old = byte_range_in(file);
  std::string forged = "[" + numbers;
  if (forged.size() + 1 > old.size()) std::abort();
  forged.resize(old.size() - 1, ' ');
  return replaced(file, old, forged + "]");
}

struct Forgery {
  const char* name;
  const char* numbers;  // {a}, {b}, {c}: those of the true range [0 a b c].
  const char* reason;
};

class ForgedByteRange : public testing::TestWithParam<Forgery> {};

TEST_P(ForgedByteRange, IsNeverIntact) {
  const std::string file = signed_once();
  const std::size_t gap_begin = file.rfind("/Contents <") + 10;
  const std::size_t gap_end = file.find('>', gap_begin) + 1;
  const std::string forged = with_byte_range(
      fmt::format(fmt::runtime(GetParam().numbers), fmt::arg("a", gap_begin),
                  fmt::arg("b", gap_end), fmt::arg("c", file.size() - gap_end),
                  fmt::arg("early", gap_begin - 9), fmt::arg("late", gap_end + 40)));
  const PdfSignature signature = verify_one(forged);
  EXPECT_NE(signature.integrity, Integrity::kIntact);
  EXPECT_EQ(signature.trust, Trust::kUnknown);
  ASSERT_EQ(signature.reasons.size(), 1U);
  EXPECT_STREQ(name_of(signature.reasons.front()), GetParam().reason);
}

INSTANTIATE_TEST_SUITE_P(
    Forged, ForgedByteRange,
    testing::Values(Forgery{"NotFromTheStart", "1 {a} {b} {c}", "byte_range"},
                    Forgery{"Empty", "", "byte_range"},
                    Forgery{"TwoNumbers", "0 {a}", "byte_range"},
                    Forgery{"SixNumbers", "0 {a} {b} 1 {b} 1", "byte_range"},
                    Forgery{"Negative", "0 {a} {b} -1", "byte_range"},
                    Forgery{"NegativeStart", "0 -1 {b} {c}", "byte_range"},
                    Forgery{"Overlapping", "0 {b} {a} {c}", "byte_range"},
                    Forgery{"NothingBefore", "0 0 {b} {c}", "byte_range"},
                    Forgery{"NoGap", "0 {a} {a} {c}", "byte_range"},
                    Forgery{"NotNumbers", "0 /a (b) {c}", "byte_range"},
                    Forgery{"Reals", "0 {a}.0 {b} {c}", "byte_range"},
                    Forgery{"BeyondTheFile", "0 {a} {b} 99999999", "byte_range_beyond_file"},
                    Forgery{"SumOverflows", "0 {a} 9223372036854775807 1",
                            "byte_range_beyond_file"},
                    Forgery{"GapBeginsEarly", "0 {early} {b} {c}", "byte_range_gap"},
                    Forgery{"GapEndsLate", "0 {a} {late} 100", "byte_range_gap"},
                    Forgery{"GapIsElsewhere", "0 10 20 1", "byte_range_gap"}),
    [](const auto& forgery) { return forgery.param.name; });

TEST(Forged, NumberTooLargeForAnyMachineIsNeverIntact) {
  const PdfSignatures found = verify(with_byte_range("0 1 2 99999999999999999999"));
  for (const PdfSignature& signature : found.signatures) {
    EXPECT_NE(signature.integrity, Integrity::kIntact);
  }
}

TEST(Forged, MissingContents) {
  const PdfSignature signature = verify_one(replaced(signed_once(), "/Contents ", "/Content_ "));
  EXPECT_EQ(verdict(signature), "unreadable unknown unknown contents_missing");
}

TEST(Forged, EmptyContents) {
  SignedPdf pdf;
  pdf.append({{4, "<< /Type /Sig /ByteRange [0 9 11 9] /Contents <> >>"},
              {5, "<< /FT /Sig /T (a) /V 4 0 R >>"},
              {1, "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] >> >>"}});
  EXPECT_EQ(verdict(verify_one(pdf.bytes())), "unreadable unknown unknown contents_missing");
}

TEST(Forged, MissingByteRange) {
  const PdfSignature signature = verify_one(replaced(signed_once(), "/ByteRange", "/ByteRang_"));
  EXPECT_EQ(verdict(signature), "unreadable unknown unknown byte_range");
}

TEST(Forged, SignatureThatIsNoDictionary) {
  SignedPdf pdf;
  pdf.append({{4, "<< /FT /Sig /T (a) /V (signed, I swear) >>"},
              {1, "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>"}});
  EXPECT_EQ(verdict(verify_one(pdf.bytes())), "unreadable unknown unknown contents_missing");
}

TEST(Forged, OtherDictionaryBorrowsTheSignature) {
  // A second field, in an appended revision, with the signature and the range of the first.
  SignedPdf pdf;
  pdf.sign({}, pki().signer, pki().options());
  const std::string file = pdf.bytes();
  const std::size_t begin = file.rfind("<< /Type /Sig ");
  const std::string borrowed = file.substr(begin, file.find("endobj", begin) - begin);
  pdf.append({{3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1 1] >>"},
              {6, borrowed},
              {7, "<< /FT /Sig /T (Muon) /V 6 0 R >>"},
              {1, "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R] >> >>"}});
  EXPECT_EQ(verdict(verify_one(pdf.bytes())), "intact trusted changed_after changed_after_signing");
}

// A file with these bytes where the CMS structure should be.
std::string with_contents(const std::string& contents) {
  SignedPdf pdf;
  pdf.sign({.contents_bytes = contents.size()}, [&](std::string_view) { return contents; });
  return pdf.bytes();
}

std::string good_cms() {
  std::string cms;
  SignedPdf pdf;
  pdf.sign({}, [&](std::string_view bytes) {
    SigningOptions options = pki().options();
    options.timestamper = &pki().timestamper;
    return cms = sign_cms(bytes, pki().signer, options);
  });
  return cms;
}

TEST(HostileCms, RandomBytesAreMalformed) {
  std::mt19937 random(7);
  for (int i = 0; i < 200; ++i) {
    std::string bytes(random() % 3000 + 1, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    if (i % 2 == 0) bytes.front() = 0x30;
    const PdfSignature signature = verify_one(with_contents(bytes));
    EXPECT_EQ(verdict(signature), "unreadable unknown unknown cms_malformed");
  }
}

TEST(HostileCms, TruncatedAnywhereIsNeverIntact) {
  const std::string cms = good_cms();
  for (std::size_t size = 1; size < cms.size(); size += 37) {
    const PdfSignature signature = verify_one(with_contents(cms.substr(0, size)));
    EXPECT_EQ(verdict(signature), "unreadable unknown unknown cms_malformed") << size;
  }
}

TEST(HostileCms, AnyFlippedBitIsNeverIntact) {
  // The file is not the one that was signed, so whatever is flipped, nothing can be intact.
  const std::string cms = good_cms();
  for (std::size_t at = 0; at < cms.size(); at += 3) {
    std::string flipped = cms;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << (at % 8)));
    const PdfSignature signature = verify_one(with_contents(flipped));
    EXPECT_NE(signature.integrity, Integrity::kIntact) << at;
    EXPECT_FALSE(signature.reasons.empty()) << at;
  }
  test::counted("damaged_inputs", (cms.size() + 2) / 3);
}

TEST(HostileCms, NestedWithoutEnd) {
  std::string nested;
  for (int i = 0; i < 5000; ++i) nested += "\x30\x80";
  EXPECT_EQ(verdict(verify_one(with_contents(nested))), "unreadable unknown unknown cms_malformed");
}

TEST(HostileCms, LargerThanTheLimitIsNotRead) {
  SignatureLimits limits;
  limits.contents_bytes = 11999;  // One less than FieldOptions makes room for.
  EXPECT_EQ(verdict(verify_one(signed_once(), pki().trust, limits)),
            "unreadable unknown unknown over_limits");
}

TEST(HostileCms, MoreCertificatesThanTheLimit) {
  SignatureLimits limits;
  limits.certificates = 1;
  EXPECT_EQ(verdict(verify_one(signed_once(), pki().trust, limits)),
            "unreadable unknown unknown over_limits");
}

TEST(HostileForm, MoreSignaturesThanTheLimit) {
  SignedPdf pdf;
  pdf.sign({.name = "a"}, pki().signer, pki().options());
  pdf.sign({.name = "b"}, pki().signer, pki().options());
  SignatureLimits limits;
  limits.signatures = 1;
  const PdfSignatures found = verify(pdf.bytes(), pki().trust, limits);
  EXPECT_EQ(found.search, SignatureSearch::kTooMany);
  ASSERT_EQ(found.signatures.size(), 1U);
  EXPECT_EQ(found.signatures[0].field_name, "a");
}

TEST(HostileForm, MoreFieldsThanTheLimit) {
  SignedPdf pdf;
  std::string fields;
  for (int i = 0; i < 200; ++i) fields += "3 0 R ";
  pdf.append({{1, "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [" + fields + "] >> >>"}});
  SignatureLimits limits;
  limits.form_fields = 199;
  EXPECT_EQ(verify(pdf.bytes(), pki().trust, limits).search, SignatureSearch::kTooMany);
}

TEST(HostileForm, MoreWidgetsThanTheLimit) {
  SignedPdf pdf;
  std::string widgets;
  for (int i = 0; i < 5; ++i) widgets += "<< /Subtype /Widget >> ";
  pdf.append({{3, "<< /Type /Page /Parent 2 0 R /Annots [" + widgets + "] >>"}});
  SignatureLimits limits;
  limits.form_fields = 5;
  EXPECT_EQ(verify(pdf.bytes(), pki().trust, limits).search, SignatureSearch::kComplete);
  limits.form_fields = 4;
  EXPECT_EQ(verify(pdf.bytes(), pki().trust, limits).search, SignatureSearch::kTooMany);
}

TEST(HostileForm, MoreToHashThanTheLimit) {
  SignedPdf pdf;
  pdf.sign({.name = "a"}, pki().signer, pki().options());
  pdf.sign({.name = "b"}, pki().signer, pki().options());
  SignatureLimits limits;
  limits.hashed_bytes = pdf.bytes().size() - 24002;  // The second one needs all of it.
  const PdfSignatures found = verify(pdf.bytes(), pki().trust, limits);
  ASSERT_EQ(found.signatures.size(), 2U);
  EXPECT_EQ(found.signatures[0].integrity, Integrity::kIntact);
  EXPECT_EQ(verdict(found.signatures[1]), "unreadable unknown unknown over_limits");
}

TEST(HostileForm, SignatureListedAsAFieldIsNotHidden) {
  SignedPdf pdf;
  pdf.sign({}, pki().signer, pki().options());
  pdf.append({{1, "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R 5 0 R] >> >>"}});
  EXPECT_EQ(verify_one(pdf.bytes()).integrity, Integrity::kIntact);
}

TEST(HostileForm, FieldsThatAreTheirOwnKidsEnd) {
  SignedPdf pdf;
  pdf.append({{4, "<< /FT /Sig /T (a) /Kids [4 0 R 5 0 R] >>"},
              {5, "<< /T (b) /Kids [4 0 R 5 0 R] >>"},
              {1, "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R 5 0 R] >> >>"}});
  const PdfSignatures found = verify(pdf.bytes());
  EXPECT_EQ(found.search, SignatureSearch::kComplete);
  EXPECT_TRUE(found.signatures.empty());
}

TEST(HostileForm, DeepFieldsEnd) {
  SignedPdf pdf;
  std::vector<std::pair<std::size_t, std::string>> objects;
  for (std::size_t i = 0; i < 100; ++i) {
    objects.push_back({4 + i, fmt::format("<< /T (a) /Kids [{} 0 R] >>", 5 + i)});
  }
  objects.push_back({1, "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>"});
  pdf.append(objects);
  EXPECT_EQ(verify(pdf.bytes()).search, SignatureSearch::kTooMany);
}

TEST(HostileForm, PagesThatMultiplyThemselvesEnd) {
  // Forty levels of two references each to the next: a million million pages for who counts.
  SignedPdf pdf;
  std::vector<std::pair<std::size_t, std::string>> objects;
  for (std::size_t i = 0; i < 40; ++i) {
    objects.push_back({4 + i, fmt::format("<< /Type /Pages /Kids [{0} 0 R {0} 0 R] >>", 5 + i)});
  }
  objects.push_back({44, "<< /Type /Page /Annots 45 0 R >>"});
  objects.push_back({45, "[46 0 R 44 0 R]"});
  objects.push_back({46, "<< /Subtype /Widget /FT /Sig /Parent 46 0 R >>"});
  objects.push_back({2, "<< /Type /Pages /Kids [4 0 R 2 0 R 3 0 R] /Count 1 >>"});
  pdf.append(objects);
  const PdfSignatures found = verify(pdf.bytes());
  EXPECT_EQ(found.search, SignatureSearch::kComplete);
  EXPECT_TRUE(found.signatures.empty());
}

TEST(HostileForm, FormThatIsNoForm) {
  for (const char* form : {"42", "[4 0 R]", "<< /Fields 7 >>", "<< /Fields [1 (a) null [] <<>>] >>",
                           "<< /Fields [1 0 R 99 0 R] >>"}) {
    SignedPdf pdf;
    pdf.append({{1, fmt::format("<< /Type /Catalog /Pages 2 0 R /AcroForm {} >>", form)}});
    EXPECT_TRUE(verify(pdf.bytes()).signatures.empty()) << form;
  }
}

TEST(HostileForm, BytesThatAreNoPdf) {
  for (const char* file : {"", "%PDF-1.7\n", "GIF89a", "%PDF-1.7\n1 0 obj\n<<"}) {
    const PdfSignatures found = verify(file);
    EXPECT_EQ(found.search, SignatureSearch::kBroken) << file;
    EXPECT_TRUE(found.signatures.empty());
  }
}

}  // namespace
}  // namespace kho::ingest
