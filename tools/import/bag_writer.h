// tools/import/bag_writer.h - Writes a BagIt 1.0 bag (RFC 8493) that is there whole, or not at all.
//
// It grows in OUT.partial; finish() makes it durable and gives it its name. Destroyed before, it
// removes what it wrote. Folders and files are for their owner alone (0700, 0600): owner keys are
// in clear in an export.
//
// Thread-confined. Errors: CommandError output_exists; std::system_error.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "api/json.h"
#include "ingest/descriptor.h"
#include "store/sha256.h"

namespace kho::tools {

class BagWriter {
 public:
  explicit BagWriter(std::filesystem::path out);
  ~BagWriter();
  BagWriter(const BagWriter&) = delete;
  BagWriter& operator=(const BagWriter&) = delete;

  // A file of the payload: `path` below data/, written once.
  void add(const std::string& path, const std::string& content, const store::Sha256& sha256);
  // A line of kBagMetadata.
  void add_line(const api::Json& line);
  // `info`: labels and values of bag-info.txt beside Payload-Oxum.
  void finish(const std::vector<std::pair<std::string, std::string>>& info);

  [[nodiscard]] std::uint64_t files() const { return files_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  // A tag file that is written bit by bit.
  struct TagFile {
    explicit TagFile(const std::filesystem::path& folder, std::string name);
    void append(const std::string& text);

    std::filesystem::path path;
    std::string name;
    ingest::Descriptor out;
    store::Sha256Hasher hasher;
  };
  void write_tag(const std::string& name, const std::string& content, std::string& tag_manifest);
  void list_tag(TagFile& file, std::string& tag_manifest);

  const std::filesystem::path out_;
  const std::filesystem::path partial_;
  bool is_ours_ = false;  // To be removed where it is not finished.
  std::set<std::filesystem::path> folders_;
  std::unique_ptr<TagFile> manifest_;
  std::unique_ptr<TagFile> metadata_;
  std::uint64_t files_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace kho::tools
