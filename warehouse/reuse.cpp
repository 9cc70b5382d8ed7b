#include "warehouse/reuse.h"

#include <algorithm>
#include <set>

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

// Lowers a candidate to `outcome` where it stands better, and says why.
void lower(Candidate& candidate, ReuseOutcome outcome, Reason reason) {
  candidate.outcome = std::max(candidate.outcome, outcome);
  candidate.reasons.push_back(reason);
}

// What can be said of one paper without looking at the others.
Candidate judge_alone(Component component, bool site_bound, Date day, const std::string& location) {
  Candidate candidate{std::move(component), ReuseOutcome::kReusable, {}};
  const Facts& facts = candidate.component.facts;
  switch (facts.validity.kind) {
    case Validity::Kind::kUnknown:
      lower(candidate, ReuseOutcome::kNeedsCheck, Reason::kValidityUnknown);
      break;
    case Validity::Kind::kIndefinite:
      break;
    case Validity::Kind::kUntil:
      // The last day still counts.
      if (*facts.validity.to < day) lower(candidate, ReuseOutcome::kMissing, Reason::kExpired);
      break;
  }
  if (facts.validity.from && *facts.validity.from > day) {
    lower(candidate, ReuseOutcome::kMissing, Reason::kNotYetValid);
  }
  if (facts.review == ReviewState::kCaptured) {
    lower(candidate, ReuseOutcome::kPending, Reason::kPendingReview);
  }
  if (facts.origin >= Origin::kOwnerUpload) {
    lower(candidate, ReuseOutcome::kNeedsCheck, Reason::kWeakOrigin);
  }
  if (site_bound) {
    if (location.empty() || facts.location.empty()) {
      lower(candidate, ReuseOutcome::kNeedsCheck, Reason::kLocationUnknown);
    } else if (comparable(location) != comparable(facts.location)) {
      lower(candidate, ReuseOutcome::kMissing, Reason::kLocationDiffers);
    }
  }
  return candidate;
}

bool same_bytes(const Candidate& a, const Candidate& b) {
  return a.component.current().sha256 == b.component.current().sha256;
}

// What can be said of a paper only beside the others: a later one exists, or an equal one.
void compare(std::vector<Candidate>& candidates) {
  const auto usable = [](const Candidate& c) { return c.outcome == ReuseOutcome::kReusable; };
  std::vector<bool> outdated(candidates.size());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const auto& own_date = candidates[i].component.facts.issue_date;
    outdated[i] = usable(candidates[i]) && own_date &&
                  std::any_of(candidates.begin(), candidates.end(), [&](const Candidate& other) {
                    const auto& date = other.component.facts.issue_date;
                    return date && *date > *own_date && !same_bytes(candidates[i], other);
                  });
  }
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (outdated[i]) lower(candidates[i], ReuseOutcome::kNeedsCheck, Reason::kNewerExists);
  }
  std::set<std::string> different;
  for (const Candidate& c : candidates) {
    if (usable(c)) different.insert(c.component.current().sha256);
  }
  if (different.size() < 2) return;
  for (Candidate& c : candidates) {
    if (usable(c)) lower(c, ReuseOutcome::kNeedsCheck, Reason::kAmbiguous);
  }
}

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
  for (Component& component : holdings.components_of(code)) {
    // A rejected paper was found wrong: it is no evidence of anything.
    if (component.facts.review == ReviewState::kRejected) continue;
    answer.candidates.push_back(
        judge_alone(std::move(component), requirement.site_bound, day, location));
  }
  compare(answer.candidates);
  std::stable_sort(answer.candidates.begin(), answer.candidates.end(), ranks_before);
  if (!answer.candidates.empty()) {
    answer.outcome = answer.candidates.front().outcome;
    answer.reasons = answer.candidates.front().reasons;
  }
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
    judged.outcome = ReuseOutcome::kReusable;
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
