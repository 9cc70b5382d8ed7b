#include "warehouse/reuse.h"

#include <algorithm>
#include <map>
#include <memory_resource>
#include <tuple>

#include "index/analysis/text.h"

namespace kho::warehouse {
namespace {

// What separates the parts of a place.
constexpr std::string_view kGaps = " \t\n,.";

bool names_a_place(const std::string& location) {
  return location.find_first_not_of(kGaps) != std::string::npos;
}

// A place as it is compared: case, normal form, commas, stops and runs of spaces apart. Any other
// difference is a difference: "Số 27" and "Số 21" are neighbours.
std::string comparable(const std::string& location) {
  std::string out;
  for (const char c : index::lower(location)) {
    if (kGaps.find(c) == std::string_view::npos) {
      out.push_back(c);
    } else if (!out.empty() && out.back() != ' ') {
      out.push_back(' ');
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

bool same_place(const std::string& a, const std::string& b) {
  return a == b || comparable(a) == comparable(b);
}

// Makes a candidate no better than `outcome`, and says why.
void worsen(Candidate& candidate, ReuseOutcome outcome, Reason reason) {
  candidate.outcome = std::max(candidate.outcome, outcome);
  candidate.reasons.push_back(reason);
}

// Whether what was digitised is what the requirement asks for. An electronic copy that an authority
// made or certified stands for the paper; a scan of a photocopy does not.
bool has_form(const Holding& holding, std::optional<Form> asked) {
  const bool vouched_for = holding.origin < Origin::kDeskScanSigned;
  if (asked == Form::kCopy) return true;
  if (asked == Form::kElectronic) return holding.form == Form::kElectronic || vouched_for;
  return holding.form != Form::kCopy || vouched_for;
}

// What befell a file. Equal bytes are one paper, so it befell every component that has them: a
// paper that was revoked is not revived by bringing it once more.
struct Fate {
  bool revoked = false;
  bool superseded = false;
  std::optional<Date> superseded_since;  // The earliest; absent: since when is not known.
  bool held = false;
  std::optional<Date> held_until;  // The latest; absent: until it is lifted.
  bool signature_invalid = false;
  FileState file = FileState::kGood;
};
using Fates = std::pmr::map<std::array<char, 32>, Fate>;  // By SHA-256.

void add_fates(const std::vector<Holding>& holdings, Fates& fates) {
  for (const Holding& holding : holdings) {
    Fate& fate = fates[holding.sha256];
    fate.revoked |= holding.revoked;
    if (holding.superseded) {
      const std::optional<Date> since = holding.superseded_since;
      if (!fate.superseded) {
        fate.superseded_since = since;
      } else if (!since || !fate.superseded_since || *since < *fate.superseded_since) {
        fate.superseded_since = fate.superseded_since ? since : std::nullopt;
      }
      fate.superseded = true;
    }
    if (holding.held) {
      const std::optional<Date> until = holding.held_until;
      if (!fate.held) {
        fate.held_until = until;
      } else if (!until || !fate.held_until || *until > *fate.held_until) {
        fate.held_until = fate.held_until ? until : std::nullopt;
      }
      fate.held = true;
    }
    fate.signature_invalid |= holding.signature == Signature::kInvalid;
    fate.file = std::max(fate.file, holding.file);
  }
}

struct Judged {
  const Requirement& requirement;
  const ComponentType& type;
  const Occasion& occasion;
  Consent consent;  // kAuthorised for the owner's own papers.
  const Fates& fates;

  [[nodiscard]] const Fate& fate(const Holding& holding) const { return fates.at(holding.sha256); }
};

void judge_signature(Candidate& candidate, const Fate& fate, bool required) {
  if (fate.signature_invalid) {
    worsen(candidate, ReuseOutcome::kMissing, Reason::kSignatureInvalid);
  } else if (required && candidate.holding.signature == Signature::kNone) {
    worsen(candidate, ReuseOutcome::kNeedsCheck, Reason::kUnsigned);
  } else if (required && candidate.holding.signature != Signature::kTrusted) {
    worsen(candidate, ReuseOutcome::kNeedsCheck, Reason::kSignatureUnchecked);
  }
}

// By what is known of it, it was not there or not in force yet on the day.
bool begins_after(const Holding& holding, Date day) {
  return (holding.validity.from && *holding.validity.from > day) ||
         (holding.issue_date && *holding.issue_date > day);
}

// Nobody said since when there is such a paper, and it was brought in only after the day.
bool may_begin_after(const Holding& holding, Date day) {
  return !holding.validity.from && !holding.issue_date &&
         Date::in_vietnam(holding.created_at_ms) > day;
}

void judge_validity(Candidate& candidate, const Occasion& occasion) {
  const Validity& validity = candidate.holding.validity;
  if (validity.kind == Validity::Kind::kUnknown) {
    worsen(candidate, ReuseOutcome::kNeedsCheck, Reason::kValidityUnknown);
  }
  // The last day still counts.
  if (validity.to && *validity.to < occasion.day) {
    worsen(candidate, ReuseOutcome::kMissing, Reason::kExpired);
  } else if (validity.to && occasion.due && *validity.to < *occasion.due) {
    candidate.warnings.push_back(Reason::kExpiresBeforeDue);
  }
  if (begins_after(candidate.holding, occasion.day)) {
    worsen(candidate, ReuseOutcome::kMissing, Reason::kNotYetValid);
  } else if (may_begin_after(candidate.holding, occasion.day)) {
    worsen(candidate, ReuseOutcome::kNeedsCheck, Reason::kNotYetValid);
  }
}

// On the day that is asked about, the later paper may not have been there yet.
bool superseded_on(const Fate& fate, Date day) {
  return fate.superseded && !(fate.superseded_since && *fate.superseded_since > day);
}

void judge_standing(Candidate& candidate, const Fate& fate, Date day) {
  if (candidate.holding.review != ReviewState::kApproved) {
    worsen(candidate, ReuseOutcome::kPending, Reason::kPendingReview);
  }
  if (fate.revoked) worsen(candidate, ReuseOutcome::kMissing, Reason::kRevoked);
  if (fate.superseded) {
    worsen(candidate, superseded_on(fate, day) ? ReuseOutcome::kMissing : ReuseOutcome::kNeedsCheck,
           Reason::kSuperseded);
  }
  if (fate.held && !(fate.held_until && *fate.held_until < day)) {
    worsen(candidate, ReuseOutcome::kNeedsCheck, Reason::kHeld);
  }
}

void judge_file(Candidate& candidate, const Fate& fate) {
  if (fate.file == FileState::kDamaged) {
    worsen(candidate, ReuseOutcome::kMissing, Reason::kFileDamaged);
  } else if (fate.file == FileState::kUnreadable) {
    worsen(candidate, ReuseOutcome::kNeedsCheck, Reason::kFileUnreadable);
  }
}

void judge_location(Candidate& candidate, const std::string& location) {
  const std::string& own = candidate.holding.location;
  if (!names_a_place(own) || !names_a_place(location)) {
    worsen(candidate, ReuseOutcome::kNeedsCheck, Reason::kLocationUnknown);
  } else if (!same_place(own, location)) {
    worsen(candidate, ReuseOutcome::kMissing, Reason::kLocationDiffers);
  }
}

// What can be said of one paper without looking at the others.
Candidate judge_alone(Holding holding, const Judged& judged) {
  Candidate candidate{std::move(holding), false, ReuseOutcome::kReusable, {}, {}};
  const Requirement& requirement = judged.requirement;
  const Fate& fate = judged.fate(candidate.holding);
  judge_validity(candidate, judged.occasion);
  judge_standing(candidate, fate, judged.occasion.day);
  judge_signature(candidate, fate, judged.type.signature_required);
  if (!has_form(candidate.holding, requirement.form)) {
    worsen(candidate, ReuseOutcome::kNeedsCheck, Reason::kWrongForm);
  }
  if (candidate.holding.origin > requirement.origin_min.value_or(Origin::kDeskScan)) {
    worsen(candidate, ReuseOutcome::kNeedsCheck, Reason::kWeakOrigin);
  }
  judge_file(candidate, fate);
  if (requirement.site_bound) judge_location(candidate, judged.occasion.location);
  if (judged.consent == Consent::kGround) {
    worsen(candidate, ReuseOutcome::kNeedsCheck, Reason::kThirdParty);
  }
  if (judged.occasion.name_differs && !requirement.third_party) {
    worsen(candidate, ReuseOutcome::kNeedsCheck, Reason::kNameMismatch);
  }
  return candidate;
}

bool has_reason(const Candidate& candidate, Reason reason) {
  return std::find(candidate.reasons.begin(), candidate.reasons.end(), reason) !=
         candidate.reasons.end();
}

// What the components that have the same bytes say of the paper.
class Sayings {
 public:
  // False: it cannot be true together with what was said before.
  bool agree(const Holding& holding) {
    const Validity& validity = holding.validity;
    const bool ends_alike = validity.kind == Validity::Kind::kUnknown ||
                            alike(end_, std::optional(std::pair(validity.kind, validity.to)));
    const bool begin_alike = alike(from_, validity.from) && alike(issued_, holding.issue_date);
    return ends_alike && begin_alike && places_alike(holding.location);
  }

 private:
  template <typename T>
  static bool alike(std::optional<T>& said, const std::optional<T>& now) {
    if (!said) said = now;
    return !now || *said == *now;
  }
  bool places_alike(const std::string& place) {
    if (!names_a_place(place)) return true;
    if (place_ == nullptr) place_ = &place;
    return same_place(*place_, place);
  }

  std::optional<std::pair<Validity::Kind, std::optional<Date>>> end_;
  std::optional<Date> from_;
  std::optional<Date> issued_;
  const std::string* place_ = nullptr;
};

// The papers held of one type, equal bytes being one paper: what they say about each other.
class Papers {
 public:
  // `rejected` ones count against equal bytes only: they are evidence of nothing else.
  Papers(const std::vector<Candidate>& candidates, const std::vector<Holding>& rejected,
         const Judged& judged, std::pmr::memory_resource& memory)
      : papers_(&memory) {
    const Date day = judged.occasion.day;
    for (const Candidate& candidate : candidates) {
      const Holding& holding = candidate.holding;
      Paper& paper = papers_[holding.sha256];
      paper.doubted |=
          holding.doubted || !paper.sayings.agree(holding) || begins_after(holding, day);
      // A paper for another place, not in force on the day yet, or known to be an earlier one takes
      // nothing from the others.
      if (has_reason(candidate, Reason::kLocationDiffers) || begins_after(holding, day) ||
          superseded_on(judged.fate(holding), day)) {
        continue;
      }
      paper.counts = true;
      // Where several are said, it may be the latest.
      paper.date = std::max(paper.date, holding.issue_date);
    }
    for (const Holding& holding : rejected) papers_[holding.sha256].doubted = true;
    for (const auto& [bytes, paper] : papers_) {
      if (!paper.counts) continue;
      ++counting_;
      if (!paper.date) {
        ++undated_;
      } else if (!latest_ || *paper.date > *latest_) {
        latest_ = paper.date;
        at_latest_ = 1;
      } else if (*paper.date == *latest_) {
        ++at_latest_;
      }
    }
  }

  // What stands against a candidate that is reusable by itself: it must be known to be the latest.
  [[nodiscard]] std::optional<Reason> against(const Holding& holding) const {
    const Paper& paper = papers_.at(holding.sha256);
    if (paper.doubted) return Reason::kAmbiguous;
    if (counting_ == 1) return std::nullopt;
    if (paper.date && *paper.date < *latest_) return Reason::kNewerExists;
    if (undated_ > 0 || at_latest_ > 1) return Reason::kAmbiguous;
    return std::nullopt;
  }

 private:
  struct Paper {
    Sayings sayings;
    bool doubted = false;  // Held with facts that contradict each other, or rejected once.
    bool counts = false;
    std::optional<Date> date;
  };

  std::pmr::map<std::array<char, 32>, Paper> papers_;  // By SHA-256.
  std::size_t counting_ = 0;
  std::size_t undated_ = 0;
  std::optional<Date> latest_;
  std::size_t at_latest_ = 0;
};

// Better outcome, the owner's own, later issue, stronger origin, later deposit.
bool ranks_before(const Candidate& a, const Candidate& b) {
  const auto place = [](const Candidate& c) {
    const Holding& holding = c.holding;
    return std::tuple(c.outcome, c.from_parent,
                      holding.issue_date ? -holding.issue_date->days() : INT32_MAX, holding.origin,
                      -holding.created_at_ms);
  };
  return place(a) < place(b);
}

// Sorts places first: a candidate is long to move.
void rank(std::vector<Candidate>& candidates) {
  if (candidates.size() < 2) return;
  std::vector<const Candidate*> order;
  order.reserve(candidates.size());
  for (const Candidate& candidate : candidates) order.push_back(&candidate);
  std::ranges::stable_sort(
      order, [](const Candidate* a, const Candidate* b) { return ranks_before(*a, *b); });
  std::vector<Candidate> ranked;
  ranked.reserve(candidates.size());
  for (const Candidate* candidate : order) {
    ranked.push_back(
        std::move(candidates[static_cast<std::size_t>(candidate - candidates.data())]));
  }
  candidates = std::move(ranked);
}

// Those of `holdings` that are evidence of anything, each judged alone and beside the others.
std::vector<Candidate> judge_papers(std::vector<Holding> holdings, const Judged& judged,
                                    std::pmr::memory_resource& memory) {
  std::vector<Candidate> candidates;
  candidates.reserve(holdings.size());
  std::vector<Holding> rejected;
  for (Holding& holding : holdings) {
    if (holding.review == ReviewState::kRejected) {
      rejected.push_back(std::move(holding));
    } else {
      candidates.push_back(judge_alone(std::move(holding), judged));
    }
  }
  const Papers papers(candidates, rejected, judged, memory);
  for (Candidate& candidate : candidates) {
    if (candidate.outcome != ReuseOutcome::kReusable) continue;
    if (const auto reason = papers.against(candidate.holding)) {
      worsen(candidate, ReuseOutcome::kNeedsCheck, *reason);
    }
  }
  return candidates;
}

TypeAnswer judge_type(const std::string& code, const Requirement& requirement,
                      const Holdings& holdings, const Occasion& occasion) {
  TypeAnswer answer;
  answer.type = code;
  const std::optional<ComponentType> type = holdings.type_named(code);
  if (type) answer.name = type->name;
  if (type && !type->reusable) {
    answer.outcome = ReuseOutcome::kNotReusableType;
    return answer;
  }
  const Consent consent = requirement.third_party ? holdings.consent(code) : Consent::kAuthorised;
  if (consent == Consent::kNone) {
    answer.reasons.push_back(Reason::kThirdParty);
    return answer;
  }
  // The catalogue knows every type that a procedure names; if not, nothing is known of the paper.
  if (!type) return answer;
  std::vector<Holding> own = holdings.of_type(code);
  std::vector<Holding> of_parent;
  if (requirement.parent_serves_branch && holdings.of_parent) of_parent = holdings.of_parent(code);
  // An answer is made of many small nodes that go together.
  std::array<std::byte, 16384> stack;
  std::pmr::monotonic_buffer_resource memory(stack.data(), stack.size());
  Fates fates(&memory);
  add_fates(own, fates);
  add_fates(of_parent, fates);
  const Judged judged{requirement, *type, occasion, consent, fates};
  answer.candidates = judge_papers(std::move(own), judged, memory);
  for (Candidate& candidate : judge_papers(std::move(of_parent), judged, memory)) {
    candidate.from_parent = true;
    answer.candidates.push_back(std::move(candidate));
  }
  rank(answer.candidates);
  if (!answer.candidates.empty()) {
    answer.outcome = answer.candidates.front().outcome;
    answer.reasons = answer.candidates.front().reasons;
    answer.warnings = answer.candidates.front().warnings;
  }
  answer.candidates_held = answer.candidates.size();
  if (answer.candidates.size() > kCandidatesMax) answer.candidates.resize(kCandidatesMax);
  return answer;
}

// The reasons behind an alternative's outcome, or its warnings, each once.
std::vector<Reason> gathered(const AlternativeAnswer& alternative,
                             std::vector<Reason> TypeAnswer::*which) {
  std::vector<Reason> reasons;
  for (const TypeAnswer& type : alternative.types) {
    for (const Reason reason : type.*which) {
      if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) {
        reasons.push_back(reason);
      }
    }
  }
  return reasons;
}

}  // namespace

RequirementAnswer judge(const Requirement& requirement, const Holdings& holdings,
                        const Occasion& occasion) {
  RequirementAnswer answer;
  answer.code = requirement.code;
  answer.name = requirement.name;
  answer.required = requirement.required;
  answer.outcome = ReuseOutcome::kNotReusableType;
  for (const Alternative& alternative : requirement.any_of) {
    AlternativeAnswer judged;
    if (!alternative.empty()) judged.outcome = ReuseOutcome::kReusable;
    for (const std::string& type : alternative) {
      judged.types.push_back(judge_type(type, requirement, holdings, occasion));
      judged.outcome = std::max(judged.outcome, judged.types.back().outcome);
    }
    answer.alternatives.push_back(std::move(judged));
  }
  const auto best = std::min_element(
      answer.alternatives.begin(), answer.alternatives.end(),
      [](const AlternativeAnswer& a, const AlternativeAnswer& b) { return a.outcome < b.outcome; });
  if (best != answer.alternatives.end()) {
    answer.outcome = best->outcome;
    answer.reasons = gathered(*best, &TypeAnswer::reasons);
    answer.warnings = gathered(*best, &TypeAnswer::warnings);
  }
  return answer;
}

}  // namespace kho::warehouse
