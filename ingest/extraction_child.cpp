// The child's side of docs/format/extraction.md, "Between parent and child".
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <memory>
#include <new>
#include <span>
#include <vector>

#include "ingest/extraction_codec.h"
#include "ingest/extraction_request.h"
#include "ingest/extractor.h"
#include "ingest/image/page_preview.h"
#include "ingest/image/page_source.h"
#include "ingest/inspection.h"
#include "ingest/look.h"
#include "ingest/ocr/ocr_engine.h"
#include "ingest/recognition.h"
#include "ingest/sandbox.h"

namespace kho::ingest {
namespace {

constexpr int kNiceness = 10;

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

// Puts the page asked for into `png`.
Failure preview(std::span<const std::byte> file, const Task& task, std::vector<std::byte>& png) {
  const OpenedPages opened = open_pages(file, {.pages = task.pages_max});
  if (!opened.pages) return failure_of(opened.failure);
  if (task.first_page >= opened.pages->page_count()) return Failure::kNoSuchPage;
  // Twice as fine as it is to be, so that lines stay smooth.
  constexpr double kWidthInches = 8.27;
  const PageImageResult page =
      opened.pages->read(task.first_page, Colour::kRgb, 2 * task.width / kWidthInches);
  if (page.failure != ImageFailure::kNone) return failure_of(page.failure);
  png = page_preview(page.image, task.width);
  return Failure::kNone;
}

bool send_preview(std::span<const std::byte> file, const Task& task) {
  std::vector<std::byte> png;
  const auto failure = static_cast<std::byte>(preview(file, task, png));
  return send({&failure, 1}) && send(png);
}

bool answer(std::span<const std::byte> file, const Task& task, const TrustAnchors& anchors,
            OcrEngine* engine) {
  switch (task.kind) {
    case TaskKind::kInspect:
    case TaskKind::kInspectText:
      return send(encode(inspect(file, anchors, task)));
    case TaskKind::kRecognise:
      return send(encode(recognise(file, engine, task)));
    case TaskKind::kPreview:
      return send_preview(file, task);
  }
  return false;
}

}  // namespace

int run_extraction_child(const ChildSetup& setup) {
  std::set_new_handler(end_for_memory);
  std::signal(SIGABRT, on_abort);
  // Whoever waits for an answer comes first.
  (void)::setpriority(PRIO_PROCESS, 0, kNiceness);
  try {
    const Request request(kRequestDescriptor);
    const Task task = request.task();
    TrustAnchors anchors;
    std::unique_ptr<OcrEngine> engine;
    prepare_inspection();
    if (task.kind == TaskKind::kInspect && std::filesystem::is_directory(setup.trust_folder)) {
      anchors = load_trust_folder(setup.trust_folder);
    }
    if (task.kind == TaskKind::kRecognise) {
      engine = OcrEngine::load(setup.ocr_models.empty() ? kOcrModels : setup.ocr_models, {"vie"});
    }
    close_sandbox(task.cpu, task.address_space_bytes);
    if (!send({&kReady, 1})) return EXIT_FAILURE;
    return answer(request.file(), task, anchors, engine.get()) ? EXIT_SUCCESS : EXIT_FAILURE;
  } catch (const std::bad_alloc&) {
    return kExitMemory;
  } catch (const std::exception&) {
    return kExitNotReady;  // After the ready byte this is a crash like any other.
  }
}

}  // namespace kho::ingest
