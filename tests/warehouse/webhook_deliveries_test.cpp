// What is due to which webhook, and what becomes of it: order, failures, dead letters, crashes.
#include "warehouse/webhook_deliveries.h"

#include <gmock/gmock.h>

#include <thread>

#include "tests/warehouse/fixtures.h"
#include "warehouse/event_names.h"

namespace kho::warehouse {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class WebhookDeliveriesTest : public WarehouseTest {
 protected:
  Uuid add(std::vector<std::string> types = {}, std::optional<store::Position> after = {}) {
    return warehouse_->webhooks()
        .add({"Cổng " + std::to_string(++added_), "https://a.vn/kho", std::move(types), after,
              "lan"})
        .webhook.id;
  }
  // Two events, vn.kho.owner.created. The position of the second.
  store::Position happen() {
    for (int i = 0; i < 2; ++i) {
      (void)warehouse_->enter_owner("agency:H63." + std::to_string(10 + ++happened_), "Sở");
    }
    return warehouse_->status().log_position;
  }
  WebhookDeliveries& deliveries() { return warehouse_->webhook_deliveries(); }
  WebhookView view(const Uuid& id) { return warehouse_->webhooks().find(id); }
  // Takes a turn, which must be there, and settles it: so many delivered, then a failure.
  std::optional<AfterFailure> settle(std::size_t delivered,
                                     std::optional<WebhookResult::Failure> failure = {}) {
    const auto turn = deliveries().take();
    if (!turn) {
      ADD_FAILURE() << "nothing is due";
      return {};
    }
    return deliveries().settle(*turn, {std::min(delivered, turn->entries.size()), failure});
  }
  std::optional<AfterFailure> fail(bool gone = false) {
    return settle(0, WebhookResult::Failure{gone, "status 500"});
  }
  // Fails until the event at hand is a dead letter.
  void let_die() {
    for (const auto pause : kWebhookPauses) {
      ASSERT_EQ(fail(), AfterFailure::kTryAgain);
      EXPECT_FALSE(deliveries().take());
      clock_.ms += pause.count() * 6 / 5;
    }
    ASSERT_EQ(fail(), AfterFailure::kDeadLetter);
  }
  static std::vector<store::Position> positions(const std::optional<WebhookTurn>& turn) {
    std::vector<store::Position> all;
    if (turn) {
      for (const auto& entry : turn->entries) all.push_back(entry.position);
    }
    return all;
  }

