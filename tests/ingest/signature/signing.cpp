#include "tests/ingest/signature/signing.h"

#include <openssl/cms.h>
#include <openssl/ts.h>

#include <array>

#include "tests/ingest/signature/made.h"

namespace kho::ingest {
namespace {

BioPointer bio_of(std::string_view bytes) {
  return BioPointer(made(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size()))));
}

CMS_SignerInfo* add_signer(CMS_ContentInfo* cms, const Holder& signer,
                           const SigningOptions& options) {
  unsigned flags = CMS_PARTIAL | CMS_BINARY | CMS_NOSMIMECAP;
  if (!options.with_attributes) flags |= CMS_NOATTR;
  if (options.with_attributes && options.with_signing_certificate) flags |= CMS_CADES;
  if (!options.with_certificates) flags |= CMS_NOCERTS;
  CMS_SignerInfo* info =
      made(CMS_add1_signer(cms, signer.certificate.get(), signer.key.get(), options.digest, flags));
  if (options.with_attributes && options.signing_time_s) {
    ASN1_TIME* time =
        made(ASN1_TIME_set(nullptr, static_cast<std::time_t>(*options.signing_time_s)));
    made(CMS_signed_add1_attr_by_NID(info, NID_pkcs9_signingTime, time->type, time, -1));
    ASN1_TIME_free(time);
  }
  return info;
}

std::string_view value_of(CMS_SignerInfo* info) {
  return bytes_of(CMS_SignerInfo_get0_signature(info));
}

int write_time(TS_RESP_CTX*, void* at_s, long* seconds, long* microseconds) {
  *seconds = static_cast<long>(*static_cast<std::int64_t*>(at_s));
  *microseconds = 0;
  return 1;
}

ASN1_INTEGER* write_serial(TS_RESP_CTX*, void*) {
  ASN1_INTEGER* serial = made(ASN1_INTEGER_new());
  made(ASN1_INTEGER_set(serial, 7));
  return serial;
}

BioPointer timestamp_request(std::string_view content) {
  std::array<unsigned char, 32> digest{};
  made(EVP_Digest(content.data(), content.size(), digest.data(), nullptr, EVP_sha256(), nullptr));
  TS_REQ* request = made(TS_REQ_new());
  TS_MSG_IMPRINT* imprint = made(TS_MSG_IMPRINT_new());
  X509_ALGOR* algorithm = made(X509_ALGOR_new());
  made(X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr));
  made(TS_MSG_IMPRINT_set_algo(imprint, algorithm));
  made(TS_MSG_IMPRINT_set_msg(imprint, digest.data(), digest.size()));
  made(TS_REQ_set_version(request, 1));
  made(TS_REQ_set_msg_imprint(request, imprint));
  made(TS_REQ_set_cert_req(request, 1));
  BioPointer bio(made(BIO_new(BIO_s_mem())));
  made(i2d_TS_REQ_bio(bio.get(), request));
  X509_ALGOR_free(algorithm);
  TS_MSG_IMPRINT_free(imprint);
  TS_REQ_free(request);
  return bio;
}

}  // namespace

std::string sign_cms(std::string_view content, const Holder& signer,
                     const SigningOptions& options) {
  unsigned flags = CMS_PARTIAL | CMS_BINARY;
  if (options.is_detached) flags |= CMS_DETACHED;
  const BioPointer bio = bio_of(content);
  const CmsPointer cms(made(CMS_sign(nullptr, nullptr, nullptr, nullptr, flags)));
  CMS_SignerInfo* info = add_signer(cms.get(), signer, options);
  if (options.second_signer != nullptr) add_signer(cms.get(), *options.second_signer, options);
  for (const Holder* holder : options.further_certificates) {
    made(CMS_add1_cert(cms.get(), holder->certificate.get()));
  }
  for (const std::string& list : options.revocation_lists) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(list.data());
    const RevocationListPointer crl(
        made(d2i_X509_CRL(nullptr, &bytes, static_cast<long>(list.size()))));
    made(CMS_add1_crl(cms.get(), crl.get()));
  }
  made(CMS_final(cms.get(), bio.get(), nullptr, flags));
  if (options.timestamper != nullptr) {
    const std::string_view stamped = options.is_timestamp_of_other ? "other" : value_of(info);
    const std::string token = timestamp_token(stamped, *options.timestamper, options.timestamp_s);
    made(CMS_unsigned_add1_attr_by_NID(info, NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE,
                                       token.data(), static_cast<int>(token.size())));
  }
  return der([&](unsigned char** out) { return i2d_CMS_ContentInfo(cms.get(), out); });
}

std::string timestamp_token(std::string_view content, const Holder& authority, std::int64_t at_s) {
  const BioPointer request = timestamp_request(content);
  TS_RESP_CTX* context = made(TS_RESP_CTX_new());
  ASN1_OBJECT* policy = made(OBJ_txt2obj("1.2.3.4", 1));
  made(TS_RESP_CTX_set_signer_cert(context, authority.certificate.get()));
  made(TS_RESP_CTX_set_signer_key(context, authority.key.get()));
  made(TS_RESP_CTX_set_signer_digest(context, EVP_sha256()));
  made(TS_RESP_CTX_set_ess_cert_id_digest(context, EVP_sha256()));
  made(TS_RESP_CTX_set_def_policy(context, policy));
  made(TS_RESP_CTX_add_md(context, EVP_sha256()));
  TS_RESP_CTX_set_serial_cb(context, write_serial, nullptr);
  TS_RESP_CTX_set_time_cb(context, write_time, &at_s);
  TS_RESP* response = made(TS_RESP_create_response(context, request.get()));
  PKCS7* token = made(TS_RESP_get_token(response));
  std::string bytes = der([&](unsigned char** out) { return i2d_PKCS7(token, out); });
  TS_RESP_free(response);
  ASN1_OBJECT_free(policy);
  TS_RESP_CTX_free(context);
  return bytes;
}

}  // namespace kho::ingest
