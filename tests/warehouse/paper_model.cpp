#include "tests/warehouse/paper_model.h"

#include <algorithm>
#include <cctype>

namespace kho::warehouse::model {
namespace {

using Papers = std::vector<const Paper*>;

// Of the places that the tests use, upper case and stops are all that differs for one place.
std::string place_of(const std::string& text) {
  std::string place;
  for (const char c : text) {
    if (c != '.') place.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
  }
  return place;
}

bool elsewhere(const Paper& paper, const Asked& asked) {
  return asked.site_bound && !paper.facts.location.empty() && !asked.place.empty() &&
         place_of(paper.facts.location) != place_of(asked.place);
}

bool begins_later(const Paper& paper, Date day) {
  const auto later = [&](const std::optional<Date>& date) { return date && *date > day; };
  return later(paper.facts.issue_date) || later(paper.facts.validity.from);
}

bool rejected(const Paper& paper) { return paper.facts.review == ReviewState::kRejected; }

// All that is held of one file under the type.
Papers held_of(const std::string& bytes, const std::vector<Paper>& all, const std::string& type) {
  Papers papers;
  for (const Paper& paper : all) {
    if (!paper.destroyed && paper.facts.type == type && paper.bytes == bytes) {
      papers.push_back(&paper);
    }
  }
  return papers;
}

// What befell the file under the type as a component that is gone.
bool befell(const std::string& bytes, const std::vector<Paper>& all, const std::string& type,
            bool (*what)(const Paper&)) {
  return std::ranges::any_of(all, [&](const Paper& paper) {
    return paper.destroyed && paper.facts.type == type && paper.bytes == bytes && what(paper);
  });
}

bool was_superseded(const Paper& paper) { return paper.superseded; }

bool spoiled(const Paper& paper) {
  return paper.revoked || paper.superseded || rejected(paper) ||
         paper.signature == Signature::kInvalid;
}

bool superseded_by_then(const Papers& twins, Date day) {
  return std::ranges::any_of(twins, [&](const Paper* twin) {
    return twin->superseded && (!twin->superseded_since || *twin->superseded_since <= day);
  });
}

// Two statements about one file that exclude each other.
bool exclude(const Facts& a, const Facts& b) {
  const auto differ = [](const auto& x, const auto& y) { return x && y && *x != *y; };
  const bool both_known =
      a.validity.kind != Validity::Kind::kUnknown && b.validity.kind != Validity::Kind::kUnknown;
  return differ(a.issue_date, b.issue_date) || differ(a.validity.from, b.validity.from) ||
         (both_known && a.validity.to != b.validity.to) ||
         (!a.location.empty() && !b.location.empty() &&
          place_of(a.location) != place_of(b.location));
}

std::string doubt_in_itself(const Paper& paper, const Asked& asked) {
  const Facts& facts = paper.facts;
  if (facts.review != ReviewState::kApproved) return "not approved";
  if (facts.validity.kind == Validity::Kind::kUnknown) return "validity unknown";
  if (facts.validity.to && *facts.validity.to < asked.day) return "expired";
  if (begins_later(paper, asked.day)) return "not there yet";
  if (!facts.issue_date && !facts.validity.from && paper.deposited_on > asked.day) {
    return "perhaps not there yet";
  }
  if (facts.origin > Origin::kDeskScan) return "weak origin";
  if (facts.form == Form::kCopy && facts.origin > Origin::kCertifiedEcopy) return "a plain copy";
  if (asked.site_bound && (facts.location.empty() || asked.place.empty())) return "place unknown";
  if (elsewhere(paper, asked)) return "another place";
  return {};
}

std::string doubt_about_file(const Papers& twins, const Asked& asked) {
  for (const Paper* twin : twins) {
    if (twin->revoked) return "revoked";
    if (twin->superseded) return "superseded";
    if (twin->held) return "held";
    if (twin->damaged) return "damaged";
    if (twin->signature == Signature::kInvalid) return "broken signature";
    if (rejected(*twin)) return "rejected once";
    if (begins_later(*twin, asked.day)) return "said to begin later";
    for (const Paper* other : twins) {
      if (!rejected(*other) && exclude(twin->facts, other->facts)) return "contradicted";
    }
  }
  return {};
}

// A file that may be the current paper: when it was issued, by whoever knows.
struct Rival {
  bool counts = false;
  std::optional<Date> issued;
};

Rival rival_of(const Papers& twins, const Asked& asked) {
  Rival rival;
  if (superseded_by_then(twins, asked.day)) return rival;
  for (const Paper* twin : twins) {
    if (rejected(*twin) || elsewhere(*twin, asked) || begins_later(*twin, asked.day)) continue;
    rival.counts = true;
    if (!twin->facts.issue_date) continue;
    if (!rival.issued || *rival.issued < *twin->facts.issue_date) {
      rival.issued = twin->facts.issue_date;
    }
  }
  return rival;
}

}  // namespace

std::string doubt(const Paper& paper, const std::vector<Paper>& all, const Asked& asked) {
  if (paper.destroyed || paper.facts.type != asked.type) return "not there";
  if (const std::string own = doubt_in_itself(paper, asked); !own.empty()) return own;
  if (befell(paper.bytes, all, asked.type, spoiled)) return "befell it before";
  const Papers twins = held_of(paper.bytes, all, asked.type);
  if (const std::string file = doubt_about_file(twins, asked); !file.empty()) return file;
  const Rival mine = rival_of(twins, asked);
  for (const Paper& other : all) {
    if (other.bytes == paper.bytes) continue;
    if (befell(other.bytes, all, asked.type, was_superseded)) continue;
    const Rival rival = rival_of(held_of(other.bytes, all, asked.type), asked);
    if (!rival.counts) continue;
    if (!rival.issued || !mine.issued) return "perhaps not the latest";
    if (*rival.issued >= *mine.issued) return "not the latest";
  }
  return {};
}

}  // namespace kho::warehouse::model
