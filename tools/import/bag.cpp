#include "tools/import/bag.h"

#include <algorithm>
#include <vector>

#include "tools/command_error.h"
#include "tools/import/bag_info.h"
#include "tools/import/digests.h"
#include "tools/import/text_lines.h"
#include "tools/language.h"

namespace kho::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kManifestLineBytes = 16 << 10;

CommandError invalid_bag(const std::string& why) { return {kRefused, "bag_invalid", why}; }

bool is_payload(std::string_view path) { return path.starts_with("data/"); }

// "manifest-sha256.txt" with prefix "manifest-": "sha256".
std::optional<std::string> algorithm_in(std::string_view name, std::string_view prefix) {
  constexpr std::string_view kSuffix = ".txt";
  if (!name.starts_with(prefix) || !name.ends_with(kSuffix)) return std::nullopt;
  if (name.find('/') != std::string_view::npos) return std::nullopt;
  return std::string(name.substr(prefix.size(), name.size() - prefix.size() - kSuffix.size()));
}

bool is_tag_manifest(std::string_view path) {
  return algorithm_in(path, "tagmanifest-").has_value();
}

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

}  // namespace

Bag::Bag(const Folder& folder, const std::function<bool(std::uint64_t, std::uint64_t)>& progress)
    : folder_(folder) {
  find_files();
  read_declaration();
  if (files_.contains("fetch.txt")) {
    throw CommandError(
        kRefused, "bag_incomplete",
        tr("the bag is to be completed from elsewhere (fetch.txt): complete it first"));
  }
  read_manifests();
  check_lists();
  check_oxum();
  check_digests(progress);
  for (const char* name : {kBagMetadata, kBagPayloadMetadata}) {
    if (!metadata_ && files_.contains(name)) metadata_ = name;
  }
}

bool Bag::has_payload(const std::string& path) const {
  return is_payload(path) && files_.contains(path);
}

std::optional<store::Sha256> Bag::sha256_of(const std::string& path) const {
  const auto found = files_.find(path);
  if (found == files_.end() || !found->second.digests.contains("sha256")) return std::nullopt;
  return store::Sha256::from_hex(found->second.digests.at("sha256"));
}

void Bag::find_files() {
  for (auto entry = fs::recursive_directory_iterator(folder_.root());
       entry != fs::recursive_directory_iterator(); ++entry) {
    const fs::file_status status = entry->symlink_status();
    if (fs::is_directory(status)) continue;
    if (!fs::is_regular_file(status))
      throw invalid_bag(tr("holds a link, or what is no regular file"));
    if (files_.size() == kFilesMax) throw invalid_bag(tr("has too many files"));
    const std::string path = entry->path().lexically_relative(folder_.root());
    const std::uint64_t size = entry->file_size();
    files_[path].size = size;
    if (is_payload(path)) {
      ++payload_files_;
      payload_bytes_ += size;
    }
  }
}

void Bag::read_declaration() {
  if (!files_.contains("bagit.txt")) throw invalid_bag(tr("has no bagit.txt, so it is no bag"));
  const std::string text = folder_.read("bagit.txt", 1024);
  if (text.starts_with("\xef\xbb\xbf"))
    throw invalid_bag(tr("bagit.txt begins with a byte order mark"));
  const BagInfo info = bag_info_from(text);
  if (info.size() != 2 || info[0].label != "bagit-version" ||
      info[1].label != "tag-file-character-encoding") {
    throw invalid_bag(tr("bagit.txt does not say its version and encoding, in two lines"));
  }
  if (info[0].value != "1.0" && info[0].value != "0.97") {
    throw invalid_bag(tr("is of a BagIt version other than 1.0 and 0.97"));
  }
  if (info[1].value != "UTF-8") throw invalid_bag(tr("its tag files are not UTF-8"));
  is_version_1_ = info[0].value == "1.0";
}

void Bag::read_manifests() {
  std::vector<std::string> names;
  for (const auto& [path, unused] : files_) names.push_back(path);
  for (const std::string& name : names) {
    for (const bool is_of_tags : {false, true}) {
      const auto algorithm = algorithm_in(name, is_of_tags ? "tagmanifest-" : "manifest-");
      if (!algorithm) continue;
      if (!is_digest_algorithm(*algorithm)) {
        throw invalid_bag(tr("has a manifest of digests other than md5, sha1, sha256 and sha512"));
      }
      read_manifest(name, *algorithm, is_of_tags);
    }
  }
}

