#include "warehouse/event_names.h"

namespace kho::warehouse {

namespace {

// No default: the compiler names a type that was forgotten.
std::string_view known_name(Event::Type type) {
  switch (type) {
    case Event::Type::kCatalogueImported:
      return "vn.kho.catalogue.imported";
    case Event::Type::kOwnerCreated:
      return "vn.kho.owner.created";
    case Event::Type::kComponentDeposited:
      return "vn.kho.component.deposited";
    case Event::Type::kTextExtracted:
      return "vn.kho.text.extracted";
    case Event::Type::kOwnerNamed:
      return "vn.kho.owner.named";
    case Event::Type::kComponentDestroyed:
      return "vn.kho.component.destroyed";
    case Event::Type::kHoldPlaced:
      return "vn.kho.component.hold_placed";
    case Event::Type::kHoldLifted:
      return "vn.kho.component.hold_lifted";
    case Event::Type::kRetentionSet:
      return "vn.kho.component.retention_set";
    case Event::Type::kDepositedAgain:
      return "vn.kho.component.deposited_again";
    case Event::Type::kCorrected:
      return "vn.kho.component.corrected";
    case Event::Type::kReviewed:
      return "vn.kho.component.reviewed";
    case Event::Type::kRevoked:
      return "vn.kho.component.revoked";
    case Event::Type::kSuperseded:
      return "vn.kho.component.superseded";
    case Event::Type::kFileDamaged:
      return "vn.kho.component.file_damaged";
    case Event::Type::kFileMended:
      return "vn.kho.component.file_mended";
    case Event::Type::kReinstated:
      return "vn.kho.component.reinstated";
    case Event::Type::kOwnerAliasAdded:
      return "vn.kho.owner.alias_added";
    case Event::Type::kOwnerAliasRemoved:
      return "vn.kho.owner.alias_removed";
    case Event::Type::kOwnersMerged:
      return "vn.kho.owner.merged";
    case Event::Type::kOwnersUnmerged:
      return "vn.kho.owner.unmerged";
    case Event::Type::kAuthorised:
      return "vn.kho.owner.authorised";
    case Event::Type::kAuthorisationRevoked:
      return "vn.kho.owner.authorisation_revoked";
    case Event::Type::kOwnerNameAdded:
      return "vn.kho.owner.name_added";
    case Event::Type::kTokenMade:
      return "vn.kho.token.made";
    case Event::Type::kTokenRevoked:
      return "vn.kho.token.revoked";
    case Event::Type::kWebhookRegistered:
      return "vn.kho.webhook.registered";
    case Event::Type::kWebhookRemoved:
      return "vn.kho.webhook.removed";
    case Event::Type::kWebhookDisabled:
      return "vn.kho.webhook.disabled";
    case Event::Type::kWebhookEnabled:
      return "vn.kho.webhook.enabled";
    case Event::Type::kWebhookRotated:
      return "vn.kho.webhook.secret_rotated";
    case Event::Type::kWebhookTested:
      return "vn.kho.webhook.tested";
    case Event::Type::kDossierOpened:
      return "vn.kho.dossier.opened";
    case Event::Type::kDossierMoved:
      return "vn.kho.dossier.moved";
    case Event::Type::kAttached:
      return "vn.kho.dossier.attached";
    case Event::Type::kVerificationAdded:
      return "vn.kho.dossier.verification_added";
    case Event::Type::kResultIssued:
      return "vn.kho.dossier.result_issued";
    case Event::Type::kReused:
      return "vn.kho.component.reused";
    case Event::Type::kReuseDeclined:
      return "vn.kho.component.reuse_declined";
    case Event::Type::kDossierTold:
      return "vn.kho.dossier.told";
    case Event::Type::kAccessed:
      return "vn.kho.papers.accessed";
  }
  return {};
}

}  // namespace

std::string event_name(Event::Type type) {
  const std::string_view name = known_name(type);
  return name.empty() ? "vn.kho.event." + std::to_string(static_cast<int>(type))
                      : std::string(name);
}

}  // namespace kho::warehouse
