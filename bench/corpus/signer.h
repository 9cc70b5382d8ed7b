// bench/corpus/signer.h - Invented officials who sign: RSA keys, certificates and CMS signatures.
//
// The keys come from the seed, so that equal seeds give equal signatures: they protect nothing.
// A signature is detached CMS (RFC 5652) with SHA-256 and RSA PKCS #1 v1.5, as PDFs carry it
// (adbe.pkcs7.detached). Thread-safe after construction. Errors: std::runtime_error.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "bench/corpus/random.h"

namespace kho::corpus {

class Signer {
 public:
  // `name` of the official and `agency` go into the certificate. Finding two primes takes about
  // a tenth of a second.
  Signer(Random random, std::string name, const std::string& agency);
  ~Signer();
  Signer(Signer&&) noexcept;

  [[nodiscard]] const std::string& name() const { return name_; }
  // DER of the signature over `bytes`, about 1.5 KB. `date`: YYYY-MM-DD.
  [[nodiscard]] std::string sign(std::string_view bytes, const std::string& date) const;

 private:
  struct Identity;  // Key and certificate.
  std::string name_;
  std::unique_ptr<Identity> identity_;
};

}  // namespace kho::corpus
