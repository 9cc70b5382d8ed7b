#include "ingest/extraction_request.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace kho::ingest {
namespace {

constexpr char kMagic[8] = {'K', 'H', 'O', 'R', 'E', 'Q', '0', '2'};
constexpr int kSeals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

[[noreturn]] void throw_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

void write_all(int fd, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw_errno("write to the extraction request");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

}  // namespace

Descriptor make_request(std::span<const std::byte> file, const Task& task) {
  RequestHeader header{};
  std::ranges::copy(kMagic, header.magic);
  header.file_bytes = file.size();
  header.task = task;

  Descriptor request(::memfd_create("kho-extraction", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (request.get() < 0) throw_errno("memfd_create for the extraction request");
  write_all(request.get(), std::as_bytes(std::span(&header, 1)));
  write_all(request.get(), file);
  if (::fcntl(request.get(), F_ADD_SEALS, kSeals) != 0) throw_errno("seal the extraction request");
  return request;
}

Request::Request(int fd) {
  if (::fcntl(fd, F_GET_SEALS) != kSeals) {
    throw std::system_error(EINVAL, std::generic_category(), "the request is not sealed");
  }
  struct stat status {};
  if (::fstat(fd, &status) != 0) throw_errno("stat the extraction request");
  mapping_bytes_ = static_cast<std::size_t>(status.st_size);
  if (mapping_bytes_ < sizeof(RequestHeader)) {
    throw std::system_error(EINVAL, std::generic_category(), "the request is too short");
  }
  mapping_ = ::mmap(nullptr, mapping_bytes_, PROT_READ, MAP_PRIVATE, fd, 0);
  if (mapping_ == MAP_FAILED) throw_errno("map the extraction request");

  RequestHeader header{};
  std::memcpy(&header, mapping_, sizeof header);
  if (!std::ranges::equal(header.magic, kMagic) ||
      header.file_bytes != mapping_bytes_ - sizeof header) {
    ::munmap(mapping_, mapping_bytes_);
    throw std::system_error(EINVAL, std::generic_category(), "the request does not add up");
  }
}

Request::~Request() { ::munmap(mapping_, mapping_bytes_); }

std::span<const std::byte> Request::file() const {
  return {static_cast<const std::byte*>(mapping_) + sizeof(RequestHeader),
          mapping_bytes_ - sizeof(RequestHeader)};
}

Task Request::task() const {
  RequestHeader header{};
  std::memcpy(&header, mapping_, sizeof header);
  return header.task;
}

}  // namespace kho::ingest
