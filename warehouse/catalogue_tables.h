// warehouse/catalogue_tables.h - The catalogue in the tables: import and look-up.
//
// Thread safety: immutable functions over the caller's reader or transaction.
#pragma once

#include <cstdint>
#include <optional>

#include "store/tables.h"
#include "warehouse/catalogue.h"
#include "warehouse/error.h"

namespace kho::warehouse {

struct ImportCounts {
  std::uint64_t added = 0;
  std::uint64_t changed = 0;
  std::uint64_t unchanged = 0;
};

// Writes every record of `catalogue`, its texts in NFC. Throws Error kCatalogueInvalid for a record
// that is malformed or names a type that is neither in the catalogue nor in the tables.
ImportCounts import_catalogue(store::WriteTransaction& tables, Catalogue catalogue);

[[nodiscard]] std::optional<ComponentType> find_type(const store::TableReader& tables,
                                                     std::string_view code);

// The version of the procedure in force on `day`. `code` is exact, or the stem alone where only
// one local variant exists. Throws Error kProcedureUnknown or kProcedureAmbiguous.
[[nodiscard]] Procedure procedure_in_force(const store::TableReader& tables, std::string_view code,
                                           Date day);

}  // namespace kho::warehouse
