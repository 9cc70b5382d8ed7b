// ingest/signature/timestamp_token.h - A time-stamp token (RFC 3161): who had these bytes, and
// when.
//
// For the extraction child only. Thread-confined. Never throws for what is in the bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "ingest/signature/signed_data.h"

namespace kho::ingest {

struct TimestampToken {
  SignedData signed_data;  // The signer is the authority.
  SignatureCheck check;    // Of the token over the stamped bytes.
  std::int64_t at_s = 0;
};

// The token in `der` and whether it is about `content`: its own signature must hold, and the digest
// in it be that of `content`.
[[nodiscard]] std::variant<TimestampToken, SignatureReason> read_timestamp_token(
    std::span<const std::byte> der, Pieces content, const SignatureLimits& limits);

}  // namespace kho::ingest
