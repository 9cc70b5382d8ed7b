#include "ingest/extractor.h"

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <csignal>
#include <numeric>
#include <optional>
#include <system_error>

#include "ingest/child_process.h"
#include "ingest/child_reply.h"
#include "ingest/extraction_codec.h"
#include "ingest/extraction_request.h"
#include "ingest/facts/facts.h"
#include "ingest/inspection.h"
#include "ingest/media_type.h"
#include "ingest/task.h"

namespace kho::ingest {
namespace {

// Pages that one child recognises: starting it costs as much as a tenth of a page.
constexpr std::uint32_t kSlicePages = 8;

constexpr std::string_view kPdf = "application/pdf";

constexpr std::uint64_t kPreviewBytesMax = 32 << 20;

std::uint64_t bytes_of(const std::vector<std::string>& pages) {
  return std::accumulate(
      pages.begin(), pages.end(), std::uint64_t{0},
      [](std::uint64_t sum, const std::string& page) { return sum + page.size(); });
}

// The extraction in a child's record, if it is one about this file within these limits.
std::optional<Extraction> accept(std::span<const std::byte> record, std::string_view media_type,
                                 const Limits& limits) {
  std::optional<Extraction> extraction = decode(record);
  if (!extraction || extraction->media_type != media_type) return std::nullopt;
  const bool too_many = extraction->failure == Failure::kTooManyPages;
  if (too_many != (extraction->page_count > limits.pages)) return std::nullopt;
  if (bytes_of(extraction->pages) > limits.text_bytes) return std::nullopt;
  return extraction;
}

// How a child that did not answer in full has failed, once it was ready.
Failure failure_of(Watched watched, const ChildEnd& end) {
  if (watched == Watched::kDeadline || end.signal == SIGXCPU) return Failure::kTimeout;
  // Nobody but the kernel, out of memory, sends a SIGKILL that is not ours.
  if (end.signal == SIGKILL) return Failure::kMemory;
  if (end.signal == 0 && end.status == kExitMemory) return Failure::kMemory;
  return Failure::kCrashed;
}

// A child that had less to do might have ended well.
bool is_exhausted(Failure failure) {
  return failure == Failure::kTimeout || failure == Failure::kMemory ||
         failure == Failure::kCrashed;
}

bool needs_recognition(const PageFindings& page) {
  const bool is_blank = page.facts && page.facts->is_blank;
  return !is_blank && (page.layer == TextQuality::kAbsent || page.layer == TextQuality::kBroken);
}

std::chrono::year year_of(std::int64_t seconds) {
  const std::chrono::sys_seconds time{std::chrono::seconds(seconds)};
  return std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(time)).year();
}

}  // namespace

struct Extractor::Run {
  Failure failure = Failure::kNone;
  std::vector<std::byte> reply;  // Where there is no failure.
};

struct Extractor::Slice {
  std::uint32_t first_page = 0;
  std::uint32_t page_count = 0;
};

Extractor::Extractor(std::vector<std::string> child_command, Limits limits)
    : child_command_(std::move(child_command)), limits_(limits) {
  assert(!child_command_.empty());
  assert(limits_.wall.count() > 0 && limits_.cpu.count() > 0);
}

Extractor::Run Extractor::run(std::span<const std::byte> file, const Task& wanted,
                              std::uint64_t reply_bytes_max, const std::stop_token& stop) const {
  Task task = wanted;
  const auto pages = static_cast<int>(task.kind == TaskKind::kRecognise ? task.page_count : 0);
  task.wall = limits_.wall + 2 * pages * limits_.recognition_cpu;
  task.cpu = limits_.cpu + pages * limits_.recognition_cpu;
  task.address_space_bytes = limits_.address_space_bytes;
  task.pages_max = limits_.pages;
  task.text_bytes = limits_.text_bytes;

  const StopDescriptor stopped(stop);
  const auto deadline = std::chrono::steady_clock::now() + task.wall;
  Pipe pipe = make_pipe();
  ChildProcess child(child_command_, make_request(file, task), pipe.write);
  pipe.write.close();  // So that the child's end is the last one, and its end is our end of file.

  Run run;
  const Watched watched =
      watch(child, std::move(pipe.read), stopped, deadline, 1 + reply_bytes_max, run.reply);
  if (watched != Watched::kEnded) child.kill();
  const ChildEnd end = child.wait();
  if (watched == Watched::kStopped) {
    throw std::system_error(std::make_error_code(std::errc::operation_canceled),
                            "an extraction was stopped");
  }
  if (watched == Watched::kTooMuch || (!run.reply.empty() && run.reply.front() != kReady)) {
    return {Failure::kBadReply, {}};
  }
  if (run.reply.empty()) {
    // Not one byte of the file was parsed, so this is not the file's fault.
    throw std::system_error(
        std::make_error_code(watched == Watched::kDeadline ? std::errc::timed_out
                                                           : std::errc::protocol_error),
        "an extraction child did not close its sandbox");
  }
  if (watched != Watched::kEnded || end.signal != 0 || end.status != 0) {
    return {failure_of(watched, end), {}};
  }
  run.reply.erase(run.reply.begin());
  return run;
}

Extraction Extractor::extract(std::span<const std::byte> file, const ExtractionOrder& order) const {
  Extraction extraction = inspect(file, order);
  const bool is_open =
      extraction.outcome == Outcome::kText || extraction.outcome == Outcome::kNoText;
  if (is_open && order.recognise != Recognise::kNever) recognise(file, order, extraction);
  if (extraction.outcome == Outcome::kText) {
    extraction.facts = find_facts(extraction.pages, year_of(order.now_s));
  }
  return extraction;
}

