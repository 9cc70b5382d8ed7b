// warehouse/catalogue_tables.h - Looking things up in the catalogue.
//
// Thread safety: immutable functions over the caller's reader. Errors: Error as named; store::Error
// kCorrupt for a damaged record.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/tables.h"
#include "warehouse/catalogue.h"
#include "warehouse/error.h"

namespace kho::warehouse {

// `code` in normal form.
[[nodiscard]] std::optional<Agency> find_agency(const store::TableReader& tables,
                                                std::string_view code);

[[nodiscard]] std::optional<ComponentType> find_type(const store::TableReader& tables,
                                                     std::string_view code);
// The types whose papers count as papers of `code`: itself first, then all whose successors lead to
// it, nearest first. The import sees to it that no catalogue has more than `most`.
[[nodiscard]] std::vector<std::string> types_counting_as(const store::TableReader& tables,
                                                         std::string_view code,
                                                         std::size_t most = kSuccessorsMax);

// The version of the procedure in force on `day`. `code` is exact, or the stem alone where only
// one local variant exists. Throws Error kProcedureUnknown or kProcedureAmbiguous.
[[nodiscard]] Procedure procedure_in_force(const store::TableReader& tables, std::string_view code,
                                           Date day);
// The version that came into force on that very day; `code` is exact.
[[nodiscard]] std::optional<Procedure> procedure_version(const store::TableReader& tables,
                                                         std::string_view code, Date valid_from);
// All versions of one variant, the earliest first.
[[nodiscard]] std::vector<Procedure> procedure_versions(const store::TableReader& tables,
                                                        const ProcedureCode& code);

}  // namespace kho::warehouse
