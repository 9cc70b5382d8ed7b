#include "warehouse/reuse.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "index/text.h"

namespace kho::warehouse {
namespace {

// A place as it is compared: case, normal form, commas, stops and runs of spaces apart. Any other
// difference is a difference: "Số 27" and "Số 21" are neighbours.
std::string comparable(const std::string& location) {
  std::string out;
  for (const char c : index::lower(location)) {
    const bool gap = c == ' ' || c == '\t' || c == '\n' || c == ',' || c == '.';
    if (!gap) {
      out.push_back(c);
    } else if (!out.empty() && out.back() != ' ') {
      out.push_back(' ');
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// Makes a candidate no better than `outcome`, and says why.
void worsen(Candidate& candidate, ReuseOutcome outcome, Reason reason) {
  candidate.outcome = std::max(candidate.outcome, outcome);
  candidate.reasons.push_back(reason);
}

// An electronic copy that an authority made or certified stands for the paper; a scan of a
// photocopy does not.
bool is_plain_copy(const Facts& facts) {
  return facts.form == Form::kCopy && facts.origin >= Origin::kDeskScanSigned;
}

// What can be said of one paper without looking at the others.
Candidate judge_alone(Component component, bool site_bound, Date day, const std::string& location) {
  Candidate candidate{std::move(component), ReuseOutcome::kReusable, {}};
  const Facts& facts = candidate.component.facts;
  if (facts.validity.kind == Validity::Kind::kUnknown) {
    worsen(candidate, ReuseOutcome::kNeedsCheck, Reason::kValidityUnknown);
  }
  // The last day still counts.
  if (facts.validity.to && *facts.validity.to < day) {
    worsen(candidate, ReuseOutcome::kMissing, Reason::kExpired);
  }
  if ((facts.validity.from && *facts.validity.from > day) ||
      (facts.issue_date && *facts.issue_date > day)) {
    worsen(candidate, ReuseOutcome::kMissing, Reason::kNotYetValid);
  }
  if (facts.review == ReviewState::kCaptured) {
    worsen(candidate, ReuseOutcome::kPending, Reason::kPendingReview);
  }
  if (is_plain_copy(facts)) worsen(candidate, ReuseOutcome::kNeedsCheck, Reason::kWrongForm);
  if (facts.origin >= Origin::kOwnerUpload) {
    worsen(candidate, ReuseOutcome::kNeedsCheck, Reason::kWeakOrigin);
  }
  if (site_bound) {
    const std::string own = comparable(facts.location);
    const std::string asked = comparable(location);
    if (own.empty() || asked.empty()) {
      worsen(candidate, ReuseOutcome::kNeedsCheck, Reason::kLocationUnknown);
    } else if (own != asked) {
      worsen(candidate, ReuseOutcome::kMissing, Reason::kLocationDiffers);
    }
  }
  return candidate;
}

bool has_reason(const Candidate& candidate, Reason reason) {
  return std::find(candidate.reasons.begin(), candidate.reasons.end(), reason) !=
         candidate.reasons.end();
}

// Whether the facts of two deposits of the same bytes cannot both be true.
bool contradict(const Facts& a, const Facts& b) {
  const bool validity = a.validity.kind != Validity::Kind::kUnknown &&
                        b.validity.kind != Validity::Kind::kUnknown &&
                        (a.validity.kind != b.validity.kind || a.validity.to != b.validity.to);
  const bool dates = a.issue_date && b.issue_date && a.issue_date != b.issue_date;
  const bool places = !a.location.empty() && !b.location.empty() &&
                      comparable(a.location) != comparable(b.location);
  return validity || dates || places || b.review == ReviewState::kRejected;
}

// The papers held of one type, equal bytes being one paper: what they say about each other.
class Papers {
 public:
  // `rejected` ones count against equal bytes only: they are evidence of nothing else.
  Papers(const std::vector<Candidate>& candidates, const std::vector<Component>& rejected) {
    for (const Candidate& candidate : candidates) {
      const Facts& facts = candidate.component.facts;
      Paper& paper = paper_of(candidate.component);
      paper.facts.push_back(&facts);
      // A paper for another place, or not in force on the day yet, takes nothing from the others.
      if (has_reason(candidate, Reason::kLocationDiffers) ||
          has_reason(candidate, Reason::kNotYetValid)) {
        continue;
      }
      paper.counts = true;
      if (facts.issue_date) paper.date = facts.issue_date;
    }
    for (const Component& component : rejected) {
      paper_of(component).facts.push_back(&component.facts);
    }
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
  [[nodiscard]] std::optional<Reason> against(const Component& component) const {
    const Paper& paper = papers_.at(component.current().sha256);
    for (const Facts* other : paper.facts) {
      if (contradict(component.facts, *other)) return Reason::kAmbiguous;
    }
    if (counting_ == 1) return std::nullopt;
    if (paper.date && *paper.date < *latest_) return Reason::kNewerExists;
    if (undated_ > 0 || at_latest_ > 1) return Reason::kAmbiguous;
    return std::nullopt;
  }

 private:
  struct Paper {
    std::vector<const Facts*> facts;  // Of every deposit of these bytes.
    bool counts = false;
    std::optional<Date> date;
  };
  Paper& paper_of(const Component& component) { return papers_[component.current().sha256]; }

  std::map<std::string, Paper> papers_;  // By SHA-256.
  std::size_t counting_ = 0;
  std::size_t undated_ = 0;
  std::optional<Date> latest_;
  std::size_t at_latest_ = 0;
};

// Better outcome, later issue, stronger origin, later deposit.
bool ranks_before(const Candidate& a, const Candidate& b) {
  const auto rank = [](const Candidate& c) {
    const Facts& facts = c.component.facts;
    return std::tuple(c.outcome, facts.issue_date ? -facts.issue_date->days() : INT32_MAX,
                      facts.origin, -c.component.created_at_ms);
  };
  return rank(a) < rank(b);
}

TypeAnswer judge_type(const std::string& code, const Requirement& requirement,
                      const Holdings& holdings, Date day, const std::string& location) {
  TypeAnswer answer;
  answer.type = code;
  const std::optional<ComponentType> type = holdings.type_named(code);
  if (type) answer.name = type->name;
  if (type && !type->reusable) {
    answer.outcome = ReuseOutcome::kNotReusableType;
    return answer;
  }
  if (requirement.third_party) {
    answer.reasons.push_back(Reason::kThirdParty);
    return answer;
  }
  // The catalogue knows every type that a procedure names; if not, nothing is known of the paper.
  if (!type) return answer;
  std::vector<Component> rejected;
  for (Component& component : holdings.components_of(code)) {
    if (component.facts.review == ReviewState::kRejected) {
      rejected.push_back(std::move(component));
    } else {
      answer.candidates.push_back(
          judge_alone(std::move(component), requirement.site_bound, day, location));
    }
  }
  const Papers papers(answer.candidates, rejected);
  for (Candidate& candidate : answer.candidates) {
    if (candidate.outcome != ReuseOutcome::kReusable) continue;
    if (const auto reason = papers.against(candidate.component)) {
      worsen(candidate, ReuseOutcome::kNeedsCheck, *reason);
    }
  }
  std::stable_sort(answer.candidates.begin(), answer.candidates.end(), ranks_before);
  if (!answer.candidates.empty()) {
    answer.outcome = answer.candidates.front().outcome;
    answer.reasons = answer.candidates.front().reasons;
  }
  answer.candidates_held = answer.candidates.size();
  if (answer.candidates.size() > kCandidatesMax) answer.candidates.resize(kCandidatesMax);
  return answer;
}

// The reasons behind an alternative's outcome, each once.
std::vector<Reason> reasons_of(const AlternativeAnswer& alternative) {
  std::vector<Reason> reasons;
  for (const TypeAnswer& type : alternative.types) {
    for (const Reason reason : type.reasons) {
      if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) {
        reasons.push_back(reason);
      }
    }
  }
  return reasons;
}

}  // namespace

RequirementAnswer judge(const Requirement& requirement, const Holdings& holdings, Date day,
                        const std::string& location) {
  RequirementAnswer answer;
  answer.code = requirement.code;
  answer.name = requirement.name;
  answer.required = requirement.required;
  answer.outcome = ReuseOutcome::kNotReusableType;
  for (const Alternative& alternative : requirement.any_of) {
    AlternativeAnswer judged;
    if (!alternative.empty()) judged.outcome = ReuseOutcome::kReusable;
    for (const std::string& type : alternative) {
      judged.types.push_back(judge_type(type, requirement, holdings, day, location));
      judged.outcome = std::max(judged.outcome, judged.types.back().outcome);
    }
    answer.alternatives.push_back(std::move(judged));
  }
  const auto best = std::min_element(
      answer.alternatives.begin(), answer.alternatives.end(),
      [](const AlternativeAnswer& a, const AlternativeAnswer& b) { return a.outcome < b.outcome; });
  if (best != answer.alternatives.end()) {
    answer.outcome = best->outcome;
    answer.reasons = reasons_of(*best);
  }
  return answer;
}

}  // namespace kho::warehouse
