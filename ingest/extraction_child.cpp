// The child's side of docs/format/extraction.md, "Between parent and child".
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <new>
#include <span>

#include "ingest/extraction_codec.h"
#include "ingest/extraction_request.h"
#include "ingest/extractor.h"
#include "ingest/file_text.h"
#include "ingest/sandbox.h"

namespace kho::ingest {
namespace {

// Poppler answers a failed malloc with abort(), and errno still tells why. On return from here
// abort() goes on to end the process.
void on_abort(int /*signal*/) {
  if (errno == ENOMEM) ::_exit(kExitMemory);
}

void end_for_memory() { ::_exit(kExitMemory); }

// False if the parent no longer reads; then there is nobody to tell.
bool send(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::write(kReplyDescriptor, bytes.data(), bytes.size());
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(sent));
  }
  return true;
}

}  // namespace

int run_extraction_child() {
  std::set_new_handler(end_for_memory);
  std::signal(SIGABRT, on_abort);
  try {
    const Request request(kRequestDescriptor);
    const Limits limits = request.limits();
    prepare_text_extractors();
    close_sandbox(limits.cpu, limits.address_space_bytes);
    if (!send({&kReady, 1})) return EXIT_FAILURE;
    return send(encode(extract_text(request.file(), limits))) ? EXIT_SUCCESS : EXIT_FAILURE;
  } catch (const std::exception&) {
    return kExitNotReady;  // After the ready byte this is a crash like any other.
  }
}

}  // namespace kho::ingest
