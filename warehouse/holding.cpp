#include "warehouse/holding.h"

#include <algorithm>

#include "records.pb.h"
#include "warehouse/record_parse.h"
#include "warehouse/validity_codec.h"

namespace kho::warehouse {
namespace {

void fill_hold(Holding& holding, const std::vector<Hold>& holds) {
  for (const Hold& hold : holds) {
    if (!hold.until || (holding.held && !holding.held_until)) {
      holding.held_until.reset();
    } else if (!holding.held || *hold.until > *holding.held_until) {
      holding.held_until = hold.until;
    }
    holding.held = true;
  }
}

}  // namespace

Holding holding_of(const Component& component, const TextState& text) {
  const Facts& facts = component.facts;
  const Version& current = component.current();
  Holding holding;
  holding.component = component.id;
  holding.type = facts.type;
  holding.version = current.number;
  std::ranges::copy(current.sha256, holding.sha256.begin());
  holding.kind = facts.kind;
  holding.review = facts.review;
  holding.origin = facts.origin;
  holding.form = facts.form;
  holding.signature = signature_of(current.signature, text);
  if (component.damaged_since_ms) {
    holding.file = FileState::kDamaged;
  } else if (text.outcome == TextState::Outcome::kFailed) {
    holding.file = FileState::kUnreadable;
  }
  holding.validity = facts.validity;
  holding.issue_date = facts.issue_date;
  holding.created_at_ms = component.created_at_ms;
  holding.revoked = component.revocation.has_value();
  holding.superseded = component.superseded.has_value();
  if (component.superseded) holding.superseded_since = component.superseded->since;
  fill_hold(holding, component.holds);
  holding.number = facts.number;
  holding.issuer = facts.issuer.empty() ? facts.issuer_name : facts.issuer;
  holding.location = facts.location;
  return holding;
}

Signature signature_of(Signature said, const TextState& found) {
  switch (found.signature) {
    case Signature::kUnchecked:
    case Signature::kInvalid:
    case Signature::kTrusted:
      break;
    case Signature::kNone:
      // It may lie beside the file; a person must look.
      if (said == Signature::kIntact || said == Signature::kTrusted) return Signature::kUnchecked;
      break;
    case Signature::kIntact:
      if (said == Signature::kTrusted && !found.knows_whom_to_trust) return said;
      break;
  }
  const bool stays = said == Signature::kInvalid || found.signature == Signature::kUnchecked;
  return stays ? said : found.signature;
}

std::uint8_t fate_of(const Component& component) {
  std::uint8_t fate = 0;
  if (component.revocation) fate |= kFateRevoked;
  if (component.superseded) fate |= kFateSuperseded;
  if (component.facts.review == ReviewState::kRejected) fate |= kFateRejected;
  if (component.current().signature == Signature::kInvalid) fate |= kFateSignatureInvalid;
  return fate;
}

void suffer(Holding& holding, std::uint8_t fate) {
  if (fate & kFateRevoked) holding.revoked = true;
  if (fate & kFateSuperseded) {
    holding.superseded = true;
    holding.superseded_since.reset();
  }
  if (fate & kFateRejected) holding.doubted = true;
  if (fate & kFateSignatureInvalid) holding.signature = Signature::kInvalid;
}

std::string encode(const Holding& holding) {
  records::Holding out;
  out.set_version(holding.version);
  out.set_sha256(holding.sha256.data(), holding.sha256.size());
  out.set_kind(static_cast<std::uint32_t>(holding.kind));
  out.set_review(static_cast<std::uint32_t>(holding.review));
  out.set_origin(static_cast<std::uint32_t>(holding.origin));
  out.set_form(static_cast<std::uint32_t>(holding.form));
  out.set_signature(static_cast<std::uint32_t>(holding.signature));
  out.set_file(static_cast<std::uint32_t>(holding.file));
  fill(*out.mutable_validity(), holding.validity);
  if (holding.issue_date) out.set_issue_days(holding.issue_date->days());
  out.set_created_at_ms(holding.created_at_ms);
  out.set_revoked(holding.revoked);
  out.set_superseded(holding.superseded);
  if (holding.superseded_since) out.set_superseded_since_days(holding.superseded_since->days());
  out.set_held(holding.held);
  if (holding.held_until) out.set_held_until_days(holding.held_until->days());
  out.set_doubted(holding.doubted);
  out.set_number(holding.number);
  out.set_issuer(holding.issuer);
  out.set_location(holding.location);
  return out.SerializeAsString();
}

Holding decode_holding(std::string_view bytes) {
  // Kept for its memory: a reuse answer reads dozens of them.
  thread_local records::Holding in;
  if (!in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    corrupt("damaged holding record");
  }
  Holding holding;
  holding.version = in.version();
  if (in.sha256().size() != holding.sha256.size()) corrupt("record with a damaged hash");
  std::ranges::copy(in.sha256(), holding.sha256.begin());
  holding.kind = enumerator(kKindNames, in.kind());
  holding.review = enumerator(kReviewStateNames, in.review());
  holding.origin = enumerator(kOriginNames, in.origin());
  holding.form = enumerator(kFormNames, in.form());
  holding.signature = enumerator(kSignatureNames, in.signature());
  if (in.file() > static_cast<std::uint32_t>(FileState::kDamaged)) {
    corrupt("record with an unknown state of its file");
  }
  holding.file = static_cast<FileState>(in.file());
  holding.validity = read(in.validity());
  if (in.has_issue_days()) holding.issue_date = Date(in.issue_days());
  holding.created_at_ms = in.created_at_ms();
  holding.revoked = in.revoked();
  holding.superseded = in.superseded();
  if (in.has_superseded_since_days()) holding.superseded_since = Date(in.superseded_since_days());
  holding.held = in.held();
  if (in.has_held_until_days()) holding.held_until = Date(in.held_until_days());
  holding.doubted = in.doubted();
  holding.number = in.number();
  holding.issuer = in.issuer();
  holding.location = in.location();
  return holding;
}

}  // namespace kho::warehouse
