#include "warehouse/reuse_desk.h"

#include <algorithm>

#include "warehouse/authorisations.h"
#include "warehouse/catalogue_tables.h"
#include "warehouse/component_tables.h"
#include "warehouse/dossier_changes.h"
#include "warehouse/dossier_tables.h"
#include "warehouse/facts_check.h"
#include "warehouse/identity.h"
#include "warehouse/log_text.h"
#include "warehouse/owner_entry.h"
#include "warehouse/owner_name.h"
#include "warehouse/owners.h"
#include "warehouse/paper_rights.h"
#include "warehouse/record_codec.h"
#include "warehouse/schema.h"

namespace kho::warehouse {
namespace {

[[noreturn]] void invalid(const std::string& why) { throw Error(Errc::kQueryInvalid, why); }

// What one answer looks up, in one state of the tables.
class Lookup {
 public:
  Lookup(const store::TableReader& tables, const ReuseQuestion& question, Date day,
         const Procedure& procedure, const OwnerKey& key)
      : tables_(tables),
        question_(question),
        day_(day),
        procedure_(procedure),
        owner_(identity_of(tables, key)) {
    if (const auto parent = key.parent()) parent_ = identity_of(tables, *parent);
  }

  [[nodiscard]] const Identity& owner() const { return owner_; }

  [[nodiscard]] Holdings holdings_for(const Requirement& requirement) const {
    Holdings holdings;
    holdings.type_named = [this](const std::string& type) { return find_type(tables_, type); };
    if (requirement.third_party) {
      const ThirdParty* third = third_party_for(requirement);
      const Identity identity =
          third ? identity_of(tables_, OwnerKey::parse(third->owner)) : Identity();
      holdings.of_type = [this, identity](const std::string& type) { return of(identity, type); };
      holdings.consent = [this, third, identity](const std::string& type) {
        return consent(third, identity, type);
      };
      return holdings;
    }
    holdings.of_type = [this](const std::string& type) { return of(owner_, type); };
    if (parent_.found == Identity::Found::kOne) {
      holdings.of_parent = [this](const std::string& type) { return of(parent_, type); };
    }
    return holdings;
  }

 private:
  // Nobody and several are the same: no evidence.
  [[nodiscard]] std::vector<Holding> of(const Identity& identity, const std::string& type) const {
    constexpr std::size_t kUsual = 16;
    std::vector<Holding> holdings;
    if (identity.found != Identity::Found::kOne) return holdings;
    holdings.reserve(kUsual);
    for (const std::string& each : types_counting_as(tables_, type)) {
      for (const Uuid& member : identity.members) add_holdings(tables_, member, each, holdings);
    }
    return holdings;
  }

  [[nodiscard]] const ThirdParty* third_party_for(const Requirement& requirement) const {
    const auto found =
        std::ranges::find(question_.third_parties, requirement.code, &ThirdParty::requirement);
    return found == question_.third_parties.end() ? nullptr : &*found;
  }

  [[nodiscard]] Consent consent(const ThirdParty* third, const Identity& identity,
                                const std::string& type) const {
    if (third == nullptr) return Consent::kNone;
    if (identity.found == Identity::Found::kOne && owner_.found == Identity::Found::kOne) {
      // Whoever applies is nobody else.
      if (identity.root == owner_.root) return Consent::kNone;
      const auto code = parse_procedure_code(procedure_.code);
      if (authorisation_in_force(tables_, identity.root, owner_.root, code ? code->stem : "", type,
                                 day_)) {
        return Consent::kAuthorised;
      }
    }
    return third->ground.empty() ? Consent::kNone : Consent::kGround;
  }

