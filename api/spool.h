// api/spool.h - Bodies too large for memory: in a file without a name while they are answered.
//
// The file lies in a directory of the warehouse's disk and goes with its last user, also where the
// process dies. Thread-safe.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

namespace kho::api {

// Beyond this a body that may be large is spooled.
inline constexpr std::uint64_t kBodyInMemoryBytesMax = 64 << 10;

// Thread-confined.
class SpooledBody {
 public:
  SpooledBody(const std::filesystem::path& directory, std::uint64_t size,
              std::atomic<std::uint64_t>& spooled);
  ~SpooledBody();
  SpooledBody(const SpooledBody&) = delete;
  SpooledBody& operator=(const SpooledBody&) = delete;

  // In order, `size` bytes in all. Throws store::Error kNoSpace, std::system_error.
  void append(std::span<const char> bytes);
  // Once all is there.
  [[nodiscard]] std::string_view view();

 private:
  const std::uint64_t size_;
  std::atomic<std::uint64_t>& spooled_;
  int fd_ = -1;
  std::uint64_t written_ = 0;
  const char* mapped_ = nullptr;
};

class Spool {
 public:
  // `bytes_max`: of all bodies that are there at a time.
  Spool(std::filesystem::path directory, std::uint64_t bytes_max)
      : directory_(std::move(directory)), bytes_max_(bytes_max) {}

  // For a body of `size` bytes. Throws Problem 503 busy; store::Error kNoSpace, std::system_error.
  // Outlived by this.
  [[nodiscard]] std::shared_ptr<SpooledBody> begin(std::uint64_t size);
  [[nodiscard]] std::uint64_t bytes() const { return spooled_; }

 private:
  const std::filesystem::path directory_;
  const std::uint64_t bytes_max_;
  std::atomic<std::uint64_t> spooled_{0};
};

}  // namespace kho::api
