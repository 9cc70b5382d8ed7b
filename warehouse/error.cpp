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
    case Errc::kJobRunning:
      return "job_running";
    case Errc::kJobInvalid:
      return "job_invalid";
    case Errc::kSigningKeyUnusable:
      return "signing_key_unusable";
  }
  return "unknown";
}

}  // namespace kho::warehouse
