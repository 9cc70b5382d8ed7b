// ingest/signature/limits.h - What the signatures of one file may cost.
#pragma once

#include <cstdint>

namespace kho::ingest {

struct SignatureLimits {
  std::uint32_t signatures = 100;
  std::uint32_t form_fields = 20000;          // Looked at in search of signatures.
  std::uint64_t contents_bytes = 2ULL << 20;  // Of one CMS structure.
  std::uint32_t certificates = 64;            // In one CMS structure; as many revocation lists.
  std::uint64_t hashed_bytes = 2ULL << 30;    // By all signatures together.
};

}  // namespace kho::ingest
