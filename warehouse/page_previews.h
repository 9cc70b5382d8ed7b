// warehouse/page_previews.h - Pages of held files as pictures, drawn when they are asked for.
//
// A page is drawn at arm's length like everything that opens a file (a sandboxed process); what was
// drawn lately is kept in memory, up to kPreviewCacheBytesMax, and given up oldest use first.
// At most kPreviewsAtOnce are drawn at a time; others wait for their turn, and are refused as busy
// after kPreviewPatience or where kPreviewsWaitingMax wait already.
//
// Thread-safe. Errors: Error kPageNotFound, kPageNotDrawable, kPreviewsBusy; std::system_error.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "ingest/extractor.h"

namespace kho::warehouse {

// Draws page `page`, from 0, `width` pixels wide. Throws std::system_error.
using DrawPage = std::function<ingest::Preview(std::span<const std::byte> file, std::uint32_t page,
                                               std::uint32_t width)>;

using Png = std::shared_ptr<const std::vector<std::byte>>;

inline constexpr std::uint32_t kPreviewWidthMax = ingest::kPreviewWidthMax;
inline constexpr std::size_t kPreviewCacheBytesMax = 64 << 20;
inline constexpr unsigned kPreviewsAtOnce = 2;
inline constexpr unsigned kPreviewsWaitingMax = 16;
inline constexpr std::chrono::seconds kPreviewPatience{10};

class PagePreviews {
 public:
  // `draw` may be empty: then no page can be drawn.
  explicit PagePreviews(DrawPage draw);

  // Page `page`, from 0, of the file called `sha256`, whose bytes `read` gives; `width` is
  // 1..kPreviewWidthMax.
  [[nodiscard]] Png page(const std::string& sha256, std::uint32_t page, std::uint32_t width,
                         const std::function<std::vector<std::byte>()>& read);

 private:
  class Turn;
  using Key = std::tuple<std::string, std::uint32_t, std::uint32_t>;
  struct Entry {
    Key key;
    Png png;
  };

  [[nodiscard]] Png find(const Key& key);
  void keep(const Key& key, const Png& png);

  const DrawPage draw_;
  std::mutex mutex_;
  std::condition_variable turn_;
  unsigned drawing_ = 0;  // Protected by mutex_, as all below.
  unsigned waiting_ = 0;
  std::list<Entry> kept_;  // The last used first.
  std::map<Key, std::list<Entry>::iterator> by_key_;
  std::size_t bytes_ = 0;  // Of kept_.
};

}  // namespace kho::warehouse
