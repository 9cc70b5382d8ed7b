// ingest/extraction_request.h - What a parent hands to the extraction child, and how it is checked.
//
// The request is a sealed memfd: a header with the limits, then the bytes of the file. Sealed
// means that neither side can change or shorten it while the other reads. Descriptors, bytes and
// exit statuses: docs/format/extraction.md, "Between parent and child".
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "ingest/descriptor.h"
#include "ingest/task.h"

namespace kho::ingest {

inline constexpr int kRequestDescriptor = 3;
inline constexpr int kReplyDescriptor = 4;

// The first byte of the answer: the sandbox is closed. From here on the file is to blame.
inline constexpr std::byte kReady{0x06};

inline constexpr int kExitMemory = 71;    // No memory under the address-space limit.
inline constexpr int kExitNotReady = 72;  // The request is not one, or the sandbox did not close.

struct RequestHeader {
  char magic[8];
  std::uint64_t file_bytes;
  Task task;
};
static_assert(std::is_trivially_copyable_v<RequestHeader> && sizeof(RequestHeader) % 8 == 0);

// A new request. Throws std::system_error.
[[nodiscard]] Descriptor make_request(std::span<const std::byte> file, const Task& task);

// A request as the child sees it, mapped for as long as this lives. Thread-compatible.
class Request {
 public:
  // Throws std::system_error if `fd` is not a sealed request.
  explicit Request(int fd);
  ~Request();
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;

  [[nodiscard]] std::span<const std::byte> file() const;
  [[nodiscard]] Task task() const;

 private:
  void* mapping_ = nullptr;
  std::size_t mapping_bytes_ = 0;
};

}  // namespace kho::ingest
