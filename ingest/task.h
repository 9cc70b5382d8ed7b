// ingest/task.h - What a child is to do with its file, and within which limits. Plain value.
#pragma once

#include <chrono>
#include <cstdint>

namespace kho::ingest {

enum class TaskKind : std::uint32_t {
  kInspect = 1,      // What the file holds, as it stands: answered by an extraction record.
  kRecognise = 2,    // The text of some pages by OCR: answered by an extraction record of them.
  kPreview = 3,      // A page as a picture: answered by a Failure's number and, if none, a PNG.
  kInspectText = 4,  // As kInspect, without its signatures.
};

struct Task {
  TaskKind kind = TaskKind::kInspect;
  std::uint32_t first_page = 0;  // Of kRecognise and kPreview, from 0.
  std::uint32_t page_count = 0;  // Of kRecognise.
  std::uint32_t width = 0;       // Of kPreview, in pixels.
  std::int64_t now_s = 0;        // Of kInspect: seconds since 1970-01-01 UTC.

  std::chrono::milliseconds wall{0};  // The parent's affair.
  std::chrono::seconds cpu{0};
  std::uint64_t address_space_bytes = 0;
  std::uint32_t pages_max = 0;  // A file that has more is refused.
  std::uint64_t text_bytes = 0;
};

}  // namespace kho::ingest
