// warehouse/reuse.h - The reuse rules: which paper held may stand for which requirement, and why
// not.
//
// Judged at the day of reception, over values alone: no table, clock or index is looked at here.
// Rules: NĐ 61/2018, NĐ 107/2021; written out for people in docs/reuse.md. A wrong "reusable" is a
// legal error, so whatever is not known for certain comes out as needs_check.
//
// Immutable functions.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "warehouse/catalogue.h"
#include "warehouse/component.h"

namespace kho::warehouse {

// From best to worst: an alternative is as good as its worst type, a requirement as its best
// alternative.
enum class ReuseOutcome { kReusable, kNeedsCheck, kPending, kMissing, kNotReusableType };
inline constexpr NameTable<ReuseOutcome, 5> kReuseOutcomeNames{
    {{ReuseOutcome::kReusable, "reusable"},
     {ReuseOutcome::kNeedsCheck, "needs_check"},
     {ReuseOutcome::kPending, "pending"},
     {ReuseOutcome::kMissing, "missing"},
     {ReuseOutcome::kNotReusableType, "not_reusable_type"}}};

enum class Reason {
  kExpired,          // Validity ended before the day.
  kNotYetValid,      // Issued, or valid from, after the day.
  kValidityUnknown,  // Nobody recorded until when it is valid.
  kPendingReview,    // Captured but not approved.
  kWrongForm,        // The paper digitised was a plain copy.
  kWeakOrigin,       // Uploaded by the owner or only referred to: nobody compared it.
  kLocationDiffers,  // Site-bound, and for another place.
  kLocationUnknown,  // Site-bound, and the place of the paper or of the question is not given.
  kThirdParty,       // Somebody else's paper: ask for it.
  kNewerExists,      // The owner has a later paper of this type.
  kAmbiguous,        // Others may be later or as good, or the same file is held with other facts.
};
inline constexpr NameTable<Reason, 11> kReasonNames{{{Reason::kExpired, "expired"},
                                                     {Reason::kNotYetValid, "not_yet_valid"},
                                                     {Reason::kValidityUnknown, "validity_unknown"},
                                                     {Reason::kPendingReview, "pending_review"},
                                                     {Reason::kWrongForm, "wrong_form"},
                                                     {Reason::kWeakOrigin, "weak_origin"},
                                                     {Reason::kLocationDiffers, "location_differs"},
                                                     {Reason::kLocationUnknown, "location_unknown"},
                                                     {Reason::kThirdParty, "third_party"},
                                                     {Reason::kNewerExists, "newer_exists"},
                                                     {Reason::kAmbiguous, "ambiguous"}}};

struct Candidate {
  Component component;
  ReuseOutcome outcome = ReuseOutcome::kMissing;
  std::vector<Reason> reasons;  // Every "no", and every doubt.
};

inline constexpr std::size_t kCandidatesMax = 100;

struct TypeAnswer {
  std::string type;
  std::string name;
  ReuseOutcome outcome = ReuseOutcome::kMissing;
  std::vector<Reason> reasons;
  std::vector<Candidate> candidates;  // Best first, at most kCandidatesMax...
  std::size_t candidates_held = 0;    // ...of this many.
};

struct AlternativeAnswer {
  ReuseOutcome outcome = ReuseOutcome::kMissing;
  std::vector<TypeAnswer> types;  // Needed together.
};

struct RequirementAnswer {
  std::string code;
  std::string name;
  bool required = true;
  ReuseOutcome outcome = ReuseOutcome::kMissing;
  std::vector<Reason> reasons;  // Of the alternative that `outcome` comes from.
  std::vector<AlternativeAnswer> alternatives;
};

// What the rules need to look up.
struct Holdings {
  // The owner's components of a type, in any order.
  std::function<std::vector<Component>(const std::string& type)> components_of;
  // nullopt where the catalogue has no such type.
  std::function<std::optional<ComponentType>(const std::string& type)> type_named;
};

// `location` is the place that the application concerns; empty where it concerns none.
[[nodiscard]] RequirementAnswer judge(const Requirement& requirement, const Holdings& holdings,
                                      Date day, const std::string& location);

}  // namespace kho::warehouse
