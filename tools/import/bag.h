// tools/import/bag.h - A BagIt bag (RFC 8493), believed only when all of it was verified.
//
//   bagit.txt                  version 0.97 or 1.0, UTF-8
//   manifest-ALG.txt           digests of every file under data/
//   tagmanifest-ALG.txt        digests of the other files, but for those of its own kind
//   bag-info.txt               may have Payload-Oxum: bytes and files under data/
//   data/...
//
// Refused are: a bag that is to be completed from elsewhere (fetch.txt), digests none of which is
// SHA-256 or SHA-512, files that no manifest lists, links and devices, paths that lead outside.
// Hostile folders are bounded in files, lines and sizes; the time is that of reading the files.
//
// Immutable once made. Errors: CommandError bag_invalid, bag_incomplete, bag_unlisted, bag_weak,
// bag_damaged, path_outside; as Folder and TextLines.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "store/sha256.h"
#include "tools/import/folder.h"

namespace kho::tools {

// Where an export says what its files are; listed in the tag manifest.
inline constexpr const char* kBagMetadata = "kho-manifest.jsonl";
// The same inside of data/, as others may write it.
inline constexpr const char* kBagPayloadMetadata = "data/manifest.jsonl";

class Bag {
 public:
  static constexpr std::uint64_t kFilesMax = 2'000'000;

  // Reads and verifies all of it. `progress` is called with bytes done and to do; false stops with
  // CommandError kStopped bag_stopped.
  Bag(const Folder& folder, const std::function<bool(std::uint64_t, std::uint64_t)>& progress);

  // Path of the file with the metadata; nullopt where there is none.
  [[nodiscard]] const std::optional<std::string>& metadata() const { return metadata_; }
  // Whether it is a file of data/.
  [[nodiscard]] bool has_payload(const std::string& path) const;
  // As its manifest says; nullopt where that has other digests.
  [[nodiscard]] std::optional<store::Sha256> sha256_of(const std::string& path) const;
  [[nodiscard]] std::uint64_t payload_files() const { return payload_files_; }
  [[nodiscard]] std::uint64_t payload_bytes() const { return payload_bytes_; }

 private:
  struct File {
    std::uint64_t size = 0;
    std::map<std::string, std::string> digests;  // By algorithm, in lower case; as listed.
  };

  void find_files();
  void read_declaration();
  void read_manifests();
  void read_manifest(const std::string& name, const std::string& algorithm, bool is_of_tags);
  void check_lists() const;
  void check_oxum() const;
  void check_digests(const std::function<bool(std::uint64_t, std::uint64_t)>& progress) const;

  const Folder& folder_;
  bool is_version_1_ = true;
  bool has_tag_manifest_ = false;
  std::map<std::string, File> files_;                       // By path.
  std::map<std::string, std::uint64_t> payload_manifests_;  // Algorithm -> files listed.
  std::optional<std::string> metadata_;
  std::uint64_t payload_files_ = 0;
  std::uint64_t payload_bytes_ = 0;
};

// A path as manifests write it: LF, CR and '%' percent-encoded (RFC 8493, 2.1.3).
[[nodiscard]] std::string bag_path_encoded(std::string_view path);
// nullopt for another escape. Bags of version 0.97 leave '%' as it is.
[[nodiscard]] std::optional<std::string> bag_path_decoded(std::string_view written,
                                                          bool is_version_1);

}  // namespace kho::tools