void Bag::read_manifest(const std::string& name, const std::string& algorithm, bool is_of_tags) {
  TextLines lines(folder_.open(name).descriptor, kManifestLineBytes);
  if (is_of_tags) {
    has_tag_manifest_ = true;
  } else {
    payload_manifests_[algorithm] = 0;
  }
  while (const auto line = lines.next()) {
    const std::string where = name + tr(", line ") + std::to_string(line->number);
    if (line->text.empty()) continue;
    const std::size_t cut = line->text.find_first_of(" \t");
    if (line->too_long || cut == std::string::npos)
      throw invalid_bag(where + tr(": no digest and path"));
    const std::string digest = lower(line->text.substr(0, cut));
    if (digest.size() != digest_digits(algorithm) ||
        digest.find_first_not_of("0123456789abcdef") != std::string::npos) {
      throw invalid_bag(where + tr(": no digest of that kind"));
    }
    const std::size_t begin = line->text.find_first_not_of(" \t", cut);
    const auto path = bag_path_decoded(
        begin == std::string::npos ? "" : std::string_view(line->text).substr(begin),
        is_version_1_);
    if (!path || !is_inner_path(*path)) {
      throw CommandError(kRefused, "path_outside",
                         where + tr(": the path is not one inside the bag"));
    }
    if (is_payload(*path) == is_of_tags || (is_of_tags && is_tag_manifest(*path))) {
      throw invalid_bag(where + tr(": lists what is not of its kind"));
    }
    const auto file = files_.find(*path);
    if (file == files_.end()) {
      throw CommandError(kRefused, "bag_incomplete", where + tr(": that file is missing"));
    }
    if (!file->second.digests.emplace(algorithm, digest).second) {
      throw invalid_bag(where + tr(": the file stands twice"));
    }
    if (!is_of_tags) ++payload_manifests_[algorithm];
  }
}

void Bag::check_lists() const {
  if (payload_manifests_.empty()) throw invalid_bag(tr("has no payload manifest"));
  // Each lists everything since version 1.0; of an older bag, one does for each file.
  for (const auto& [algorithm, listed] : payload_manifests_) {
    if (is_version_1_ && listed != payload_files_) {
      throw CommandError(kRefused, "bag_unlisted",
                         "manifest-" + algorithm + tr(".txt does not list every file of data/"));
    }
  }
  for (const auto& [path, file] : files_) {
    if (file.digests.empty()) {
      // Without a tag manifest nobody vouches for the files that every bag has; with one, only the
      // tag manifests themselves are not listed.
      const bool may_be_unlisted =
          is_tag_manifest(path) ||
          (!has_tag_manifest_ &&
           (path == "bagit.txt" || path == "bag-info.txt" || algorithm_in(path, "manifest-")));
      if (may_be_unlisted) continue;
      throw CommandError(kRefused, "bag_unlisted", tr("has a file that no manifest lists"));
    }
    if (std::ranges::none_of(file.digests,
                             [](const auto& digest) { return is_strong_digest(digest.first); })) {
      throw CommandError(kRefused, "bag_weak",
                         tr("has a file without a digest of SHA-256 or SHA-512"));
    }
  }
}

void Bag::check_oxum() const {
  if (!files_.contains("bag-info.txt")) return;
  constexpr std::uint64_t kInfoBytesMax = 1 << 20;
  std::optional<std::string> oxum;
  for (const BagInfoField& field : bag_info_from(folder_.read("bag-info.txt", kInfoBytesMax))) {
    if (field.label != "payload-oxum") continue;
    if (oxum) throw invalid_bag(tr("bag-info.txt has Payload-Oxum twice"));
    oxum = field.value;
  }
  if (!oxum) return;
  const std::string found = std::to_string(payload_bytes_) + "." + std::to_string(payload_files_);
  if (*oxum != found) {
    throw CommandError(kDamageFound, "bag_damaged",
                       tr("Payload-Oxum differs: the bag holds ") + found + tr(" (bytes.files)"));
  }
}

void Bag::check_digests(const std::function<bool(std::uint64_t, std::uint64_t)>& progress) const {
  std::uint64_t to_do = 0;
  for (const auto& [path, file] : files_) to_do += file.size;
  std::uint64_t done = 0;
  for (const auto& [path, file] : files_) {
    if (!progress(done, to_do)) {
      throw CommandError(kStopped, "bag_stopped", tr("stopped while the bag was verified"));
    }
    std::set<std::string> algorithms;
    for (const auto& [algorithm, unused] : file.digests) algorithms.insert(algorithm);
    if (algorithms.empty()) continue;
    if (digests_of(folder_.open(path), algorithms) != file.digests) {
      // Paths may hold personal numbers; a digest tells which line of the manifest it is.
      throw CommandError(kDamageFound, "bag_damaged",
                         tr("a file differs from its digest ") + file.digests.begin()->second);
    }
    done += file.size;
  }
}

std::string bag_path_encoded(std::string_view path) {
  std::string out;
  for (const char c : path) {
    if (c == '\n') {
      out += "%0A";
    } else if (c == '\r') {
      out += "%0D";
    } else if (c == '%') {
      out += "%25";
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::optional<std::string> bag_path_decoded(std::string_view written, bool is_version_1) {
  std::string out;
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (written[i] != '%') {
      out.push_back(written[i]);
      continue;
    }
    const std::string escape = lower(std::string(written.substr(i + 1, 2)));
    if (escape == "0a") {
      out.push_back('\n');
    } else if (escape == "0d") {
      out.push_back('\r');
    } else if (escape == "25" && is_version_1) {
      out.push_back('%');
    } else if (!is_version_1) {
      out.push_back('%');
      continue;
    } else {
      return std::nullopt;
    }
    i += 2;
  }
  return out;
}

}  // namespace kho::tools
