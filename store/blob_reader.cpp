#include "store/blob_reader.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

#include "store/error.h"

namespace kho::store {
namespace {

std::optional<Location> location_of(const TableReader& reader, const OwnTables& own,
                                    const Sha256& chunk) {
  const auto entry = reader.get(own.chunks, chunk.raw());
  if (!entry) return std::nullopt;
  return unpack_chunk_entry(*entry).location;
}

// Calls `work` for each, in as many threads as there are processors; throws what one threw.
void each_in_parallel(const std::vector<std::uint32_t>& indices,
                      const std::function<void(std::uint32_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::mutex failed_mutex;
  std::exception_ptr failed;
  const auto run = [&] {
    try {
      for (std::size_t i = next++; i < indices.size(); i = next++) work(indices[i]);
    } catch (...) {
      next = indices.size();
      const std::lock_guard lock(failed_mutex);
      failed = std::current_exception();
    }
  };
  {
    const std::size_t helpers =
        std::min<std::size_t>(indices.size(), std::thread::hardware_concurrency());
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < helpers; ++i) threads.emplace_back(run);
    run();
  }
  if (failed) std::rethrow_exception(failed);
}

}  // namespace

std::optional<BlobReader> BlobReader::open(const Core& core, const BlobId& blob) {
  BlobReader opened(core, blob);
  const auto reader = core.tables->snapshot();
  const auto value = reader->get(core.own.blobs, blob.raw());
  if (!value) return std::nullopt;
  opened.recipe_ = unpack_recipe(*value);
  for (const Sha256& chunk : opened.recipe_.chunks) {
    const auto location = location_of(*reader, core.own, chunk);
    if (!location) throw Error(Errc::kCorrupt, "chunk " + chunk.hex() + " is missing");
    opened.locations_.push_back(*location);
  }
  std::uint64_t at = 0;
  for (const Extent& extent : opened.recipe_.extents) {
    if (extent.offset + extent.length > opened.locations_[extent.chunk].raw_length) {
      throw Error(Errc::kCorrupt, "the recipe of " + blob.hex() + " leaves its chunk");
    }
    opened.starts_.push_back(at);
    at += extent.length;
  }
  return opened;
}

std::shared_ptr<const Bytes> BlobReader::load(std::uint32_t index) {
  const Sha256& chunk = recipe_.chunks[index];
  // Compaction may have moved the chunk and given its old place to others since we looked.
  constexpr int kMovesMax = 8;
  for (int moves = 0;; ++moves) {
    try {
      return core_->chunks.read(chunk, locations_[index]);
    } catch (const std::system_error&) {
      const auto now = location_of(*core_->tables->snapshot(), core_->own, chunk);
      if (!now || now->same_place(locations_[index]) || moves == kMovesMax) throw;
      locations_[index] = *now;
    }
  }
}

std::shared_ptr<const Bytes> BlobReader::chunk(std::uint32_t index) {
  if (!loaded_[0].bytes || loaded_[0].index != index) {
    std::swap(loaded_[0], loaded_[1]);
    if (!loaded_[0].bytes || loaded_[0].index != index) {
      loaded_[0].bytes.reset();  // Before the next takes memory.
      loaded_[0] = {index, load(index)};
    }
  }
  return loaded_[0].bytes;
}

std::size_t BlobReader::read(std::uint64_t offset, std::span<std::byte> out) {
  if (offset >= recipe_.size) return 0;
  out = out.first(std::min<std::uint64_t>(out.size(), recipe_.size - offset));
  auto at =
      static_cast<std::size_t>(std::ranges::upper_bound(starts_, offset) - starts_.begin() - 1);
  for (std::size_t done = 0; done < out.size(); ++at) {
    const Extent& extent = recipe_.extents[at];
    const std::uint64_t skip = offset + done - starts_[at];
    const auto count =
        static_cast<std::size_t>(std::min<std::uint64_t>(extent.length - skip, out.size() - done));
    const auto bytes = chunk(extent.chunk);
    std::copy_n(bytes->begin() + static_cast<std::ptrdiff_t>(extent.offset + skip), count,
                out.begin() + static_cast<std::ptrdiff_t>(done));
    done += count;
  }
  return out.size();
}

Bytes BlobReader::read_all() {
  if (recipe_.extents.size() == 1 && recipe_.extents[0].length == locations_[0].raw_length) {
    std::shared_ptr<const Bytes> only = load(0);
    // Nobody else has it unless it is cached: then its bytes are the blob, without a copy.
    if (only.use_count() == 1) return std::move(const_cast<Bytes&>(*only));
    return *only;
  }
  Bytes blob(recipe_.size);
  // Chunk by chunk: a skeleton is needed between all the others, but is loaded once.
  std::vector<std::vector<std::size_t>> extents_of(recipe_.chunks.size());
  for (std::size_t i = 0; i < recipe_.extents.size(); ++i) {
    extents_of[recipe_.extents[i].chunk].push_back(i);
  }
  const auto fill = [&](std::uint32_t index) {
    const std::shared_ptr<const Bytes> bytes = load(index);
    for (const std::size_t i : extents_of[index]) {
      const Extent& extent = recipe_.extents[i];
      std::copy_n(bytes->begin() + static_cast<std::ptrdiff_t>(extent.offset), extent.length,
                  blob.begin() + static_cast<std::ptrdiff_t>(starts_[i]));
    }
  };
  std::vector<std::uint32_t> dear;
  for (std::uint32_t index = 0; index < recipe_.chunks.size(); ++index) {
    if (is_dear(locations_[index].codec)) {
      dear.push_back(index);
    } else {
      fill(index);
    }
  }
  each_in_parallel(dear, fill);
  return blob;
}

}  // namespace kho::store
