// Random histories on a real warehouse: whatever happens to papers and in whatever order, only what
// the model (paper_model.h) has nothing against is reusable; confirmations leave exactly what they
// should; and the tables made anew from the segments are the same, byte for byte.
//
// KHO_PROPERTY_ROUNDS: how many warehouses; each has kOwners owners with a history of their own.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "tests/counted.h"
#include "tests/warehouse/fixtures.h"
#include "tests/warehouse/paper_model.h"
#include "warehouse/component_tables.h"
#include "warehouse/record_codec.h"
#include "warehouse/review.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

constexpr int kOwners = 400;
constexpr int kSteps = 14;  // Of a history.

int rounds() {
  const char* given = std::getenv("KHO_PROPERTY_ROUNDS");
  return given == nullptr ? 8 : std::max(1, std::atoi(given));
}

// Memory, where there is some: thousands of commits would wait for the disk.
std::filesystem::path fast_directory() {
  const std::filesystem::path memory = "/dev/shm";
  return std::filesystem::exists(memory) ? memory : std::filesystem::temp_directory_path();
}

struct Chance {
  explicit Chance(std::uint32_t seed) : engine(seed) {}
  bool one_in(int n) { return below(n) == 0; }
  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(engine); }
  template <typename T>
  T pick(std::initializer_list<T> from) {
    return *(from.begin() + below(static_cast<int>(from.size())));
  }

  std::mt19937 engine;
};

const Date kToday = day("2026-11-23");
constexpr std::int64_t kDayMs = 86'400'000;

Date days_off(int days) { return Date(kToday.days() + days); }

// Mostly without fault, so that faults come one or two at a time.
Facts random_facts(Chance& chance) {
  Facts facts;
  facts.type = chance.pick({"GCN_DKDN", "GCN_DKDN", "GCN_PCCC"});
  facts.validity.kind = Validity::Kind::kIndefinite;
  facts.issue_date = days_off(-chance.pick({30, 200, 200, 400}));
  facts.location = chance.pick({"To 3", "To 3", "TO 3.", ""});
  facts.digitised_by = "lan";
  if (chance.one_in(6))
    facts.issue_date = chance.pick<std::optional<Date>>({{}, days_off(0), days_off(1)});
  if (chance.one_in(6)) {
    const Date end = days_off(chance.pick({-1, 0, 1, 30}));
    if (!facts.issue_date || *facts.issue_date <= end) {
      facts.validity = {Validity::Kind::kUntil, {}, end};
    }
  }
  if (chance.one_in(12)) facts.validity = {};
  if (chance.one_in(12)) facts.validity.from = days_off(chance.pick({-5, 0, 1}));
  if (facts.validity.to && facts.validity.from > facts.validity.to) facts.validity.from.reset();
  if (chance.one_in(8)) facts.location = "To 9";
  if (chance.one_in(10))
    facts.origin = chance.pick({Origin::kCertifiedEcopy, Origin::kOwnerUpload});
  if (chance.one_in(10)) facts.form = Form::kCopy;
  if (chance.one_in(10)) facts.review = ReviewState::kCaptured;
  return facts;
}

// An owner's papers and what became of them, beside what the warehouse is told of it.
struct History {
  std::string owner;
  std::vector<model::Paper> papers;
  Uuid dossier;                                           // Of today; the place is "To 3".
  std::set<Uuid> brought;                                 // Papers that were deposited for it.
  std::map<std::pair<Uuid, std::string>, Uuid> receipts;  // By paper and requirement.
};

using Dump = std::vector<std::pair<std::string, std::string>>;

