#include "warehouse/page_previews.h"

#include <utility>

#include "warehouse/error.h"

namespace kho::warehouse {

// The right to draw; waits for it.
class PagePreviews::Turn {
 public:
  explicit Turn(PagePreviews& previews) : previews_(previews) {
    std::unique_lock lock(previews_.mutex_);
    if (previews_.waiting_ >= kPreviewsWaitingMax) refuse();
    ++previews_.waiting_;
    const bool is_mine = previews_.turn_.wait_for(
        lock, kPreviewPatience, [this] { return previews_.drawing_ < kPreviewsAtOnce; });
    --previews_.waiting_;
    if (!is_mine) refuse();
    ++previews_.drawing_;
  }
  ~Turn() {
    {
      const std::lock_guard lock(previews_.mutex_);
      --previews_.drawing_;
    }
    previews_.turn_.notify_one();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  [[noreturn]] static void refuse() {
    throw Error(Errc::kPreviewsBusy, "too many pages are being drawn: ask again");
  }

  PagePreviews& previews_;
};

PagePreviews::PagePreviews(DrawPage draw) : draw_(std::move(draw)) {}

Png PagePreviews::page(const std::string& sha256, std::uint32_t page, std::uint32_t width,
                       const std::function<std::vector<std::byte>()>& read) {
  const Key key{sha256, page, width};
  if (Png kept = find(key)) return kept;
  if (!draw_) throw Error(Errc::kPageNotDrawable, "pages cannot be drawn here");
  const Turn turn(*this);
  if (Png kept = find(key)) return kept;  // Another asked for it, too.
  ingest::Preview drawn = draw_(read(), page, width);
  if (drawn.failure == ingest::Failure::kNoSuchPage) {
    throw Error(Errc::kPageNotFound, "the file has no such page");
  }
  if (drawn.failure != ingest::Failure::kNone) {
    throw Error(Errc::kPageNotDrawable,
                std::string("the page cannot be drawn: ") + ingest::failure_name(drawn.failure));
  }
  const Png png = std::make_shared<const std::vector<std::byte>>(std::move(drawn.png));
  keep(key, png);
  return png;
}

Png PagePreviews::find(const Key& key) {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, found->second);
  return found->second->png;
}

void PagePreviews::keep(const Key& key, const Png& png) {
  if (png->size() > kPreviewCacheBytesMax) return;
  const std::lock_guard lock(mutex_);
  if (by_key_.contains(key)) return;
  kept_.push_front({key, png});
  by_key_.emplace(key, kept_.begin());
  bytes_ += png->size();
  while (bytes_ > kPreviewCacheBytesMax) {
    bytes_ -= kept_.back().png->size();
    by_key_.erase(kept_.back().key);
    kept_.pop_back();
  }
}

}  // namespace kho::warehouse
