#include "warehouse/depositing.h"

#include <algorithm>
#include <utility>

#include "ingest/media_type.h"
#include "warehouse/catalogue_tables.h"
#include "warehouse/component_tables.h"
#include "warehouse/dossier_changes.h"
#include "warehouse/facts_check.h"
#include "warehouse/keeping.h"
#include "warehouse/log_text.h"
#include "warehouse/owner_entry.h"
#include "warehouse/owners.h"
#include "warehouse/record_codec.h"
#include "warehouse/review.h"

namespace kho::warehouse {
namespace {

constexpr std::size_t kFileNameBytesMax = 255;

void add(Warnings& to, Warnings more) {
  for (Warning& warning : more) to.push_back(std::move(warning));
}

void warn_of_media_type(Warnings& warnings, const std::string& found, const std::string& declared) {
  if (declared.empty() || declared == found || declared == "application/octet-stream") return;
  warnings.push_back(
      {"media_type_differs", "the content is " + found + ", which is not what was declared"});
}

// Whether both say the same of the paper itself; who brought it and when is another matter.
bool same_facts(const Facts& a, const Facts& b) {
  const auto said = [](const Facts& f) {
    return std::tie(f.kind, f.number, f.issue_date, f.issuer, f.issuer_name, f.signer, f.subject,
                    f.validity.kind, f.validity.from, f.validity.to, f.scope, f.location, f.form);
  };
  return said(a) == said(b);
}

bool is_of(const Holding& holding, const Version& version) {
  return std::ranges::equal(holding.sha256, version.sha256);
}

// Held already, as brought now and still standing.
std::optional<Component> held_alike(const store::TableReader& tables,
                                    const std::vector<Holding>& held, const Component& component) {
  for (const Holding& holding : held) {
    const bool stands =
        !holding.revoked && !holding.superseded && holding.review != ReviewState::kRejected;
    if (!stands || !is_of(holding, component.current()) ||
        holding.review != component.facts.review || holding.origin != component.facts.origin) {
      continue;
    }
    Component alike = component_at(tables, holding.component);
    if (same_facts(alike.facts, component.facts)) return alike;
  }
  return std::nullopt;
}

// A paper is known by its number, who issued it and when, whatever the scan.
void warn_of_same_paper(const std::vector<Holding>& held, const Component& component,
                        Warnings& warnings) {
  const Facts& facts = component.facts;
  const std::string& issuer = facts.issuer.empty() ? facts.issuer_name : facts.issuer;
  for (const Holding& holding : held) {
    const std::string name = "component " + holding.component.text();
    if (is_of(holding, component.current())) {
      warnings.push_back({"already_held", name + " of this owner and type holds the same file"});
      return;
    }
    if (!facts.number.empty() && facts.issue_date && holding.number == facts.number &&
        holding.issue_date == facts.issue_date && holding.issuer == issuer) {
      warnings.push_back({"paper_already_held",
                          name + " has the same number, issuer and issue date in another file"});
      return;
    }
  }
}

void put_bytes(store::Transaction& transaction, const store::PreparedBlob& blob,
               Deposited& result) {
  const store::PutResult put = transaction.put_blob(blob);
  result.new_bytes = put.inserted;
  result.stored_bytes = put.stored_bytes;
}

ComponentType known_type(const store::TableReader& tables, const std::string& code) {
  auto type = find_type(tables, code);
  if (!type) {
    throw Error(Errc::kTypeUnknown,
                "no such component type in the catalogue; see kho catalog import");
  }
  return std::move(*type);
}

// Retention may be what is asked for, and is never shorter than the type's.
std::optional<Date> retention(std::optional<Date> asked, const ComponentType& type,
                              Date deposited) {
  if (!type.keep_years) return asked;
  const Date least = deposited.years_later(*type.keep_years);
  return asked && *asked > least ? asked : least;
}

}  // namespace

void DepositDesk::check_file(store::ByteView file) const {
  if (file.empty()) throw Error(Errc::kFileEmpty, "the file is empty");
  if (file.size() > rules_.file_bytes_max) {
    throw Error(Errc::kFileTooLarge, "the file has more than " +
                                         std::to_string(rules_.file_bytes_max) +
                                         " bytes, the limit of this warehouse");
  }
}

Deposited DepositDesk::deposit(const Deposit& deposit, const Terms<Nothing, Deposited>& terms) {
  if (deposit.owner.empty() && !deposit.dossier) {
    throw Error(Errc::kMetadataInvalid, "owner: is missing");
  }
  const auto key =
      deposit.owner.empty() ? std::nullopt : std::optional(OwnerKey::parse(deposit.owner));
  check_file(deposit.file);
  const std::string file_name = normal_text("file name", deposit.file_name, kFileNameBytesMax);
  const std::string owner_name = normal_owner_name(deposit.owner_name);

  Deposited result;
  Component component;
  component.facts = deposit.facts;
  check_facts(component.facts);
  std::string& officer = component.facts.digitised_by;  // Goes into the log as who did it.
  if (!officer.empty()) officer = log_text("digitised_by", officer);
  if (deposit.dossier && component.facts.digitised_by.empty()) {
    throw Error(Errc::kMetadataInvalid,
                "digitised_by: name the officer who puts it into the dossier");
  }
  const std::int64_t now_ms = clock_.now_ms();
  const Date today = Date::in_vietnam(now_ms);
  component.id = Uuid::make(clock_, random_);
  component.created_at_ms = now_ms;
  component.dossier = deposit.dossier;
  const store::PreparedBlob blob = store_.prepare(deposit.file);
  const std::string media_type(ingest::sniff_media_type(deposit.file));
  component.versions.push_back({1, std::string(blob.id.raw()), deposit.file.size(), media_type,
                                file_name, now_ms, deposit.signature});
  const Uuid fresh = Uuid::make(clock_, random_);

  store_.commit([&](store::Transaction& transaction) {
    store::WriteTransaction& tables = transaction.tables();
    const ComponentType type = known_type(tables, component.facts.type);
    component.facts.kind = deposit.kind.value_or(type.kind);
    component.keep_until = retention(deposit.keep_until, type, today);
    std::optional<Dossier> dossier;
    if (deposit.dossier) dossier = open_dossier_at(tables, *deposit.dossier);
    if (key) {
      const OwnerEntry owner =
          enter_owner(transaction, {*key, deposit.owner, owner_name, component.id}, fresh, now_ms,
                      result.warnings);
      component.owner = owner.id;
      result.new_owner = owner.created;
    } else {
      component.owner = dossier->owner;
    }
    if (!officer.empty()) {
      officer = log_text("digitised_by", officer, keys_around(tables, component.owner));
    }
    std::vector<Holding> held_before;
    add_holdings(tables, component.owner, component.facts.type, held_before);
    if (auto held = held_alike(tables, held_before, component); held && !deposit.supersedes) {
      result.new_component = false;
      result.warnings.push_back(
          {"already_held", "the warehouse holds this paper: component " + held->id.text()});
      if (component.keep_until && component.keep_until > held->keep_until) {
        prolong_retention(transaction, *held, *component.keep_until, now_ms);
      }
      Event event{Event::Type::kDepositedAgain, now_ms, held->id, {}, {}, {}};
      event.dossier = deposit.dossier;
      event.by = component.facts.digitised_by;
      result.position = transaction.append_log(encode(event));
      result.component = std::move(*held);
    } else {
      warn_of_same_paper(held_before, component, result.warnings);
      component.hidden_from_owner = dossier && component.facts.kind == Kind::kResult;
      component.code = allocate_code(
          tables, rules_.code_template,
          {component.owner, dossier ? dossier->procedure : component.facts.source_procedure,
           component.facts.type, today.year()});
      put_bytes(transaction, blob, result);
      if (deposit.supersedes) {
        supersede(transaction, *deposit.supersedes, component, component.facts.digitised_by,
                  now_ms);
      }
      put_component(tables, component);
      Event event{Event::Type::kComponentDeposited, now_ms, component.id, component.owner,
                  component.current().sha256,       {}};
      event.in_bulk = deposit.in_bulk;
      event.reading = deposit.reading;
      result.position = transaction.append_log(encode(event));
      result.component = component;
    }
    if (dossier) {
      // It may have been told just now that what it reused was superseded.
      dossier = dossier_at(tables, dossier->id);
      const store::Position added = add_to_dossier(
          transaction, *dossier, result.component,
          {deposit.requirement, component.facts.digitised_by, now_ms}, result.warnings);
      result.position = std::max(result.position, added);
    }
    if (key) add(result.warnings, key->warnings(today, deposit.owner_declared));
    add(result.warnings, facts_warnings(component.facts, today));
    warn_of_media_type(result.warnings, media_type, deposit.declared_media_type);
    terms.settle(transaction, result);
  });
  return result;
}

Deposited DepositDesk::correct(const Uuid& id, const Correction& correction,
                               const Terms<ComponentView, Deposited>& terms) {
  std::optional<Facts> facts = correction.facts;
  if (facts) check_facts(*facts);
  const auto keys = [&] {
    const auto tables = store_.snapshot();
    return keys_around(*tables, component_at(*tables, id).owner);
  }();
  const std::string by = log_text("by", correction.by, keys);
  const std::string reason = log_text("reason", correction.reason, keys);
  const std::string file_name = normal_text("file name", correction.file_name, kFileNameBytesMax);
  if (!facts && correction.file.empty()) {
    throw Error(Errc::kMetadataInvalid, "a correction changes the facts, the file or both");
  }
  const std::int64_t now_ms = clock_.now_ms();
  std::optional<store::PreparedBlob> blob;
  std::string media_type;
  if (!correction.file.empty()) {
    check_file(correction.file);
    blob = store_.prepare(correction.file);
    media_type = ingest::sniff_media_type(correction.file);
  }
  Deposited result;
  result.new_component = false;
  store_.commit([&](store::Transaction& transaction) {
    store::WriteTransaction& tables = transaction.tables();
    Component component = component_at(tables, id);
    terms.check([&] { return component_view(tables, component); });
    if (component.revocation || component.superseded) {
      throw Error(Errc::kComponentClosed, "the component was revoked or superseded");
    }
    if (component.versions.size() >= kVersionsMax) {
      throw Error(Errc::kMetadataInvalid, "the component has " + std::to_string(kVersionsMax) +
                                              " versions, the most there may be");
    }
    // Out from under its old keys: its type may change.
    erase_component(tables, component);
    const bool other_paper = (blob && blob->id.raw() != component.current().sha256) ||
                             (facts && facts->type != component.facts.type);
    if (other_paper) keep_fate(tables, component);
    Version next = component.current();
    component.versions.back().facts = component.facts;
    const std::string old_type = component.facts.type;
    const Kind old_kind = component.facts.kind;
    if (facts) {
      const ReviewState before = component.facts.review;
      component.facts = *facts;
      // A correction may ask for another review; it approves nothing, and rejects nothing.
      if (before != ReviewState::kApproved || facts->review != ReviewState::kCaptured) {
        component.facts.review = before;
      }
      const ComponentType type = known_type(tables, facts->type);
      component.facts.kind = facts->type == old_type ? old_kind : type.kind;
      const Date deposited = Date::in_vietnam(component.created_at_ms);
      const std::optional<Date> kept = retention(component.keep_until, type, deposited);
      if (kept > component.keep_until) component.keep_until = kept;
    }
    if (blob) {
      next.sha256 = blob->id.raw();
      next.size = correction.file.size();
      next.media_type = media_type;
      next.file_name = file_name;
      next.signature = correction.signature;
      component.damaged_since_ms.reset();
    }
    next.number += 1;
    next.stored_at_ms = now_ms;
    next.by = by;
    next.reason = reason;
    next.facts.reset();
    Event event{Event::Type::kCorrected, now_ms, component.id, {}, next.sha256, {}};
    event.number = next.number;
    event.by = by;
    event.reason = reason;
    result.position = transaction.append_log(encode(event));
    next.position = result.position;
    component.versions.push_back(next);
    // Every version is one reference to its file.
    if (blob) {
      put_bytes(transaction, *blob, result);
    } else {
      transaction.reference_blob(*store::BlobId::from_raw(next.sha256));
    }
    hold_version(transaction, component, next);
    put_component(tables, component);
    renew_supersession(transaction, component);
    result.component = component;
    add(result.warnings, facts_warnings(component.facts, Date::in_vietnam(now_ms)));
    terms.settle(transaction, result);
  });
  return result;
}

}  // namespace kho::warehouse
