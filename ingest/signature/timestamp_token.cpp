#include "ingest/signature/timestamp_token.h"

#include <openssl/objects.h>

#include <string>

namespace kho::ingest {
namespace {

// Whether the message imprint is the digest of `content`; nullopt where its algorithm is not known.
std::optional<bool> is_imprint_of(TS_MSG_IMPRINT* imprint, Pieces content) {
  const EVP_MD* algorithm = EVP_get_digestbyobj(TS_MSG_IMPRINT_get_algo(imprint)->algorithm);
  const std::string digest = algorithm == nullptr ? std::string() : digest_of(algorithm, content);
  if (digest.empty()) return std::nullopt;
  return bytes_of(TS_MSG_IMPRINT_get_msg(imprint)) == digest;
}

}  // namespace

std::variant<TimestampToken, SignatureReason> read_timestamp_token(std::span<const std::byte> der,
                                                                   Pieces content,
                                                                   const SignatureLimits& limits) {
  const ErrorsCleared errors;
  auto read = SignedData::read(der, limits);
  if (const auto* reason = std::get_if<SignatureReason>(&read)) return *reason;
  TimestampToken token{
      .signed_data = std::get<SignedData>(std::move(read)), .check = {}, .at_s = 0};

  const auto info_bytes = token.signed_data.content(NID_id_smime_ct_TSTInfo);
  if (!info_bytes) return SignatureReason::kCmsMalformed;
  const auto* info_data = reinterpret_cast<const unsigned char*>(info_bytes->data());
  const TimestampInfoPointer info(
      d2i_TS_TST_INFO(nullptr, &info_data, static_cast<long>(info_bytes->size())));
  if (info == nullptr) return SignatureReason::kCmsMalformed;
  const auto at_s = seconds_of(TS_TST_INFO_get_time(info.get()));
  if (!at_s) return SignatureReason::kCmsMalformed;
  token.at_s = *at_s;

  token.check = token.signed_data.check({std::as_bytes(std::span(*info_bytes))});
  if (token.check.integrity != Integrity::kIntact) return token;
  const auto is_imprint = is_imprint_of(TS_TST_INFO_get_msg_imprint(info.get()), content);
  if (!is_imprint) return SignatureReason::kUnsupportedAlgorithm;
  if (!*is_imprint) {
    token.check.integrity = Integrity::kAltered;
    token.check.fault = SignatureReason::kDigestDiffers;
  }
  return token;
}

}  // namespace kho::ingest