 private:
  int added_ = 0;
  int happened_ = 0;
};

TEST_F(WebhookDeliveriesTest, WebhookIsToldOfWhatComesAfterItInOrder) {
  happen();
  const Uuid hook = add();
  EXPECT_FALSE(deliveries().take());
  const store::Position first = happen();
  const store::Position last = happen();
  std::vector<store::Position> all;
  {
    const auto turn = deliveries().take();
    ASSERT_TRUE(turn);
    EXPECT_EQ(turn->webhook.id, hook);
    all = positions(turn);
    EXPECT_EQ(all.back(), last);
    EXPECT_TRUE(std::ranges::is_sorted(all));
    EXPECT_GE(first, all.front());
    // One turn at a time.
    EXPECT_FALSE(deliveries().take());
    deliveries().settle(*turn, {all.size(), {}});
  }
  EXPECT_FALSE(deliveries().take());
  EXPECT_EQ(view(hook).progress.position, last);
  EXPECT_EQ(deliveries().counts().delivered, all.size());
}

TEST_F(WebhookDeliveriesTest, EarlierEventsComeWhereTheyAreAskedFor) {
  const Uuid hook = add({"vn.kho.webhook.registered"}, 0);
  const auto turn = deliveries().take();
  ASSERT_TRUE(turn);
  EXPECT_EQ(turn->entries.front().event.related, hook);
  EXPECT_EQ(refusal([&] { add({}, 1000); }), "webhook_invalid");
}

TEST_F(WebhookDeliveriesTest, OnlyWantedEventsAreDueAndTheOthersArePassedOver) {
  const Uuid hook = add({"vn.kho.component.*"});
  const store::Position end = happen();
  EXPECT_FALSE(deliveries().take());
  EXPECT_EQ(view(hook).progress.position, end);  // No lag, although nothing was kept.
  (void)deposit("x");
  const auto turn = deliveries().take();
  ASSERT_TRUE(turn);
  for (const auto& entry : turn->entries) {
    EXPECT_THAT(event_name(entry.event.type), testing::StartsWith("vn.kho.component."));
  }
}

// A crash between the delivery and the commit repeats it: with the same position, so the same id.
TEST_F(WebhookDeliveriesTest, WhatWasNotSettledComesAgainAfterACrash) {
  add();
  happen();
  const auto before = positions(deliveries().take());
  ASSERT_THAT(before, Not(IsEmpty()));
  open();
  EXPECT_EQ(positions(deliveries().take()), before);
}

TEST_F(WebhookDeliveriesTest, PositionOutlivesARestart) {
  add();
  happen();
  (void)settle(100);
  open();
  EXPECT_FALSE(deliveries().take());
}

TEST_F(WebhookDeliveriesTest, FailureKeepsTheRestInOrderAndIsTriedAgainLater) {
  const Uuid hook = add();
  happen();
  happen();
  const auto all = positions(deliveries().take());
  ASSERT_GE(all.size(), 3U);
  EXPECT_EQ(settle(1, WebhookResult::Failure{false, "status 503"}), AfterFailure::kTryAgain);
  EXPECT_FALSE(deliveries().take());
  EXPECT_EQ(view(hook).progress.last_failure, "status 503");
  open();  // The pause outlives a restart.
  EXPECT_FALSE(deliveries().take());
  clock_.ms += 6'000;
  EXPECT_EQ(positions(deliveries().take()),
            std::vector<store::Position>(all.begin() + 1, all.end()));
  (void)settle(100);
  EXPECT_EQ(view(hook).progress.attempts, 0U);
  EXPECT_EQ(view(hook).progress.last_failure, "");
}

TEST_F(WebhookDeliveriesTest, StoppedSenderKeepsWhatItDidAndCountsNoFailure) {
  const Uuid hook = add();
  happen();
  const auto all = positions(deliveries().take());
  (void)settle(1);
  EXPECT_EQ(view(hook).progress.attempts, 0U);
  EXPECT_EQ(positions(deliveries().take()).front(), all[1]);
}

TEST_F(WebhookDeliveriesTest, EventThatIsNeverTakenBecomesADeadLetterAndTheNextComes) {
  const Uuid hook = add();
  happen();
  const auto all = positions(deliveries().take());
  let_die();
  const auto letters = warehouse_->webhooks().dead_letters(hook, 0, 10);
  ASSERT_THAT(letters, SizeIs(1));
  EXPECT_EQ(letters[0].position, all[0]);
  EXPECT_EQ(letters[0].attempts, kWebhookPauses.size() + 1);
  EXPECT_EQ(positions(deliveries().take()).front(), all[1]);
}

TEST_F(WebhookDeliveriesTest, DeadLettersAreTriedAgainOnceWhenOrdered) {
  const Uuid hook = add();
  happen();
  const auto all = positions(deliveries().take());
  let_die();
  let_die();
  EXPECT_EQ(refusal([&] { warehouse_->webhooks().redeliver(hook, {999}); }), "not_found");
  EXPECT_EQ(warehouse_->webhooks().redeliver(hook, {all[1]}), 1U);
  EXPECT_EQ(warehouse_->webhooks().redeliver(hook, {}), 2U);
  EXPECT_THAT(positions(deliveries().take()), ElementsAre(all[0], all[1]));
  // The first is taken, the second not: it stays, and the order is done with.
  (void)settle(1, WebhookResult::Failure{false, "status 500"});
  EXPECT_FALSE(deliveries().take());
  const auto letters = warehouse_->webhooks().dead_letters(hook, 0, 10);
  ASSERT_THAT(letters, SizeIs(1));
  EXPECT_EQ(letters[0].position, all[1]);
  EXPECT_EQ(letters[0].attempts, kWebhookPauses.size() + 2);
  EXPECT_EQ(view(hook).progress.attempts, 0U);
}

TEST_F(WebhookDeliveriesTest, GoneWebhookIsDisabledUntilItIsEnabled) {
  const Uuid hook = add();
  happen();
  const auto all = positions(deliveries().take());
  EXPECT_EQ(fail(true), AfterFailure::kDisabled);
  clock_.ms += kWebhookFailingMax.count();
  EXPECT_FALSE(deliveries().take());
  EXPECT_EQ(view(hook).progress.disabled, WebhookEnd::kGone);
  EXPECT_EQ(refusal([&] { warehouse_->webhooks().test(hook, "lan"); }), "webhook_disabled");
  EXPECT_EQ(refusal([&] { warehouse_->webhooks().redeliver(hook, {}); }), "webhook_disabled");
  (void)warehouse_->webhooks().enable(hook, "lan");
  EXPECT_EQ(positions(deliveries().take()).front(), all.front());  // Nothing was lost.
}

TEST_F(WebhookDeliveriesTest, WebhookThatTakesNothingForDaysIsDisabled) {
  const Uuid hook = add();
  happen();
  const std::int64_t begin = clock_.ms;
  while (view(hook).progress.disabled == WebhookEnd::kNone) {
    (void)fail();
    clock_.ms += std::chrono::milliseconds(std::chrono::hours(13)).count();
  }
  EXPECT_EQ(view(hook).progress.disabled, WebhookEnd::kFailing);
  EXPECT_GE(clock_.ms - begin, kWebhookFailingMax.count());
  const auto page = warehouse_->events({0, kFeedEventsMax});
  EXPECT_EQ(page.entries.back().event.type, Event::Type::kWebhookDisabled);
  EXPECT_EQ(page.entries.back().event.related, hook);
}

TEST_F(WebhookDeliveriesTest, SlowWebhookDoesNotHoldUpOthers) {
  add();
  add();
  happen();
  const auto first = deliveries().take();
  const auto second = deliveries().take();
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->webhook.id, second->webhook.id);
  EXPECT_FALSE(deliveries().take());
}