Extraction Extractor::inspect(std::span<const std::byte> file, const ExtractionOrder& order) const {
  Extraction result;
  result.outcome = Outcome::kUnsupported;
  result.media_type = sniff_media_type(file);
  if (!has_extractor(result.media_type)) return result;

  Task task;
  task.now_s = order.now_s;
  const std::uint64_t reply_bytes_max = record_bytes_max(limits_.pages, limits_.text_bytes);
  Run answered = run(file, task, reply_bytes_max, order.stop);
  if (is_exhausted(answered.failure) && result.media_type == kPdf) {
    // A text is not lost because its signatures are too much.
    task.kind = TaskKind::kInspectText;
    Run without = run(file, task, reply_bytes_max, order.stop);
    if (without.failure == Failure::kNone) answered = std::move(without);
  }
  result.outcome = Outcome::kFailed;
  result.failure = answered.failure;
  if (result.failure != Failure::kNone) return result;
  if (auto extraction = accept(answered.reply, result.media_type, limits_)) {
    return *std::move(extraction);
  }
  result.failure = Failure::kBadReply;
  return result;
}

void Extractor::recognise(std::span<const std::byte> file, const ExtractionOrder& order,
                          Extraction& extraction) const {
  std::vector<std::uint32_t> wanted;
  for (std::uint32_t page = 0; page < extraction.page_findings.size(); ++page) {
    const bool is_wanted =
        order.recognise == Recognise::kAlways || needs_recognition(extraction.page_findings[page]);
    if (is_wanted && wanted.size() < limits_.recognised_pages) wanted.push_back(page);
  }
  for (std::size_t i = 0; i < wanted.size();) {
    Slice slice{wanted[i], 1};
    while (slice.page_count < kSlicePages && i + slice.page_count < wanted.size() &&
           wanted[i + slice.page_count] == slice.first_page + slice.page_count) {
      ++slice.page_count;
    }
    recognise(file, slice, order.stop, extraction);
    i += slice.page_count;
  }
  const bool has_text =
      std::ranges::any_of(extraction.pages, [](const std::string& page) { return !page.empty(); });
  extraction.outcome = has_text ? Outcome::kText : Outcome::kNoText;
  if (!has_text) extraction.pages.clear();
}

void Extractor::recognise(std::span<const std::byte> file, const Slice& slice,
                          const std::stop_token& stop, Extraction& extraction) const {
  Task task;
  task.kind = TaskKind::kRecognise;
  task.first_page = slice.first_page;
  task.page_count = slice.page_count;
  const Run answered =
      run(file, task, record_bytes_max(slice.page_count, limits_.text_bytes), stop);
  Failure failure = answered.failure;
  std::optional<Extraction> found;
  if (failure == Failure::kNone) {
    found = accept(answered.reply, extraction.media_type, limits_);
    const bool is_good = found && found->page_count == slice.page_count &&
                         found->page_findings.size() == slice.page_count;
    if (!is_good) failure = Failure::kBadReply;
    if (is_good && found->outcome == Outcome::kFailed) failure = found->failure;
  }
  const bool one_is_to_blame = is_exhausted(failure) || failure == Failure::kBadReply;
  if (one_is_to_blame && slice.page_count > 1) {
    // The others shall not suffer for it.
    for (std::uint32_t i = 0; i < slice.page_count; ++i) {
      recognise(file, {slice.first_page + i, 1}, stop, extraction);
    }
    return;
  }
  if (failure != Failure::kNone) {
    for (std::uint32_t i = 0; i < slice.page_count; ++i) {
      extraction.page_findings[slice.first_page + i].failure = failure;
    }
    return;
  }
  std::uint64_t text_bytes = bytes_of(extraction.pages);
  for (std::uint32_t i = 0; i < slice.page_count; ++i) {
    const std::uint32_t page = slice.first_page + i;
    PageFindings& known = extraction.page_findings[page];
    PageFindings& read = found->page_findings[i];
    read.layer = known.layer;
    read.scan_dpi = std::max(read.scan_dpi, known.scan_dpi);
    std::string text = i < found->pages.size() ? std::move(found->pages[i]) : std::string();
    if (text.empty()) {
      // Nothing was recognised: what the file itself says there stays.
      read.source = known.source;
      read.words = std::move(known.words);
    } else {
      if (extraction.pages.size() <= page) extraction.pages.resize(page + 1);
      text_bytes -= extraction.pages[page].size();
      if (text_bytes + text.size() > limits_.text_bytes) text.clear();
      if (text.empty()) read.words.clear();
      text_bytes += text.size();
      extraction.pages[page] = std::move(text);
    }
    known = std::move(read);
  }
}

Preview Extractor::preview(std::span<const std::byte> file, std::uint32_t page, std::uint32_t width,
                           const std::stop_token& stop) const {
  assert(width >= 1 && width <= kPreviewWidthMax);
  if (!has_pages(sniff_media_type(file))) return {Failure::kNoSuchPage, {}};
  Task task;
  task.kind = TaskKind::kPreview;
  task.first_page = page;
  task.width = width;
  Run answered = run(file, task, kPreviewBytesMax, stop);
  if (answered.failure != Failure::kNone) return {answered.failure, {}};
  if (answered.reply.empty()) return {Failure::kBadReply, {}};
  const auto failure = static_cast<Failure>(answered.reply.front());
  answered.reply.erase(answered.reply.begin());
  if (failure == Failure::kNone && sniff_media_type(answered.reply) == "image/png") {
    return {Failure::kNone, std::move(answered.reply)};
  }
  const bool is_known = failure != Failure::kNone && failure <= kLastFailure;
  return {is_known && answered.reply.empty() ? failure : Failure::kBadReply, {}};
}

}  // namespace kho::ingest
