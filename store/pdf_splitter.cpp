#include "store/pdf_splitter.h"

#include <algorithm>

#include "store/content_cutter.h"
#include "store/pdf_streams.h"
#include "store/splitter.h"

namespace kho::store {
namespace {

// Each stream costs two slices, its own and the skeleton's before it.
constexpr std::size_t kStreamChunksMax = 16384;
// A stream that is no image is cut from here on, a skeleton too.
constexpr std::uint64_t kWholeStreamBytesMax = 16 << 20;
constexpr std::uint64_t kWholeSkeletonBytesMax = 1 << 20;

// The least stream that is a chunk: doubled until there are few enough.
std::uint64_t chunk_length_min(const std::vector<PdfStream>& streams) {
  std::uint64_t length_min = kStreamBytesMin;
  const auto is_chunk = [&](const PdfStream& stream) { return stream.data.length >= length_min; };
  while (static_cast<std::size_t>(std::count_if(streams.begin(), streams.end(), is_chunk)) >
         kStreamChunksMax) {
    length_min *= 2;
  }
  return length_min;
}

// An image is never cut unless it must be: its codec needs the whole.
std::uint64_t whole_bytes_max(Media media) {
  return media == Media::kJpeg || media == Media::kFaxG4 ? kPlannedChunkBytesMax
                                                         : kWholeStreamBytesMax;
}

}  // namespace

std::optional<SplitPlan> split_pdf(ByteView file, std::uint64_t from) {
  assert(from < file.size());
  const PdfBody body = find_pdf_streams(file, from, kStreamBytesMin);
  if (body.is_encrypted || (from == 0 && !body.has_streams)) return {};

  SplitPlan plan;
  std::vector<Slice> skeleton;
  std::uint64_t skeleton_bytes = 0;
  const auto add_to_skeleton = [&](std::uint64_t begin, std::uint64_t end) {
    if (begin == end) return;
    skeleton.push_back({begin, end - begin});
    skeleton_bytes += end - begin;
  };

  const std::uint64_t length_min = chunk_length_min(body.streams);
  std::uint64_t behind = from;
  for (const PdfStream& stream : body.streams) {
    if (stream.data.length < length_min) continue;
    add_to_skeleton(behind, stream.data.offset);
    behind = stream.data.offset + stream.data.length;
    if (stream.data.length <= whole_bytes_max(stream.hint.media)) {
      plan.chunks.push_back({stream.hint, {stream.data}});
    } else {
      cut_by_content(file, {&stream.data, 1}, kFileCdc, {}, plan.chunks);
    }
  }
  add_to_skeleton(behind, file.size());

  const MediaHint hint{Media::kSkeleton, 0};
  if (skeleton_bytes > kWholeSkeletonBytesMax) {
    cut_by_content(file, skeleton, kSkeletonCdc, hint, plan.chunks);
  } else if (skeleton_bytes > 0) {
    plan.chunks.push_back({hint, std::move(skeleton)});
  }
  std::sort(plan.chunks.begin(), plan.chunks.end(), [](const auto& a, const auto& b) {
    return a.slices.front().offset < b.slices.front().offset;
  });
  return plan;
}

}  // namespace kho::store