TEST_F(WebhookDeliveriesTest, TestReachesOneWebhookWhateverItsTypes) {
  add();
  const Uuid hook = add({"vn.kho.catalogue.imported"});
  (void)settle(100);  // The first hears of the second.
  const store::Position position = warehouse_->webhooks().test(hook, "lan");
  const auto turn = deliveries().take();
  ASSERT_TRUE(turn);
  EXPECT_EQ(turn->webhook.id, hook);
  EXPECT_THAT(positions(turn), ElementsAre(position));
  EXPECT_FALSE(deliveries().take());
}

TEST_F(WebhookDeliveriesTest, RemovedWebhookIsForgottenAlsoInTheMiddleOfATurn) {
  const Uuid hook = add();
  happen();
  let_die();
  const auto turn = deliveries().take();
  ASSERT_TRUE(turn);
  warehouse_->webhooks().remove(hook, "lan");
  deliveries().settle(*turn, {1, {}});
  EXPECT_THAT(warehouse_->webhooks().list(), IsEmpty());
  EXPECT_EQ(refusal([&] { (void)warehouse_->webhooks().dead_letters(hook, 0, 1); }), "not_found");
}

TEST_F(WebhookDeliveriesTest, SecretsChangeAndStandInNoEvent) {
  const Uuid hook = add();
  const std::string before = view(hook).webhook.secret;
  const Webhook after = warehouse_->webhooks().rotate_secret(hook, "lan").webhook;
  EXPECT_NE(after.secret, before);
  EXPECT_EQ(after.previous_secret, before);
  for (const auto& entry : warehouse_->events({0, kFeedEventsMax}).entries) {
    EXPECT_EQ(entry.event.note.find("a.vn"), std::string::npos);
    EXPECT_EQ(entry.event.note.find(before), std::string::npos);
  }
}

TEST_F(WebhookDeliveriesTest, WaitForATurnEndsWithAnEventWithAnOrderAndWhenStopped) {
  const Uuid hook = add();
  std::stop_source stop;
  std::optional<WebhookTurn> turn;
  {
    std::jthread sender([&] { turn = deliveries().wait_for_turn(stop.get_token()); });
    happen();
  }
  ASSERT_TRUE(turn);
  turn.reset();
  let_die();
  (void)settle(100);
  {
    std::jthread sender([&] { turn = deliveries().wait_for_turn(stop.get_token()); });
    (void)warehouse_->webhooks().redeliver(hook, {});
  }
  ASSERT_TRUE(turn);
  EXPECT_TRUE(turn->is_again);
  {
    // It is taken: nothing else is due until it is settled.
    std::jthread sender([&] { EXPECT_FALSE(deliveries().wait_for_turn(stop.get_token())); });
    stop.request_stop();
  }
}

TEST_F(WebhookDeliveriesTest, WaitForWhatWasToldEndsWhenItIs) {
  const Uuid hook = add();
  const store::Position end = happen();
  std::jthread sender([&] { (void)settle(100); });
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(5);
  deliveries().wait_told(hook, end, deadline);
  EXPECT_LT(std::chrono::steady_clock::now(), deadline);
  EXPECT_EQ(view(hook).progress.position, end);
  warehouse_->stop_waiting();
  deliveries().wait_told(hook, end + 1, deadline);
  EXPECT_LT(std::chrono::steady_clock::now(), deadline);
}

}  // namespace
}  // namespace kho::warehouse
