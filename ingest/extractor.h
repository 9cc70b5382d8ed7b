// ingest/extractor.h - From the bytes of an untrusted file to its text, at arm's length.
//
// A file from outside is never parsed in the process that holds the warehouse. Extractor starts
// a short-lived child (run_extraction_child below), hands it the bytes, and reads back a checked
// message. The child has no network, no file it could write, a system-call allow-list and limits
// on memory, CPU and output; a child that hangs, crashes or lies is an outcome, never an error.
//
// Bytes between the two, and as stored: docs/format/extraction.md. Thread-safe; a call to extract()
// occupies its thread and one process, and how many run at once is the caller's to bound. SIGCHLD
// must not be ignored.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace kho::ingest {

// The numbers of Outcome and Failure are stored (docs/format/extraction.md): only ever append.
enum class Outcome {
  kText,         // At least one page with text; a signed scan may have the stamp's few words only.
  kNoText,       // Opens, but has no text layer (a scan).
  kUnsupported,  // No extractor for this media type.
  kFailed,       // See `failure`.
};

// Why an extraction failed. The names are stable: they are stored and shown.
enum class Failure {
  kNone,
  kBroken,        // "broken": the parser cannot open it.
  kEncrypted,     // "encrypted": needs a password.
  kTooManyPages,  // "too_many_pages"
  kTimeout,       // "timeout": wall or CPU limit.
  kMemory,        // "memory": address-space limit, or the kernel out of memory.
  kCrashed,       // "crashed": the child died or broke the sandbox rules.
  kBadReply,      // "bad_reply": what the child sent did not pass the check.
};
[[nodiscard]] const char* failure_name(Failure failure);

struct Extraction {
  Outcome outcome = Outcome::kFailed;
  Failure failure = Failure::kNone;
  std::string media_type;          // Found from the content, e.g. "application/pdf".
  std::uint32_t page_count = 0;    // 0 where it could not be opened; plain text is 1 page.
  std::vector<std::string> pages;  // UTF-8 as found, not normalised; only with kText, and then at
                                   // most `page_count`: fewer where Limits::text_bytes was reached.
};

struct Limits {
  std::chrono::milliseconds wall{30000};
  std::chrono::seconds cpu{20};
  std::uint64_t address_space_bytes = 1ULL << 30;
  std::uint32_t pages = 5000;
  std::uint64_t text_bytes = 32ULL << 20;  // Of all pages together; what is beyond is dropped.
};

class Extractor {
 public:
  // `child_command` starts a program that calls run_extraction_child(), e.g.
  // {"/proc/self/exe", "extraction-child"}: a path, not searched for, then arguments. Wall and CPU
  // limits are above zero.
  Extractor(std::vector<std::string> child_command, Limits limits);

  // Never throws for what is in `file`; std::system_error where no child can be started or it
  // cannot close its sandbox. A file of a type without an extractor starts no child.
  [[nodiscard]] Extraction extract(std::span<const std::byte> file) const;

 private:
  std::vector<std::string> child_command_;
  Limits limits_;
};

// The body of the child: takes its limits and the file from inherited descriptors, closes the
// sandbox over itself, parses, answers. Returns the process's exit status, with which main() ends
// at once: the sandbox stays closed. Call it before starting any thread.
int run_extraction_child();

}  // namespace kho::ingest
