// ingest/signature/revocation.h - What revocation lists say of a chain (RFC 5280, 5 and 6.3).
//
// Nothing is fetched: lists come from the trust folder or along with the signature. Cautious in
// both directions: a list that does not decide leaves Revocation::kUnknown. For the extraction
// child only. Thread-confined.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ingest/signature/openssl_types.h"
#include "ingest/signature/pdf_signature.h"

namespace kho::ingest {

struct RevocationVerdict {
  Revocation revocation = Revocation::kUnknown;
  std::optional<std::int64_t> as_of_s;  // When the oldest list that was needed was issued.
};

// `chain` is verified, from the signer to the anchor, which is not looked up itself: what is in the
// trust folder is trusted. Revoked means any other certificate, at `at_s`; or ever, where the time
// is not proven. Not revoked means that a list decides it for each of them.
[[nodiscard]] RevocationVerdict revocation_of(const STACK_OF(X509) * chain,
                                              const std::vector<X509_CRL*>& lists,
                                              std::int64_t at_s, bool is_time_proven);

}  // namespace kho::ingest
