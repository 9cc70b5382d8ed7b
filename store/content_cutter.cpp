#include "store/content_cutter.h"

#include <algorithm>

#include "store/splitter.h"

namespace kho::store {
namespace {

constexpr std::uint64_t kPiecesMax = 16384;
// So many of the largest chunks are copied together at a time.
constexpr std::size_t kWindowChunks = 4;

CdcSizes sizes_for(std::uint64_t file_bytes, CdcSizes sizes) {
  while (file_bytes / sizes.minimum > kPiecesMax && sizes.maximum < kPlannedChunkBytesMax) {
    sizes = {sizes.minimum * 2, sizes.average * 2, sizes.maximum * 2};
  }
  return sizes;
}

// Reads slices as one string of bytes, twice: ahead into a window, and behind as chunks are taken.
class JoinedSlices {
 public:
  JoinedSlices(ByteView file, std::span<const Slice> slices) : file_(file), slices_(slices) {}

  // The next bytes, at least `wanted` where there are so many; valid until the next call.
  ByteView ahead(std::size_t wanted) {
    if (slices_.size() == 1) {  // Nothing to join.
      return file_.subspan(slices_[0].offset + taken_in_slice_,
                           slices_[0].length - taken_in_slice_);
    }
    if (window_.size() - window_begin_ < wanted) {
      window_.erase(window_.begin(), window_.begin() + static_cast<std::ptrdiff_t>(window_begin_));
      window_begin_ = 0;
      fill(wanted * kWindowChunks);
    }
    return ByteView(window_).subspan(window_begin_);
  }

  // The next `length` bytes as slices of the file.
  std::vector<Slice> take(std::uint64_t length) {
    window_begin_ += length;
    std::vector<Slice> taken;
    while (length > 0) {
      const Slice& slice = slices_[taken_slice_];
      const std::uint64_t n = std::min(length, slice.length - taken_in_slice_);
      taken.push_back({slice.offset + taken_in_slice_, n});
      length -= n;
      taken_in_slice_ += n;
      if (taken_in_slice_ == slice.length && slices_.size() > 1) {
        ++taken_slice_;
        taken_in_slice_ = 0;
      }
    }
    return taken;
  }

 private:
  void fill(std::size_t size) {
    while (window_.size() < size && read_slice_ < slices_.size()) {
      const Slice& slice = slices_[read_slice_];
      const std::uint64_t n =
          std::min<std::uint64_t>(size - window_.size(), slice.length - read_in_slice_);
      const ByteView bytes = file_.subspan(slice.offset + read_in_slice_, n);
      window_.insert(window_.end(), bytes.begin(), bytes.end());
      read_in_slice_ += n;
      if (read_in_slice_ == slice.length) {
        ++read_slice_;
        read_in_slice_ = 0;
      }
    }
  }

  const ByteView file_;
  const std::span<const Slice> slices_;
  Bytes window_;
  std::size_t window_begin_ = 0;
  std::size_t read_slice_ = 0;
  std::uint64_t read_in_slice_ = 0;
  std::size_t taken_slice_ = 0;
  std::uint64_t taken_in_slice_ = 0;
};

}  // namespace

void cut_by_content(ByteView file, std::span<const Slice> slices, CdcSizes sizes, MediaHint hint,
                    std::vector<PlannedChunk>& chunks) {
  sizes = sizes_for(file.size(), sizes);
  JoinedSlices joined(file, slices);
  for (ByteView ahead = joined.ahead(sizes.maximum); !ahead.empty();
       ahead = joined.ahead(sizes.maximum)) {
    chunks.push_back({hint, joined.take(first_cut(ahead, sizes))});
  }
}

}  // namespace kho::store
