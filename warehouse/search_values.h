// warehouse/search_values.h - What people type behind the fields of a query, as the index stores
// it.
//
// Functions over the caller's reader. Errors: Error kQueryInvalid with what would do instead, and
// kOwnerKeyInvalid, kOwnerKeyPlaceholder; store::Error kCorrupt. None repeats what was typed, which
// may be a personal number.
#pragma once

#include <string>
#include <vector>

#include "index/document.h"
#include "store/tables.h"

namespace kho::warehouse {

// owner      a key ("mst:0100109106"), a number without its kind, or the id of an owner: all that
//            is merged with whom it names; nobody: none
// type       a code, or words of names of types
// agency     a code, or words of names of agencies
// procedure  a code or its stem; dossier: a code
// kind, status, year   one of their values
[[nodiscard]] std::vector<std::string> search_values(const store::TableReader& tables,
                                                     index::Field field, const std::string& typed);

// The owners known by a number that stands in a query without its kind: personal numbers, old
// identity cards, tax codes. Never throws for what is no such number: nobody is known by it.
[[nodiscard]] std::vector<std::string> owners_of_number(const store::TableReader& tables,
                                                        const std::string& digits);

}  // namespace kho::warehouse
