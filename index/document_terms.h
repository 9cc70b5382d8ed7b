// index/document_terms.h - From a document to the terms and values that the schema wants.
//
// Internal to index/. Thread-safe.
#pragma once

#include <xapian.h>

#include "index/document.h"

namespace kho::index {

// Throws std::invalid_argument for an id, a filter value or a count of names out of bounds.
void check_bounds(const Document& document);

// Of a document within its bounds.
[[nodiscard]] Xapian::Document xapian_document(const Document& document);

}  // namespace kho::index
