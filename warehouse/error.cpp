#include "warehouse/error.h"

namespace kho::warehouse {

std::string_view code_name(Errc code) {
  switch (code) {
    case Errc::kOwnerKeyInvalid:
      return "owner_key_invalid";
    case Errc::kOwnerKeyPlaceholder:
      return "owner_key_placeholder";
    case Errc::kTypeUnknown:
      return "type_unknown";
    case Errc::kProcedureUnknown:
      return "procedure_unknown";
    case Errc::kProcedureAmbiguous:
      return "procedure_ambiguous";
    case Errc::kNotFound:
      return "not_found";
    case Errc::kFileEmpty:
      return "file_empty";
    case Errc::kFileTooLarge:
      return "file_too_large";
    case Errc::kMetadataInvalid:
      return "metadata_invalid";
    case Errc::kCatalogueInvalid:
      return "catalogue_invalid";
    case Errc::kQueryInvalid:
      return "query_invalid";
    case Errc::kComponentHeld:
      return "component_held";
    case Errc::kRetentionNotOver:
      return "retention_not_over";
    case Errc::kRetentionOnlyProlonged:
      return "retention_only_prolonged";
    case Errc::kHoldExists:
      return "hold_exists";
    case Errc::kHoldNotFound:
      return "hold_not_found";
    case Errc::kHoldsTooMany:
      return "holds_too_many";
    case Errc::kComponentClosed:
      return "component_closed";
    case Errc::kComponentInUse:
      return "component_in_use";
    case Errc::kReviewImpossible:
      return "review_impossible";
    case Errc::kSupersessionInvalid:
      return "supersession_invalid";
    case Errc::kOwnerDiffers:
      return "owner_differs";
    case Errc::kDossierNotFound:
      return "dossier_not_found";
    case Errc::kDossierExists:
      return "dossier_exists";
    case Errc::kDossierInvalid:
      return "dossier_invalid";
    case Errc::kDossierClosed:
      return "dossier_closed";
    case Errc::kStateImpossible:
      return "state_impossible";
    case Errc::kQueryNotFound:
      return "query_not_found";
    case Errc::kReceiptNotFound:
      return "receipt_not_found";
    case Errc::kNotReusable:
      return "not_reusable";
    case Errc::kAccessLogFull:
      return "access_log_full";
    case Errc::kJobRunning:
      return "job_running";
    case Errc::kJobInvalid:
      return "job_invalid";
    case Errc::kDossierCodeInvalid:
      return "dossier_code_invalid";
    case Errc::kOwnerAmbiguous:
      return "owner_ambiguous";
    case Errc::kAliasIsOwner:
      return "alias_is_owner";
    case Errc::kAliasExists:
      return "alias_exists";
    case Errc::kAliasNotFound:
      return "alias_not_found";
    case Errc::kAliasesTooMany:
      return "aliases_too_many";
    case Errc::kMergeRefused:
      return "merge_refused";
    case Errc::kNotMerged:
      return "not_merged";
    case Errc::kEvidenceInvalid:
      return "evidence_invalid";
    case Errc::kAuthorisationRevoked:
      return "authorisation_revoked";
  }
  return "unknown";
}

}  // namespace kho::warehouse
