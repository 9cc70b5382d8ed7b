#include "warehouse/page_previews.h"

#include <gmock/gmock.h>

#include <atomic>
#include <latch>
#include <thread>

#include "tests/warehouse/fixtures.h"

namespace kho::warehouse {
namespace {

std::vector<std::byte> no_bytes() { return {}; }

TEST(PagePreviews, AreDrawnOnce) {
  int drawn = 0;
  int read = 0;
  PagePreviews previews([&](std::span<const std::byte>, std::uint32_t page, std::uint32_t width) {
    ++drawn;
    return ingest::Preview{ingest::Failure::kNone,
                           {std::byte(page), static_cast<std::byte>(width)}};
  });
  const auto file = [&] {
    ++read;
    return no_bytes();
  };
  const Png first = previews.page("a", 0, 100, file);
  EXPECT_EQ(previews.page("a", 0, 100, file), first);
  EXPECT_EQ(drawn, 1);
  EXPECT_EQ(read, 1);
  EXPECT_NE(previews.page("a", 1, 100, file), first);
  EXPECT_NE(previews.page("a", 0, 200, file), first);
  EXPECT_NE(previews.page("b", 0, 100, file), first);
  EXPECT_EQ(drawn, 4);
}

TEST(PagePreviews, ThoseUsedLongAgoAreGivenUp) {
  constexpr std::size_t kBytes = kPreviewCacheBytesMax / 4;
  std::vector<std::uint32_t> drawn;
  PagePreviews previews([&](std::span<const std::byte>, std::uint32_t page, std::uint32_t) {
    drawn.push_back(page);
    return ingest::Preview{ingest::Failure::kNone, std::vector<std::byte>(kBytes)};
  });
  const auto show = [&](std::uint32_t page) { (void)previews.page("a", page, 1, no_bytes); };
  for (const std::uint32_t page : {0, 1, 2, 3}) show(page);
  show(0);  // Used again: page 1 is the oldest now.
  show(4);
  drawn.clear();
  for (const std::uint32_t page : {0, 2, 3, 4}) show(page);
  EXPECT_THAT(drawn, testing::IsEmpty());
  show(1);
  EXPECT_THAT(drawn, testing::ElementsAre(1));
}

TEST(PagePreviews, WhatCannotBeDrawnIsRefusedAndNotKept) {
  ingest::Failure failure = ingest::Failure::kNoSuchPage;
  PagePreviews previews([&](std::span<const std::byte>, std::uint32_t, std::uint32_t) {
    return ingest::Preview{failure, {}};
  });
  const auto show = [&] { (void)previews.page("a", 0, 1, no_bytes); };
  EXPECT_EQ(refusal(show), "page_not_found");
  failure = ingest::Failure::kTimeout;
  EXPECT_EQ(refusal(show), "page_not_drawable");
  failure = ingest::Failure::kNone;
  show();
  EXPECT_EQ(refusal([] { (void)PagePreviews(nullptr).page("a", 0, 1, no_bytes); }),
            "page_not_drawable");
}

TEST(PagePreviews, FewAreDrawnAtATimeAndFewWait) {
  std::atomic<int> at_once = 0;
  std::atomic<int> most = 0;
  std::latch begun(kPreviewsAtOnce);
  std::latch go(1);
  PagePreviews previews([&](std::span<const std::byte>, std::uint32_t page, std::uint32_t) {
    most = std::max(most.load(), ++at_once);
    if (page < kPreviewsAtOnce) begun.count_down();
    go.wait();
    --at_once;
    return ingest::Preview{ingest::Failure::kNone, {std::byte{1}}};
  });
  std::atomic<unsigned> refused = 0;
  std::vector<std::jthread> askers;
  const auto ask = [&](std::uint32_t page) {
    askers.emplace_back([&, page] {
      try {
        (void)previews.page("a", page, 1, no_bytes);
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), Errc::kPreviewsBusy);
        ++refused;
        refused.notify_all();
      }
    });
  };
  for (std::uint32_t page = 0; page < kPreviewsAtOnce; ++page) ask(page);
  begun.wait();
  // As many as may wait, and three more, who are refused at once.
  for (std::uint32_t i = 0; i < kPreviewsWaitingMax + 3; ++i) ask(kPreviewsAtOnce + i);
  while (refused < 3) refused.wait(refused);
  go.count_down();
  askers.clear();
  EXPECT_EQ(refused, 3U);
  EXPECT_LE(most, static_cast<int>(kPreviewsAtOnce));
}

}  // namespace
}  // namespace kho::warehouse
