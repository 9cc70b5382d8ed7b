// tests/store/faulty_file_system.h - A disk whose k-th write or sync fails.
#pragma once

#include <atomic>
#include <limits>
#include <memory>

#include "store/error.h"
#include "store/file_system.h"

namespace kho::test {

// Wraps the real file system. Counts every write_at, sync, remove and sync_directory; the
// `fail_at`-th of them (from 0) fails with EIO, and only that one. Counts what is read, too.
class FaultyFileSystem : public store::FileSystem {
 public:
  std::atomic<long> calls{0};
  std::atomic<long> fail_at{std::numeric_limits<long>::max()};
  std::atomic<bool> failed_sync{false};  // The call that failed was a sync.
  std::atomic<std::uint64_t> reads{0};
  std::atomic<std::uint64_t> bytes_read{0};

  std::unique_ptr<store::File> open(const std::filesystem::path& path, Mode mode) override {
    return std::make_unique<FaultyFile>(*this, real_.open(path, mode));
  }
  bool exists(const std::filesystem::path& path) const override { return real_.exists(path); }
  void make_directory(const std::filesystem::path& path) override { real_.make_directory(path); }
  void remove(const std::filesystem::path& path) override {
    count(false);
    real_.remove(path);
  }
  void rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    count(false);
    real_.rename(from, to);
  }
  void sync_directory(const std::filesystem::path& path) override {
    count(true);
    real_.sync_directory(path);
  }
  std::vector<std::string> list(const std::filesystem::path& path) const override {
    return real_.list(path);
  }
  std::uint64_t free_bytes(const std::filesystem::path& directory) const override {
    return real_.free_bytes(directory);
  }

 private:
  class FaultyFile : public store::File {
   public:
    FaultyFile(FaultyFileSystem& owner, std::unique_ptr<store::File> real)
        : owner_(owner), real_(std::move(real)) {}
    std::size_t read_at(std::uint64_t offset, std::span<std::byte> out) const override {
      const std::size_t got = real_->read_at(offset, out);
      ++owner_.reads;
      owner_.bytes_read += got;
      return got;
    }
    void write_at(std::uint64_t offset, store::ByteView bytes) override {
      try {
        owner_.count(false);
      } catch (...) {
        // A write that fails may have written a part.
        real_->write_at(offset, bytes.first(bytes.size() / 2));
        throw;
      }
      real_->write_at(offset, bytes);
    }
    void allocate(std::uint64_t bytes) override {
      owner_.count(false);
      real_->allocate(bytes);
    }
    void truncate(std::uint64_t bytes) override { real_->truncate(bytes); }
    void sync() override {
      owner_.count(true);
      real_->sync();
    }
    std::uint64_t size() const override { return real_->size(); }

   private:
    FaultyFileSystem& owner_;
    std::unique_ptr<store::File> real_;
  };

  void count(bool sync) {
    if (calls++ != fail_at) return;
    failed_sync = sync;
    throw std::system_error(EIO, std::generic_category(), "injected");
  }

  store::FileSystem& real_ = store::posix_file_system();
};

}  // namespace kho::test
