// api/unix_address.h - The address of a Unix socket, however long its path is.
#pragma once

#include <filesystem>
#include <string>

namespace kho::api {

// A socket address holds 107 bytes. A longer path is named through a descriptor of its folder,
// which stays open while this object lives.
class UnixAddress {
 public:
  // Throws std::system_error where the folder cannot be opened.
  explicit UnixAddress(const std::filesystem::path& socket);
  ~UnixAddress();
  UnixAddress(const UnixAddress&) = delete;
  UnixAddress& operator=(const UnixAddress&) = delete;

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  int folder_ = -1;
  std::string text_;
};

}  // namespace kho::api
