// bench/corpus/derivation.h - What happens to a filed paper: the ways in which one paper comes to
// be stored as several files.
//
// Equal input gives equal bytes. Thread-safe. Errors: std::runtime_error.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bench/corpus/pdf_increment.h"
#include "bench/corpus/random.h"
#include "bench/corpus/scanned_paper.h"
#include "bench/corpus/signer.h"

namespace kho::corpus {

enum class Derivation {
  kCopy,        // The same paper, brought to another dossier.
  kRewrapped,   // The same pictures or objects in a PDF of another program.
  kMerged,      // Several papers in one PDF.
  kSigned,      // One to three signatures appended.
  kResaved,     // Other metadata.
  kLinearised,  // For the web.
  kEncrypted,   // AES-128, with an owner's and sometimes a user's password.
  kBroken,      // Cut off, with a hole, or with something before its header.
};

struct Official {
  Signer signer;
  SignatureStamp stamp;
};
[[nodiscard]] std::vector<Official> make_officials(std::uint64_t seed);

// A filed paper and where its first copy lies on disk.
struct Source {
  const FiledPaper* paper = nullptr;
  std::filesystem::path file;
};

// `sources`: one; for kMerged two or more. All are PDFs but for kCopy and kRewrapped.
// `signatures`: how many to append for kSigned, 1..3: fewer give a prefix of more.
// Writes `out`, which does not exist.
void derive(Derivation derivation, const std::vector<Source>& sources, int signatures,
            const std::vector<Official>& officials, Random random,
            const std::filesystem::path& out);

}  // namespace kho::corpus
