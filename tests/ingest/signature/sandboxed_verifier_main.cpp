// sandboxed_verifier FILE FOLDER NOW: verifies the one signature of FILE where it will be verified,
// with the sandbox closed, trusting FOLDER. Exit status 0 if it is intact, trusted and timestamped,
// 1 if it is something else.
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "ingest/sandbox.h"
#include "ingest/signature/verify.h"

int main(int argc, char** argv) {
  using namespace kho::ingest;
  if (argc != 4) return 2;
  std::ifstream stream(argv[1], std::ios::binary);
  const std::string file{std::istreambuf_iterator<char>(stream), {}};
  const TrustAnchors trust = load_trust_folder(argv[2]);
  prepare_signature_verification();
  close_sandbox(std::chrono::seconds(10), 1ULL << 30);
  const PdfSignatures found =
      verify_pdf_signatures(std::as_bytes(std::span(file)), trust, std::stoll(argv[3]), {});
  const bool good = found.signatures.size() == 1 &&
                    found.signatures[0].integrity == Integrity::kIntact &&
                    found.signatures[0].trust == Trust::kTrusted &&
                    found.signatures[0].time_source == TimeSource::kTimestamp;
  ::_exit(good ? EXIT_SUCCESS : EXIT_FAILURE);
}
