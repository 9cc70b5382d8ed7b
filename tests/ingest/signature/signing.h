// tests/ingest/signature/signing.h - CMS signatures and timestamp tokens made by the test.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/ingest/signature/authority.h"

namespace kho::ingest {

struct SigningOptions {
  std::vector<const Holder*> further_certificates = {};  // Beside the signer's own.
  const Holder* second_signer = nullptr;
  std::optional<std::int64_t> signing_time_s = kNow - kDaySeconds;
  const EVP_MD* digest = EVP_sha256();
  bool with_attributes = true;
  bool with_signing_certificate = true;  // The attribute signing-certificate-v2.
  bool with_certificates = true;
  bool is_detached = true;
  const Holder* timestamper = nullptr;
  std::int64_t timestamp_s = kNow - kDaySeconds;
  bool is_timestamp_of_other = false;  // A token, but of other bytes.
  std::vector<std::string> revocation_lists = {};
};

// The DER of a CMS SignedData over `content`.
std::string sign_cms(std::string_view content, const Holder& signer,
                     const SigningOptions& options = {});

// The DER of an RFC 3161 token over `content`.
std::string timestamp_token(std::string_view content, const Holder& authority, std::int64_t at_s);

}  // namespace kho::ingest
