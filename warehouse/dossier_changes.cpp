#include "warehouse/dossier_changes.h"

#include <algorithm>

#include "warehouse/catalogue_tables.h"
#include "warehouse/identity.h"
#include "warehouse/record_codec.h"

namespace kho::warehouse {
namespace {

[[noreturn]] void invalid(const std::string& why) { throw Error(Errc::kDossierInvalid, why); }

Event event_of(Event::Type type, const Dossier& dossier, std::optional<Uuid> component,
               const std::string& by, std::int64_t now_ms) {
  Event event{type, now_ms, component, {}, {}, {}};
  event.dossier = dossier.id;
  event.by = by;
  return event;
}

bool asks_for(const store::TableReader& tables, const Requirement& requirement,
              const std::string& type) {
  for (const Alternative& alternative : requirement.any_of) {
    for (const std::string& asked : alternative) {
      if (std::ranges::count(types_counting_as(tables, asked), type) > 0) return true;
    }
  }
  return false;
}

// Components belong to the applicant, or to the third party whose paper is asked for: never to
// whoever stands at the counter.
void require_owner(const store::TableReader& tables, const Dossier& dossier,
                   const Component& component, const Requirement* requirement) {
  if (requirement != nullptr && requirement->third_party) return;
  const std::vector<Uuid> members = members_of(tables, dossier.owner);
  if (std::ranges::find(members, component.owner) == members.end()) {
    throw Error(Errc::kOwnerDiffers,
                "the paper belongs to somebody else than the applicant of the dossier");
  }
}

// Adds `id` to one of the dossier's lists; false where it is there already.
bool list(std::vector<Uuid>& ids, const Uuid& id) {
  if (std::ranges::find(ids, id) != ids.end()) return false;
  if (ids.size() >= kAttachmentsMax) {
    invalid("the dossier has " + std::to_string(kAttachmentsMax) +
            " entries of this kind, the most there may be");
  }
  ids.push_back(id);
  return true;
}

}  // namespace

Procedure procedure_of(const store::TableReader& tables, const Dossier& dossier) {
  auto procedure = procedure_version(tables, dossier.procedure, dossier.procedure_valid_from);
  if (!procedure) {
    throw Error(Errc::kProcedureUnknown, "the catalogue has lost the dossier's procedure");
  }
  return std::move(*procedure);
}

const Requirement& requirement_coded(const Procedure& procedure, std::string_view code) {
  const auto found = std::ranges::find(procedure.requirements, code, &Requirement::code);
  if (found == procedure.requirements.end()) {
    invalid("the dossier's procedure has no requirement of this code");
  }
  return *found;
}

bool attach(store::Transaction& transaction, Dossier& dossier, Attachment attachment,
            store::Position& position) {
  for (const Attachment& there : dossier.attachments) {
    if (there.requirement == attachment.requirement && there.component == attachment.component &&
        there.version == attachment.version && there.database == attachment.database &&
        there.reference == attachment.reference) {
      return false;
    }
  }
  if (dossier.attachments.size() >= kAttachmentsMax) {
    invalid("the dossier has " + std::to_string(kAttachmentsMax) +
            " attachments, the most there may be");
  }
  Event event = event_of(Event::Type::kAttached, dossier, attachment.component, attachment.by,
                         attachment.at_ms);
  event.number = static_cast<std::uint32_t>(attachment.source);
  event.note = attachment.requirement;
  dossier.attachments.push_back(std::move(attachment));
  put_dossier(transaction.tables(), dossier);
  position = transaction.append_log(encode(event));
  return true;
}

store::Position add_to_dossier(store::Transaction& transaction, Dossier& dossier,
                               const Component& component, const Adding& adding,
                               Warnings& warnings) {
  store::WriteTransaction& tables = transaction.tables();
  const Procedure procedure = procedure_of(tables, dossier);
  const Requirement* requirement =
      adding.requirement.empty() ? nullptr : &requirement_coded(procedure, adding.requirement);
  require_owner(tables, dossier, component, requirement);
  if (component.facts.kind == Kind::kComponent) {
    if (requirement != nullptr && !asks_for(tables, *requirement, component.facts.type)) {
      warnings.push_back(
          {"type_not_asked_for", "the requirement does not ask for papers of this type"});
    }
    store::Position position = 0;
    attach(transaction, dossier,
           {adding.requirement,
            Source::kDigitised,
            component.id,
            component.current().number,
            {},
            {},
            {},
            adding.by,
            adding.now_ms},
           position);
    return position;
  }
  if (requirement != nullptr) invalid("results answer to no requirement of their own dossier");
  const bool result = component.facts.kind == Kind::kResult;
  if (result && std::ranges::count(procedure.results, component.facts.type) == 0) {
    warnings.push_back({"type_not_a_result", "the procedure does not issue papers of this type"});
  }
  if (!list(result ? dossier.results : dossier.verification_results, component.id)) return 0;
  put_dossier(tables, dossier);
  return transaction.append_log(
      encode(event_of(result ? Event::Type::kResultIssued : Event::Type::kVerificationAdded,
                      dossier, component.id, adding.by, adding.now_ms)));
}

}  // namespace kho::warehouse
