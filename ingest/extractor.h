// ingest/extractor.h - From the bytes of an untrusted file to what it says, at arm's length.
//
// A file from outside is never parsed in the process that holds the warehouse. Extractor starts
// short-lived children (run_extraction_child below), hands them the bytes, and reads back checked
// messages. A child has no network, no file that it could write, a system-call allow-list and
// limits on memory, CPU and output; a child that hangs, crashes or lies is an outcome, never an
// error.
//
// One child opens the file and tells what it holds; pages that have no usable text of their own are
// then recognised (OCR) by further children, a few pages each, so that one bad page costs itself
// only. What the paper says about itself is found in the text here, by code of our own.
//
// Bytes between the two, and as stored: docs/format/extraction.md. Thread-safe; a call occupies its
// thread and one process, and how many run at once is the caller's to bound. SIGCHLD must not be
// ignored.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "ingest/extraction.h"

namespace kho::ingest {

struct Limits {
  std::chrono::milliseconds wall{30000};
  std::chrono::seconds cpu{20};
  std::uint64_t address_space_bytes = 1ULL << 30;
  std::uint32_t pages = 5000;
  std::uint64_t text_bytes = 32ULL << 20;  // Of all pages together; what is beyond is dropped.
  // Recognising takes longer: of each page, on top of `wall` and `cpu` of its child.
  std::chrono::seconds recognition_cpu{60};
  std::uint32_t recognised_pages = 1000;  // Of one file; later pages are left without text.
};

// When pages are recognised.
enum class Recognise {
  kNever,
  kWhereNeeded,  // Pages without text of their own, or with one that makes no sense.
  kAlways,       // All; what is recognised takes the place of the file's own text.
};

struct ExtractionOrder {
  Recognise recognise = Recognise::kWhereNeeded;
  std::int64_t now_s = 0;  // Seconds since 1970-01-01 UTC: what is later is not believed.
  std::stop_token stop = {};
};

struct Preview {
  Failure failure = Failure::kNone;
  std::vector<std::byte> png;  // Empty where `failure` is not kNone.
};
inline constexpr std::uint32_t kPreviewWidthMax = 2000;  // Pixels.

class Extractor {
 public:
  // `child_command` starts a program that calls run_extraction_child(), e.g.
  // {"/proc/self/exe", "extraction-child"}: a path, not searched for, then arguments. Wall and CPU
  // limits are above zero.
  Extractor(std::vector<std::string> child_command, Limits limits);

  // Never throws for what is in `file`; std::system_error where no child can be started or it
  // cannot close its sandbox, and operation_canceled once `order.stop` is requested. A file of a
  // type without an extractor starts no child.
  [[nodiscard]] Extraction extract(std::span<const std::byte> file,
                                   const ExtractionOrder& order) const;

  // Page `page`, from 0, as a picture `width` pixels wide, 1..kPreviewWidthMax. Throws likewise.
  [[nodiscard]] Preview preview(std::span<const std::byte> file, std::uint32_t page,
                                std::uint32_t width, const std::stop_token& stop = {}) const;

 private:
  struct Run;
  struct Slice;

  // What one child sent behind its ready byte.
  [[nodiscard]] Run run(std::span<const std::byte> file, const struct Task& task,
                        std::uint64_t reply_bytes_max, const std::stop_token& stop) const;
  [[nodiscard]] Extraction inspect(std::span<const std::byte> file,
                                   const ExtractionOrder& order) const;
  void recognise(std::span<const std::byte> file, const ExtractionOrder& order,
                 Extraction& extraction) const;
  void recognise(std::span<const std::byte> file, const Slice& slice, const std::stop_token& stop,
                 Extraction& extraction) const;

  std::vector<std::string> child_command_;
  Limits limits_;
};

// What a child reads of its own machine, before it closes its sandbox.
struct ChildSetup {
  std::filesystem::path trust_folder;  // Certificates (signature/trust_anchors.h); may be absent.
  std::filesystem::path ocr_models;    // Folder of Tesseract's models; empty: Debian's.
};

// The body of the child: takes its task and limits and the file from inherited descriptors, closes
// the sandbox over itself, parses, answers. Returns the process's exit status, with which main()
// ends at once: the sandbox stays closed. Call it before starting any thread.
int run_extraction_child(const ChildSetup& setup);

}  // namespace kho::ingest
