// ingest/signature/trust_anchors.h - The certificates that this warehouse trusts.
//
// A folder of the administrator's, in docs/signatures.md. Plain values, so that they can be handed
// to a process that may open no file. Errors: std::system_error.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace kho::ingest {

struct TrustAnchors {
  std::vector<std::string> certificates;      // DER. Each is trusted itself, whether root or not.
  std::vector<std::string> revocation_lists;  // DER.
  std::vector<std::string> bad_files;         // Names of files of which nothing could be read.
};

// What the files *.crt, *.cer, *.pem and *.crl directly in `folder` hold, in order of their names:
// PEM, with any number of certificates and revocation lists, or DER, with one. A file that is no
// such thing, cannot be opened or has more than 64 MiB is named and passed over; other names are
// not looked at. Throws where the folder itself cannot be read.
[[nodiscard]] TrustAnchors load_trust_folder(const std::filesystem::path& folder);

}  // namespace kho::ingest
