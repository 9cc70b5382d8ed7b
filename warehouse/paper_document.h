// warehouse/paper_document.h - What the index is told of a component: its facts, its owner's names,
// its text.
//
// Thread safety: functions over the caller's store. Errors: store::Error.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "index/document.h"
#include "store/store.h"
#include "warehouse/component.h"
#include "warehouse/uuid.h"

namespace kho::warehouse {

// Values of index::Field::kWithheld.
inline constexpr char kWithheldFromOwner[] = "owner";

// Of one paper so much text is searchable. Real papers stay far below (a law of 85 pages has
// 250 kB); a hostile one must not take the server's memory, of which indexing uses some eighty
// times the text.
inline constexpr std::size_t kSearchableTextBytesMax = 4 << 20;

struct PaperDocument {
  index::Document document;
  int year = 0;  // In which the component came into the warehouse, in Vietnam.
};

// As the records have it now; nullopt: it was destroyed. Damaged text costs the words of the file:
// the paper is still found by its facts. Throws kCorrupt where the record is damaged.
[[nodiscard]] std::optional<PaperDocument> paper_document(const store::Store& store,
                                                          const Uuid& id);

// The values by which papers of a procedure are found, the strictest first: the code in normal form
// and, of a local variant, its stem. A code that is none stands for itself.
[[nodiscard]] std::vector<std::string> procedure_filters(const std::string& code);
// The same of a dossier: its code in normal form.
[[nodiscard]] std::string dossier_filter(const std::string& code);

// Page by page, at most kSearchableTextBytesMax; empty where there is none, or none readable.
[[nodiscard]] std::vector<std::string> searchable_pages(const store::Store& store,
                                                        const TextState& text);

}  // namespace kho::warehouse
