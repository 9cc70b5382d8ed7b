#include "warehouse/event_feed.h"

#include <set>
#include <thread>

#include "tests/warehouse/dossier_history.h"
#include "warehouse/event_names.h"

namespace kho::warehouse {
namespace {

class EventFeedTest : public DossierHistory {
 protected:
  void see(const Uuid& component, int times) {
    for (int i = 0; i < times; ++i) {
      warehouse_->accesses().record(
          {Access::Action::kRecordViewed, clock_.now_ms(), {}, component, {}, {"an", "", ""}});
    }
    warehouse_->accesses().flush();
  }
};

TEST_F(EventFeedTest, PagesHoldEveryEventOnceAndInOrder) {
  std::mt19937 random(7);
  for (int i = 0; i < 60; ++i) random_step(random);
  std::vector<store::Position> all;
  for (const auto& entry : warehouse_->events({0, kFeedEventsMax, true}).entries) {
    all.push_back(entry.position);
  }
  ASSERT_EQ(all.size(), warehouse_->status().log_position);
  std::vector<store::Position> paged;
  store::Position next = 0;
  while (true) {
    const FeedPage page = warehouse_->events({next, 7, true});
    if (page.entries.empty()) break;
    EXPECT_LE(page.entries.size(), 7u);
    for (const auto& entry : page.entries) paged.push_back(entry.position);
    next = page.next;
  }
  EXPECT_EQ(paged, all);
}

TEST_F(EventFeedTest, ViewsAreLeftOutUnlessAskedForAndPassedOver) {
  const Uuid component = deposit("x").component.id;
  const store::Position before = warehouse_->status().log_position;
  see(component, 3);
  const FeedPage without = warehouse_->events({before, 10});
  EXPECT_TRUE(without.entries.empty());
  EXPECT_EQ(without.next, warehouse_->status().log_position);
  const FeedPage with = warehouse_->events({before, 10, true});
  ASSERT_FALSE(with.entries.empty());
  EXPECT_EQ(with.entries.front().event.type, Event::Type::kAccessed);
}

TEST_F(EventFeedTest, WaitEndsWithTheNextEventAndNotWithAView) {
  const Uuid component = deposit("x").component.id;
  const store::Position before = warehouse_->status().log_position;
  FeedPage page;
  std::jthread reader([&] {
    page = warehouse_->events({before, 10, false, std::chrono::minutes(5)});
  });
  see(component, 1);
  open_dossier();
  reader.join();
  ASSERT_FALSE(page.entries.empty());
  EXPECT_EQ(page.entries.front().event.type, Event::Type::kOwnerNamed);
}

TEST_F(EventFeedTest, WaitEndsWhenTheWarehouseStopsAndByItself) {
  const store::Position end = warehouse_->status().log_position;
  EXPECT_TRUE(warehouse_->events({end, 10, false, std::chrono::milliseconds(1)}).entries.empty());
  std::jthread reader([&] {
    EXPECT_TRUE(warehouse_->events({end, 10, false, std::chrono::minutes(5)}).entries.empty());
  });
  warehouse_->stop_waiting();
  reader.join();
  EXPECT_TRUE(warehouse_->events({end, 10, false, std::chrono::minutes(5)}).entries.empty());
}

TEST_F(EventFeedTest, ReaderAheadOfTheLogIsTold) {
  const FeedPage page = warehouse_->events({1000, 10});
  EXPECT_TRUE(page.entries.empty());
  EXPECT_EQ(page.next, 1000u);
  EXPECT_LT(page.log_position, 1000u);
}

TEST(EventNames, AreDifferentAndPlain) {
  std::set<std::string> names;
  for (std::uint32_t number = 1; number < 100; ++number) {
    const std::string name = event_name(static_cast<Event::Type>(number));
    EXPECT_TRUE(name.starts_with("vn.kho.")) << name;
    if (name == "vn.kho.event." + std::to_string(number)) continue;
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz._"), std::string::npos) << name;
    EXPECT_TRUE(names.insert(name).second) << name;
  }
  EXPECT_GT(names.size(), 30u);
  EXPECT_EQ(event_name(static_cast<Event::Type>(9999)), "vn.kho.event.9999");
}

}  // namespace
}  // namespace kho::warehouse
