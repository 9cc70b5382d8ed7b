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
  }
  return "unknown";
}

}  // namespace kho::warehouse
