// ingest/descriptor.h - Sole ownership of a file descriptor.
//
// Thread-compatible.
#pragma once

#include <unistd.h>

#include <utility>

namespace kho::ingest {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      close();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }

  [[nodiscard]] bool is_open() const { return fd_ >= 0; }
  // -1 if this owns none.
  [[nodiscard]] int get() const { return fd_; }

  // On Linux the descriptor is gone whatever close() answers, so its answer is not looked at.
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_ = -1;
};

}  // namespace kho::ingest