class ReusePropertyTest : public testing::TestWithParam<int> {
 protected:
  ReusePropertyTest() {
    Warehouse::create(path_);
    open();
    Catalogue catalogue;
    catalogue.types = {{"GCN_DKDN", "Giấy chứng nhận đăng ký doanh nghiệp"},
                       {"GCN_PCCC", "Giấy chứng nhận phòng cháy"}};
    Procedure procedure{"2.000131.H63", "Hội chợ", {}, {}, day("2020-01-01")};
    procedure.requirements = {{"1", "Đăng ký doanh nghiệp", {{"GCN_DKDN"}}},
                              {"2", "Phòng cháy", {{"GCN_PCCC"}}}};
    procedure.requirements[1].site_bound = true;
    catalogue.procedures = {procedure};
    warehouse_->import_catalogue(catalogue);
  }

  void open() {
    warehouse_.reset();
    warehouse_ = std::make_unique<Warehouse>(path_, Settings{}, clock_, random_, ReadFile());
  }

  // The store below, while the warehouse is closed.
  void with_store(const std::filesystem::path& path,
                  const std::function<void(store::Store&)>& use) {
    store::Store store(store::posix_file_system(), path, table_names());
    use(store);
  }

  Dump dump(const std::filesystem::path& path) {
    Dump all;
    with_store(path, [&](store::Store& store) {
      const auto tables = store.snapshot();
      for (std::size_t table = 0; table < table_names().size(); ++table) {
        const auto cursor = tables->cursor(table);
        for (bool more = cursor->seek({}); more; more = cursor->next()) {
          all.emplace_back(std::to_string(table) + ":" + std::string(cursor->key()),
                           cursor->value());
        }
      }
      store.log().read(*tables, 0, [&](store::Position position, std::string_view payload) {
        all.emplace_back("log:" + std::to_string(position), payload);
        return true;
      });
    });
    return all;
  }

  History begin(int number) {
    History history;
    // 12 digits that count neither up nor down.
    history.owner = "cccd:0150850" + std::to_string(20000 + number);
    DossierOpening opening;
    opening.code = "H63.12-20261123-" + std::to_string(10000 + number);
    opening.procedure = "2.000131";
    opening.owner = history.owner;
    opening.received_on = kToday;
    opening.location = "To 3";
    opening.by = "lan";
    history.dossier = warehouse_->dossiers().open(opening).view.dossier.id;
    return history;
  }

  void deposit(History& history, Chance& chance) {
    Deposit deposit;
    deposit.facts = random_facts(chance);
    // Few files, so that some come again; an owner's own, so that owners do not mix.
    const std::string bytes = history.owner + std::to_string(chance.below(6));
    deposit.file = store::as_bytes(bytes);
    if (chance.one_in(12)) deposit.signature = Signature::kInvalid;
    const bool for_dossier = chance.one_in(10);
    if (for_dossier) {
      deposit.dossier = history.dossier;
    } else {
      deposit.owner = history.owner;
    }
    const Deposited done = warehouse_->deposits().deposit(deposit);
    if (for_dossier) history.brought.insert(done.component.id);
    if (!done.new_component) {
      const auto held = std::ranges::find(history.papers, done.component.id, &model::Paper::id);
      ASSERT_NE(held, history.papers.end());
      EXPECT_EQ(held->bytes, bytes);
      EXPECT_FALSE(held->destroyed || held->revoked || held->superseded);
      return;
    }
    history.papers.push_back(
        {done.component.id, deposit.facts, bytes, deposit.signature, Date::in_vietnam(clock_.ms)});
  }

  void correct(History& history, model::Paper& paper, Chance& chance) {
    Correction correction;
    correction.facts = random_facts(chance);
    const ReviewState before = paper.facts.review;
    const std::string bytes = history.owner + std::to_string(chance.below(6));
    if (chance.one_in(2)) {
      correction.file = store::as_bytes(bytes);
      correction.signature = Signature::kTrusted;
    }
    correction.by = "lan";
    correction.reason = "nhập sai";
    model::Paper before_it = paper;
    warehouse_->deposits().correct(paper.id, correction);
    const ReviewState asked = correction.facts->review;
    paper.facts = *correction.facts;
    paper.facts.review = before;
    if (before == ReviewState::kApproved && asked == ReviewState::kCaptured) {
      paper.facts.review = ReviewState::kCaptured;
    }
    follow_correction(history, paper);
    if (!correction.file.empty()) {
      paper.bytes = bytes;
      paper.signature = Signature::kTrusted;
      paper.damaged = false;
    }
    // The paper that it was is gone; what befell that did not.
    if (paper.bytes == before_it.bytes && paper.facts.type == before_it.facts.type) return;
    before_it.id = Uuid();
    before_it.destroyed = true;
    history.papers.push_back(before_it);
  }

