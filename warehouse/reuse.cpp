#include "warehouse/reuse.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "index/text.h"

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

struct Judged {
  const Requirement& requirement;
  const ComponentType& type;
  const Occasion& occasion;
  Consent consent;  // kAuthorised for the owner's own papers.
};

void judge_signature(Candidate& candidate, bool required) {
  switch (candidate.holding.signature) {
    case Signature::kInvalid:
      worsen(candidate, ReuseOutcome::kMissing, Reason::kSignatureInvalid);
      break;
    case Signature::kNone:
      if (required) worsen(candidate, ReuseOutcome::kNeedsCheck, Reason::kUnsigned);
      break;
    case Signature::kUnchecked:
    case Signature::kIntact:
      if (required) worsen(candidate, ReuseOutcome::kNeedsCheck, Reason::kSignatureUnchecked);
      break;
    case Signature::kTrusted:
      break;
  }
}

void judge_validity(Candidate& candidate, const Occasion& occasion) {
  const Validity& validity = candidate.holding.validity;
  const std::optional<Date> issued = candidate.holding.issue_date;
  if (validity.kind == Validity::Kind::kUnknown) {
    worsen(candidate, ReuseOutcome::kNeedsCheck, Reason::kValidityUnknown);
  }
  // The last day still counts.
  if (validity.to && *validity.to < occasion.day) {
    worsen(candidate, ReuseOutcome::kMissing, Reason::kExpired);
  } else if (validity.to && occasion.due && *validity.to < *occasion.due) {
    candidate.warnings.push_back(Reason::kExpiresBeforeDue);
  }
  if ((validity.from && *validity.from > occasion.day) || (issued && *issued > occasion.day)) {
    worsen(candidate, ReuseOutcome::kMissing, Reason::kNotYetValid);
  }
}

// On the day that is asked about, the later paper may not have been there yet.
bool superseded_on(const Holding& holding, Date day) {
  return holding.superseded && !(holding.superseded_since && *holding.superseded_since > day);
}

void judge_standing(Candidate& candidate, Date day) {
  const Holding& holding = candidate.holding;
  if (holding.review != ReviewState::kApproved) {
    worsen(candidate, ReuseOutcome::kPending, Reason::kPendingReview);
  }
  if (holding.revoked) worsen(candidate, ReuseOutcome::kMissing, Reason::kRevoked);
  if (holding.superseded) {
    worsen(candidate,
           superseded_on(holding, day) ? ReuseOutcome::kMissing : ReuseOutcome::kNeedsCheck,
           Reason::kSuperseded);
  }
  if (holding.held && !(holding.held_until && *holding.held_until < day)) {
    worsen(candidate, ReuseOutcome::kNeedsCheck, Reason::kHeld);
  }
}

void judge_file(Candidate& candidate) {
  if (candidate.holding.file == FileState::kDamaged) {
    worsen(candidate, ReuseOutcome::kMissing, Reason::kFileDamaged);
  } else if (candidate.holding.file == FileState::kUnreadable) {
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
  judge_validity(candidate, judged.occasion);
  judge_standing(candidate, judged.occasion.day);
  judge_signature(candidate, judged.type.signature_required);
  if (!has_form(candidate.holding, requirement.form)) {
    worsen(candidate, ReuseOutcome::kNeedsCheck, Reason::kWrongForm);
  }
  if (candidate.holding.origin > requirement.origin_min.value_or(Origin::kDeskScan)) {
    worsen(candidate, ReuseOutcome::kNeedsCheck, Reason::kWeakOrigin);
  }
  judge_file(candidate);
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

// Whether the facts of two deposits of the same bytes cannot both be true.
bool contradict(const Holding& a, const Holding& b) {
  const bool validity = a.validity.kind != Validity::Kind::kUnknown &&
                        b.validity.kind != Validity::Kind::kUnknown &&
                        (a.validity.kind != b.validity.kind || a.validity.to != b.validity.to);
  const bool dates = a.issue_date && b.issue_date && a.issue_date != b.issue_date;
  const bool places =
      names_a_place(a.location) && names_a_place(b.location) && !same_place(a.location, b.location);
  return validity || dates || places || b.review == ReviewState::kRejected;
}

// The papers held of one type, equal bytes being one paper: what they say about each other.
class Papers {
 public:
  // `rejected` ones count against equal bytes only: they are evidence of nothing else.
  Papers(const std::vector<Candidate>& candidates, const std::vector<Holding>& rejected, Date day) {
    for (const Candidate& candidate : candidates) {
      const Holding& holding = candidate.holding;
      Paper& paper = papers_[holding.sha256];
      paper.held_as.push_back(&holding);
      // A paper for another place, not in force on the day yet, or known to be an earlier one takes
      // nothing from the others.
      if (has_reason(candidate, Reason::kLocationDiffers) ||
          has_reason(candidate, Reason::kNotYetValid) || superseded_on(holding, day)) {
        continue;
      }
      paper.counts = true;
      if (holding.issue_date) paper.date = holding.issue_date;
    }
    for (const Holding& holding : rejected) papers_[holding.sha256].held_as.push_back(&holding);
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
    for (const Holding* other : paper.held_as) {
      if (other != &holding && contradict(holding, *other)) return Reason::kAmbiguous;
    }
    if (counting_ == 1) return std::nullopt;
    if (paper.date && *paper.date < *latest_) return Reason::kNewerExists;
    if (undated_ > 0 || at_latest_ > 1) return Reason::kAmbiguous;
    return std::nullopt;
  }

 private:
  struct Paper {
    std::vector<const Holding*> held_as;  // Every component with these bytes.
    bool counts = false;
    std::optional<Date> date;
  };

  std::map<std::array<char, 32>, Paper> papers_;  // By SHA-256.
  std::size_t counting_ = 0;
  std::size_t undated_ = 0;
  std::optional<Date> latest_;
  std::size_t at_latest_ = 0;
};

// Better outcome, the owner's own, later issue, stronger origin, later deposit.
bool ranks_before(const Candidate& a, const Candidate& b) {
  const auto rank = [](const Candidate& c) {
    const Holding& holding = c.holding;
    return std::tuple(c.outcome, c.from_parent,
                      holding.issue_date ? -holding.issue_date->days() : INT32_MAX, holding.origin,
                      -holding.created_at_ms);
  };
  return rank(a) < rank(b);
}

// Those of `holdings` that are evidence of anything, each judged alone and beside the others.
std::vector<Candidate> judge_papers(std::vector<Holding> holdings, const Judged& judged) {
  std::vector<Candidate> candidates;
  std::vector<Holding> rejected;
  for (Holding& holding : holdings) {
    if (holding.review == ReviewState::kRejected) {
      rejected.push_back(std::move(holding));
    } else {
      candidates.push_back(judge_alone(std::move(holding), judged));
    }
  }
  const Papers papers(candidates, rejected, judged.occasion.day);
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
  const Judged judged{requirement, *type, occasion, consent};
  answer.candidates = judge_papers(holdings.of_type(code), judged);
  if (requirement.parent_serves_branch && holdings.of_parent) {
    for (Candidate& candidate : judge_papers(holdings.of_parent(code), judged)) {
      candidate.from_parent = true;
      answer.candidates.push_back(std::move(candidate));
    }
  }
  std::stable_sort(answer.candidates.begin(), answer.candidates.end(), ranks_before);
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
