#include "api/unix_address.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace kho::api {

UnixAddress::UnixAddress(const std::filesystem::path& socket) : text_(socket.string()) {
  constexpr std::size_t kAddressBytesMax = 107;
  if (text_.size() <= kAddressBytesMax) return;
  folder_ = ::open(socket.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (folder_ < 0) throw std::system_error(errno, std::generic_category(), "open socket folder");
  text_ = "/proc/self/fd/" + std::to_string(folder_) + "/" + socket.filename().string();
}

UnixAddress::~UnixAddress() {
  if (folder_ >= 0) ::close(folder_);
}

}  // namespace kho::api
