#include "warehouse/review.h"

#include <algorithm>

#include "warehouse/catalogue_tables.h"
#include "warehouse/component_tables.h"
#include "warehouse/dossier_tables.h"
#include "warehouse/identity.h"
#include "warehouse/log_text.h"
#include "warehouse/record_codec.h"

namespace kho::warehouse {
namespace {

void require_standing(const Component& component) {
  if (component.revocation) throw Error(Errc::kComponentClosed, "the component was revoked");
  if (component.superseded) {
    throw Error(Errc::kComponentClosed, "a later component took its place");
  }
}

bool may_become(ReviewState state, ReviewState next) {
  switch (next) {
    case ReviewState::kUnderReview:
      return state == ReviewState::kCaptured;
    case ReviewState::kApproved:
      return state == ReviewState::kCaptured || state == ReviewState::kUnderReview;
    case ReviewState::kRejected:
      return state != ReviewState::kRejected;
    case ReviewState::kCaptured:
      return false;
  }
  return false;
}

// The first day on which a paper is in force, if that is known.
std::optional<Date> first_day(const Facts& facts) {
  return facts.validity.from ? facts.validity.from : facts.issue_date;
}

[[noreturn]] void cannot_follow(const std::string& why) {
  throw Error(Errc::kSupersessionInvalid, why);
}

void require_may_follow(const store::TableReader& tables, const Component& earlier,
                        const Component& later) {
  if (earlier.id == later.id) cannot_follow("a component does not supersede itself");
  if (earlier.current().sha256 == later.current().sha256) {
    cannot_follow("both are the same file: correct the earlier component instead");
  }
  const std::vector<Uuid> members = members_of(tables, later.owner);
  if (std::ranges::find(members, earlier.owner) == members.end()) {
    cannot_follow("the earlier component belongs to another owner");
  }
  const std::vector<std::string> types = types_counting_as(tables, later.facts.type);
  if (std::ranges::find(types, earlier.facts.type) == types.end()) {
    cannot_follow("the earlier component is of another type");
  }
  if (earlier.superseded) cannot_follow("the earlier component was superseded already");
  if (later.revocation || later.superseded || later.facts.review == ReviewState::kRejected) {
    cannot_follow("the later component is revoked, superseded or rejected itself");
  }
}

// Tells the dossiers of every component that is the same paper: same owner, type and file.
void tell_dossiers_of_paper(store::Transaction& transaction, const Component& component,
                            Notice::What what, std::int64_t now_ms) {
  const store::TableReader& tables = transaction.tables();
  for (const Uuid& id : components_with(tables, component.current().sha256)) {
    const Component twin = component_at(tables, id);
    if (twin.owner == component.owner && twin.facts.type == component.facts.type &&
        twin.current().sha256 == component.current().sha256) {
      tell_dossiers(transaction, id, what, now_ms);
    }
  }
}

// The component whose place `later` took, if it did and that is still there.
std::optional<Component> superseded_by(const store::TableReader& tables, const Component& later) {
  if (!later.supersedes) return std::nullopt;
  auto earlier = find_component(tables, later.supersedes->raw());
  if (!earlier || !earlier->superseded || earlier->superseded->by != later.id) return std::nullopt;
  return earlier;
}

// What never was evidence took nobody's place.
void reinstate(store::Transaction& transaction, const Component& rejected, std::int64_t now_ms) {
  auto earlier = superseded_by(transaction.tables(), rejected);
  if (!earlier) return;
  earlier->superseded.reset();
  put_component(transaction.tables(), *earlier);
  Event event{Event::Type::kReinstated, now_ms, earlier->id, {}, {}, {}};
  event.related = rejected.id;
  transaction.append_log(encode(event));
}

}  // namespace

ReviewOrder checked(const ReviewOrder& order, const std::vector<std::string>& owner_keys) {
  const bool silent = order.decision != ReviewState::kRejected && order.reason.empty();
  return {order.decision, log_text("by", order.by, owner_keys),
          silent ? std::string() : log_text("reason", order.reason, owner_keys)};
}

RevocationOrder checked(const RevocationOrder& order, const std::vector<std::string>& owner_keys) {
  return {log_text("by", order.by, owner_keys), log_text("reason", order.reason, owner_keys),
          order.on};
}

void review(store::Transaction& transaction, Component& component, const ReviewOrder& order,
            std::int64_t now_ms) {
  require_standing(component);
  const ReviewState state = component.facts.review;
  if (!may_become(state, order.decision)) {
    throw Error(Errc::kReviewImpossible,
                "the component is " + std::string(name_in(kReviewStateNames, state)) +
                    " and cannot become " +
                    std::string(name_in(kReviewStateNames, order.decision)));
  }
  component.facts.review = order.decision;
  component.review = Review{order.by, order.reason, now_ms};
  put_component(transaction.tables(), component);
  Event event{Event::Type::kReviewed, now_ms, component.id, {}, {}, {}};
  event.number = static_cast<std::uint32_t>(order.decision);
  event.by = order.by;
  event.reason = order.reason;
  transaction.append_log(encode(event));
  if (order.decision == ReviewState::kRejected) {
    reinstate(transaction, component, now_ms);
    tell_dossiers(transaction, component.id, Notice::What::kRejected, now_ms);
  }
}

void revoke(store::Transaction& transaction, Component& component, const RevocationOrder& order,
            std::int64_t now_ms) {
  if (component.revocation)
    throw Error(Errc::kComponentClosed, "the component was revoked already");
  const Date on = order.on.value_or(Date::in_vietnam(now_ms));
  component.revocation = Revocation{on, order.by, order.reason, now_ms};
  put_component(transaction.tables(), component);
  Event event{Event::Type::kRevoked, now_ms, component.id, {}, {}, {}};
  event.until = on;
  event.by = order.by;
  event.reason = order.reason;
  transaction.append_log(encode(event));
  tell_dossiers_of_paper(transaction, component, Notice::What::kRevoked, now_ms);
}

void supersede(store::Transaction& transaction, const Uuid& earlier_id, Component& later,
               const std::string& by, std::int64_t now_ms) {
  Component earlier = component_at(transaction.tables(), earlier_id);
  require_may_follow(transaction.tables(), earlier, later);
  earlier.superseded = Supersession{later.id, first_day(later.facts)};
  later.supersedes = earlier.id;
  put_component(transaction.tables(), earlier);
  Event event{Event::Type::kSuperseded, now_ms, earlier.id, {}, {}, {}};
  event.related = later.id;
  event.by = by;
  transaction.append_log(encode(event));
  tell_dossiers_of_paper(transaction, earlier, Notice::What::kSuperseded, now_ms);
}

void renew_supersession(store::Transaction& transaction, const Component& later) {
  auto earlier = superseded_by(transaction.tables(), later);
  if (!earlier) return;
  earlier->superseded->since = first_day(later.facts);
  put_component(transaction.tables(), *earlier);
}

void mark_file(store::Transaction& transaction, Component& component, bool damaged,
               std::int64_t now_ms) {
  if (component.damaged_since_ms.has_value() == damaged) return;
  component.damaged_since_ms = damaged ? std::optional(now_ms) : std::nullopt;
  put_component(transaction.tables(), component);
  transaction.append_log(
      encode(Event{damaged ? Event::Type::kFileDamaged : Event::Type::kFileMended,
                   now_ms,
                   component.id,
                   {},
                   component.current().sha256,
                   {}}));
  if (damaged) tell_dossiers(transaction, component.id, Notice::What::kFileDamaged, now_ms);
}

}  // namespace kho::warehouse
