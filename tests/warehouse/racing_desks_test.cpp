// Several desks bring the same paper at once and reuse it for two applications: it is one paper.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <thread>

#include "tests/warehouse/fixtures.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

constexpr int kDesks = 6;
constexpr int kRounds = 25;

class RacingDesksTest : public WarehouseTest {
 protected:
  // Lets all desks do the same at once.
  static void race(const std::function<void(int desk)>& act) {
    std::atomic<int> waiting{0};
    std::vector<std::jthread> desks;
    for (int desk = 0; desk < kDesks; ++desk) {
      desks.emplace_back([&, desk] {
        ++waiting;
        while (waiting < kDesks) std::this_thread::yield();
        act(desk);
      });
    }
  }

  Uuid open_dossier(int number) {
    DossierOpening opening;
    opening.code = "H63.12-20261123-" + std::to_string(1000 + number);
    opening.procedure = "2.000620";
    opening.owner = "mst:0100109106";
    opening.received_on = day("2026-11-23");
    opening.by = "lan";
    return warehouse_->dossiers().open(opening).view.dossier.id;
  }

  Decided reuse(const Uuid& dossier, const Uuid& component, int desk) {
    ReuseQuestion question;
    question.dossier = dossier;
    question.purpose.by = "bàn " + std::to_string(desk);
    const ReuseAnswer answer = warehouse_->reuse().ask(question);
    warehouse_->reuse().record(answer, {}, {});
    return warehouse_->reuse().confirm(
        {answer.query, "3", component, true, question.purpose.by, "đã xem"});
  }
};

TEST_F(RacingDesksTest, SamePaperAtSeveralDesksIsOneComponentAndOneUseForEachDossier) {
  std::set<Uuid> components;
  for (int round = 0; round < kRounds; ++round) {
    const std::string content = "hợp đồng số " + std::to_string(round);
    std::array<Deposited, kDesks> deposited;
    race(
        [&](int desk) { deposited[static_cast<std::size_t>(desk)] = deposit(content, "HD_THUE"); });
    const Uuid component = deposited[0].component.id;
    int fresh = 0;
    for (const Deposited& each : deposited) {
      EXPECT_EQ(each.component.id, component);
      fresh += each.new_component;
    }
    EXPECT_EQ(fresh, 1);
    EXPECT_TRUE(components.insert(component).second);

    const std::array dossiers = {open_dossier(2 * round), open_dossier(2 * round + 1)};
    std::array<Decided, kDesks> decided;
    race([&](int desk) {
      decided[static_cast<std::size_t>(desk)] =
          reuse(dossiers[static_cast<std::size_t>(desk % 2)], component, desk);
    });
    for (std::size_t dossier = 0; dossier < 2; ++dossier) {
      int first = 0;
      for (std::size_t desk = dossier; desk < kDesks; desk += 2) {
        EXPECT_EQ(decided[desk].receipt.id, decided[dossier].receipt.id);
        EXPECT_EQ(decided[desk].receipt.by, decided[dossier].receipt.by);
        EXPECT_EQ(decided[desk].receipt.position, decided[dossier].receipt.position);
        first += !decided[desk].repeated;
      }
      EXPECT_EQ(first, 1);
      const Dossier held = warehouse_->dossiers().find(dossiers[dossier]).dossier;
      ASSERT_EQ(held.attachments.size(), 1u);
      EXPECT_EQ(held.attachments[0].receipt, decided[dossier].receipt.id);
    }
    EXPECT_EQ(warehouse_->reuse().uses(component).size(), 2u);
  }

  warehouse_.reset();
  store::Store store(store::posix_file_system(), path_, table_names());
  std::map<Event::Type, int> events;
  store.log().read(*store.snapshot(), 0, [&](store::Position, std::string_view payload) {
    ++events[decode_event(payload).type];
    return true;
  });
  EXPECT_EQ(events[Event::Type::kOwnerCreated], 1);
  EXPECT_EQ(events[Event::Type::kComponentDeposited], kRounds);
  EXPECT_EQ(events[Event::Type::kDepositedAgain], kRounds * (kDesks - 1));
  EXPECT_EQ(events[Event::Type::kReused], 2 * kRounds);
  EXPECT_EQ(events[Event::Type::kAttached], 2 * kRounds);
}

// Whoever comes first: a confirmation that came before the revocation is told of it, one that came
// after is refused.
TEST_F(RacingDesksTest, PaperRevokedWhileItIsReusedIsRefusedOrItsDossierIsTold) {
  for (int round = 0; round < kRounds; ++round) {
    const Uuid component = deposit("hợp đồng " + std::to_string(round), "HD_THUE").component.id;
    std::array<Uuid, kDesks> dossiers;
    for (int desk = 1; desk < kDesks; ++desk) {
      dossiers[static_cast<std::size_t>(desk)] = open_dossier(round * kDesks + desk);
    }
    race([&](int desk) {
      if (desk == 0) {
        warehouse_->revoke(component, {"kha", "vi phạm", {}});
        return;
      }
      const Uuid& dossier = dossiers[static_cast<std::size_t>(desk)];
      bool reused = true;
      try {
        reuse(dossier, component, desk);
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), Errc::kNotReusable);
        reused = false;
      }
      const Dossier held = warehouse_->dossiers().find(dossier).dossier;
      EXPECT_EQ(held.attachments.size(), reused ? 1u : 0u);
    });
    for (std::size_t desk = 1; desk < kDesks; ++desk) {
      const Dossier held = warehouse_->dossiers().find(dossiers[desk]).dossier;
      EXPECT_EQ(held.notices.size(), held.attachments.size());
    }
  }
}

}  // namespace
}  // namespace kho::warehouse
