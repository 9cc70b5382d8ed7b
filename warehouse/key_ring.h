// warehouse/key_ring.h - The keys of one warehouse: the one that signs, and those that did.
//
// They lie in one folder (docs/format/audit.md): signing-key.pem, and retired-<key id>.pem with the
// public part of each key that was put aside, so that what it signed can still be verified. The
// signing key is made when there is none.
//
// Thread-safe. Errors: Error kSigningKeyUnusable, std::system_error.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "warehouse/signing_key.h"

namespace kho::warehouse {

class KeyRing {
 public:
  // Does not throw for a key that cannot be used or made: failure() tells, and signing() throws.
  explicit KeyRing(std::filesystem::path folder);

  // Shared, because it may be put aside while somebody signs with it. What failed before is tried
  // again.
  [[nodiscard]] std::shared_ptr<const SigningKey> signing();
  // The key that signs first, then the retired ones.
  [[nodiscard]] std::vector<PublicKey> all();
  // Puts the signing key aside for a new one. A crash leaves the old key or the new one.
  PublicKey rotate();
  // Why there is no key to sign with; empty while there is one.
  [[nodiscard]] std::string failure() const;

 private:
  std::shared_ptr<const SigningKey> load();  // With mutex_ held.

  const std::filesystem::path folder_;
  mutable std::mutex mutex_;
  std::shared_ptr<const SigningKey> signing_;  // Protected by mutex_.
  std::string failure_;                        // Protected by mutex_.
};

}  // namespace kho::warehouse