  static std::optional<Date> first_day(const Facts& facts) {
    return facts.validity.from ? facts.validity.from : facts.issue_date;
  }
  // What `later` superseded is superseded since its first day, whatever was said of that before.
  void follow_correction(History& history, const model::Paper& later) {
    for (model::Paper& paper : history.papers) {
      const auto by = superseded_by_.find(paper.id);
      if (by != superseded_by_.end() && by->second == later.id) {
        paper.superseded_since = first_day(later.facts);
      }
    }
  }

  void supersede(model::Paper& earlier, const model::Paper& later) {
    warehouse_->supersede(earlier.id, later.id, "canbo");
    earlier.superseded = true;
    earlier.superseded_since = first_day(later.facts);
    superseded_by_[earlier.id] = later.id;
    // It takes the place of one paper only: of the last one, should it be rejected.
    last_superseded_[later.id] = earlier.id;
  }

  void reject(History& history, model::Paper& paper) {
    warehouse_->review(paper.id, {ReviewState::kRejected, "hoa", "mờ"});
    paper.facts.review = ReviewState::kRejected;
    const auto earlier = last_superseded_.find(paper.id);
    if (earlier == last_superseded_.end()) return;
    for (model::Paper& each : history.papers) {
      if (each.id == earlier->second && superseded_by_[each.id] == paper.id) {
        each.superseded = false;
      }
    }
  }

  void damage(model::Paper& paper) {
    warehouse_.reset();
    with_store(path_, [&](store::Store& store) {
      store.commit([&](store::Transaction& transaction) {
        Component component = component_at(transaction.tables(), paper.id);
        mark_file(transaction, component, true, clock_.ms);
      });
    });
    open();
    paper.damaged = true;
  }

  ReuseAnswer ask(const History& history) {
    ReuseQuestion question;
    question.dossier = history.dossier;
    return warehouse_->reuse().ask(question);
  }

  static const Candidate* find(const ReuseAnswer& answer, std::size_t requirement,
                               const Uuid& component) {
    const auto& type = answer.requirements.at(requirement).alternatives.at(0).types.at(0);
    for (const Candidate& candidate : type.candidates) {
      if (candidate.holding.component == component) return &candidate;
    }
    return nullptr;
  }

