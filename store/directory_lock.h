// store/directory_lock.h - One process at a time in a directory.
#pragma once

#include <filesystem>

namespace kho::store {

// Holds DIRECTORY/lock (flock) until destroyed; the kernel lets go of it when a process dies.
class DirectoryLock {
 public:
  // Waits up to a second, so that two commands in a row do not collide. Throws Error kBusy.
  explicit DirectoryLock(const std::filesystem::path& directory);
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  int fd_;
};

}  // namespace kho::store
