#include "warehouse/dossiers.h"

#include <algorithm>

#include "warehouse/authorisations.h"
#include "warehouse/catalogue_tables.h"
#include "warehouse/component_tables.h"
#include "warehouse/dossier_changes.h"
#include "warehouse/dossier_code.h"
#include "warehouse/facts_check.h"
#include "warehouse/log_text.h"
#include "warehouse/owner_entry.h"
#include "warehouse/owners.h"
#include "warehouse/record_codec.h"

namespace kho::warehouse {
namespace {

[[noreturn]] void invalid(const std::string& why) { throw Error(Errc::kDossierInvalid, why); }

std::map<Uuid, PaperName> papers_of(const store::TableReader& tables, const Dossier& dossier) {
  std::vector<Uuid> ids = dossier.verification_results;
  ids.insert(ids.end(), dossier.results.begin(), dossier.results.end());
  for (const Attachment& attachment : dossier.attachments) {
    if (attachment.component) ids.push_back(*attachment.component);
  }
  for (const Notice& notice : dossier.notices) ids.push_back(notice.component);
  std::map<Uuid, PaperName> papers;
  for (const Uuid& id : ids) {
    if (papers.contains(id)) continue;
    const auto component = find_component(tables, id.raw());
    if (component) papers[id] = {component->facts.type, component->facts.number};
  }
  return papers;
}

DossierView view(const store::TableReader& tables, Dossier dossier) {
  DossierView out;
  out.papers = papers_of(tables, dossier);
  out.procedure_name = procedure_of(tables, dossier).name;
  if (const auto owner = owner_of(tables, dossier.owner)) {
    out.owner_key_masked = masked_owner_key(owner->key);
    out.owner_name = owner->name;
  }
  out.dossier = std::move(dossier);
  return out;
}

std::string optional_log_text(const char* field, const std::string& text,
                              const std::vector<std::string>& owner_keys) {
  return text.empty() ? text : log_text(field, text, owner_keys);
}

// The dossier that an opening asks for, but for who is named in it.
Dossier planned(const DossierOpening& opening, const std::vector<std::string>& owner_keys,
                const Uuid& id, std::int64_t now_ms) {
  const DossierCode code = parse_dossier_code(opening.code);
  Dossier dossier;
  dossier.id = id;
  dossier.code = code.normal;
  dossier.received_on = opening.received_on.value_or(code.day);
  dossier.due = opening.due;
  if (dossier.due && *dossier.due < dossier.received_on) invalid("due: lies before received_on");
  dossier.channel = opening.channel;
  dossier.agency = opening.agency.empty() ? code.agency : normal_agency_code(opening.agency);
  dossier.location = normal_text("location", opening.location, kTextBytesMax);
  dossier.owner_name = normal_owner_name(opening.owner_name);
  if (opening.state != DossierState::kReceived && opening.state != DossierState::kNewlyRegistered) {
    invalid("state: a dossier begins as newly_registered or received");
  }
  dossier.steps.push_back(
      {opening.state, now_ms, log_text("by", opening.by, owner_keys), Duty::kIntake, {}});
  return dossier;
}

bool same_application(const Dossier& a, const Dossier& b) {
  return a.owner == b.owner && a.procedure == b.procedure && a.received_on == b.received_on;
}

// By what right somebody else hands the application in.
Uuid authorisation_of(const store::TableReader& tables, const Dossier& dossier,
                      const Uuid& submitter) {
  const auto code = parse_procedure_code(dossier.procedure);
  const auto authorisation = authorisation_in_force(
      tables, dossier.owner, submitter, code ? code->stem : "", {}, dossier.received_on);
  if (!authorisation) {
    invalid(
        "submitter: no authorisation by the applicant is in force on that day; record it first");
  }
  return authorisation->id;
}

}  // namespace

DossierChanged Dossiers::open(const DossierOpening& opening,
                              const Terms<Nothing, DossierChanged>& terms) {
  const OwnerKey owner = OwnerKey::parse(opening.owner);
  const auto submitter =
      opening.submitter.empty() ? std::nullopt : std::optional(OwnerKey::parse(opening.submitter));
  const std::string owner_name = normal_owner_name(opening.owner_name);
  const std::int64_t now_ms = clock_.now_ms();
  const Dossier plan =
      planned(opening, keys_around(*store_.snapshot(), owner), Uuid::make(clock_, random_), now_ms);
  const Uuid fresh_owner = Uuid::make(clock_, random_);
  const Uuid fresh_submitter = Uuid::make(clock_, random_);
  DossierChanged result;
  store_.commit([&](store::Transaction& transaction) {
    store::WriteTransaction& tables = transaction.tables();
    result = {};
    Dossier dossier = plan;
    const Procedure procedure = procedure_in_force(tables, opening.procedure, dossier.received_on);
    dossier.procedure = procedure.code;
    dossier.procedure_valid_from = procedure.valid_from;
    dossier.owner = enter_owner(transaction, {owner, opening.owner, owner_name}, fresh_owner,
                                now_ms, result.warnings)
                        .id;
    if (submitter && *submitter != owner) {
      dossier.submitter = enter_owner(transaction, {*submitter, opening.submitter}, fresh_submitter,
                                      now_ms, result.warnings)
                              .id;
      dossier.authorisation = authorisation_of(tables, dossier, *dossier.submitter);
    }
    if (const auto held = dossier_coded(tables, dossier.code)) {
      Dossier there = dossier_at(tables, *held);
      if (!same_application(there, dossier)) {
        throw Error(Errc::kDossierExists, "another application has this dossier code");
      }
      result.changed = false;
      result.view = view(tables, std::move(there));
      terms.settle(transaction, result);
      return;
    }
    put_dossier(tables, dossier);
    pin_procedure(tables, dossier.procedure, dossier.procedure_valid_from);
    Event event{Event::Type::kDossierOpened, now_ms, {}, dossier.owner, {}, {}};
    event.dossier = dossier.id;
    event.agency = dossier.agency;
    event.procedure = dossier.procedure;
    event.until = dossier.received_on;
    event.by = dossier.steps.front().by;
    event.number = static_cast<std::uint32_t>(dossier.state());
    result.position = transaction.append_log(encode(event));
    result.view = view(tables, std::move(dossier));
    terms.settle(transaction, result);
  });
  return result;
}

DossierChanged Dossiers::move(const Uuid& id, const DossierMove& move, const DossierTerms& terms) {
  const std::int64_t now_ms = clock_.now_ms();
  DossierChanged result;
  store_.commit([&](store::Transaction& transaction) {
    store::WriteTransaction& tables = transaction.tables();
    result = {};
    Dossier dossier = dossier_at(tables, id);
    terms.check([&] { return view(tables, dossier); });
    if (name_in(kDutyNames, move.duty).empty()) invalid("duty: is none");
    const std::vector<std::string> keys = keys_around(tables, dossier.owner);
    const Step step{move.state, now_ms, log_text("by", move.by, keys), move.duty,
                    optional_log_text("note", move.note, keys)};
    if (dossier.state() == move.state) {
      result.changed = false;
      result.view = view(tables, std::move(dossier));
      terms.settle(transaction, result);
      return;
    }
    if (!may_follow(dossier.state(), move.state)) {
      throw Error(Errc::kStateImpossible,
                  "a dossier that is " + std::string(name_in(kDossierStateNames, dossier.state())) +
                      " cannot become " + std::string(name_in(kDossierStateNames, move.state)));
    }
    if (dossier.steps.size() >= kStepsMax) {
      invalid("the dossier went " + std::to_string(kStepsMax) + " steps, the most there may be");
    }
    dossier.steps.push_back(step);
    put_dossier(tables, dossier);
    Event event{Event::Type::kDossierMoved, now_ms, {}, {}, {}, {}};
    event.dossier = dossier.id;
    event.number = static_cast<std::uint32_t>(move.state);
    event.by = step.by;
    result.position = transaction.append_log(encode(event));
    if (move.state == DossierState::kReturned) {
      for (const Uuid& each : dossier.results) {
        auto component = find_component(tables, each.raw());
        if (!component) continue;
        component->hidden_from_owner = false;
        put_component(tables, *component);
      }
    }
    result.view = view(tables, std::move(dossier));
    terms.settle(transaction, result);
  });
  return result;
}

DossierChanged Dossiers::refer(const Uuid& id, const DossierReference& reference,
                               const DossierTerms& terms) {
  const std::int64_t now_ms = clock_.now_ms();
  DossierChanged result;
  store_.commit([&](store::Transaction& transaction) {
    store::WriteTransaction& tables = transaction.tables();
    result = {};
    Dossier dossier = open_dossier_at(tables, id);
    terms.check([&] { return view(tables, dossier); });
    const std::vector<std::string> keys = keys_around(tables, dossier.owner);
    if (!reference.requirement.empty()) {
      static_cast<void>(requirement_coded(procedure_of(tables, dossier), reference.requirement));
    }
    result.changed = attach(transaction, dossier,
                            {reference.requirement,
                             Source::kReference,
                             {},
                             0,
                             {},
                             log_text("database", reference.database, keys),
                             log_text("reference", reference.reference, keys),
                             log_text("by", reference.by, keys),
                             now_ms},
                            result.position);
    result.view = view(tables, std::move(dossier));
    terms.settle(transaction, result);
  });
  return result;
}

DossierView Dossiers::find(const Uuid& id) const {
  const auto tables = store_.snapshot();
  return view(*tables, dossier_at(*tables, id));
}

DossierView Dossiers::find_coded(const std::string& code) const {
  const auto tables = store_.snapshot();
  const auto id = dossier_coded(*tables, parse_dossier_code(code).normal);
  if (!id) throw Error(Errc::kDossierNotFound, "there is no such dossier");
  return view(*tables, dossier_at(*tables, *id));
}

}  // namespace kho::warehouse