  void confirm(History& history, const Uuid& paper, Chance& chance) {
    const std::size_t requirement = static_cast<std::size_t>(chance.below(2));
    const std::string code = std::to_string(requirement + 1);
    const ReuseAnswer answer = ask(history);
    warehouse_->reuse().record(answer, {}, {});
    const Candidate* candidate = find(answer, requirement, paper);
    const std::string remark = chance.one_in(2) ? "đã xem" : "";
    const auto before = history.receipts.find({paper, code});
    try {
      const Decided decided =
          warehouse_->reuse().confirm({answer.query, code, paper, true, "lan", remark});
      if (decided.repeated) {
        ASSERT_NE(before, history.receipts.end());
        EXPECT_EQ(decided.receipt.id, before->second);
        return;
      }
      ASSERT_NE(candidate, nullptr);
      EXPECT_FALSE(history.brought.contains(paper));
      EXPECT_TRUE(candidate->outcome == ReuseOutcome::kReusable ||
                  (candidate->outcome == ReuseOutcome::kNeedsCheck && !remark.empty()));
      EXPECT_EQ(decided.receipt.outcome, candidate->outcome);
      EXPECT_EQ(decided.receipt.reasons, candidate->reasons);
      EXPECT_EQ(decided.receipt.version, candidate->holding.version);
      history.receipts[{paper, code}] = decided.receipt.id;
      accepted_.push_back(decided.receipt);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Errc::kNotReusable);
      const bool usable = candidate != nullptr && !history.brought.contains(paper) &&
                          candidate->outcome == ReuseOutcome::kReusable;
      EXPECT_FALSE(usable) << error.what();
    }
  }

  // One thing happens; what the warehouse refuses did not.
  void step(History& history, Chance& chance) {
    clock_.ms += 1000;
    if (history.papers.empty() || chance.one_in(3)) return deposit(history, chance);
    const auto any = [&]() -> model::Paper& {
      return history
          .papers[static_cast<std::size_t>(chance.below(static_cast<int>(history.papers.size())))];
    };
    model::Paper& paper = any();
    try {
      switch (chance.below(16)) {
        case 0:
          warehouse_->revoke(paper.id, {"kha", "vi phạm", {}});
          paper.revoked = true;
          break;
        case 1:
          reject(history, paper);
          break;
        case 2:
        case 3:
          supersede(paper, any());
          break;
        case 4:
          warehouse_->hold(paper.id, {"thanh-tra", "thanh tra", {}});
          paper.held = true;
          break;
        case 5:
        case 6:
          warehouse_->lift_hold(paper.id, "thanh-tra");
          paper.held = false;
          break;
        case 7:
        case 8:
          correct(history, paper, chance);
          break;
        case 9:
          warehouse_->destroy(paper.id, {"hết hạn lưu", "Giám đốc"});
          paper.destroyed = true;
          break;
        case 10:
          if (!paper.destroyed && chance.one_in(8)) damage(paper);
          break;
        case 11:
        case 12:
          warehouse_->review(paper.id, {ReviewState::kApproved, "hoa", {}});
          paper.facts.review = ReviewState::kApproved;
          break;
        default:
          confirm(history, paper.id, chance);
      }
    } catch (const Error&) {
    }
  }

  // Exactly what the model has nothing against is reusable, and nobody else's paper is there.
  void expect_as_modelled(const History& history, const ReuseAnswer& answer, Date day,
                          const std::string& place) {
    const model::Asked asked[] = {{"GCN_DKDN", day, false, place}, {"GCN_PCCC", day, true, place}};
    for (std::size_t i = 0; i < 2; ++i) {
      std::size_t there = 0;
      bool any_reusable = false;
      for (const model::Paper& paper : history.papers) {
        const std::string doubt = model::doubt(paper, history.papers, asked[i]);
        const Candidate* candidate = find(answer, i, paper.id);
        there += candidate != nullptr;
        const bool reusable = candidate != nullptr && candidate->outcome == ReuseOutcome::kReusable;
        any_reusable |= reusable;
        EXPECT_EQ(reusable, doubt.empty())
            << paper.id.text() << " on " << day.text() << ": " << doubt;
        if (candidate != nullptr) {
          EXPECT_EQ(candidate->reasons.empty(), reusable);
        }
      }
      const RequirementAnswer& requirement = answer.requirements.at(i);
      EXPECT_EQ(requirement.alternatives.at(0).types.at(0).candidates_held, there);
      EXPECT_EQ(requirement.outcome == ReuseOutcome::kReusable, any_reusable);
      reusable_ += any_reusable;
      not_reusable_ += !any_reusable;
    }
  }

  void expect_as_modelled(const History& history) {
    expect_as_modelled(history, ask(history), kToday, "To 3");
    for (const int days : {-1, 1}) {
      ReuseQuestion question;
      question.owner = history.owner;
      question.procedure = "2.000131";
      question.on = days_off(days);
      question.location = "To 9";
      expect_as_modelled(history, warehouse_->reuse().ask(question), days_off(days), "To 9");
    }
  }

  // One use, one attachment, one event and one receipt of every accepted confirmation.
  void expect_traces(const std::vector<History>& histories) {
    std::set<std::tuple<Uuid, std::uint32_t, std::string>> attached;
    for (const History& history : histories) {
      const Dossier dossier = warehouse_->dossiers().find(history.dossier).dossier;
      for (const Attachment& attachment : dossier.attachments) {
        if (attachment.source == Source::kDigitised) continue;
        EXPECT_TRUE(
            attached.insert({*attachment.component, attachment.version, attachment.requirement})
                .second);
      }
    }
    EXPECT_EQ(attached.size(), accepted_.size());
    std::map<Uuid, int> reused_events;
    std::set<Uuid> receipts;
    std::size_t uses = 0;
    warehouse_.reset();
    with_store(path_, [&](store::Store& store) {
      const auto tables = store.snapshot();
      store.log().read(*tables, 0, [&](store::Position position, std::string_view payload) {
        const Event event = decode_event(payload);
        if (event.type == Event::Type::kReused) {
          ++reused_events[event.related.value()];
          EXPECT_EQ(find_receipt(*tables, *event.related).value().position, position);
        }
        return true;
      });
      each_with_prefix(*tables, kReceipts, {}, [&](std::string_view key, std::string_view) {
        return receipts.insert(Uuid::from_raw(key).value()).second;
      });
      each_with_prefix(*tables, kUses, {}, [&](auto, auto) { return ++uses > 0; });
    });
    open();
    EXPECT_EQ(reused_events.size(), accepted_.size());
    EXPECT_EQ(receipts.size(), accepted_.size());
    std::set<std::tuple<Uuid, Uuid, std::string>> used;
    for (const Receipt& receipt : accepted_) {
      EXPECT_EQ(reused_events[receipt.id], 1);
      EXPECT_TRUE(receipts.contains(receipt.id));
      EXPECT_TRUE(attached.contains({receipt.component, receipt.version, receipt.requirement}));
      used.insert({receipt.component, receipt.dossier, receipt.requirement});
    }
    EXPECT_EQ(uses, used.size());
  }

  const std::filesystem::path parent_ = fast_directory();
  test::ScratchDirectory scratch_{parent_};
  std::filesystem::path path_ = scratch_ / "warehouse";
  FixedClock clock_;
  CountingRandom random_;
  std::unique_ptr<Warehouse> warehouse_;
  std::map<Uuid, Uuid> superseded_by_;
  std::map<Uuid, Uuid> last_superseded_;
  std::vector<Receipt> accepted_;
  int reusable_ = 0;
  int not_reusable_ = 0;
};

