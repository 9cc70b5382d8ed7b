// PDFs whose encryption is unknown, absurd or its own key.
#include <fmt/format.h>

#include "tests/ingest/hostile/hostile_file.h"
#include "tests/ingest/hostile/made_bytes.h"
#include "tests/ingest/hostile/pdf_parts.h"

namespace kho::ingest {
namespace {

using namespace ends;

// Where the dictionary makes no sense to Poppler, it takes the file as not encrypted. That of these
// files is in clear; a text that is not would be none.
const std::vector<End> kEncryptedOrInClear = {kEncrypted, kText};

constexpr std::string_view kIdentifier = "/ID [<00112233> <00112233>]";

std::string pdf_encrypted_by(std::string_view dictionary) {
  return pdf_with_trailer(pdf_of_page(pdf_stream(kShowKho), kHelvetica, {std::string(dictionary)}),
                          fmt::format("/Encrypt 5 0 R {}", kIdentifier));
}

// The standard handler's dictionary, with hashes of so many bytes that fit no password.
std::string standard(int version, int revision, std::string_view length, std::size_t hash_bytes) {
  const std::string hash = repeated("41", hash_bytes);
  const std::string key = repeated("41", 32);
  return fmt::format(
      "<< /Filter /Standard /V {} /R {} /Length {} /P -4 /O <{}> /U <{}> /OE <{}> /UE <{}> /Perms "
      "<41414141414141414141414141414141> /CF << /StdCF << /CFM /AESV3 /Length {} /AuthEvent "
      "/DocOpen >> >> /StmF /StdCF /StrF "
      "/StdCF >>",
      version, revision, length, hash, hash, key, key, length);
}

}  // namespace

std::vector<HostileFile> pdf_encryption_files() {
  return {
      {"PdfEncryptedByAnUnknownHandler",
       Pace::kQuick,
       {kEncrypted},
       [] { return pdf_encrypted_by("<< /Filter /NoSuch.Handler /V 4 /Length 128 >>"); }},
      {"PdfEncryptedForCertificates",
       Pace::kQuick,
       {kEncrypted},
       [] {
         return pdf_encrypted_by(
             "<< /Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s5 /V 4 /Recipients [<30820000>] >>");
       }},
      {"PdfEncryptedByAnUnknownVersion", Pace::kQuick, kEncryptedOrInClear,
       [] { return pdf_encrypted_by(standard(2147483647, -1, "128", 32)); }},
      {"PdfEncryptedWithAPassword40Bits",
       Pace::kQuick,
       {kEncrypted},
       [] { return pdf_encrypted_by(standard(1, 2, "40", 32)); }},
      {"PdfEncryptedWithAPassword256Bits",
       Pace::kQuick,
       {kEncrypted},
       [] { return pdf_encrypted_by(standard(5, 6, "256", 48)); }},
      {"PdfEncryptedWithAKeyOfTwoBillionBits",
       Pace::kQuick,
       {kEncrypted},
       [] { return pdf_encrypted_by(standard(2, 3, "2147483647", 32)); }},
      {"PdfEncryptedWithAKeyBelowZero",
       Pace::kQuick,
       {kEncrypted},
       [] { return pdf_encrypted_by(standard(2, 3, "-8", 32)); }},
      {"PdfEncryptedWithAKeyOfNoBits", Pace::kQuick, kEncryptedOrInClear,
       [] { return pdf_encrypted_by(standard(4, 4, "0", 32)); }},
      {"PdfEncryptedWithEmptyHashes", Pace::kQuick, kEncryptedOrInClear,
       [] { return pdf_encrypted_by(standard(5, 6, "256", 0)); }},
      {"PdfEncryptedWithHashesOfMegabytes", Pace::kQuick, kEncryptedOrInClear,
       [] { return pdf_encrypted_by(standard(5, 6, "256", kMiB)); }},
      {"PdfEncryptedByItself",
       Pace::kQuick,
       {kEncrypted, kText, kBroken},
       [] { return pdf_encrypted_by("5 0 R"); }},
      {"PdfEncryptedByAStream",
       Pace::kQuick,
       {kEncrypted, kText, kBroken},
       [] {
         return pdf_encrypted_by(
             pdf_stream_with("/Filter /Standard /V 4 /R 4 /O 5 0 R /U 5 0 R /P 5 0 R", "x"));
       }},
  };
}

}  // namespace kho::ingest
