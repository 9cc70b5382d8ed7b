#include "warehouse/dossier_export.h"

#include <algorithm>

#include "warehouse/catalogue_tables.h"
#include "warehouse/component_tables.h"
#include "warehouse/dossier_changes.h"
#include "warehouse/identity.h"
#include "warehouse/owners.h"

namespace kho::warehouse {
namespace {

std::optional<ExportedPaper> paper(const store::TableReader& tables, const Uuid& id) {
  auto component = find_component(tables, id.raw());
  if (!component) return std::nullopt;
  ExportedPaper exported;
  if (const auto type = find_type(tables, component->facts.type)) exported.type_name = type->name;
  exported.version = component->current();
  exported.component = std::move(*component);
  return exported;
}

std::optional<ExportedPaper> paper(const store::TableReader& tables, const Attachment& attachment) {
  if (!attachment.component) return std::nullopt;
  auto exported = paper(tables, *attachment.component);
  // A reuse was decided on one version. What was digitised for this dossier may have been corrected
  // since, and the correction counts.
  if (exported && attachment.source != Source::kDigitised) {
    for (const Version& version : exported->component.versions) {
      if (version.number == attachment.version) exported->version = version;
    }
  }
  return exported;
}

// The one type that a requirement asks for; empty where there is a choice.
std::string type_asked(const Procedure& procedure, const std::string& code) {
  const auto found = std::ranges::find(procedure.requirements, code, &Requirement::code);
  if (found == procedure.requirements.end() || found->any_of.size() != 1 ||
      found->any_of.front().size() != 1) {
    return {};
  }
  return found->any_of.front().front();
}

// A day that was given afterwards has no time of day.
std::optional<std::int64_t> received_at(const Dossier& dossier) {
  constexpr std::int64_t kDayMs = 86'400'000;
  const auto step = std::ranges::find(dossier.steps, DossierState::kReceived, &Step::state);
  if (step == dossier.steps.end()) return std::nullopt;
  const Date day = Date::in_vietnam(step->at_ms);
  if (day == dossier.received_on) return step->at_ms;
  const std::int64_t midnight = std::int64_t{dossier.received_on.days()} * kDayMs;
  return midnight - 7 * 60 * 60 * 1000;
}

bool may_be_told(const Component& result) {
  return result.facts.review == ReviewState::kApproved && !result.revocation &&
         !result.hidden_from_owner;
}

}  // namespace

DossierExport export_dossier(const store::TableReader& tables, const Uuid& id) {
  DossierExport out;
  out.dossier = dossier_at(tables, id);
  const Procedure procedure = procedure_of(tables, out.dossier);
  out.procedure_name = procedure.name;
  out.field = procedure.field;
  if (auto owner = owner_of(tables, out.dossier.owner)) out.owner = std::move(*owner);
  out.other_keys = keys_of(tables, members_of(tables, out.dossier.owner));
  std::erase(out.other_keys, out.owner.key);
  for (const Attachment& attachment : out.dossier.attachments) {
    out.papers.push_back(paper(tables, attachment));
    out.types_asked.push_back(type_asked(procedure, attachment.requirement));
  }
  for (const Uuid& result : out.dossier.results) {
    auto exported = paper(tables, result);
    if (exported && may_be_told(exported->component)) out.results.push_back(std::move(*exported));
  }
  out.received_at_ms = received_at(out.dossier);
  return out;
}

}  // namespace kho::warehouse
