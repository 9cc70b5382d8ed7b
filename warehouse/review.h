// warehouse/review.h - What becomes of a component after it was put in: approved, rejected,
// revoked, superseded by a later one, its file damaged.
//
//   captured ──> under_review ──> approved ──> revoked, superseded (for good)
//       │             │              │
//       └─────────────┴──────────────┴──> rejected (it was never evidence)
//
// Every decision names who took it. Dossiers that reused the component are told when it falls.
//
// Thread safety: functions over the caller's transaction; each changes `component` and enters the
// change and its event. Errors: Error.
#pragma once

#include <string>

#include "store/transaction.h"
#include "warehouse/component.h"

namespace kho::warehouse {

struct ReviewOrder {
  ReviewState decision = ReviewState::kApproved;
  std::string by;
  std::string reason;  // Needed of a rejection.
};

struct RevocationOrder {
  std::string by;
  std::string reason;
  std::optional<Date> on;  // By the decision; today if absent.
};

// In normal form. Throw kMetadataInvalid, also for a text that holds a personal number,
// one of `owner_keys` (owners.h, keys_around) in particular.
[[nodiscard]] ReviewOrder checked(const ReviewOrder& order,
                                  const std::vector<std::string>& owner_keys);
[[nodiscard]] RevocationOrder checked(const RevocationOrder& order,
                                      const std::vector<std::string>& owner_keys);

// Throws kComponentClosed, kReviewImpossible.
void review(store::Transaction& transaction, Component& component, const ReviewOrder& order,
            std::int64_t now_ms);
void revoke(store::Transaction& transaction, Component& component, const RevocationOrder& order,
            std::int64_t now_ms);  // Throws kComponentClosed.
// `later` takes the place of `earlier`, both of the same owner and type or of one that its type
// succeeded. `later` is changed but not entered: its caller does that. `by` is fit for the log, and
// empty where a deposit named nobody. Throws kSupersessionInvalid.
void supersede(store::Transaction& transaction, const Uuid& earlier, Component& later,
               const std::string& by, std::int64_t now_ms);
// After a correction of `later`: its first day may be another.
void renew_supersession(store::Transaction& transaction, const Component& later);

// Marks what the store found out about the component's file.
void mark_file(store::Transaction& transaction, Component& component, bool damaged,
               std::int64_t now_ms);

}  // namespace kho::warehouse