  const store::TableReader& tables_;
  const ReuseQuestion& question_;
  const Date day_;
  const Procedure& procedure_;
  const Identity owner_;
  Identity parent_;
};

// The question, with what the dossier says put in.
ReuseQuestion completed(const store::TableReader& tables, ReuseQuestion question) {
  if (!question.dossier) {
    if (question.owner.empty()) invalid("owner: is missing");
    if (question.procedure.empty()) invalid("procedure: is missing");
    return question;
  }
  if (!question.owner.empty() || !question.procedure.empty() || question.on || question.due ||
      !question.location.empty()) {
    invalid("a question for a dossier takes owner, procedure, days and location from it");
  }
  const Dossier dossier = dossier_at(tables, *question.dossier);
  const auto owner = owner_of(tables, dossier.owner);
  if (!owner) throw Error(Errc::kDossierInvalid, "the dossier's owner is not there any more");
  question.owner = owner->key;
  question.procedure = dossier.procedure;
  question.on = dossier.received_on;
  question.due = dossier.due;
  question.location = dossier.location;
  if (question.owner_name.empty()) question.owner_name = dossier.owner_name;
  question.purpose.dossier = dossier.code;
  return question;
}

void check_third_parties(const ReuseQuestion& question, const Procedure& procedure) {
  if (question.third_parties.size() > kThirdPartiesMax) invalid("third_parties: too many");
  for (const ThirdParty& third : question.third_parties) {
    const auto requirement =
        std::ranges::find(procedure.requirements, third.requirement, &Requirement::code);
    if (requirement == procedure.requirements.end() || !requirement->third_party) {
      invalid("third_parties: names a requirement that does not ask for a third party's paper");
    }
  }
}

bool known_by(const store::TableReader& tables, const Identity& identity, const std::string& name) {
  bool named = false;
  for (const Uuid& member : identity.members) {
    const auto owner = owner_of(tables, member);
    if (!owner || owner->name.empty()) continue;
    if (same_name(owner->name, name)) return true;
    named = true;
  }
  return !named;  // Where no name is held, none contradicts.
}

ReuseAnswer answer_to(const store::TableReader& tables, const ReuseQuestion& asked, Date today) {
  ReuseAnswer answer;
  answer.question = completed(tables, asked);
  ReuseQuestion& question = answer.question;
  const OwnerKey key = OwnerKey::parse(question.owner);
  question.owner = key.text();
  answer.on = question.on.value_or(today);
  question.on = answer.on;
  answer.due = question.due;
  if (answer.due && *answer.due < answer.on) invalid("due: lies before the day of reception");
  // What a dossier pinned stays in force for it.
  const Procedure procedure = question.dossier
                                  ? procedure_of(tables, dossier_at(tables, *question.dossier))
                                  : procedure_in_force(tables, question.procedure, answer.on);
  question.procedure = procedure.code;
  check_third_parties(question, procedure);
  const Lookup lookup(tables, question, answer.on, procedure, key);
  const Identity& owner = lookup.owner();
  answer.owner_key_masked = masked_owner_key(key.text());
  answer.dossier = question.dossier;
  answer.procedure = procedure.code;
  answer.procedure_name = procedure.name;
  answer.procedure_valid_from = procedure.valid_from;
  Occasion occasion{answer.on, question.due, question.location, false};
  if (owner.found == Identity::Found::kOne) {
    answer.owner_found = OwnerFound::kKnown;
    answer.owner = owner.root;
    occasion.name_differs =
        !question.owner_name.empty() && !known_by(tables, owner, question.owner_name);
  } else if (owner.found == Identity::Found::kSeveral) {
    answer.owner_found = OwnerFound::kAmbiguous;
  }
  answer.requirements.reserve(procedure.requirements.size());
  for (const Requirement& requirement : procedure.requirements) {
    answer.requirements.push_back(judge(requirement, lookup.holdings_for(requirement), occasion));
  }
  return answer;
}

const RequirementAnswer& requirement_of(const ReuseAnswer& answer, const std::string& code) {
  const auto found = std::ranges::find(answer.requirements, code, &RequirementAnswer::code);
  if (found == answer.requirements.end()) {
    throw Error(Errc::kDossierInvalid, "the dossier's procedure has no requirement of this code");
  }
  return *found;
}

// A component may be a candidate for several types of a requirement: the worst judgement counts.
const Candidate* candidate_in(const RequirementAnswer& requirement, const Uuid& component) {
  const Candidate* worst = nullptr;
  for (const AlternativeAnswer& alternative : requirement.alternatives) {
    for (const TypeAnswer& type : alternative.types) {
      for (const Candidate& candidate : type.candidates) {
        if (candidate.holding.component == component &&
            (worst == nullptr || candidate.outcome > worst->outcome)) {
          worst = &candidate;
        }
      }
    }
  }
  return worst;
}

std::string reasons_text(const Candidate& candidate) {
  std::string text;
  for (const Reason reason : candidate.reasons) {
    text += (text.empty() ? "" : ", ") + std::string(name_in(kReasonNames, reason));
  }
  return text;
}

// Throws where an officer may not accept it, whatever was checked.
void require_acceptable(const Candidate& candidate, const std::string& remark) {
  if (candidate.outcome > ReuseOutcome::kNeedsCheck) {
    throw Error(Errc::kNotReusable, "the component cannot be reused: " + reasons_text(candidate));
  }
  if (candidate.outcome == ReuseOutcome::kNeedsCheck && remark.empty()) {
    throw Error(Errc::kNotReusable, "the component must be checked first (" +
                                        reasons_text(candidate) +
                                        "): say in remark what was checked");
  }
}

// What was decided on is what was looked at.
void require_as_answered(const Component& component, const ReuseQuery& query) {
  if (component.current().stored_at_ms > query.id.time_ms() ||
      component.current().position > query.position) {
    throw Error(Errc::kNotReusable,
                "the component was deposited or corrected after the answer: ask again");
  }
}

// A paper that was brought for this very dossier was asked for: to use it is no reuse.
void require_from_elsewhere(const Component& component, const Dossier& dossier) {
  const bool brought = std::ranges::any_of(dossier.attachments, [&](const Attachment& attachment) {
    return attachment.source == Source::kDigitised && attachment.component == component.id;
  });
  if (brought || component.dossier == dossier.id) {
    throw Error(Errc::kNotReusable, "the component was brought for this dossier");
  }
}

// Without one no text holds a number, and no keys need be looked up to find it.
bool says_a_digit(const ReuseQuestion& question) {
  const auto has_digit = [](const std::string& text) {
    return text.find_first_of("0123456789") != std::string::npos;
  };
  return has_digit(question.purpose.by) || has_digit(question.purpose.why) ||
         std::ranges::any_of(question.third_parties,
                             [&](const ThirdParty& third) { return has_digit(third.ground); });
}

}  // namespace

ReuseAnswer ReuseDesk::ask(const ReuseQuestion& question) const {
  ReuseQuestion normal = question;
  normal.owner_name = normal_owner_name(question.owner_name);
  const auto tables = store_.snapshot();
  ReuseAnswer answer = answer_to(*tables, normal, Date::in_vietnam(clock_.now_ms()));
  answer.position = store_.log().last(*tables);
  answer.query = Uuid::make(clock_, random_);
  ReuseQuestion& understood = answer.question;
  understood.location = normal_text("location", understood.location, kTextBytesMax);
  std::vector<std::string> keys;
  if (says_a_digit(understood)) keys = keys_around(*tables, OwnerKey::parse(understood.owner));
  understood.purpose = checked(understood.purpose, keys);
  for (ThirdParty& third : understood.third_parties) {
    const OwnerKey key = OwnerKey::parse(third.owner);
    third.owner = key.text();
    if (third.ground.empty()) continue;
    third.ground = log_text("ground", third.ground, keys);
    third.ground = log_text("ground", third.ground, keys_around(*tables, key));
  }
  return answer;
}

void ReuseDesk::record(const ReuseAnswer& answer, std::string request_hash,
                       std::string answer_hash) {
  const std::int64_t now_ms = clock_.now_ms();
  Access access{Access::Action::kReuseAsked, now_ms, answer.owner, {}, answer.query,
                answer.question.purpose};
  journal_.record(std::move(access),
                  ReuseQuery{answer.query, now_ms, answer.question, std::move(request_hash),
                             std::move(answer_hash), answer.position});
}

std::optional<ReuseQuery> ReuseDesk::query(const Uuid& id) const {
  const auto tables = store_.snapshot();
  const auto record = tables->get(kReuseQueries, id.raw());
  if (!record) return std::nullopt;
  return decode_reuse_query(*record);
}

Decided ReuseDesk::confirm(const ReuseDecision& decision, const Terms<Nothing, Decided>& terms) {
  auto asked = query(decision.query);
  if (!asked) {
    // It may be waiting still.
    journal_.flush();
    asked = query(decision.query);
  }
  const std::int64_t now_ms = clock_.now_ms();
  const auto is_theirs = [&] {
    const auto& dossier = asked->question.dossier;
    return !decision.purpose.bearer || !dossier ||
           may_see(decision.purpose, dossier_at(*store_.snapshot(), *dossier));
  };
  if (!asked || asked->at_ms < now_ms - std::int64_t{kQueryDays} * 86'400'000 || !is_theirs()) {
    throw Error(Errc::kQueryNotFound, "there is no such reuse query, or it is too old: ask again");
  }
  if (!asked->question.dossier) {
    throw Error(Errc::kDossierInvalid,
                "the question named no dossier: open the dossier and ask for it");
  }
  const auto keys = keys_around(*store_.snapshot(), OwnerKey::parse(asked->question.owner));
  Receipt receipt;
  receipt.id = Uuid::make(clock_, random_);
  receipt.query = decision.query;
  receipt.dossier = *asked->question.dossier;
  receipt.requirement = decision.requirement;
  receipt.component = decision.component;
  receipt.accepted = decision.accept;
  receipt.by = log_text("by", decision.by, keys);
  if (!decision.remark.empty() || !decision.accept) {
    receipt.remark = log_text("remark", decision.remark, keys);
  }
  receipt.at_ms = now_ms;
  receipt.request_hash = asked->request_hash;
  receipt.answer_hash = asked->answer_hash;
  Decided decided;
  store_.commit([&](store::Transaction& transaction) {
    store::WriteTransaction& tables = transaction.tables();
    decided = {receipt, false};
    Receipt& mine = decided.receipt;
    const auto use = find_use(tables, decision.component, receipt.dossier, decision.requirement);
    if (use && decision.accept) {
      const auto of_then = find_receipt(tables, use->receipt);
      const auto component = find_component(tables, decision.component.raw());
      // A version that came later was not decided on.
      if (of_then && component && of_then->version == component->current().number) {
        decided = {*of_then, true};
        terms.settle(transaction, decided);
        return;
      }
    }
    Dossier dossier = open_dossier_at(tables, receipt.dossier);
    // As asked, but of now.
    ReuseQuestion again;
    again.dossier = dossier.id;
    again.owner_name = asked->question.owner_name;
    again.third_parties = asked->question.third_parties;
    const ReuseAnswer answer = answer_to(tables, again, Date::in_vietnam(now_ms));
    const Candidate* candidate =
        candidate_in(requirement_of(answer, decision.requirement), decision.component);
    if (candidate == nullptr) {
      throw Error(Errc::kNotReusable, "the component is no candidate for this requirement");
    }
    const Component component = component_at(tables, decision.component);
    if (decision.accept) {
      require_acceptable(*candidate, mine.remark);
      require_as_answered(component, *asked);
      require_from_elsewhere(component, dossier);
    }
    mine.dossier_code = dossier.code;
    mine.component_code = component.code;
    mine.version = component.current().number;
    mine.sha256 = component.current().sha256;
    mine.outcome = candidate->outcome;
    mine.reasons = candidate->reasons;
    Event event{decision.accept ? Event::Type::kReused : Event::Type::kReuseDeclined,
                now_ms,
                component.id,
                component.owner,
                {},
                decision.requirement};
    event.dossier = dossier.id;
    event.related = mine.id;
    event.number = mine.version;
    event.by = mine.by;
    event.reason = mine.remark;
    mine.position = transaction.append_log(encode(event));
    put_receipt(tables, mine);
    if (!decision.accept) {
      terms.settle(transaction, decided);
      return;
    }
    put_use(tables, {component.id, dossier.id, decision.requirement, mine.id});
    const Source source =
        component.facts.kind == Kind::kComponent ? Source::kReusedComponent : Source::kReusedResult;
    store::Position attached = 0;
    attach(transaction, dossier,
           {decision.requirement,
            source,
            component.id,
            mine.version,
            mine.id,
            {},
            {},
            mine.by,
            now_ms},
           attached);
    terms.settle(transaction, decided);
  });
  return decided;
}

Receipt ReuseDesk::receipt(const Uuid& id) const {
  auto receipt = find_receipt(*store_.snapshot(), id);
  if (!receipt) throw Error(Errc::kReceiptNotFound, "there is no such receipt");
  return std::move(*receipt);
}

std::vector<Receipt> ReuseDesk::uses(const Uuid& component) const {
  const auto tables = store_.snapshot();
  static_cast<void>(component_at(*tables, component));
  std::vector<Receipt> receipts;
  for (const Use& use : uses_of(*tables, component)) {
    if (auto receipt = find_receipt(*tables, use.receipt)) receipts.push_back(std::move(*receipt));
  }
  return receipts;
}

}  // namespace kho::warehouse