TEST_P(ReusePropertyTest, OnlyWhatNothingStandsAgainstIsReusableAndReplayIsTheSame) {
  const auto seed = static_cast<std::uint32_t>(GetParam());
  std::vector<History> histories;
  for (int number = 0; number < kOwners && !HasFailure(); ++number) {
    SCOPED_TRACE("round " + std::to_string(seed) + ", history " + std::to_string(number));
    Chance chance(seed * 100'003 + static_cast<std::uint32_t>(number));
    histories.push_back(begin(number));
    for (int i = 0; i < kSteps && !HasFailure(); ++i) {
      step(histories.back(), chance);
      expect_as_modelled(histories.back());
    }
  }
  // The test would be worth little if one side hardly came up.
  EXPECT_GT(reusable_, not_reusable_ / 20);
  RecordProperty("reusable", reusable_);
  RecordProperty("not_reusable", not_reusable_);
  RecordProperty("accepted", static_cast<int>(accepted_.size()));
  test::counted("property_cases", std::uint64_t{kOwners} * kSteps);
  EXPECT_GT(accepted_.size(), static_cast<std::size_t>(kOwners) / 20);
  expect_traces(histories);
  if (HasFailure()) return;

  // As after a crash: commits that no checkpoint has.
  warehouse_->accesses().flush();
  const std::filesystem::path crashed = scratch_ / "crashed";
  std::filesystem::copy(path_, crashed, std::filesystem::copy_options::recursive);
  warehouse_.reset();
  const Dump whole = dump(path_);
  EXPECT_GT(whole.size(), static_cast<std::size_t>(kOwners) * kSteps);
  EXPECT_TRUE(dump(crashed) == whole);
  const store::RebuildReport report = Warehouse::rebuild(path_, {});
  EXPECT_TRUE(report.findings.empty());
  EXPECT_TRUE(dump(path_) == whole);
  open();
  for (const History& history : histories) expect_as_modelled(history);
}

// Two owners bring the same papers, and the same becomes of each paper; only the order between
// different papers differs.
TEST_P(ReusePropertyTest, OrderOfEventsOfDifferentPapersMeansNothing) {
  constexpr std::size_t kPapers = 4;
  for (int number = 0; number < kOwners / 4 && !HasFailure(); ++number) {
    SCOPED_TRACE("round " + std::to_string(GetParam()) + ", history " + std::to_string(number));
    Chance chance(static_cast<std::uint32_t>(GetParam() * 7'919 + number));
    std::vector<std::vector<std::function<void(const Uuid&)>>> scripts(kPapers);
    std::vector<Facts> facts;
    std::vector<std::size_t> turns;
    for (std::size_t i = 0; i < kPapers; ++i) {
      facts.push_back(random_facts(chance));
      facts.back().type = "GCN_PCCC";
      turns.push_back(i);
      for (int events = chance.below(4); events > 0; --events) {
        turns.push_back(i);
        switch (chance.below(5)) {
          case 0:
            scripts[i].push_back([&](const Uuid& id) {
              warehouse_->revoke(id, {"kha", "sai", {}});
            });
            break;
          case 1:
            scripts[i].push_back([&](const Uuid& id) { warehouse_->hold(id, {"a", "b", {}}); });
            break;
          case 2:
            scripts[i].push_back([&](const Uuid& id) { warehouse_->lift_hold(id, "a"); });
            break;
          case 3:
            scripts[i].push_back([&](const Uuid& id) {
              warehouse_->review(id, {ReviewState::kRejected, "hoa", "mờ"});
            });
            break;
          default:
            scripts[i].push_back([&](const Uuid& id) {
              warehouse_->review(id, {ReviewState::kApproved, "hoa", {}});
            });
        }
      }
    }
    std::vector<std::pair<ReuseOutcome, std::vector<Reason>>> judged[2];
    for (const int order : {0, 1}) {
      if (order == 1) std::ranges::shuffle(turns, chance.engine);
      const std::string owner = "cccd:0150850" + std::to_string(20000 + 2 * number + order);
      std::vector<Uuid> ids(kPapers);
      std::vector<std::size_t> done(kPapers);
      for (const std::size_t i : turns) {
        if (done[i]++ == 0) {
          Deposit deposit;
          deposit.owner = owner;
          deposit.facts = facts[i];
          const std::string bytes = std::to_string(i);
          deposit.file = store::as_bytes(bytes);
          ids[i] = warehouse_->deposits().deposit(deposit).component.id;
          continue;
        }
        try {
          scripts[i][done[i] - 2](ids[i]);
        } catch (const Error&) {
        }
      }
      ReuseQuestion question;
      question.owner = owner;
      question.procedure = "2.000131";
      question.location = "To 3";
      const ReuseAnswer answer = warehouse_->reuse().ask(question);
      for (const Uuid& id : ids) {
        const Candidate* candidate = find(answer, 1, id);
        judged[order].emplace_back();
        if (candidate != nullptr) judged[order].back() = {candidate->outcome, candidate->reasons};
      }
    }
    EXPECT_EQ(judged[0], judged[1]);
  }
  test::counted("property_cases", kOwners / 4);
}

INSTANTIATE_TEST_SUITE_P(Rounds, ReusePropertyTest, testing::Range(1, rounds() + 1),
                         [](const auto& round) { return std::to_string(round.param); });

}  // namespace
}  // namespace kho::warehouse
