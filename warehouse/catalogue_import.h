// warehouse/catalogue_import.h - Writing a catalogue into the tables, all of it or nothing.
//
// Keeps what the rest relies on: every code that a record names is known, links to successors end,
// the index of predecessors agrees with them, and what a dossier pinned stays as it was.
//
// Thread safety: immutable functions over the caller's transaction. Errors: Error
// kCatalogueInvalid; the transaction must then be given up.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "store/tables.h"
#include "warehouse/catalogue.h"

namespace kho::warehouse {

struct ImportChange {
  std::string record;  // "agency", "component_type" or "procedure".
  std::string code;
  std::optional<Date> valid_from;  // Of a procedure.
  bool added = false;              // False: changed.
};

struct ImportCounts {
  std::uint64_t added = 0;
  std::uint64_t changed = 0;
  std::uint64_t unchanged = 0;
  std::vector<ImportChange> changes;  // The first kImportChangesMax of them.
};
inline constexpr std::size_t kImportChangesMax = 1000;

// Whether a dossier pinned this version; `code` is that of the version as it was imported.
using IsPinned = std::function<bool(std::string_view code, Date valid_from)>;

// Writes every record of `catalogue`, its texts in NFC. Of a pinned version only its end and its
// successor may change. Throws Error kCatalogueInvalid for a record that is malformed or names a
// code that is neither in the catalogue nor in the tables.
ImportCounts import_catalogue(store::WriteTransaction& tables, Catalogue catalogue,
                              const IsPinned& is_pinned);

}  // namespace kho::warehouse
