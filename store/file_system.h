// store/file_system.h - Everything the store does to files, as an interface.
//
// Segments, markers and directories are reached only through it, so that tests can own what a
// disk does. (LMDB does its own I/O.) The real one is posix_file_system().
//
// Errors: std::system_error (generic category) for a failed call; Error kNoSpace for ENOSPC and
// EDQUOT. Thread safety: FileSystem thread-safe; File thread-safe for reads beside one writer.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "store/bytes.h"

namespace kho::store {

class File {
 public:
  virtual ~File() = default;
  // Reads up to out.size() bytes at `offset`; returns how many, less only at the end of the file.
  virtual std::size_t read_at(std::uint64_t offset, std::span<std::byte> out) const = 0;
  virtual void write_at(std::uint64_t offset, ByteView bytes) = 0;
  // One after the other, as one call where the system has one.
  virtual void write_parts_at(std::uint64_t offset, std::span<const ByteView> parts) {
    for (const ByteView part : parts) {
      if (!part.empty()) write_at(offset, part);
      offset += part.size();
    }
  }
  // Data, and the size needed to read it back, are durable on return (fdatasync).
  virtual void sync() = 0;
  [[nodiscard]] virtual std::uint64_t size() const = 0;
  // The file is at least `bytes` long and has the space for them; new bytes read as zeros.
  virtual void allocate(std::uint64_t bytes) = 0;
  // The file is at most `bytes` long.
  virtual void truncate(std::uint64_t bytes) = 0;
  // What is read next comes from the medium, where the system can do that. For bytes that were
  // synced.
  virtual void forget_cached() {}
};

class FileSystem {
 public:
  // The last one: with rights for the owner alone.
  enum class Mode { kRead, kReadWrite, kCreateNew, kCreateSecret };

  virtual ~FileSystem() = default;
  [[nodiscard]] virtual std::unique_ptr<File> open(const std::filesystem::path& path,
                                                   Mode mode) = 0;
  [[nodiscard]] virtual bool exists(const std::filesystem::path& path) const = 0;
  // Makes one directory; an existing one is left alone.
  virtual void make_directory(const std::filesystem::path& path) = 0;
  // The name is gone, for good after sync_directory of its directory; open files stay readable. An
  // absent file is an error (ENOENT).
  virtual void remove(const std::filesystem::path& path) = 0;
  // Of a file or directory; `to` must not exist. Both names are durable after sync_directory.
  virtual void rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  // The names in it are durable on return, and what was removed stays away.
  virtual void sync_directory(const std::filesystem::path& path) = 0;
  // Names in the directory without "." and "..", sorted.
  [[nodiscard]] virtual std::vector<std::string> list(const std::filesystem::path& path) const = 0;
  // What an unprivileged process may still use of the file system that `directory` is on.
  [[nodiscard]] virtual std::uint64_t free_bytes(const std::filesystem::path& directory) const = 0;
};

[[nodiscard]] FileSystem& posix_file_system();

}  // namespace kho::store
