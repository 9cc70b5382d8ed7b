#include "tools/import/bag_writer.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

#include "tools/command_error.h"
#include "tools/file_writing.h"
#include "tools/import/bag.h"

namespace kho::tools {
namespace {

namespace fs = std::filesystem;

ingest::Descriptor create(const fs::path& path) {
  ingest::Descriptor out(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!out.is_open()) throw_errno(path);
  return out;
}

// All that was written to its file system: one wait instead of one for each file.
void make_durable(const fs::path& folder) {
  const ingest::Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.is_open() || ::syncfs(opened.get()) != 0) throw_errno(folder);
}

std::string manifest_line(const store::Sha256& sha256, const std::string& path) {
  return sha256.hex() + "  " + bag_path_encoded(path) + "\n";
}

// "DIR/" names the same as "DIR".
fs::path without_slash(fs::path path) { return path.has_filename() ? path : path.parent_path(); }

}  // namespace

BagWriter::TagFile::TagFile(const fs::path& folder, std::string name_of)
    : path(folder / name_of), name(std::move(name_of)), out(create(path)) {}

void BagWriter::TagFile::append(const std::string& text) {
  write_all(out, text, path);
  hasher.update(store::as_bytes(text));
}

BagWriter::BagWriter(fs::path out)
    : out_(without_slash(std::move(out))), partial_(out_.string() + ".partial") {
  for (const fs::path& path : {out_, partial_}) {
    if (fs::exists(fs::symlink_status(path))) {
      throw CommandError(kRefused, "output_exists",
                         path.string() + " is there already: remove it, or name another");
    }
  }
  if (::mkdir(partial_.c_str(), 0700) != 0) throw_errno(partial_);
  is_ours_ = true;
  try {
    if (::mkdir((partial_ / "data").c_str(), 0700) != 0) throw_errno(partial_);
    manifest_ = std::make_unique<TagFile>(partial_, "manifest-sha256.txt");
    metadata_ = std::make_unique<TagFile>(partial_, kBagMetadata);
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(partial_, ignored);
    throw;
  }
}

BagWriter::~BagWriter() {
  std::error_code ignored;
  if (is_ours_) fs::remove_all(partial_, ignored);
}

void BagWriter::add(const std::string& path, const std::string& content,
                    const store::Sha256& sha256) {
  const std::string inner = "data/" + path;
  const fs::path file = partial_ / inner;
  if (folders_.insert(file.parent_path()).second &&
      ::mkdir(file.parent_path().c_str(), 0700) != 0 && errno != EEXIST) {
    throw_errno(file.parent_path());
  }
  const ingest::Descriptor out = create(file);
  write_all(out, content, file);
  manifest_->append(manifest_line(sha256, inner));
  ++files_;
  bytes_ += content.size();
}

void BagWriter::add_line(const api::Json& line) { metadata_->append(api::dump(line) + "\n"); }

void BagWriter::finish(const std::vector<std::pair<std::string, std::string>>& info) {
  std::string tag_manifest;
  list_tag(*manifest_, tag_manifest);
  list_tag(*metadata_, tag_manifest);
  write_tag("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", tag_manifest);
  std::string text =
      "Payload-Oxum: " + std::to_string(bytes_) + "." + std::to_string(files_) + "\n";
  for (const auto& [label, value] : info) text += label + ": " + value + "\n";
  write_tag("bag-info.txt", text, tag_manifest);
  std::string of_itself;
  write_tag("tagmanifest-sha256.txt", tag_manifest, of_itself);
  make_durable(partial_);
  if (::renameat2(AT_FDCWD, partial_.c_str(), AT_FDCWD, out_.c_str(), RENAME_NOREPLACE) != 0) {
    if (errno != EEXIST) throw_errno(out_);
    throw CommandError(kRefused, "output_exists", out_.string() + " came to be meanwhile");
  }
  is_ours_ = false;
  make_durable(folder_of(out_));
}

void BagWriter::write_tag(const std::string& name, const std::string& content,
                          std::string& tag_manifest) {
  TagFile file(partial_, name);
  file.append(content);
  list_tag(file, tag_manifest);
}

void BagWriter::list_tag(TagFile& file, std::string& tag_manifest) {
  tag_manifest += manifest_line(file.hasher.finish(), file.name);
}

}  // namespace kho::tools
