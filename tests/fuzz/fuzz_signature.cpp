// Signed PDFs of any bytes: nothing ends, what is unreadable says why, no personal number is shown.
//
// Input: a flag byte, then a PDF, or (flag 1) the CMS structure of a PDF made around it.
#include <openssl/pem.h>

#include <algorithm>

#include "ingest/signature/verify.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/ingest/signature/authority.h"
#include "tests/ingest/signature/made.h"
#include "tests/ingest/signature/signed_pdf.h"
#include "tests/ingest/signature/signing.h"

namespace {

using namespace kho::ingest;

// Made for this file and used nowhere else. RSA signatures are the same each time.
constexpr const char* kKey =
    "-----BEGIN RSA PRIVATE KEY-----\n"
    "MIICXQIBAAKBgQDqjuxrLe+u6eSd+DPGKj04htVIjToLCGA0sgtKxkiXlKf0czsc\n"
    "yjIqzOcuI2LADCywqbdt8iXjm40JBMA47ZkVKQ2IA+mF3dOvOiRWCh9JmupQtT+o\n"
    "GJvNTbVVfT+xNXsB6w2g6juC7spaedW4EeL2NB2GduWb/qPD5ANE9JB5VQIDAQAB\n"
    "AoGBAKV6x9ilw99HK/82yHAaBK8IkRhqanS2KAmFQuoyEay/N+8CDMY28EW54a9v\n"
    "T4/mBvFsCvkKSSjW6R1fuK1xEvm9BVE7P2S/HMMlPbXHhdS+mU4FX42VFhSXIjy0\n"
    "7n0ylnjkQOVknrT4h6kxCP94EKI6Ls+k8FkZecPuPs6F0ObRAkEA9gk0cOhcoxeL\n"
    "eFvf6B3XzUudTKLfpcaIxSWE3f+eaMHa0YWipvwdkQc0XcMIEkxjWXAmCzvkojN3\n"
    "ny8mRyyAHwJBAPQOuSNsWo9DObGcXyjI7F0Zv1pznfdz4IJ/+wQ5Wd0/Nn/GcHe2\n"
    "wsPyOXC605rzVfSxy8UG8eLbSJH5dLGaCAsCQQDI0DyIR2+NAmOoyjxX5TvFaYkr\n"
    "CulGEmSBnRz0YXX3BPrH9q4KY07yl5HLUatd3BFe56V1l94F8cIaIE662vx7AkAK\n"
    "L18cklYJKoYK2nrCKfhrPjrVHIQYIpbY+1xPZdFRQWUV2gMxi8f/A2nQQYu5KLSK\n"
    "nKzjURHhJMOXi/CJxOLXAkA3owYp4w41UP2olk3djYkeFJnpsVMszwIHJdVhdcMf\n"
    "kW+NnWJwDc2xxnQCMzXUC0QfI3h9nNmRmNiYBmp99lqx\n"
    "-----END RSA PRIVATE KEY-----\n";

KeyPointer key() {
  const BioPointer bio(made(BIO_new_mem_buf(kKey, -1)));
  return KeyPointer(made(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr)));
}

const Holder& signer() {
  static const Holder signer = [] {
    CertificateRequest request;
    request.subject = {{"CN", "Nguyễn Văn An 015085001234"}, {"UID", "CCCD:015085001234"}};
    return issue_with_key(request, nullptr, key());
  }();
  return signer;
}

const FieldOptions kField = {.name = "ChuKy",
                             .sub_filter = "adbe.pkcs7.detached",
                             .contents_bytes = 1500,
                             .further_entries = {}};

std::string pdf_around(std::string_view cms) {
  SignedPdf pdf;
  FieldOptions field;
  field.contents_bytes = cms.size();
  pdf.sign(field, [&](std::string_view) { return std::string(cms); });
  return pdf.bytes();
}

bool has_personal_number(std::string_view text) {
  std::size_t digits = 0;
  for (const char c : text) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    if (digits >= 9) return true;
  }
  return false;
}

void check(const PdfSignature& signature) {
  using kho::fuzz::require;
  require(signature.integrity == Integrity::kIntact || !signature.reasons.empty(),
          "no reason for what is not intact");
  require(signature.integrity == Integrity::kIntact || signature.trust == Trust::kUnknown,
          "trust in what is not intact");
  require((signature.integrity == Integrity::kIntact) == (signature.coverage != Coverage::kUnknown),
          "coverage of what is not intact");
  require(std::ranges::is_sorted(signature.reasons), "reasons in disorder");
  require(!has_personal_number(signature.field_name), "a number in a field name");
  if (!signature.signer) return;
  for (const std::string& text :
       {signature.signer->common_name, signature.signer->organisation, signature.signer->issuer}) {
    require(!has_personal_number(text), "a number in a name");
  }
  for (const Identification& identification : signature.signer->identifications) {
    require(identification.scheme == "MST" || identification.scheme == "VATVN" ||
                identification.scheme == "NTRVN" || !has_personal_number(identification.value),
            "a number that is not masked");
  }
}

}  // namespace

std::vector<std::string> kho::fuzz::seeds() {
  SignedPdf once;
  std::string cms;
  once.sign(kField, [&](std::string_view bytes) { return cms = sign_cms(bytes, signer()); });
  SignedPdf twice = once;
  twice.sign({.name = "Hai", .contents_bytes = 1500}, signer(), {.with_attributes = false});
  twice.append({{3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1 1] >>"}});
  return {std::string(1, '\0') + once.bytes(), std::string(1, '\0') + twice.bytes(), "\x01" + cms};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const TrustAnchors trust = trusting({&signer()});
  if (size < 2) return 0;
  const std::string_view rest = kho::fuzz::text_of(data, size).substr(1);
  const std::string file = (data[0] & 1) != 0 ? pdf_around(rest) : std::string(rest);
  const PdfSignatures found =
      verify_pdf_signatures(std::as_bytes(std::span(file)), trust, kNow, {});
  for (const PdfSignature& signature : found.signatures) check(signature);
  return 0;
}
