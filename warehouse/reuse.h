// warehouse/reuse.h - May a paper that the warehouse holds be used instead of asking for it again?
//
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
#include "warehouse/holding.h"

namespace kho::warehouse {

// Numbers are on disk. From best to worst: an alternative is as good as its worst type, a
// requirement as its best alternative.
enum class ReuseOutcome { kReusable, kNeedsCheck, kPending, kMissing, kNotReusableType };
inline constexpr NameTable<ReuseOutcome, 5> kReuseOutcomeNames{
    {{ReuseOutcome::kReusable, "reusable"},
     {ReuseOutcome::kNeedsCheck, "needs_check"},
     {ReuseOutcome::kPending, "pending"},
     {ReuseOutcome::kMissing, "missing"},
     {ReuseOutcome::kNotReusableType, "not_reusable_type"}}};

// Numbers are on disk.
enum class Reason {
  kExpired,             // Validity ended before the day.
  kNotYetValid,         // Issued, or valid from, after the day.
  kValidityUnknown,     // Nobody recorded until when it is valid.
  kExpiresBeforeDue,    // Valid on the day, but no longer when the answer is due: a warning.
  kPendingReview,       // Captured or under review, not approved.
  kRevoked,             // The authority took it back.
  kSuperseded,          // A later paper took its place.
  kHeld,                // A lawsuit or an inspection concerns it.
  kUnsigned,            // Its type asks for an electronic signature, and there is none.
  kSignatureUnchecked,  // Its type asks for one, and nobody found out yet whose it is.
  kSignatureInvalid,    // A signature in the file is broken.
  kWrongForm,           // What was digitised is not what the requirement asks for.
  kWeakOrigin,          // Weaker evidence than asked for, as an upload of the owner.
  kFileDamaged,         // The stored bytes failed their check.
  kFileUnreadable,      // Kept, but no parser could read it.
  kLocationDiffers,     // Site-bound, and for another place.
  kLocationUnknown,     // Site-bound, and the place of the paper or of the question is not given.
  kThirdParty,          // Somebody else's paper, and that one's consent is not on record.
  kNameMismatch,        // The owner is not known by the name that the application gives.
  kNewerExists,         // The owner has a later paper of this type.
  kAmbiguous,  // Others may be later or as good, or the same file is held with other facts.
};
inline constexpr NameTable<Reason, 21> kReasonNames{
    {{Reason::kExpired, "expired"},
     {Reason::kNotYetValid, "not_yet_valid"},
     {Reason::kValidityUnknown, "validity_unknown"},
     {Reason::kExpiresBeforeDue, "expires_before_due"},
     {Reason::kPendingReview, "pending_review"},
     {Reason::kRevoked, "revoked"},
     {Reason::kSuperseded, "superseded"},
     {Reason::kHeld, "held"},
     {Reason::kUnsigned, "unsigned"},
     {Reason::kSignatureUnchecked, "signature_unchecked"},
     {Reason::kSignatureInvalid, "signature_invalid"},
     {Reason::kWrongForm, "wrong_form"},
     {Reason::kWeakOrigin, "weak_origin"},
     {Reason::kFileDamaged, "file_damaged"},
     {Reason::kFileUnreadable, "file_unreadable"},
     {Reason::kLocationDiffers, "location_differs"},
     {Reason::kLocationUnknown, "location_unknown"},
     {Reason::kThirdParty, "third_party"},
     {Reason::kNameMismatch, "name_mismatch"},
     {Reason::kNewerExists, "newer_exists"},
     {Reason::kAmbiguous, "ambiguous"}}};

struct Candidate {
  Holding holding;
  bool from_parent = false;  // Of the enterprise whose branch the owner is.
  ReuseOutcome outcome = ReuseOutcome::kMissing;
  std::vector<Reason> reasons;   // Every "no", and every doubt.
  std::vector<Reason> warnings;  // What does not stand against it today.
};

inline constexpr std::size_t kCandidatesMax = 100;

struct TypeAnswer {
  std::string type;
  std::string name;
  ReuseOutcome outcome = ReuseOutcome::kMissing;
  std::vector<Reason> reasons;
  std::vector<Reason> warnings;
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
  std::vector<Reason> reasons;   // Of the alternative that `outcome` comes from...
  std::vector<Reason> warnings;  // ...and likewise.
  std::vector<AlternativeAnswer> alternatives;
};

// What the application is about, as far as the rules ask.
struct Occasion {
  Date day{0};                // Of reception: the papers are judged as of this day.
  std::optional<Date> due;    // By when it must be answered, not before `day`.
  std::string location;       // The place that it concerns; empty where it concerns none.
  bool name_differs = false;  // It names the owner by a name that the warehouse does not know.
};

// On what ground a third party's papers may be looked at.
enum class Consent {
  kNone,
  kGround,      // The officer names a lawful ground: a person must answer for it.
  kAuthorised,  // The third party's authorisation is on record and in force.
};

// What the rules need to look up for one requirement.
struct Holdings {
  // All papers that count as one of this type: the owner's, or of a third-party requirement those
  // of the third party named. In any order.
  std::function<std::vector<Holding>(const std::string& type)> of_type;
  // Those of the enterprise whose branch the owner is, where the requirement allows them.
  std::function<std::vector<Holding>(const std::string& type)> of_parent;
  // nullopt where the catalogue has no such type.
  std::function<std::optional<ComponentType>(const std::string& type)> type_named;
  // For third-party requirements.
  std::function<Consent(const std::string& type)> consent;
};

[[nodiscard]] RequirementAnswer judge(const Requirement& requirement, const Holdings& holdings,
                                      const Occasion& occasion);

}  // namespace kho::warehouse
